"""What happens at the same moment on either database: one of two wins, nobody deadlocks, nothing is lost."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from screening.model.case import Case, Ruling
from screening.model.errors import ConflictError
from screening.model.lifecycle import State
from screening.ports.access import Reply
from screening.ports.memory import Unit
from screening.services.decide import Order, decide, tag
from screening.services.repeat import once
from screening.services.submit import Submission, submit, withdraw
from screening.store.memory import Memory
from tests.together import together
from tests.unit.services.bench import Bench, domain
from tests.waiting import eventually

_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def bench(memory: Memory) -> Bench:
    return Bench(memory)


@pytest.mark.parametrize("accounts", [("acme",) * 5, ("a", "b", "c", "d", "e")])
def test_of_customers_who_bring_the_same_name_at_once_one_is_first(bench: Bench, accounts: tuple[str, ...]) -> None:
    outcomes = together(5, lambda number: bench.submit("same.example", accounts[number]))

    taken = [case for case in outcomes if isinstance(case, Case)]
    assert sum(not case.contested for case in taken) == 1
    assert all(isinstance(outcome, Case | ConflictError) for outcome in outcomes), outcomes
    with bench.memory.read() as unit:
        assert len(unit.cases.named("same.example")) == len(taken)
    assert bench.look() == len(taken)


def test_of_requests_that_bring_a_domain_back_at_once_one_does(bench: Bench) -> None:
    case = bench.submit()
    with bench.memory.write() as unit:
        withdraw(unit, unit.cases.get(case.id), bench.policy, actor="panel", now=bench.clock())
    outcomes = together(5, lambda _number: bench.submit())
    assert sum(isinstance(outcome, Case) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Case | ConflictError) for outcome in outcomes), outcomes
    assert bench.events(case.id) == ["accepted", "withdrawn", "readded"]


def test_of_twin_requests_at_once_one_has_the_effect(bench: Bench) -> None:
    def act(unit: Unit) -> Reply:
        case = submit(unit, Submission(domain("d1.example"), "acme"), bench.policy, actor="panel", now=bench.clock())
        return Reply("r1", 202, {}, {"id": case.id})

    def ask(_number: int) -> Reply:
        return once(bench.memory, act, caller="k1", token="t1", request="r1", now=bench.clock())[0]

    outcomes = together(8, ask)
    replies = [outcome for outcome in outcomes if isinstance(outcome, Reply)]
    assert replies
    assert all(isinstance(outcome, Reply | ConflictError) for outcome in outcomes), outcomes
    with bench.memory.read() as unit:
        (case,) = unit.cases.find()
    assert {reply.body["id"] for reply in replies} == {case.id}
    assert ask(0) == replies[0]


def test_a_withdrawal_and_the_end_of_a_look_do_not_wait_for_each_other_for_ever(bench: Bench) -> None:
    case = bench.submit()
    outcome: list[object] = []
    worker = Thread(target=lambda: outcome.append(bench.look()), daemon=True)
    with bench.memory.write() as unit:
        connection = unit.cases.connection  # type: ignore[attr-defined]
        found = unit.cases.get(case.id)
        worker.start()
        if connection.dialect.name == "postgresql":  # the worker has looked, and waits for our lock; on SQLite, earlier
            eventually(lambda: connection.execute(_WAITING).scalar_one())
        withdraw(unit, found, bench.policy, actor="panel", now=bench.clock())
    worker.join(20)
    assert outcome in ([1], [0])
    assert bench.case(case.id).state is State.WITHDRAWN
    assert bench.events(case.id) == ["accepted", "withdrawn"]


def test_a_decision_and_the_end_of_a_look_at_once_keep_both(bench: Bench) -> None:
    case = bench.submit("casino.example")
    bench.look()
    bench.clock.advance(timedelta(hours=13))
    bench.sweep()
    seen = tag(bench.case(case.id))

    def act(number: int) -> None:
        if number == 0:
            bench.look()
            return
        with bench.memory.write() as unit:
            found = unit.cases.get(case.id)
            decide(unit, found, Order(Ruling.REFUSE, "why", "ann", seen), bench.policy, now=bench.clock())

    assert together(2, act) == [None, None]
    after = bench.case(case.id)
    assert after.state is State.REFUSED
    assert after.decision is not None
    assert after.sight is not None
    assert after.sight.at == bench.clock()
    assert after.decision.actor == "ann"


def test_sweepers_and_workers_at_once_do_each_look_once(bench: Bench) -> None:
    for number in range(12):
        bench.submit(f"d{number}.example")
    looks = together(6, lambda number: bench.look() if number % 2 else bench.sweep())
    assert [outcome for outcome in looks if isinstance(outcome, Exception)] == []
    bench.look()
    with bench.memory.read() as unit:
        cases = unit.cases.find()
    assert [case.state for case in cases] == [State.WATCHING] * 12
    assert {bench.events(case.id) == ["accepted", "delegated"] for case in cases} == {True}
    assert len({look for look, _number in bench.hints.sent}) == len(bench.hints.sent)
