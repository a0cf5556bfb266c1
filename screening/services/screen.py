"""One look: claim it, collect evidence, judge it, and move the case, exactly once however often it is tried."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from screening.classify.judge import Item, judge
from screening.classify.rule import RuleSet
from screening.model.case import Case
from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import TABLE, Event
from screening.model.looking import record
from screening.model.policy import Policy
from screening.model.sight import complete, sight_of
from screening.model.tally import GIVEN_UP, own_fault, tally_of
from screening.model.timing import schedule, tick, wake
from screening.model.verdict import Verdict
from screening.ports import Clock, Collector, Subject, Uplink
from screening.ports.memory import Claim, Memory
from screening.services.outage import failing

_log = logging.getLogger(__name__)

_REMEMBERED = timedelta(days=30)  # how long it counts where a domain was served


@dataclass(frozen=True, slots=True)
class Lookout:
    """What a worker needs to look.

    Args:
        memory: the store.
        collectors: in the order in which they look; later ones see what earlier ones saw.
        uplink: asked whose fault it is that a look could not see something mandatory.
        rules: the rule set in force, None where none has ever loaded.
        policy: in force.
        clock: the time.
        lease: how long a claim lasts; renewed between collectors.
        attempts: workers a look may lose before a person gets the case.
    """

    memory: Memory
    collectors: Sequence[Collector]
    uplink: Uplink
    rules: Callable[[], RuleSet | None]
    policy: Callable[[], Policy]
    clock: Clock
    lease: timedelta
    attempts: int

    def claim(self, screening_id: str = "") -> Claim | None:
        """Take a due look: this one, or else the one that has been due longest; None when there is none."""
        now = self.clock()
        with self.memory.write() as unit:
            return unit.screenings.claim(now, now + self.lease, screening_id)

    def renew(self, claim: Claim) -> bool:
        """Hold on to a claim for another lease; False when it is lost."""
        with self.memory.write() as unit:
            kept = unit.screenings.renew(claim, self.clock() + self.lease)
        if not kept:
            _log.info("lost the claim on %s", claim.screening_id)
        return kept

    def look(self, claim: Claim) -> None:
        """Carry out a claimed look."""
        if claim.fence > self.attempts:
            self._give_up(claim)
            return
        with self.memory.read() as unit:
            case = unit.cases.get(claim.case_id)
            subject = Subject(
                domain=case.domain,
                zone=unit.cases.zone(claim.case_id),
                previous_nameservers=case.previous_nameservers,
                earlier={item.collector: item for item in unit.screenings.latest_evidence(claim.case_id)},
                sightings=unit.screenings.sightings(case.domain.ascii, self.clock() - _REMEMBERED),
            )
        seen = self._collect(claim, subject)
        if seen is None:
            return
        rules, policy = self.rules(), self.policy()
        why = "" if complete(seen, policy) else self._why_down(claim)
        item = Item(case.domain, seen, case.cohort)
        verdict = judge([item], rules, policy)[0]
        self._conclude(claim, seen, verdict, policy, why)

    def _collect(self, claim: Claim, subject: Subject) -> tuple[Evidence, ...] | None:
        """Ask every collector in turn; None when the claim was lost on the way."""
        for collector in self.collectors:
            if not self.renew(claim):
                return None
            found = _look(collector, subject, self.clock())
            subject = replace(subject, seen={**subject.seen, collector.name: found})
        return tuple(subject.seen.values())

    def _why_down(self, claim: Claim) -> str:
        """What is wrong with our own network, "" where the fault is not ours."""
        if not self.renew(claim):
            return ""  # and whoever has it now will ask
        why = self.uplink.why_down()
        if why:
            _log.warning("%s could not see, by our own fault: %s", claim.screening_id, why)
        return why

    def _conclude(self, claim: Claim, seen: tuple[Evidence, ...], verdict: Verdict, policy: Policy, why: str) -> None:
        now = self.clock()
        sight = sight_of(verdict, seen, policy, now, ours=bool(why))
        with self.memory.write() as unit:
            case = unit.cases.get(claim.case_id)  # before its look, as everybody who writes both: else, deadlock
            # In overtime a domain has not been seen for long: that it cannot be seen again says nothing about us.
            failed = None if case.watch.overtime else not sight.complete
            if not unit.screenings.finish(claim, now, verdict, failed=failed, ours=sight.ours):
                _log.info("refused a stale write for %s", claim.screening_id)
                return
            unit.screenings.keep(claim, seen)
            outage = failing(unit, now, policy)
            record(case, verdict, sight, policy, outage=outage)
            tick(case, now, policy, outage=outage)
            schedule(case, now, policy)
            unit.cases.save(case, wake(case, policy))
            unit.tallies.add([*map(tally_of, seen), *([own_fault(why)] if why else [])])

    def _give_up(self, claim: Claim) -> None:
        """A look that has cost its workers again and again goes to a person, unless all looks fare like that."""
        why = self._why_down(claim)
        now, policy = self.clock(), self.policy()
        with self.memory.write() as unit:
            case = unit.cases.get(claim.case_id)
            if not unit.screenings.finish(claim, now, None, failed=True, ours=bool(why)):
                return
            if not failing(unit, now, policy):
                _unseen(case, now, policy)
            schedule(case, now, policy)
            unit.cases.save(case, wake(case, policy))
            unit.tallies.add([GIVEN_UP, *([own_fault(why)] if why else [])])
        _log.warning("gave up on %s after %d workers", claim.screening_id, self.attempts)


def _unseen(case: Case, now: datetime, policy: Policy) -> None:
    if (case.state, Event.UNSEEN) in TABLE:
        case.move(Event.UNSEEN, now, policy, cause="looking at it stopped our workers")


def _look(collector: Collector, subject: Subject, now: datetime) -> Evidence:
    try:
        return collector.look(subject, now)
    except Exception as error:  # noqa: BLE001 (the one place: a bug of ours must end as evidence that we could not look)
        _log.exception("collector %s failed on %s", collector.name, subject.domain.ascii)
        return Evidence(collector.name, Outcome.FAILED, now, cause=f"internal:{type(error).__name__.lower()}")
