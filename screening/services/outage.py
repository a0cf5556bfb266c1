"""Whether it is our own fault that looks fail: then nobody is held for it, and somebody has to be told."""

import logging
from dataclasses import dataclass
from datetime import datetime

from screening.model.policy import Policy
from screening.ports import Clock
from screening.ports.memory import Failures, Memory, Unit

_log = logging.getLogger(__name__)

_FEWEST = 10  # looks in the outage window below which a share of failures says nothing


def failing(unit: Unit, now: datetime, policy: Policy) -> bool:
    """Whether a look has found our uplink down of late, or so many looks fail that it must be our own fault."""
    return _ours(unit.screenings.failures(now - policy.outage_window), policy)


def _ours(of_late: Failures, policy: Policy) -> bool:
    return of_late.ours > 0 or (of_late.every >= _FEWEST and of_late.failed > policy.outage_share * of_late.every)


@dataclass(slots=True)
class Alarm:
    """Tells the log that an outage has begun, and that it is over, each once."""

    sounding: bool = False

    def check(self, memory: Memory, policy: Policy, clock: Clock) -> None:
        """See whether there is an outage, and tell if that is new."""
        since = clock() - policy.outage_window
        with memory.read() as unit:
            of_late = unit.screenings.failures(since)
        outage = _ours(of_late, policy)
        if outage and not self.sounding:
            _log.error(
                "outage: of %d looks since %s %d failed, %d of them because our uplink was down; nobody is held for it",
                of_late.every, f"{since:%H:%M}", of_late.failed, of_late.ours,
            )  # fmt: skip
        elif self.sounding and not outage:
            _log.info("outage: over; what could not be seen is looked at again")
        self.sounding = outage
