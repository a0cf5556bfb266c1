"""What fails by our own fault holds nobody and approves nobody; what fails by the customer's is held as ever."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from screening.model.case import Case, Serving
from screening.model.evidence import Outcome
from screening.model.lifecycle import State
from screening.model.tally import GIVEN_UP, Tally
from screening.model.timing import stuck, wake
from screening.model.verdict import Conclusion
from screening.services.outage import Alarm, failing
from tests.life import DAY, HOUR, START, a_case, a_sight
from tests.unit.services.bench import LEASE, Bench, Eye, Line, domain, eye, eyes

MINUTE = timedelta(minutes=1)
DOWN = "resolver:dns-timeout"
NO_DNS = eyes(eye("dns", Outcome.FAILED, "dns-timeout"), eye("page", Outcome.FAILED, "dns-timeout"))
DEAD_PAGE = eyes(eye("page", Outcome.FAILED, "timeout"))


def in_outage(bench: Bench) -> bool:
    with bench.memory.read() as unit:
        return failing(unit, bench.clock(), bench.policy)


def live(bench: Bench, hours: float, collectors: tuple[Eye, ...], every: timedelta = 30 * MINUTE) -> None:
    """Let time pass while the sweeper and the workers do their work."""
    end = bench.clock() + hours * HOUR
    while bench.clock() < end:
        bench.clock.advance(every)
        bench.sweep()
        bench.look(*collectors)


def watched(began: float, overtime: float | None = None, **fields: object) -> Case:
    """Watched since so many hours before START, last looked at half an hour before."""
    fields.setdefault("sight", a_sight(START - HOUR / 2))
    case = a_case(State.WATCHING, Serving.PROBATION, watched_since=START - began * HOUR, **fields)
    case.watch.overtime = None if overtime is None else START - overtime * HOUR
    return case


BLIND = a_sight(START - HOUR, Conclusion.INSUFFICIENT)
CASES: dict[str, Callable[[], Case]] = {
    "received": a_case,
    "waiting": lambda: a_case(State.WAITING, Serving.PROBATION, sight=a_sight(START, delegated=False)),
    "watching": lambda: watched(5),
    "watching, ending": lambda: watched(70),
    "watching, in overtime": lambda: watched(92, overtime=20, sight=BLIND),
    "held": lambda: a_case(State.HELD, sight=a_sight(START, Conclusion.REVIEW)),
    "approved": lambda: a_case(
        State.APPROVED, Serving.LIVE, sight=a_sight(START - 7 * DAY), entered_at=START - 7 * DAY + HOUR
    ),
    "approved, quiet": lambda: a_case(
        State.APPROVED, Serving.LIVE, sight=a_sight(START, kind="parked"), quiet=True, entered_at=START - 7 * DAY + HOUR
    ),
    "dormant": lambda: a_case(State.DORMANT, Serving.PROBATION, sight=a_sight(START - 40 * DAY, delegated=False)),
    "removing": lambda: a_case(State.REMOVING, Serving.LIVE, sight=a_sight(START), grace_ends=START + DAY),
    "refused": lambda: a_case(State.REFUSED),
    "removed": lambda: a_case(State.REMOVED, Serving.GONE),
    "withdrawn": lambda: a_case(State.WITHDRAWN, Serving.GONE),
}
GOES_ON = {
    "received": State.WATCHING,
    "waiting": State.WATCHING,
    "watching, ending": State.APPROVED,
    "watching, in overtime": State.APPROVED,
    "approved, quiet": State.WATCHING,
    "dormant": State.WATCHING,
}


def settle_in(bench: Bench) -> dict[str, str]:
    """Three cases in every state, by id; each with a look due."""
    kinds: dict[str, str] = {}
    with bench.memory.write() as unit:
        for kind, make in CASES.items():
            for number in range(3):
                case = make()
                case.id, case.domain = f"dom_{len(kinds)}", domain(f"d{len(kinds)}.example")
                case.next_look = None if kind in {"refused", "removed", "withdrawn"} else START + number * MINUTE
                unit.cases.add(case, wake(case, bench.policy))
                kinds[case.id] = kind
    return kinds


def test_hours_without_a_resolver_hold_nobody_and_approve_nobody_and_then_life_goes_on(bench: Bench) -> None:
    kinds = settle_in(bench)
    before = {case_id: bench.case(case_id).state for case_id in kinds}
    bench.uplink.why = DOWN
    live(bench, 6, NO_DNS, every=HOUR)
    assert in_outage(bench)
    assert {case_id: bench.case(case_id).state for case_id in kinds} == before
    happened = {event for case_id in kinds for event in bench.events(case_id)}
    assert happened == {"blind-at-end"}, "and this only tells that a window is over"

    bench.uplink.why = ""
    live(bench, 0.5, eyes(), every=10 * MINUTE)
    after = {kind: bench.case(case_id).state for case_id, kind in kinds.items()}
    assert after == {kind: GOES_ON.get(kind, make().state) for kind, make in CASES.items()}
    assert not in_outage(bench)
    live(bench, 70, eyes(), every=5 * HOUR)
    assert bench.case("dom_0").state is State.WATCHING, "the window of what came in the outage began after it"
    live(bench, 4, eyes(), every=HOUR)
    assert {bench.case(i).state for i, kind in kinds.items() if kind == "received"} == {State.APPROVED}


def test_what_only_the_customer_could_mend_is_held_after_overtime_though_others_are_seen(bench: Bench) -> None:
    case = bench.submit()
    bench.look()
    live(bench, 74, DEAD_PAGE, every=HOUR)
    assert bench.case(case.id).state is State.WATCHING
    assert bench.uplink.asked > 0
    live(bench, 25, DEAD_PAGE, every=HOUR)
    assert bench.case(case.id).state is State.HELD
    assert bench.events(case.id) == ["accepted", "delegated", "blind-at-end", "blind-too-long"]


def test_dead_domains_in_overtime_are_no_outage_of_ours(bench: Bench) -> None:
    ids = [bench.submit(f"d{number}.example").id for number in range(12)]
    bench.look()
    live(bench, 72, eyes(), every=6 * HOUR)
    with bench.memory.write() as unit:
        for case_id in ids:
            case = unit.cases.get(case_id)
            case.state, case.watch.overtime = State.WATCHING, bench.clock()
            case.sight, case.next_look = a_sight(bench.clock(), Conclusion.INSUFFICIENT), bench.clock() + 2 * HOUR
            unit.cases.save(case, wake(case, bench.policy))
    live(bench, 27, DEAD_PAGE, every=2 * HOUR)
    assert {bench.case(case_id).state for case_id in ids} == {State.HELD}


def test_a_host_with_one_domain_knows_its_own_outage(bench: Bench) -> None:
    case = bench.submit()
    bench.uplink.why = DOWN
    live(bench, 1, NO_DNS, every=5 * MINUTE)
    assert (bench.case(case.id).state, in_outage(bench)) == (State.RECEIVED, True)
    bench.uplink.why = ""
    bench.clock.advance(bench.policy.outage_window + MINUTE)
    assert not in_outage(bench)
    bench.sweep()
    bench.look(*NO_DNS)
    assert bench.case(case.id).state is State.HELD, "the parent cannot be asked, and the fault is not ours"


def test_overtime_that_was_an_outage_does_not_count(bench: Bench) -> None:
    case = bench.submit()
    bench.look()
    live(bench, 70, eyes(), every=HOUR)
    bench.uplink.why = DOWN
    live(bench, 40, NO_DNS, every=HOUR)
    bench.uplink.why = ""
    live(bench, 20, DEAD_PAGE)
    assert bench.case(case.id).state is State.WATCHING
    live(bench, 6, DEAD_PAGE)
    assert bench.case(case.id).state is State.HELD


def test_nobody_is_held_because_nobody_looked(bench: Bench) -> None:
    case = watched(92, overtime=20, sight=BLIND, next_look=START)
    with bench.memory.write() as unit:
        unit.cases.add(case, wake(case, bench.policy))
    for _ in range(60):  # the sweeper lives, the workers do not
        bench.clock.advance(HOUR)
        bench.sweep()
    stood = bench.case(case.id)
    assert (stood.state, stuck(stood, bench.clock(), bench.policy)) == (State.WATCHING, True)
    bench.look()
    assert bench.case(case.id).state is State.APPROVED


def test_the_uplink_is_asked_only_where_something_mandatory_could_not_be_seen(bench: Bench) -> None:
    bench.policy = replace(bench.policy, mandatory=("name", "zone", "dns"))
    bench.uplink.why = DOWN
    bench.submit("d1.example")
    bench.look(*DEAD_PAGE)
    assert (bench.uplink.asked, in_outage(bench)) == (0, False)
    bench.submit("d2.example")
    bench.look(*NO_DNS)
    assert (bench.uplink.asked, in_outage(bench)) == (1, True)
    with bench.memory.read() as unit:
        assert unit.tallies.every()[Tally("uplink", "failed", DOWN)] == 1


class Slow(Line):
    """An uplink during whose question something else happens."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(DOWN)
        self.act = act

    def why_down(self) -> str:
        self.act()
        return super().why_down()


