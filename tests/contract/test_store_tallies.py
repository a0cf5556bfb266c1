"""What looks come to is counted exactly once, by many at once, in rows that stay few."""

from collections import Counter

from screening.model.evidence import Outcome
from screening.model.lifecycle import State
from screening.model.tally import Tally
from screening.store.memory import Memory
from screening.store.tallies import MOST
from tests.life import a_case
from tests.together import together
from tests.unit.services.bench import LEASE, Bench, eye, eyes

SEEN = Tally("name", "observed")
TIMEOUT = Tally("page", "failed", "timeout")


def counted(memory: Memory) -> dict[Tally, int]:
    with memory.read() as unit:
        return unit.tallies.every()


def test_counts_add_up_over_transactions(memory: Memory) -> None:
    assert counted(memory) == {}
    for batch in ([SEEN, SEEN, TIMEOUT], [], [TIMEOUT]):
        with memory.write() as unit:
            unit.tallies.add(batch)
    assert counted(memory) == {SEEN: 2, TIMEOUT: 2}


def test_nothing_is_counted_in_a_transaction_that_fails(memory: Memory) -> None:
    def fails(_number: int) -> None:
        with memory.write() as unit:
            unit.tallies.add([SEEN])
            raise KeyError

    assert [type(outcome) for outcome in together(1, fails)] == [KeyError]
    assert counted(memory) == {}


def test_many_who_count_at_once_in_any_order_lose_nothing_and_do_not_deadlock(memory: Memory) -> None:
    tallies = [Tally(f"eye{number}", "observed") for number in range(6)]

    def count(number: int) -> None:
        for turn in range(10):
            first = (number + turn) % 6
            with memory.write() as unit:
                unit.tallies.add(tallies[first:] + tallies[:first])

    assert together(6, count) == [None] * 6
    assert counted(memory) == dict.fromkeys(tallies, 60)


def test_the_rows_stay_few_whatever_is_counted(memory: Memory) -> None:
    for turn in range(4):
        with memory.write() as unit:
            unit.tallies.add([SEEN, *(Tally("page", "failed", f"c{turn}-{n}") for n in range(MOST // 3 + 1))])
    found = counted(memory)
    assert len(found) <= MOST + MOST // 3 + 1
    assert found[Tally("page", "failed", "other")] == MOST // 3 + 1
    assert found[SEEN] == 4, "what was there goes on being counted"
    assert sum(found.values()) == 4 * (MOST // 3 + 2)


def test_each_finished_look_is_counted_once_also_when_workers_take_it_from_each_other(memory: Memory) -> None:
    bench = Bench(memory)
    for number in range(12):
        bench.submit(f"d{number}.example")
    blind = eyes(eye("page", Outcome.FAILED, "timeout"))
    assert [outcome for outcome in together(6, lambda _n: bench.look(*blind)) if isinstance(outcome, Exception)] == []
    bench.look(*blind)
    expected = Counter({Tally(name, "observed"): 12 for name in ("name", "feeds", "zone", "dns")}) + Counter(
        {TIMEOUT: 12}
    )
    assert counted(memory) == expected


def test_a_look_whose_claim_is_lost_is_not_counted(memory: Memory) -> None:
    bench = Bench(memory)
    bench.submit()
    now = bench.clock()
    with memory.write() as unit:
        stale = unit.screenings.claim(now, now + LEASE)
    assert stale
    bench.clock.advance(2 * LEASE)
    bench.look()
    before = counted(memory)
    bench.lookout().look(stale)
    assert counted(memory) == before == {Tally(n, "observed"): 1 for n in ("name", "feeds", "zone", "dns", "page")}


def test_cases_are_counted_by_state(memory: Memory) -> None:
    with memory.write() as unit:
        assert unit.cases.count() == {}
        for number, state in enumerate([State.HELD, State.HELD, State.APPROVED]):
            unit.cases.add(a_case(state, id=f"dom_{number}", contested=True), None)
        assert unit.cases.count() == {"held": 2, "approved": 1}
