"""Evidence goes when its time is over, in slices; what was concluded from it stays."""

from datetime import timedelta
from itertools import count

import pytest

from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import State
from screening.model.names import Domain
from screening.services.retention import SLICE, expire, expired
from screening.store.memory import Memory
from tests.contract.test_store_screenings import VERDICT
from tests.life import DAY, POLICY, START, a_case
from tests.together import together

LONGER = {State.REFUSED, State.REMOVING, State.REMOVED, State.HELD}
NUMBERS = count()


def looked(memory: Memory, state: State = State.APPROVED, pieces: int = 1) -> str:
    """A case with a look that ended at START; its id."""
    number = next(NUMBERS)
    name = f"d{number}.example"
    with memory.write() as unit:
        case = a_case(state, id=f"dom_{number}", domain=Domain(name, name, name, "example"))
        unit.cases.add(case, None)
        unit.screenings.add(f"look_{number}", case.id, "watch", START)
        claim = unit.screenings.claim(START, START + DAY, f"look_{number}")
        assert claim
        assert unit.screenings.finish(claim, START, VERDICT, failed=False)
        seen = [Evidence(f"eye{n}", Outcome.OBSERVED, START, texts={"page.text": ("secret",)}) for n in range(pieces)]
        unit.screenings.keep(claim, seen)
    return case.id


def seen(memory: Memory, case_id: str) -> list[tuple[Evidence, ...]]:
    with memory.read() as unit:
        return unit.screenings.evidence_of_last(case_id, 5)


@pytest.mark.parametrize("state", sorted(State))
def test_evidence_goes_when_its_time_is_over_and_not_before(memory: Memory, state: State) -> None:
    case_id = looked(memory, state)
    kept = POLICY.evidence_kept_refused if state in LONGER else POLICY.evidence_kept
    for at in (START, START + kept):
        assert (expired(memory, POLICY, at), expire(memory, POLICY, at)) == (0, 0)
    later = START + kept + timedelta(seconds=1)
    assert expired(memory, POLICY, later) == 1
    assert [expire(memory, POLICY, later) for _ in range(2)] == [1, 0]
    assert expired(memory, POLICY, later) == 0
    assert seen(memory, case_id) == [()], "the look is still there"
    with memory.read() as unit:
        assert unit.screenings.latest_evidence(case_id) == ()
        assert unit.cases.get(case_id).state is state


def test_what_is_refused_after_all_is_kept_from_then_on(memory: Memory) -> None:
    case_id = looked(memory, State.HELD)
    with memory.write() as unit:
        case = unit.cases.get(case_id)
        case.state = State.REFUSED
        unit.cases.save(case, None)
    assert expire(memory, POLICY, START + 100 * DAY) == 0
    assert len(seen(memory, case_id)[0]) == 1


def test_much_evidence_goes_in_slices_that_hold_nobody_up_for_long(memory: Memory) -> None:
    for pieces in (SLICE, 20):
        looked(memory, pieces=pieces)
    later = START + 91 * DAY
    assert expired(memory, POLICY, later) == SLICE + 20
    assert [expire(memory, POLICY, later) for _ in range(3)] == [SLICE, 20, 0]


def test_two_who_expire_at_once_do_not_wait_for_each_other_for_ever(memory: Memory) -> None:
    for _ in range(4):
        looked(memory, pieces=SLICE // 2)
    later = START + 91 * DAY
    gone = together(4, lambda _number: expire(memory, POLICY, later))
    assert all(isinstance(number, int) for number in gone), gone
    while expire(memory, POLICY, later):
        pass
    assert expired(memory, POLICY, later) == 0