def test_the_uplink_is_asked_outside_of_any_transaction(bench: Bench) -> None:
    case = bench.submit()
    bench.uplink = Slow(lambda: bench.submit("meanwhile.example") if not bench.uplink.asked else None)
    bench.look(*NO_DNS)
    assert bench.uplink.asked == 2
    sight = bench.case(case.id).sight
    assert sight is not None
    assert (sight.ours, sight.complete) == (True, False)


def test_a_claim_lost_while_the_uplink_is_asked_writes_nothing(bench: Bench) -> None:
    case = bench.submit()
    before = bench.case(case.id)

    def steal() -> None:
        now = bench.clock.advance(LEASE + MINUTE)
        with bench.memory.write() as unit:
            assert unit.screenings.claim(now, now + LEASE)

    bench.uplink = Slow(steal)
    bench.look(*NO_DNS)
    assert bench.case(case.id) == before
    assert not in_outage(bench)
    with bench.memory.read() as unit:
        assert unit.tallies.every() == {}


@pytest.mark.parametrize(("why", "state"), [(DOWN, State.RECEIVED), ("", State.HELD)])
def test_a_look_that_lost_its_workers_holds_nobody_while_the_fault_is_ours(
    bench: Bench, why: str, state: State
) -> None:
    case = bench.submit()
    for _ in range(3):
        with bench.memory.write() as unit:
            assert unit.screenings.claim(bench.clock(), bench.clock() + LEASE)
        bench.clock.advance(LEASE + MINUTE)
    bench.uplink.why = why
    bench.look()
    assert bench.case(case.id).state is state
    with bench.memory.read() as unit:
        assert unit.tallies.every()[GIVEN_UP] == 1
    bench.uplink.why = ""
    bench.sweep()
    bench.look()
    assert bench.case(case.id).state is (State.WATCHING if why else State.HELD), "and it is looked at again"


def test_the_alarm_sounds_once_and_says_when_it_is_over(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "screening.services.outage")
    alarm = Alarm()

    def told() -> list[tuple[int, str]]:
        alarm.check(bench.memory, bench.policy, bench.clock)
        ours = [record for record in caplog.records if record.name == "screening.services.outage"]
        return [(record.levelno, record.message.partition(" of ")[0]) for record in ours]

    assert told() == []
    bench.submit()
    bench.uplink.why = DOWN
    bench.look(*NO_DNS)
    began = (logging.ERROR, "outage:")
    assert told() == told() == [began]
    assert "1 of them because our uplink was down" in caplog.text
    bench.clock.advance(bench.policy.outage_window + MINUTE)
    over = (logging.INFO, "outage: over; what could not be seen is looked at again")
    assert told() == told() == [began, over]


def test_an_outage_does_not_seem_over_while_a_host_with_one_domain_is_still_blind(bench: Bench) -> None:
    bench.submit()
    bench.look()
    bench.uplink.why = DOWN
    live(bench, 2, NO_DNS, every=MINUTE)
    for _ in range(120):
        live(bench, MINUTE / HOUR, NO_DNS, every=MINUTE)
        assert in_outage(bench)
