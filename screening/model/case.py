"""The case: one domain of one customer from submission to close, with its watch and its journal."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from screening.model.lifecycle import Event, State, step
from screening.model.names import Domain
from screening.model.policy import Cohort, Policy
from screening.model.sight import UNKNOWN, Sight
from screening.model.verdict import Verdict


class Serving(StrEnum):
    """What the nameservers should do with the zone."""

    LIVE = "live"
    PROBATION = "probation"
    WITHHELD = "withheld"
    SINKHOLED = "sinkholed"
    GONE = "gone"


class Ruling(StrEnum):
    """What a person decided."""

    APPROVE = "approve"
    REFUSE = "refuse"
    HOLD = "hold"
    REMOVE = "remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's ruling, bound to what that person saw."""

    ruling: Ruling
    actor: str
    reason: str
    at: datetime
    sight: Sight | None


@dataclass(frozen=True, slots=True)
class Transition:
    """One immutable journal row, written with the change that it records; `sequence` counts within the case."""

    case_id: str
    sequence: int
    source: State | None
    target: State
    event: Event
    serving: Serving
    actor: str
    at: datetime
    cause: str = ""
    ruleset: str = ""
    evidence: str = ""


@dataclass(slots=True)
class Watch:
    """The observation of a case over its risk window.

    Args:
        t0: when the parent first listed us (or acceptance, where delegation is not required).
        began: when the running window began: t0, or the last restart.
        ends: when it ends.
        restarts: how often material change restarted it.
        overtime: since when we are blind past the end, or None.
        peaks: the highest score seen per category, so that a lively page cannot rise twice to the same height.
        kind: of page, when it was last seen: a look that fails in between must not hide a change.
        sketch: of its text, then.
    """

    t0: datetime | None = None
    began: datetime | None = None
    ends: datetime | None = None
    restarts: int = 0
    overtime: datetime | None = None
    peaks: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    sketch: tuple[int, ...] = ()

    def remember(self, sight: Sight) -> None:
        """Keep of a look what the next one is compared with."""
        self.peaks = {c: max(score, self.peaks.get(c, 0)) for c, score in sight.scores.items()}
        if sight.kind != UNKNOWN:
            self.kind, self.sketch = sight.kind, sight.sketch

    def remembered(self, before: Sight) -> Sight:
        """The look before, with what it did not see as it was last seen, and scores as high as they ever were."""
        seen = replace(before, scores=self.peaks)
        return replace(seen, kind=self.kind, sketch=self.sketch) if self.kind else seen

    def begin(self, now: datetime, policy: Policy) -> None:
        """Start the clock, once."""
        if self.t0 is None:
            self.t0 = self.began = now
            self.ends = now + policy.window

    def passed(self, now: datetime) -> bool:
        """Whether the window has begun and is over."""
        return self.ends is not None and now >= self.ends


@dataclass(slots=True)
class Case:
    """The only aggregate. Every change of state goes through `move`, which consults the one table.

    Args:
        cohort: new with us, or here before (adopted).
        standing: the account's standing as the panel tells it; policy names the trusted ones.
        event: what moved the case last.
        wake_at: when the sweeper has to touch the case next, None for never.
        version: for optimistic locking; the store checks and raises it.
    """

    id: str
    domain: Domain
    account: str
    accepted_at: datetime
    cohort: Cohort = Cohort.NEW
    standing: str = ""
    account_created: datetime | None = None
    labels: dict[str, str] = field(default_factory=dict)
    source: str = ""
    previous_nameservers: tuple[str, ...] = ()
    state: State | None = None
    event: Event | None = None
    serving: Serving = Serving.WITHHELD
    serving_before: Serving | None = None
    entered_at: datetime | None = None
    watch: Watch = field(default_factory=Watch)
    quiet: bool = False
    contested: bool = False
    urgent: bool = False
    escalated: bool = False
    appealed: bool = False
    hold_until: datetime | None = None
    grace_ends: datetime | None = None
    sight: Sight | None = None
    verdict: Verdict | None = None
    decision: Decision | None = None
    looks: int = 0
    next_look: datetime | None = None
    sequence: int = 0
    version: int = 0
    journal: list[Transition] = field(default_factory=list)

    def move(self, event: Event, now: datetime, policy: Policy, *, actor: str = "screening", cause: str = "") -> None:
        """Take one row of the transition table and write the journal row for it.

        Raises:
            ConflictError: the table has no such row; nothing is changed.
        """
        target = step(self.state, event)
        source, self.state, self.event = self.state, target, event
        serving = self._served(event, source, policy)
        if serving is not self.serving:
            self.serving_before, self.serving = self.serving, serving
        if source is not target:
            self.entered_at, self.looks = now, 0
            self.escalated = self.urgent = False
            self.hold_until = self.grace_ends = None
        self.sequence += 1
        self.journal.append(
            Transition(
                case_id=self.id,
                sequence=self.sequence,
                source=source,
                target=target,
                event=event,
                serving=serving,
                actor=actor,
                at=now,
                cause=cause[:500],
                ruleset=self.verdict.ruleset if self.verdict else "",
                evidence=self.sight.evidence if self.sight else "",
            )
        )

    @property
    def delegated(self) -> bool:
        """Whether the parent was last seen to list us."""
        return bool(self.sight and self.sight.delegated)

    def trusted(self, policy: Policy) -> bool:
        """Whether the account skips withholding (never screening)."""
        return self.standing in policy.trusted_standings

    def _served(self, event: Event, source: State | None, policy: Policy) -> Serving:
        """The zone's serving once `event` has happened; `unchanged` wherever the table says so."""
        if event is Event.RESTORED:
            return self.serving_before or Serving.WITHHELD
        if event is Event.GRACE_ENDED:
            return Serving.SINKHOLED
        fixed = _SERVED.get(self.state) if self.state else None
        if fixed is not None:
            return fixed
        match self.state:
            case State.RECEIVED if source is not State.DORMANT:
                return Serving.PROBATION if self.trusted(policy) else Serving.WITHHELD
            case State.HELD if source in {None, State.RECEIVED}:
                new = not (policy.delegation and self.delegated)
                return Serving.WITHHELD if new and not self.trusted(policy) else self.serving
            case State.WAITING:
                return Serving.PROBATION if policy.probation_when_waiting else Serving.WITHHELD
            case State.REFUSED:
                return Serving.SINKHOLED if policy.delegation and self.delegated else Serving.WITHHELD
        return self.serving


_SERVED = {
    State.WATCHING: Serving.PROBATION,
    State.APPROVED: Serving.LIVE,
    State.REMOVED: Serving.GONE,
    State.WITHDRAWN: Serving.GONE,
}
