"""A look is claimed, seen, judged and taken in exactly once, whatever happens meanwhile."""

from datetime import timedelta

import pytest

from screening.model.case import Ruling
from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import State
from screening.model.verdict import Conclusion
from screening.model.zone import Record
from screening.ports.memory import Claim
from screening.services.decide import Order, decide, tag
from screening.services.outage import failing
from screening.services.submit import withdraw
from tests.unit.services.bench import LEASE, Bench, Eye, eye, eyes, meanwhile

ZONE = (Record("d1.example", "A", "192.0.2.1"),)
SECOND = timedelta(seconds=1)


def evidence(bench: Bench, case_id: str) -> dict[str, Evidence]:
    with bench.memory.read() as unit:
        return {item.collector: item for item in unit.screenings.latest_evidence(case_id)}


def rule_on(bench: Bench, case_id: str, ruling: Ruling) -> None:
    with bench.memory.write() as unit:
        case = unit.cases.get(case_id)
        decide(unit, case, Order(ruling, "because", "ann", tag(case)), bench.policy, now=bench.clock())


def withdraw_it(bench: Bench, case_id: str) -> None:
    with bench.memory.write() as unit:
        withdraw(unit, unit.cases.get(case_id), bench.policy, actor="panel", now=bench.clock())


def steal(bench: Bench) -> None:
    bench.clock.advance(LEASE + SECOND)
    bench.claim()


def test_a_look_is_seen_judged_stored_and_followed_by_the_next(bench: Bench) -> None:
    case = bench.submit()
    assert bench.look() == 1
    seen = bench.case(case.id)
    assert seen.state is State.WATCHING
    assert seen.verdict is not None
    assert seen.verdict.conclusion is Conclusion.CLEAR
    assert seen.sight is not None
    assert (seen.sight.complete, seen.sight.delegated, seen.looks) == (True, True, 0), "looks count within a state"
    assert set(evidence(bench, case.id)) == {"name", "feeds", "zone", "dns", "page"}
    assert bench.events(case.id) == ["accepted", "delegated"]
    assert not bench.has_open(case.id)
    assert seen.next_look is not None
    with bench.memory.read() as unit:
        assert unit.cases.due(seen.next_look, 10) == [case.id]
        assert unit.cases.due(seen.next_look - SECOND, 10) == []


def test_a_bad_name_goes_to_people(bench: Bench) -> None:
    case = bench.submit("casino.example")
    bench.look()
    assert bench.case(case.id).state is State.HELD
    assert bench.case(case.id).verdict.conclusion is Conclusion.REVIEW  # type: ignore[union-attr]


def test_each_collector_is_given_the_zone_and_what_earlier_ones_saw(bench: Bench) -> None:
    collectors = eyes()
    bench.submit(zone=ZONE)
    bench.look(*collectors)
    for number, collector in enumerate(collectors):
        (subject,) = collector.asked
        assert list(subject.seen) == [each.name for each in collectors[:number]]
        assert subject.zone == ZONE
        assert subject.previous_nameservers == ("ns.old.example",)
        assert subject.domain.ascii == "d1.example"


def test_a_collector_that_raises_has_not_seen_anything_and_the_others_are_asked(bench: Bench) -> None:
    def breaks(_subject: object, _now: object) -> Evidence:
        raise ZeroDivisionError

    case = bench.submit()
    bench.look(*eyes(Eye("zone", breaks)))
    found = evidence(bench, case.id)
    assert (found["zone"].outcome, found["zone"].cause) == (Outcome.FAILED, "internal:zerodivisionerror")
    assert found["page"].outcome is Outcome.OBSERVED
    seen = bench.case(case.id)
    assert seen.verdict is not None
    assert seen.verdict.conclusion is Conclusion.INSUFFICIENT
    assert "zone:internal:zerodivisionerror" in seen.verdict.missing


def test_without_rules_nothing_is_clear(bench: Bench) -> None:
    case = bench.submit()
    bench.look(rules=None)
    seen = bench.case(case.id)
    assert seen.verdict is not None
    assert seen.verdict.conclusion is Conclusion.INSUFFICIENT
    for _ in range(100):
        bench.clock.advance(timedelta(hours=2))
        bench.sweep()
        bench.look(rules=None)
    assert bench.case(case.id).state is State.HELD
    assert "passed" not in bench.events(case.id)


