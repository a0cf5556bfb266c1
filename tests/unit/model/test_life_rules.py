"""The rules that stand above the transition table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from screening.model.case import Decision, Ruling, Serving
from screening.model.deciding import appeal, decide
from screening.model.errors import ConflictError
from screening.model.lifecycle import Event, State
from screening.model.sight import Change, changes
from screening.model.timing import deadline, schedule, stuck, tick, wake
from screening.model.verdict import Conclusion
from tests.life import DAY, HOUR, MINUTE, OTHER_SKETCH, POLICY, START, a_case, a_sight, look, ruled, watching


def test_a_clean_domain_is_approved_after_72_hours_and_not_a_minute_before() -> None:
    case = watching()
    look(case, START + 71.9 * HOUR)
    tick(case, START + 72 * HOUR - MINUTE, POLICY)
    assert case.state is State.WATCHING
    tick(case, START + 72 * HOUR, POLICY)
    assert case.state is State.APPROVED


def test_a_clear_look_before_hour_71_does_not_approve() -> None:
    case = watching()
    look(case, START + 70 * HOUR)
    tick(case, START + 80 * HOUR, POLICY)
    assert case.state is State.WATCHING


def test_a_failed_look_in_between_does_not_hide_that_content_appeared() -> None:
    case = a_case(State.WATCHING, Serving.PROBATION, watched_since=START, sight=a_sight(START, kind="empty"))
    look(case, START + HOUR, kind="empty")
    look(case, START + 6 * HOUR, kind="unknown", complete=False)
    look(case, START + 24 * HOUR, kind="content")
    assert case.watch.began == START + 24 * HOUR


def test_silence_past_the_end_never_approves_and_shows_as_stuck() -> None:
    case = watching()
    schedule(case, START, POLICY)
    tick(case, START + 90 * DAY, POLICY)
    assert (case.state, case.serving) == (State.WATCHING, Serving.PROBATION)
    assert stuck(case, START + 90 * DAY, POLICY)


def test_a_first_verdict_later_than_five_minutes_shows_as_stuck() -> None:
    assert not stuck(a_case(), START + 4 * MINUTE, POLICY)
    assert stuck(a_case(), START + 6 * MINUTE, POLICY)


@pytest.mark.parametrize("conclusion", [Conclusion.CLEAR, Conclusion.INSUFFICIENT])
def test_an_incomplete_look_never_approves(conclusion: Conclusion) -> None:
    case = watching()
    for hour in (71.5, 73, 75, 80, 95.9):
        look(case, START + hour * HOUR, conclusion, complete=False)
        assert case.state is State.WATCHING
    tick(case, START + 97 * HOUR, POLICY)
    assert case.state is State.HELD


def test_a_domain_that_has_left_us_is_not_approved_for_what_it_shows_elsewhere() -> None:
    case = watching()
    look(case, START + 71.5 * HOUR, delegated=False)
    tick(case, START + 72 * HOUR, POLICY)
    assert (case.state, case.journal[-1].cause) == (State.WATCHING, "the parent does not list us any more")
    look(case, START + 75 * HOUR)
    assert case.state is State.APPROVED, "back with us, and seen"


def test_material_change_restarts_the_clock_twice_then_a_person_decides() -> None:
    case = watching()
    for n, hour in enumerate((10, 20), start=1):
        look(case, START + (hour - 1) * HOUR, kind="empty")
        look(case, START + hour * HOUR)
        assert (case.state, case.watch.restarts) == (State.WATCHING, n)
        assert case.watch.ends == START + (hour + 72) * HOUR
    look(case, START + 29 * HOUR, kind="empty")
    look(case, START + 30 * HOUR)
    assert (case.state, case.journal[-1].event) == (State.HELD, Event.CHANGED_TOO_OFTEN)


def test_restarts_never_carry_the_window_past_fourteen_days() -> None:
    policy = replace(POLICY, restarts=100, window=timedelta(days=6))
    case = a_case(State.WATCHING, Serving.PROBATION, watched_since=START, sight=a_sight(START, kind="empty"))
    for day in range(1, 14):
        look(case, START + day * DAY - HOUR, kind="empty", policy=policy)
        look(case, START + day * DAY, policy=policy)
        assert case.watch.ends is not None
        assert case.watch.ends <= START + 14 * DAY
    look(case, START + 14 * DAY - HOUR, kind="empty", policy=policy)
    look(case, START + 14 * DAY, policy=policy)
    assert case.journal[-1].event is Event.CHANGED_TOO_OFTEN


def test_a_rotating_page_without_rising_scores_does_not_restart_the_clock() -> None:
    case = watching()
    for n, hour in enumerate(range(1, 70)):
        look(case, START + hour * HOUR, sketch=tuple(range(n * 100, n * 100 + 64)))
    assert case.watch.restarts == 0
    assert case.watch.ends == START + 72 * HOUR


def test_a_lively_page_cannot_rise_twice_to_the_same_height() -> None:
    case = watching()
    for n, hour in enumerate(range(1, 70)):
        look(case, START + hour * HOUR, sketch=tuple(range(n * 100, n * 100 + 64)), scores={"adult": 700 * (n % 2)})
    assert case.watch.restarts == 1


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"suspects": ()}, {"suspects": ("adult",)}, {Change.THRESHOLD}),
        ({"suspects": ("adult",)}, {"suspects": ("adult",)}, set()),
        *[
            ({"kind": kind}, {"kind": "content"}, {Change.APPEARED})
            for kind in ("absent", "empty", "parked", "for-sale")
        ],
        ({"kind": "unknown"}, {"kind": "content"}, set()),
        ({"kind": "content"}, {"kind": "empty"}, set()),
        ({}, {"sketch": OTHER_SKETCH, "scores": {"gambling": 1}}, {Change.REWRITTEN}),
        ({}, {"sketch": OTHER_SKETCH}, set()),
        ({"scores": {"adult": -2800}}, {"sketch": OTHER_SKETCH, "scores": {"adult": 0}}, set()),
        ({}, {"scores": {"gambling": 1}}, set()),
        ({}, {"places": ("192.0.2.1",)}, {Change.MOVED}),
    ],
)
def test_what_changed_between_two_looks(
    before: dict[str, object], after: dict[str, object], found: set[Change]
) -> None:
    assert changes(a_sight(START, **before), a_sight(START + HOUR, **after), POLICY) == found


def test_the_machine_does_not_reverse_a_person_but_new_material_evidence_opens_a_held_look() -> None:
    case = a_case(State.HELD, Serving.PROBATION, watched_since=START, sight=a_sight(START, Conclusion.REVIEW))
    ruled(case, Ruling.APPROVE, START + HOUR)
    look(case, START + 6 * HOUR, Conclusion.REVIEW)
    assert case.state is State.WATCHING, "the same evidence that a person let pass"
    look(case, START + 24 * HOUR, Conclusion.REVIEW, suspects=("gambling", "hyip"))
    assert (case.state, case.serving) == (State.HELD, Serving.PROBATION)


def test_what_a_person_let_pass_is_approved_at_the_end() -> None:
    case = a_case(State.HELD, Serving.PROBATION, watched_since=START, sight=a_sight(START, Conclusion.REVIEW))
    ruled(case, Ruling.APPROVE, START + HOUR)
    look(case, START + 71.5 * HOUR, Conclusion.REVIEW)
    tick(case, START + 72 * HOUR, POLICY)
    assert case.state is State.APPROVED


def test_an_appeal_is_decided_by_another_person_and_within_six_months() -> None:
    case = a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW, delegated=False))
    ruled(case, Ruling.REFUSE, START, actor="ann")
    appeal(case, "customer", "why", START + DAY, POLICY)
    assert deadline(case, POLICY) == START + 6 * DAY
    with pytest.raises(ConflictError, match="another person"):
        decide(case, Decision(Ruling.APPROVE, "ann", "", START + 2 * DAY, None), POLICY)
    ruled(case, Ruling.REFUSE, START + 2 * DAY, actor="ben")
    with pytest.raises(ConflictError, match="ended"):
        appeal(case, "customer", "why", START + 200 * DAY, POLICY)


def test_a_trusted_account_skips_withholding_but_not_screening() -> None:
    case = a_case(None, standing="trusted")
    case.move(Event.ACCEPTED, START, POLICY)
    assert case.serving is Serving.PROBATION
    look(case, START, Conclusion.REVIEW, delegated=False)
    assert (case.state, case.serving) == (State.HELD, Serving.PROBATION)


def test_a_name_that_a_person_has_to_see_is_held_once() -> None:
    case = a_case(remarked=True)
    look(case, START, delegated=False)
    assert case.state is State.HELD
    ruled(case, Ruling.APPROVE, START + HOUR)
    look(case, START + 2 * HOUR)
    assert case.state is State.WATCHING


def test_a_domain_refused_by_a_person_and_brought_back_is_held_again() -> None:
    case = a_case(decision=Decision(Ruling.REFUSE, "ann", "", START, None))
    look(case, START, delegated=False)
    assert case.state is State.HELD


def test_without_nameservers_of_the_host_the_window_starts_with_the_first_look() -> None:
    policy = replace(POLICY, delegation=False)
    case = a_case()
    look(case, START + MINUTE, policy=policy)
    assert (case.state, case.watch.t0) == (State.WATCHING, START + MINUTE)
    refused = a_case()
    look(refused, START, Conclusion.REFUSE, policy=policy)
    assert refused.state is State.REFUSED


def test_looks_come_at_0_1_6_24_48_and_in_the_last_hour() -> None:
    case = a_case()
    now, hours = START, []
    while case.state is not State.APPROVED:
        look(case, now)
        hours.append((now - START) / HOUR)
        tick(case, wake(case, POLICY) or now, POLICY)
        now = case.next_look if case.next_look and case.state is State.WATCHING else now + 72 * HOUR
        if len(hours) > 10:
            break
    assert [round(hour) for hour in hours[:-1]] == [0, 1, 6, 24, 48]
    assert 71 <= hours[-1] <= 72


def test_holding_on_gives_another_day_from_now() -> None:
    case = a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW))
    ruled(case, Ruling.HOLD, START + 30 * HOUR)
    tick(case, START + 53 * HOUR, POLICY)
    assert not case.escalated
    tick(case, START + 54 * HOUR, POLICY)
    assert case.escalated


def test_a_held_case_is_escalated_once() -> None:
    case = a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW))
    for hours in (24, 25, 48, 72):
        tick(case, START + hours * HOUR, POLICY)
    assert [row.event for row in case.journal] == [Event.ESCALATED]
