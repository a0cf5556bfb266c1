"""Who has served a domain of late: a domain that runs from host to host may have its attackers behind it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look found the parent to list.

    Args:
        at: when, UTC.
        nameservers: host names, A-labels, sorted; empty: not delegated.
        providers: their registrable names, sorted.
    """

    at: datetime
    nameservers: tuple[str, ...]
    providers: tuple[str, ...]
