"""Zone data as the customer uploaded it: evidence before anything is published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One resource record: absolute owner name (A-label, lower case, no trailing dot), type, data as presented."""

    name: str
    type: str
    content: str
    ttl: int = 3600


Zone = tuple[Record, ...]
