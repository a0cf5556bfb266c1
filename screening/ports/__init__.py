"""What the services need from the outside world; adapters implement it, `bootstrap` joins them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from screening.model.evidence import Evidence
from screening.model.hosting import Sighting
from screening.model.names import Domain
from screening.model.zone import Zone


class Clock(Protocol):
    """Tells the time, in UTC."""

    def __call__(self) -> datetime:
        """The time now, timezone-aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What a collector is asked to look at.

    Args:
        domain: the name.
        zone: the uploaded records, or None where the panel gave none.
        previous_nameservers: as the panel declared them.
        seen: evidence already collected in this same look, by collector.
        earlier: evidence of the case's last finished look, by collector; empty at the first.
        sightings: where earlier looks of the last 30 days found the name delegated, oldest first.
    """

    domain: Domain
    zone: Zone | None = None
    previous_nameservers: tuple[str, ...] = ()
    seen: Mapping[str, Evidence] = field(default_factory=dict)
    earlier: Mapping[str, Evidence] = field(default_factory=dict)
    sightings: tuple[Sighting, ...] = ()


class Collector(Protocol):
    """Eyes. A failure of the world is returned as FAILED evidence, never raised."""

    @property
    def name(self) -> str:
        """The collector's name as policy spells it."""
        ...

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Look once, within the collector's own deadline (at most 45 seconds, well within a worker's lease)."""
        ...


class Uplink(Protocol):
    """Tells our own faults from the world's."""

    def why_down(self) -> str:
        """Say why we cannot look at anything, as a kebab-case cause; "" where we can. Within 20 seconds."""
        ...


class Turns(Protocol):
    """Bounds how many of us go to one place at a time, and how often: we must not become an attack on it."""

    def enter(self, place: str, patience: float) -> bool:
        """Wait for a turn at a place, for so many seconds; whether it came: then `leave` has to follow."""
        ...

    def leave(self, place: str) -> None:
        """Give the turn to the next."""
        ...

    def rest(self, place: str, seconds: float) -> None:
        """Let none of us enter for so long: the place has asked for it."""
        ...


class Hints(Protocol):
    """Tells workers that there is work; ids only, best effort: rows in SQL are the queue of record."""

    def send(self, screening_ids: Iterable[tuple[str, int]]) -> None:
        """Send hints for screenings as (id, hint number); raises nothing when the queue is away."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """How the panel answered: HTTP status (0: not at all), seconds it asked us to wait, and a word for people."""

    status: int
    retry_after: float | None
    text: str


class Post(Protocol):
    """Sends one event to the panel; a failure is an answer, never raised."""

    def __call__(self, event_id: str, at: datetime, event: Mapping[str, Any]) -> Answer:
        """Send it, signed, within half a minute."""
        ...
