"""The sweeper does what is due, once, and rests when nothing is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from screening.model.case import Case, Ruling, Serving
from screening.model.evidence import Outcome
from screening.model.lifecycle import State
from screening.model.timing import wake
from screening.model.verdict import Conclusion
from screening.services.sweep import rounds, sweep
from screening.store.tables import cases
from tests.life import DAY, HOUR, START, a_case, a_sight, ruled
from tests.together import together
from tests.unit.services.bench import HINT_AGE, Bench, Outbox, domain, eye, eyes

SECOND = timedelta(seconds=1)


def test_a_new_look_is_hinted_at_and_then_left_alone_until_the_hint_has_aged(bench: Bench) -> None:
    bench.submit()
    assert [bench.sweep() for _ in range(3)] == [1, 0, 0]
    bench.clock.advance(HINT_AGE)
    assert bench.sweep() == 0
    bench.clock.advance(SECOND)
    assert [bench.sweep() for _ in range(3)] == [1, 0, 0]
    (look, first), (again, second) = bench.hints.sent
    assert (again, first, second) == (look, 1, 2)


def test_hints_that_were_lost_are_all_sent_again(bench: Bench) -> None:
    for number in range(5):
        bench.submit(f"d{number}.example")
    bench.sweep()
    lost = {look for look, _number in bench.hints.sent}
    bench.hints.sent.clear()
    bench.clock.advance(HINT_AGE + SECOND)
    bench.sweep()
    assert {look for look, _number in bench.hints.sent} == lost
    assert len(lost) == 5


def test_a_look_that_is_due_is_made_once(bench: Bench) -> None:
    case = bench.submit()
    bench.look()
    due = bench.case(case.id).next_look
    assert due is not None
    bench.at(due - SECOND)
    assert bench.sweep() == 0
    bench.at(due)
    assert bench.sweep() == 2, "the case is touched and its look hinted at"
    assert bench.sweep() == 0
    assert bench.case(case.id).next_look is None
    assert bench.look() == 1


def test_two_sweepers_at_once_make_one_look(bench: Bench) -> None:
    case = bench.submit()
    bench.look()
    bench.at(bench.case(case.id).next_look)
    together(4, lambda _number: bench.sweep())
    assert len(bench.hints.sent) == 1
    assert bench.look() == 1


def test_a_domain_is_watched_over_its_window_and_approved(bench: Bench) -> None:
    case = bench.submit()
    bench.look()
    looks = 0
    while bench.clock() < START + 4 * DAY and bench.case(case.id).state is State.WATCHING:
        bench.clock.advance(timedelta(minutes=10))
        bench.sweep()
        looks += bench.look()
    assert bench.events(case.id) == ["accepted", "delegated", "passed"]
    assert bench.case(case.id).serving is Serving.LIVE
    assert START + 3 * DAY <= bench.clock() <= START + 3 * DAY + timedelta(minutes=20)
    assert looks == len(bench.policy.looks) - 1, "the first one came before the window"


@pytest.mark.parametrize(("outage", "state"), [(True, State.WATCHING), (False, State.HELD)])
def test_nobody_is_held_for_our_own_outage(bench: Bench, outage: bool, state: State) -> None:
    case = CASES["watching, in overtime"]()
    case.sight = a_sight(START + 95 * HOUR, Conclusion.INSUFFICIENT)
    with bench.memory.write() as unit:
        unit.cases.add(case, wake(case, bench.policy))
    bench.at(START + 4 * DAY)
    for number in range(10):
        bench.submit(f"d{number}.example")
    bench.look(*(eyes(eye("page", Outcome.FAILED, "timeout")) if outage else eyes()))
    bench.sweep()
    assert bench.case(case.id).state is state


def watching(**fields: object) -> Case:
    fields = {"sight": a_sight(START), **fields}
    return a_case(State.WATCHING, Serving.PROBATION, watched_since=START, **fields)  # type: ignore[arg-type]


def held_again(case: Case) -> Case:
    ruled(case, Ruling.HOLD, START + 9 * DAY)
    return case


CASES: dict[str, Callable[[], Case]] = {
    "received": a_case,
    "received, looked at": lambda: a_case(looks=30),
    "waiting": lambda: a_case(State.WAITING),
    "dormant": lambda: a_case(State.DORMANT),
    "watching": watching,
    "watching, not begun": lambda: a_case(State.WATCHING),
    "watching, blind at the end": lambda: watching(
        sight=a_sight(START + 72 * HOUR, Conclusion.INSUFFICIENT, complete=False)
    ),
    "watching, in overtime": lambda: _overtime(watching(sight=a_sight(START + 72 * HOUR, Conclusion.INSUFFICIENT))),
    "held": lambda: a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW)),
    "held, escalated": lambda: a_case(State.HELD, escalated=True),
    "held, appealed": lambda: a_case(State.HELD, appealed=True),
    "held until": lambda: a_case(State.HELD, hold_until=START + 2 * DAY),
    "held again": lambda: held_again(a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW))),
    "approved": lambda: a_case(State.APPROVED, Serving.LIVE, sight=a_sight(START)),
    "refused": lambda: a_case(State.REFUSED),
    "removing": lambda: a_case(State.REMOVING, Serving.LIVE, grace_ends=START + DAY),
    "removed": lambda: a_case(State.REMOVED, Serving.GONE),
    "withdrawn": lambda: a_case(State.WITHDRAWN, Serving.GONE),
}


def _overtime(case: Case) -> Case:
    case.watch.overtime = START + 72 * HOUR
    return case


@pytest.mark.parametrize("late", [timedelta(0), HOUR, DAY, 5 * DAY, 200 * DAY])
@pytest.mark.parametrize("name", CASES)
def test_whatever_is_overdue_is_done_in_a_few_rounds_and_then_there_is_rest(
    bench: Bench, name: str, late: timedelta
) -> None:
    case = CASES[name]()
    case.domain = domain("d1.example")
    with bench.memory.write() as unit:
        unit.cases.add(case, START)
    bench.at(START + late)
    worked = [bench.sweep() for _ in range(6)]
    assert worked[4:] == [0, 0], worked
    woken = wake(bench.case(case.id), bench.policy)
    assert woken is None or woken > bench.clock()
    if case.state not in {State.REFUSED, State.REMOVED, State.WITHDRAWN}:
        assert woken is not None or bench.has_open(case.id) or late >= 30 * DAY, "nothing would ever wake it"


def test_rounds_go_on_without_a_pause_while_there_is_work(bench: Bench) -> None:
    work, pauses = [2, 1, 0, 3, 0], []

    def stop(pause: float) -> bool:
        pauses.append(pause)
        return not work

    rounds(lambda: work.pop(0), stop, 0.5)
    assert pauses == [0.0, 0.0, 0.5, 0.0, 0.5]


def test_a_queue_that_is_away_costs_the_sweeper_nothing_but_the_hint(bench: Bench) -> None:
    class Deaf(Outbox):
        def send(self, screening_ids: object) -> None:
            """Drops everything, as a queue does that is away."""

    bench.submit()
    assert sweep(bench.memory, Deaf(), bench.policy, bench.clock, hint_age=HINT_AGE) == 1
    bench.clock.advance(HINT_AGE + SECOND)
    assert bench.sweep() == 1
    assert [number for _look, number in bench.hints.sent] == [2]


def test_a_case_that_cannot_be_touched_does_not_stop_the_others(bench: Bench) -> None:
    broken, sound = bench.submit("broken.example"), bench.submit("sound.example")
    for _ in range(2):
        bench.look()
    times = [bench.case(case.id).next_look for case in (broken, sound)]
    with bench.memory.write() as unit:
        unit.cases.connection.execute(update(cases).where(cases.c.id == broken.id).values(body={}))
    bench.at(max(time for time in times if time))
    bench.hints.sent.clear()
    bench.sweep()
    assert len(bench.hints.sent) == 1
    assert bench.case(sound.id).next_look is None, "its look is queued"
    assert bench.sweep() == 0, "and there is rest"
