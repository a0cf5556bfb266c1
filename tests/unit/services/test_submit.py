"""A domain is taken in once, with its look and its journal row; it comes and goes with its history."""

from datetime import timedelta

import pytest

from screening.model.case import Serving
from screening.model.errors import ConflictError
from screening.model.lifecycle import State
from screening.model.zone import Record
from screening.services.submit import AlreadyHereError, ask, change_zone, withdraw
from tests.life import DAY
from tests.unit.services.bench import Bench, eyes

ZONE = (Record("d1.example", "A", "192.0.2.1"),)
OTHER_ZONE = (Record("d1.example", "A", "192.0.2.2"),)


def gone(bench: Bench, case_id: str) -> None:
    with bench.memory.write() as unit:
        withdraw(unit, unit.cases.get(case_id), bench.policy, actor="panel", now=bench.clock())


def test_a_domain_is_taken_in_with_a_look_and_a_journal_row(bench: Bench) -> None:
    case = bench.submit(zone=ZONE)
    kept = bench.case(case.id)
    assert (kept.state, kept.serving, kept.contested) == (State.RECEIVED, Serving.WITHHELD, False)
    assert kept.previous_nameservers == ("ns.old.example",)
    assert bench.events(case.id) == ["accepted"]
    assert bench.has_open(case.id)
    with bench.memory.read() as unit:
        assert unit.cases.zone(case.id) == ZONE


def test_the_same_customer_cannot_bring_the_same_domain_twice(bench: Bench) -> None:
    case = bench.submit()
    with pytest.raises(AlreadyHereError) as raised:
        bench.submit()
    assert raised.value.case_id == case.id
    assert bench.events(case.id) == ["accepted"]


def test_the_same_domain_of_another_customer_is_held_as_contested(bench: Bench) -> None:
    first = bench.submit()
    second = bench.submit(account="other")
    assert (second.state, second.contested) == (State.HELD, True)
    assert bench.events(second.id) == ["contested"]
    assert not bench.case(first.id).contested
    third = bench.submit(account="third")
    assert third.contested


def test_a_name_is_free_again_once_it_is_withdrawn(bench: Bench) -> None:
    gone(bench, bench.submit().id)
    assert bench.submit(account="other").state is State.RECEIVED


def test_a_withdrawn_domain_is_gone_and_its_look_is_not_wanted(bench: Bench) -> None:
    case = bench.submit()
    gone(bench, case.id)
    assert bench.case(case.id).state is State.WITHDRAWN
    assert bench.case(case.id).serving is Serving.GONE
    assert not bench.has_open(case.id)
    assert bench.look() == 0
    with pytest.raises(ConflictError):
        gone(bench, case.id)


def test_a_domain_that_comes_back_within_thirty_days_has_its_history(bench: Bench) -> None:
    case = bench.submit(zone=ZONE)
    gone(bench, case.id)
    bench.clock.advance(30 * DAY)
    again = bench.submit(zone=OTHER_ZONE)
    assert again.id == case.id
    assert bench.events(case.id) == ["accepted", "withdrawn", "readded"]
    assert bench.has_open(case.id)
    with bench.memory.read() as unit:
        assert unit.cases.zone(case.id) == OTHER_ZONE


def test_a_domain_that_comes_back_later_is_a_new_one(bench: Bench) -> None:
    case = bench.submit()
    gone(bench, case.id)
    bench.clock.advance(30 * DAY + timedelta(seconds=1))
    assert bench.submit().id != case.id


def test_a_domain_that_comes_back_while_another_has_it_is_contested(bench: Bench) -> None:
    case = bench.submit()
    gone(bench, case.id)
    bench.submit(account="other")
    again = bench.submit()
    assert again.id != case.id
    assert again.contested


def test_changed_zone_data_is_kept_and_looked_at(bench: Bench) -> None:
    case = bench.submit(zone=ZONE)
    bench.look()
    assert not bench.has_open(case.id)
    with bench.memory.write() as unit:
        found = unit.cases.get(case.id)
        change_zone(unit, found, OTHER_ZONE, bench.policy, actor="panel", now=bench.clock())
    collectors = eyes()
    assert bench.look(*collectors) == 1
    assert collectors[0].asked[0].zone == OTHER_ZONE


def test_asking_twice_makes_one_look(bench: Bench) -> None:
    case = bench.submit()
    for _ in range(2):
        with bench.memory.write() as unit:
            ask(unit, unit.cases.get(case.id), "manual", bench.policy, actor="ann", now=bench.clock())
    assert bench.look() == 1


def test_asking_for_a_dormant_domain_takes_it_up_again(bench: Bench) -> None:
    case = bench.submit()
    bench.look(*eyes(delegation="elsewhere"))
    bench.clock.advance(bench.policy.waiting)
    bench.sweep()
    bench.look(*eyes(delegation="elsewhere"))
    assert bench.case(case.id).state is State.DORMANT
    with bench.memory.write() as unit:
        ask(unit, unit.cases.get(case.id), "manual", bench.policy, actor="ann", now=bench.clock())
    assert bench.case(case.id).state is State.RECEIVED
    assert bench.has_open(case.id)


def test_a_withdrawn_domain_is_not_looked_at(bench: Bench) -> None:
    case = bench.submit()
    gone(bench, case.id)
    with pytest.raises(ConflictError), bench.memory.write() as unit:
        ask(unit, unit.cases.get(case.id), "manual", bench.policy, actor="ann", now=bench.clock())
