"""People decide what they saw, and nothing else."""

from datetime import timedelta

import pytest

from screening.model.case import Ruling, Serving
from screening.model.errors import ConflictError
from screening.model.lifecycle import State
from screening.services.decide import Order, StaleError, appeal, decide, tag
from screening.services.submit import ask
from tests.life import DAY
from tests.unit.services.bench import Bench, eye, eyes

HOUR = timedelta(hours=1)


def order(bench: Bench, case_id: str, ruling: Ruling, seen: str = "", actor: str = "ann", **options: object) -> None:
    with bench.memory.write() as unit:
        case = unit.cases.get(case_id)
        wanted = Order(ruling, "because", actor, seen or tag(case), **options)  # type: ignore[arg-type]
        decide(unit, case, wanted, bench.policy, now=bench.clock())


def held(bench: Bench) -> str:
    case = bench.submit("casino.example")
    bench.look()
    assert bench.case(case.id).state is State.HELD
    return case.id


@pytest.mark.parametrize(
    ("ruling", "options", "state", "serving"),
    [
        (Ruling.APPROVE, {}, State.WATCHING, Serving.PROBATION),
        (Ruling.APPROVE, {"at_once": True}, State.APPROVED, Serving.LIVE),
        (Ruling.REFUSE, {}, State.REFUSED, Serving.SINKHOLED),
        (Ruling.HOLD, {}, State.HELD, Serving.WITHHELD),
        (Ruling.REMOVE, {}, State.REMOVING, Serving.WITHHELD),
    ],
)
def test_an_order_is_carried_out_and_written_down(
    bench: Bench, ruling: Ruling, options: dict[str, object], state: State, serving: Serving
) -> None:
    case_id = held(bench)
    order(bench, case_id, ruling, **options)
    case = bench.case(case_id)
    assert case.state is state
    assert case.decision is not None
    assert (case.decision.actor, case.decision.sight) == ("ann", case.sight)
    with bench.memory.read() as unit:
        row = unit.journal.of(case_id)[-1]
    assert (row.actor, row.cause, row.target) == ("ann", "because", state)


def test_a_decision_about_something_else_than_what_was_seen_is_refused(bench: Bench) -> None:
    case_id = held(bench)
    seen = tag(bench.case(case_id))
    bench.clock.advance(13 * HOUR)
    bench.sweep()
    bench.look(*eyes(eye("page", kind="parked")))
    assert tag(bench.case(case_id)) != seen, "other evidence"
    before = bench.case(case_id)
    with pytest.raises(StaleError):
        order(bench, case_id, Ruling.APPROVE, seen)
    assert bench.case(case_id) == before


def test_a_decision_after_another_persons_is_refused(bench: Bench) -> None:
    case_id = held(bench)
    seen = tag(bench.case(case_id))
    order(bench, case_id, Ruling.REFUSE, seen)
    with pytest.raises(StaleError):
        order(bench, case_id, Ruling.APPROVE, seen, actor="bob")
    assert bench.case(case_id).state is State.REFUSED


def test_a_look_that_saw_the_same_leaves_a_decision_valid(bench: Bench) -> None:
    case_id = held(bench)
    seen = tag(bench.case(case_id))
    bench.clock.advance(13 * HOUR)
    bench.sweep()
    assert bench.look() == 1
    order(bench, case_id, Ruling.REFUSE, seen)


def test_an_order_that_the_table_does_not_know_is_a_conflict(bench: Bench) -> None:
    case_id = held(bench)
    order(bench, case_id, Ruling.REFUSE)
    before = bench.case(case_id)
    with pytest.raises(ConflictError):
        order(bench, case_id, Ruling.APPROVE)
    assert bench.case(case_id) == before


def test_a_cleared_domain_is_looked_at_again_and_one_under_way_is_enough(bench: Bench) -> None:
    planned, under_way = held(bench), bench.submit("casino.other")
    bench.look()
    with bench.memory.write() as unit:
        ask(unit, unit.cases.get(under_way.id), "manual", bench.policy, actor="ann", now=bench.clock())
    for case_id in (planned, under_way.id):
        order(bench, case_id, Ruling.APPROVE)
    assert bench.case(planned).next_look is not None
    assert bench.case(under_way.id).next_look is None
    assert bench.look() == 1


def test_an_appeal_is_decided_by_another_person(bench: Bench) -> None:
    case_id = held(bench)
    order(bench, case_id, Ruling.REFUSE)
    bench.clock.advance(DAY)
    with bench.memory.write() as unit:
        appeal(unit, unit.cases.get(case_id), "it is a cinema", bench.policy, actor="customer", now=bench.clock())
    assert (bench.case(case_id).state, bench.case(case_id).appealed) == (State.HELD, True)
    with pytest.raises(ConflictError):
        order(bench, case_id, Ruling.APPROVE)
    order(bench, case_id, Ruling.APPROVE, actor="bob")
    assert bench.case(case_id).state is State.WATCHING


def test_an_appeal_that_comes_too_late_is_a_conflict(bench: Bench) -> None:
    case_id = held(bench)
    order(bench, case_id, Ruling.REFUSE)
    bench.clock.advance(bench.policy.appeal_within + HOUR)
    with pytest.raises(ConflictError), bench.memory.write() as unit:
        appeal(unit, unit.cases.get(case_id), "late", bench.policy, actor="customer", now=bench.clock())
