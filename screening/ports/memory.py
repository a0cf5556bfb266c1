"""What the services need from the store: repositories over one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from screening.model.case import Case, Transition
from screening.model.evidence import Evidence
from screening.model.feed import Feed
from screening.model.hosting import Sighting
from screening.model.tally import Tally
from screening.model.verdict import Verdict
from screening.model.zone import Zone
from screening.ports.access import Keys, Replies


@dataclass(frozen=True, slots=True)
class Claim:
    """A look that one worker owns for a while. Only the holder of the newest fence may write."""

    screening_id: str
    case_id: str
    trigger: str
    fence: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook to send: the position of its journal row and the attempts so far."""

    position: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Failures:
    """Looks that ended: how many could not see what they had to, of those by our own fault, and how many in all."""

    failed: int
    ours: int
    every: int


class Cases(Protocol):
    """Cases and their uploaded zone data."""

    def add(self, case: Case, wake: datetime | None) -> None:
        """Insert a new case with its journal rows."""
        ...

    def save(self, case: Case, wake: datetime | None) -> None:
        """Write a case back; ConflictError when somebody else has meanwhile."""
        ...

    def get(self, case_id: str) -> Case:
        """The case; NotFoundError when there is none."""
        ...

    def named(self, name: str) -> list[Case]:
        """Every case of this name, oldest first."""
        ...

    def find(
        self,
        *,
        name: str = "",
        state: str = "",
        category: str = "",
        account: str = "",
        after: str = "",
        limit: int = 100,
    ) -> list[Case]:
        """Cases by filter, oldest first, after the cursor."""
        ...

    def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of cases whose time has come."""
        ...

    def count(self) -> dict[str, int]:
        """How many cases are in each state."""
        ...

    def put_zone(self, case_id: str, zone: Zone) -> None:
        """Replace the uploaded records."""
        ...

    def zone(self, case_id: str) -> Zone | None:
        """The uploaded records, None where none were given."""
        ...


class Screenings(Protocol):
    """The queue of record."""

    def add(self, screening_id: str, case_id: str, trigger: str, due_at: datetime) -> None:
        """Queue a look."""
        ...

    def has_open(self, case_id: str) -> bool:
        """Whether a look is queued or running."""
        ...

    def drop_open(self, case_id: str) -> None:
        """Forget the open look of a closed case."""
        ...

    def hint(self, now: datetime, again_before: datetime, limit: int) -> list[tuple[str, int]]:
        """Mark due looks as hinted; (id, hint number)."""
        ...

    def claim(self, now: datetime, until: datetime, screening_id: str = "") -> Claim | None:
        """Take one due look until the lease ends."""
        ...

    def renew(self, claim: Claim, until: datetime) -> bool:
        """Keep a claim; False when lost."""
        ...

    def finish(
        self, claim: Claim, now: datetime, verdict: Verdict | None, *, failed: bool | None, ours: bool = False
    ) -> bool:
        """Close a look; False when the claim is lost."""
        ...

    def keep(self, claim: Claim, seen: Sequence[Evidence]) -> None:
        """Store a look's evidence."""
        ...

    def latest_evidence(self, case_id: str) -> tuple[Evidence, ...]:
        """Of the last finished look."""
        ...

    def evidence_of_last(self, case_id: str, looks: int) -> list[tuple[Evidence, ...]]:
        """Of each of the last finished looks, the latest first."""
        ...

    def verdict_of_last(self, case_id: str) -> Verdict | None:
        """Of the last finished look."""
        ...

    def sightings(self, name: str, since: datetime) -> tuple[Sighting, ...]:
        """Where earlier looks found the name delegated, oldest first."""
        ...

    def failures(self, since: datetime) -> Failures:
        """How the looks that ended since then went."""
        ...

    def expire(self, before: datetime, refused_before: datetime, limit: int) -> int:
        """Delete evidence had before then, or of refused domains before the other time; how many pieces."""
        ...

    def expired(self, before: datetime, refused_before: datetime) -> int:
        """How many pieces `expire` would delete without a limit."""
        ...

    def waiting(self, now: datetime) -> tuple[int, datetime | None]:
        """Looks that are due and not done: how many, and since when the oldest is."""
        ...


class Tallies(Protocol):
    """How often looks came to what."""

    def add(self, counted: Iterable[Tally]) -> None:
        """Count these, as the last thing in a transaction."""
        ...

    def every(self) -> dict[Tally, int]:
        """How often each has been counted."""
        ...


class Journal(Protocol):
    """Immutable rows, one a transition."""

    def of(self, case_id: str) -> list[Transition]:
        """A case's history, oldest first."""
        ...

    def at(self, position: int) -> Transition:
        """The sealed row at a position."""
        ...

    def seal(self, limit: int, *, announce_at: datetime | None) -> int:
        """Chain unsealed rows and queue their webhooks; how many."""
        ...


class Deliveries(Protocol):
    """Webhooks to send."""

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """What may be sent now."""
        ...

    def take(self, delivery: Delivery, until: datetime) -> bool:
        """Claim one attempt."""
        ...

    def settle(self, position: int, state: str, next_at: datetime, last: str) -> None:
        """Write how an attempt ended."""
        ...


class RuleSets(Protocol):
    """Rule folders by digest."""

    def latest(self) -> str:
        """The digest that came into force last."""
        ...

    def add(self, digest: str, files: Mapping[str, bytes], now: datetime) -> None:
        """Store a folder."""
        ...

    def get(self, digest: str) -> dict[str, bytes] | None:
        """The folder with this digest."""
        ...

    def newest(self) -> dict[str, bytes] | None:
        """The last that loaded."""
        ...


class Feeds(Protocol):
    """Subscriptions to lists."""

    def add(self, feed: Feed) -> None:
        """Subscribe; ConflictError when the name is taken."""
        ...

    def every(self) -> list[Feed]:
        """All, by name."""
        ...

    def remove(self, name: str) -> bool:
        """Unsubscribe; False when there was no such feed."""
        ...


class Unit(Protocol):
    """The repositories of one transaction."""

    @property
    def cases(self) -> Cases: ...
    @property
    def screenings(self) -> Screenings: ...
    @property
    def tallies(self) -> Tallies: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def replies(self) -> Replies: ...
    @property
    def rulesets(self) -> RuleSets: ...
    @property
    def feeds(self) -> Feeds: ...


class Memory(Protocol):
    """SQL, the truth."""

    def write(self) -> AbstractContextManager[Unit]:
        """One transaction, committed at the end of the block."""
        ...

    def read(self) -> AbstractContextManager[Unit]:
        """A consistent view."""
        ...
