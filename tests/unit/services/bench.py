"""A workbench for the services: a real SQLite store, a frozen clock, collectors that see what a test tells them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from screening.classify.rule import RuleSet
from screening.model.case import Case
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.model.zone import Zone
from screening.ports import Subject
from screening.ports.memory import Claim
from screening.services.drain import drain
from screening.services.screen import Lookout
from screening.services.submit import Submission, submit
from screening.services.sweep import sweep
from screening.store.memory import Memory
from tests.clock import FrozenClock
from tests.life import POLICY, START
from tests.unit.classify.rulebook import rule, rules_of

RULES = rules_of(rule(in_=["name", "page"]))  # the word casino, in a name or in a page
HINT_AGE = timedelta(seconds=8)
LEASE = timedelta(seconds=60)


def domain(name: str) -> Domain:
    return Domain(name, name, name, name.rpartition(".")[2])


@dataclass
class Eye:
    """A collector that gives what it is told to, and remembers what it was asked."""

    name: str
    sees: Callable[[Subject, datetime], Evidence]
    asked: list[Subject] = field(default_factory=list)

    def look(self, subject: Subject, now: datetime) -> Evidence:
        self.asked.append(subject)
        return self.sees(subject, now)


def eye(name: str, outcome: Outcome = Outcome.OBSERVED, cause: str = "", **facts: object) -> Eye:
    """A collector that always sees the same."""
    return Eye(name, lambda _subject, now: Evidence(name, outcome, now, cause, facts))  # type: ignore[arg-type]


def meanwhile(name: str, act: Callable[[], object], **facts: object) -> Eye:
    """A collector during whose look something else happens."""

    def sees(_subject: Subject, now: datetime) -> Evidence:
        act()
        return Evidence(name, Outcome.OBSERVED, now, "", facts)  # type: ignore[arg-type]

    return Eye(name, sees)


def eyes(*others: Eye, delegation: str = "to-us", kind: str = "content") -> tuple[Eye, ...]:
    """All mandatory collectors, seeing a delegated domain with content, some of them replaced."""
    plain = (eye("name"), eye("feeds"), eye("zone"), eye("dns", delegation=delegation), eye("page", kind=kind))
    replaced = {other.name: other for other in others}
    return tuple(replaced.get(each.name, each) for each in plain)


@dataclass
class Outbox:
    """The Hints port, kept in a list."""

    sent: list[tuple[str, int]] = field(default_factory=list)

    def send(self, screening_ids: Iterable[tuple[str, int]]) -> None:
        self.sent += screening_ids


@dataclass
class Line:
    """Our own uplink, down for the reason it is given."""

    why: str = ""
    asked: int = 0

    def why_down(self) -> str:
        self.asked += 1
        return self.why


@dataclass
class Bench:
    """Everything a test of the services needs."""

    memory: Memory
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(START))
    policy: Policy = POLICY
    hints: Outbox = field(default_factory=Outbox)
    uplink: Line = field(default_factory=Line)

    def at(self, time: datetime | None) -> None:
        """Move the clock to a time."""
        assert time is not None
        self.clock.advance(time - self.clock())

    def submit(self, name: str = "d1.example", account: str = "acme", zone: Zone | None = None) -> Case:
        with self.memory.write() as unit:
            wanted = Submission(domain(name), account, zone=zone, previous_nameservers=("ns.old.example",))
            return submit(unit, wanted, self.policy, actor="panel", now=self.clock())

    def case(self, case_id: str) -> Case:
        with self.memory.read() as unit:
            return unit.cases.get(case_id)

    def events(self, case_id: str) -> list[str]:
        with self.memory.read() as unit:
            return [str(row.event) for row in unit.journal.of(case_id)]

    def has_open(self, case_id: str) -> bool:
        with self.memory.read() as unit:
            return unit.screenings.has_open(case_id)

    def claim(self) -> Claim:
        """Take the look that has been due longest, as a worker does."""
        claim = self.lookout().claim()
        assert claim
        return claim

    def lookout(self, collectors: Sequence[Eye] = (), rules: RuleSet | None = RULES) -> Lookout:
        return Lookout(
            memory=self.memory,
            collectors=collectors or eyes(),
            uplink=self.uplink,
            rules=lambda: rules,
            policy=lambda: self.policy,
            clock=self.clock,
            lease=LEASE,
            attempts=3,
        )

    def look(self, *collectors: Eye, rules: RuleSet | None = RULES) -> int:
        """Do all looks that are due."""
        return drain(self.lookout(collectors, rules), "", 30)

    def sweep(self) -> int:
        return sweep(self.memory, self.hints, self.policy, self.clock, hint_age=HINT_AGE)
