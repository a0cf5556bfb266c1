"""The queue of record: one open look a case, one holder a look, hints that are few, aged and in turn."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from screening.model.errors import ConflictError
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.verdict import Conclusion, Verdict
from screening.ports.memory import Claim, Failures
from screening.store.memory import Memory
from tests.life import START, a_case
from tests.together import together

SECOND = timedelta(seconds=1)
LEASE = 60 * SECOND
VERDICT = Verdict(Conclusion.CLEAR, ("name",), (), {}, {}, (), "r" * 64, "e" * 64)


def queue(memory: Memory, numbers: Iterable[int], *, every: timedelta = SECOND) -> None:
    """Cases dom_n with looks look_n, due at START plus n seconds."""
    with memory.write() as unit:
        for number in numbers:
            name = f"d{number}.example"
            unit.cases.add(a_case(id=f"dom_{number}", domain=Domain(name, name, name, "example")), None)
            unit.screenings.add(f"look_{number}", f"dom_{number}", "submitted", START + number * every)


def claim(memory: Memory, after: timedelta, screening_id: str = "") -> Claim | None:
    with memory.write() as unit:
        return unit.screenings.claim(START + after, START + after + LEASE, screening_id)


def finish(memory: Memory, held: Claim, after: timedelta, *, failed: bool = False, ours: bool = False) -> bool:
    with memory.write() as unit:
        return unit.screenings.finish(held, START + after, VERDICT, failed=failed, ours=ours)


def hint(memory: Memory, after: timedelta, limit: int = 100) -> dict[str, int]:
    """Hints sent at START plus `after`, of looks not hinted at in the 8 seconds before."""
    now = START + after
    with memory.write() as unit:
        return dict(unit.screenings.hint(now, now - 8 * SECOND, limit))


def test_a_case_has_one_open_look_until_that_is_done(memory: Memory) -> None:
    queue(memory, [1])
    with pytest.raises(ConflictError), memory.write() as unit:
        unit.screenings.add("look_2", "dom_1", "watch", START)

    held = claim(memory, LEASE)
    assert held
    with memory.read() as unit:
        assert unit.screenings.has_open("dom_1"), "a claimed look is open"
    assert finish(memory, held, LEASE)

    with memory.write() as unit:
        assert not unit.screenings.has_open("dom_1")
        unit.screenings.add("look_2", "dom_1", "watch", START)


def test_the_longest_due_look_is_claimed_first_and_none_before_its_time(memory: Memory) -> None:
    queue(memory, [3, 1, 2, 9])
    assert claim(memory, -SECOND) is None
    assert claim(memory, -SECOND, "look_1") is None
    claims = [claim(memory, 3 * SECOND) for _ in range(4)]
    assert [c and c.screening_id for c in claims] == ["look_1", "look_2", "look_3", None]
    assert claims[0] == Claim("look_1", "dom_1", "submitted", 1)


def test_a_claimed_look_is_free_again_only_when_the_lease_is_over(memory: Memory) -> None:
    queue(memory, [0])
    assert claim(memory, SECOND, "look_0")
    for named in ("", "look_0"):
        assert claim(memory, LEASE, named) is None
    second = claim(memory, LEASE + 2 * SECOND, "look_0")
    assert second == Claim("look_0", "dom_0", "submitted", 2)


def test_of_many_who_claim_the_same_look_one_gets_it(memory: Memory) -> None:
    queue(memory, [0])
    outcomes = together(8, lambda _number: claim(memory, SECOND, "look_0"))
    assert sorted(map(str, outcomes)).count("None") == 7
    assert Claim("look_0", "dom_0", "submitted", 1) in outcomes


def test_many_who_claim_whatever_is_due_get_different_looks(memory: Memory) -> None:
    queue(memory, range(40))
    claims = together(8, lambda _number: [claim(memory, LEASE) for _ in range(5)])
    got = [held.screening_id for each in claims for held in each]  # type: ignore[union-attr]
    assert sorted(got) == sorted(f"look_{n}" for n in range(40))


def test_a_stale_holder_can_neither_renew_nor_finish(memory: Memory) -> None:
    queue(memory, [0])
    stale = claim(memory, SECOND)
    fresh = claim(memory, SECOND + LEASE + SECOND)
    assert stale
    assert fresh
    with memory.write() as unit:
        assert not unit.screenings.renew(stale, START + 100 * LEASE)
    assert not finish(memory, stale, 2 * LEASE)

    with memory.write() as unit:
        assert unit.screenings.has_open("dom_0"), "the stale finish has not closed it"
        assert unit.screenings.claim(START + 90 * LEASE, START + 99 * LEASE), "the stale renewal has not kept it"
    assert not finish(memory, fresh, 3 * LEASE), "and by now that one is stale, too"


def test_a_look_is_finished_once(memory: Memory) -> None:
    queue(memory, [0])
    held = claim(memory, SECOND)
    assert held
    assert finish(memory, held, SECOND)
    assert not finish(memory, held, SECOND)
    assert claim(memory, 10 * LEASE) is None


def test_a_renewed_claim_lasts_longer(memory: Memory) -> None:
    queue(memory, [0])
    held = claim(memory, SECOND)
    assert held
    with memory.write() as unit:
        assert unit.screenings.renew(held, START + 5 * LEASE)
    assert claim(memory, 4 * LEASE) is None
    assert claim(memory, 6 * LEASE)


def test_a_dropped_look_is_nobodys(memory: Memory) -> None:
    queue(memory, [0, 1])
    held = claim(memory, SECOND, "look_0")
    assert held
    with memory.write() as unit:
        unit.screenings.drop_open("dom_0")
        unit.screenings.drop_open("dom_0")
        assert not unit.screenings.has_open("dom_0")
        assert unit.screenings.has_open("dom_1")
        assert not unit.screenings.renew(held, START + LEASE)
    assert not finish(memory, held, SECOND)
    assert claim(memory, 10 * LEASE, "look_0") is None
    assert "look_0" not in hint(memory, 10 * LEASE)


def test_a_look_is_hinted_at_once_in_a_hint_age_until_somebody_takes_it(memory: Memory) -> None:
    queue(memory, [0])
    sent = {at: hint(memory, at * SECOND) for at in range(-1, 25)}
    assert {at: found for at, found in sent.items() if found} == {
        0: {"look_0": 1},
        9: {"look_0": 2},
        18: {"look_0": 3},
    }
    assert claim(memory, 25 * SECOND)
    assert hint(memory, 60 * SECOND) == {}
    assert hint(memory, 25 * SECOND + LEASE + SECOND) == {"look_0": 4}, "its worker is gone"


def test_every_waiting_look_gets_its_turn_though_hints_are_few(memory: Memory) -> None:
    queue(memory, range(10), every=-SECOND)  # so that look_9 has been due for longest
    turns = [set(hint(memory, (20 + n) * SECOND, limit=3)) for n in range(4)]
    assert turns == [{f"look_{n}" for n in turn} for turn in ((9, 8, 7), (6, 5, 4), (3, 2, 1), (0,))]
    assert set(hint(memory, 32 * SECOND, limit=5)) == {f"look_{n}" for n in (9, 8, 7, 6, 5)}, "oldest hint first"


def test_two_dispatchers_at_once_hint_at_each_look_once(memory: Memory) -> None:
    queue(memory, range(60))
    sent = together(4, lambda _number: list(hint(memory, LEASE, limit=40)))
    assert sorted(look for batch in sent for look in batch) == sorted(  # type: ignore[union-attr]
        f"look_{n}" for n in range(60)
    )


def test_the_evidence_of_the_last_finished_look_comes_back_as_it_was(memory: Memory) -> None:
    first = (Evidence("name", Outcome.OBSERVED, START),)
    second = (
        Evidence("page", Outcome.FAILED, START, "timeout", {"n": [1, None, {"a": 1.5}], "big": 2**62}),
        Evidence("dns", Outcome.ABSENT, START, texts={"dns.txt": ("\x00 \x1f ünï", "")}),
    )
    queue(memory, [0])
    for number, seen in enumerate((first, second), start=1):
        held = claim(memory, SECOND, f"look_{number - 1}")
        assert held
        with memory.write() as unit:
            assert unit.screenings.finish(held, START + number * SECOND, VERDICT, failed=False)
            unit.screenings.keep(held, seen)
            unit.screenings.add(f"look_{number}", "dom_0", "watch", START)
    abandoned = claim(memory, SECOND, "look_2")
    assert abandoned
    with memory.write() as unit:
        assert unit.screenings.finish(abandoned, START + LEASE, None, failed=True)
        assert unit.screenings.latest_evidence("dom_0") == second
        assert [e.digest for e in unit.screenings.latest_evidence("dom_0")] == [e.digest for e in second]
        assert unit.screenings.latest_evidence("dom_1") == ()
        assert unit.screenings.evidence_of_last("dom_0", 2) == [second, first]
        assert unit.screenings.evidence_of_last("dom_0", 9) == [second, first]
        assert unit.screenings.evidence_of_last("dom_1", 2) == []


def test_failures_are_counted_since_a_time(memory: Memory) -> None:
    queue(memory, range(6))
    for number in range(5):
        held = claim(memory, LEASE, f"look_{number}")
        assert held
        assert finish(memory, held, LEASE + number * SECOND, failed=number % 2 == 1, ours=number == 3)
    with memory.read() as unit:
        assert unit.screenings.failures(START) == Failures(2, 1, 5)
        assert unit.screenings.failures(START + LEASE + 2 * SECOND) == Failures(1, 1, 3)
        assert unit.screenings.failures(START + 9 * LEASE) == Failures(0, 0, 0)


def test_looks_that_are_due_wait_since_the_oldest_was_due_until_they_are_done(memory: Memory) -> None:
    queue(memory, [2, 1, 9])
    with memory.read() as unit:
        assert unit.screenings.waiting(START) == (0, None)
        assert unit.screenings.waiting(START + 5 * SECOND) == (2, START + SECOND)
    held = claim(memory, 5 * SECOND)
    assert held
    with memory.read() as unit:
        assert unit.screenings.waiting(START + 5 * SECOND) == (2, START + SECOND), "claimed is not done"
    assert finish(memory, held, 5 * SECOND)
    with memory.read() as unit:
        assert unit.screenings.waiting(START + 5 * SECOND) == (1, START + 2 * SECOND)
