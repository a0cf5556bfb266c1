"""What our own faults do to a case, and what a customer's do."""

import pytest

from screening.model.case import Serving
from screening.model.lifecycle import Event, State
from screening.model.timing import _UNWATCHED, deadline, schedule, stuck, tick, wake
from screening.model.verdict import Conclusion
from tests.life import HOUR, MINUTE, POLICY, START, a_case, a_sight, look, watching


def test_nobody_is_held_for_blindness_while_the_fault_is_ours() -> None:
    case = watching()
    look(case, START + 71.5 * HOUR, Conclusion.INSUFFICIENT)
    tick(case, START + 72 * HOUR, POLICY)
    look(case, START + 95 * HOUR, Conclusion.INSUFFICIENT)
    tick(case, START + 96 * HOUR, POLICY, outage=True)
    assert case.state is State.WATCHING
    assert case.next_look is not None
    assert case.next_look >= START + 97 * HOUR
    look(case, START + 98 * HOUR, Conclusion.INSUFFICIENT)
    assert case.state is State.HELD


def test_overtime_begins_anew_with_each_look_that_fails_in_an_outage() -> None:
    case = watching()
    look(case, START + 71.5 * HOUR, Conclusion.INSUFFICIENT)
    tick(case, START + 72 * HOUR, POLICY)
    look(case, START + 95 * HOUR, Conclusion.INSUFFICIENT, outage=True)
    look(case, START + 118.5 * HOUR, Conclusion.INSUFFICIENT)
    assert deadline(case, POLICY) == START + (95 + 24) * HOUR
    tick(case, START + 119 * HOUR, POLICY)
    assert (case.state, case.journal[-1].event) == (State.HELD, Event.BLIND_TOO_LONG)


@pytest.mark.parametrize("ours", [False, True])
def test_overtime_does_not_end_by_the_clock_alone_but_by_a_look_that_could_have_seen(ours: bool) -> None:
    case = watching()
    look(case, START + 71.5 * HOUR, Conclusion.INSUFFICIENT)
    tick(case, START + 72 * HOUR, POLICY)
    if ours:
        look(case, START + 95.5 * HOUR, Conclusion.INSUFFICIENT, ours=True)
    for hours in range(96, 200, 2):
        tick(case, START + hours * HOUR, POLICY)
        assert case.state is State.WATCHING, "nobody has looked, or nobody could see"
        assert wake(case, POLICY) == case.next_look, "a look is what is due"
    assert stuck(case, START + 200 * HOUR, POLICY)
    look(case, START + 200 * HOUR, Conclusion.INSUFFICIENT)
    assert case.state is State.HELD


@pytest.mark.parametrize("state", [state for state in State if state not in _UNWATCHED])
def test_a_look_that_failed_by_our_own_fault_is_made_again_soon(state: State) -> None:
    case = a_case(state, Serving.PROBATION, watched_since=START, sight=a_sight(START, complete=False, ours=True))
    for hours in (0, 60, 2000):
        schedule(case, START + hours * HOUR, POLICY)
        assert case.next_look is not None
        assert case.next_look <= START + hours * HOUR + POLICY.outage_window / 2


@pytest.mark.parametrize("state", sorted(_UNWATCHED))
def test_what_is_not_looked_at_is_not_looked_at_again(state: State) -> None:
    case = a_case(state, sight=a_sight(START, complete=False, ours=True))
    schedule(case, START, POLICY)
    assert case.next_look is None


def test_delegation_that_cannot_be_learnt_is_asked_again_then_held_unless_the_fault_is_ours() -> None:
    blind = {"delegated": None, "conclusion": Conclusion.INSUFFICIENT}
    case, ours = a_case(), a_case()
    for minutes in (0, 1, 3):
        look(case, START + minutes * MINUTE, **blind)  # type: ignore[arg-type]
        assert case.state is State.RECEIVED
        assert case.next_look is not None
    look(ours, START + 6 * MINUTE, **blind, outage=True)  # type: ignore[arg-type]
    assert ours.state is State.RECEIVED
    look(case, START + 6 * MINUTE, **blind)  # type: ignore[arg-type]
    assert (case.state, case.journal[-1].event) == (State.HELD, Event.UNSEEN)
