"""What looks come to, counted by collector: in words so few that strangers cannot make more of them."""

import re
from dataclasses import dataclass
from typing import Final

from screening.model.evidence import Evidence, Outcome

# What may stand behind these is ours to choose. Behind any other it may be a stranger's, as a status and a coding are.
_OURS: Final = frozenset({"blocked", "internal", "parser", "tls"})
_CODE: Final = re.compile(r"[a-z0-9-]{1,24}(:[a-z0-9-]{1,39})?")
_STATUS: Final = re.compile(r"http:([1-9])[0-9]{2}")


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """A thing that looks come to, to be counted.

    Args:
        collector: that looked; or `uplink` for a look that failed through our own network, `worker` for one given up.
        outcome: as Outcome spells it.
        cause: why it is not OBSERVED, as `coded` shortens it.
    """

    collector: str
    outcome: str
    cause: str = ""


UPLINK: Final = "uplink"
GIVEN_UP: Final = Tally("worker", str(Outcome.FAILED), "lost")


def tally_of(item: Evidence) -> Tally:
    """What one piece of evidence counts as."""
    return Tally(item.collector, str(item.outcome), coded(item.cause))


def own_fault(why: str) -> Tally:
    """What a look counts as that failed through our own network: `why` is the uplink's word for it."""
    return Tally(UPLINK, str(Outcome.FAILED), why if _CODE.fullmatch(why) else "other")


def coded(cause: str) -> str:
    """A cause in at most 64 characters: a status as its class, without what a stranger may have put into it."""
    if status := _STATUS.fullmatch(cause):
        return f"http:{status[1]}xx"
    head = cause.partition(":")[0]
    short = cause if head in _OURS else head
    return short if not cause or _CODE.fullmatch(short) else "other"