def test_a_claim_lost_between_two_collectors_ends_the_look_with_nothing_written(bench: Bench) -> None:
    case = bench.submit()
    before = bench.case(case.id)
    collectors = eyes(meanwhile("zone", lambda: steal(bench)))
    bench.lookout(collectors).look(bench.claim())
    assert [len(each.asked) for each in collectors] == [1, 1, 1, 0, 0]
    assert bench.case(case.id) == before
    assert evidence(bench, case.id) == {}
    assert bench.has_open(case.id), "it is the thief's"


def test_a_claim_lost_in_the_last_collector_writes_nothing(bench: Bench) -> None:
    case = bench.submit()
    before = bench.case(case.id)
    bench.lookout(eyes(meanwhile("page", lambda: steal(bench), kind="content"))).look(bench.claim())
    assert bench.case(case.id) == before
    assert evidence(bench, case.id) == {}


def test_a_slow_look_that_renews_its_claim_keeps_it(bench: Bench) -> None:
    case = bench.submit()
    slow = [meanwhile(name, lambda: bench.clock.advance(LEASE - SECOND)) for name in ("name", "zone")]
    bench.look(*eyes(*slow))
    assert bench.case(case.id).state is State.WATCHING


@pytest.mark.parametrize("killed", [1, 2, 3])
def test_a_look_that_kills_worker_after_worker_goes_to_a_person(bench: Bench, killed: int) -> None:
    case = bench.submit()
    for _ in range(killed):
        bench.claim()
        bench.clock.advance(LEASE + SECOND)
    collectors = eyes()
    assert bench.look(*collectors) == 1
    given_up = killed == 3
    assert bench.case(case.id).state is (State.HELD if given_up else State.WATCHING)
    assert len(collectors[0].asked) == (0 if given_up else 1)
    assert bench.events(case.id)[-1] == ("unseen" if given_up else "delegated")
    assert not bench.has_open(case.id)


def test_giving_up_a_look_that_somebody_else_has_taken_writes_nothing(bench: Bench) -> None:
    case = bench.submit()
    stale = Claim(bench.claim().screening_id, case.id, "submitted", 9)
    bench.lookout().look(stale)
    assert bench.case(case.id).state is State.RECEIVED


def test_a_domain_withdrawn_during_a_look_stays_withdrawn(bench: Bench) -> None:
    case = bench.submit("casino.example")
    bench.look(*eyes(meanwhile("page", lambda: withdraw_it(bench, case.id), kind="content")))
    after = bench.case(case.id)
    assert (after.state, after.sight, after.next_look) == (State.WITHDRAWN, None, None)
    assert evidence(bench, case.id) == {}


@pytest.mark.parametrize(
    ("ruling", "state"), [(Ruling.REFUSE, State.REFUSED), (Ruling.APPROVE, State.WATCHING), (Ruling.HOLD, State.HELD)]
)
def test_what_a_person_decides_during_a_look_stands(bench: Bench, ruling: Ruling, state: State) -> None:
    case = bench.submit("casino.example")
    bench.look()
    bench.clock.advance(timedelta(hours=13))
    bench.sweep()
    assert bench.look(*eyes(meanwhile("page", lambda: rule_on(bench, case.id, ruling), kind="content"))) == 1
    after = bench.case(case.id)
    assert after.state is state
    assert after.decision is not None
    assert (after.decision.ruling, after.decision.actor) == (ruling, "ann")
    assert after.sight is not None
    assert after.sight.at == bench.clock(), "and what was seen is kept as well"


@pytest.mark.parametrize(
    ("ended", "failed", "outage"), [(9, 9, False), (10, 2, False), (10, 3, True), (30, 6, False), (30, 7, True)]
)
def test_our_own_outage_is_told_from_the_worlds(bench: Bench, ended: int, failed: int, outage: bool) -> None:
    blind = eye("page", Outcome.FAILED, "timeout")
    for number in range(ended):
        bench.submit(f"d{number}.example")
        bench.look(*(eyes(blind) if number < failed else eyes()))
    with bench.memory.read() as unit:
        assert failing(unit, bench.clock(), bench.policy) is outage
        assert failing(unit, bench.clock() + bench.policy.outage_window, bench.policy) is outage
        assert not failing(unit, bench.clock() + bench.policy.outage_window + SECOND, bench.policy)
