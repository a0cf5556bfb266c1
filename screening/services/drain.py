"""A worker's round: the hinted look and whatever else is due, several at a time, for most of a look is waiting."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final

from screening.ports.memory import Claim
from screening.services.screen import Lookout

_POLL: Final = 1.0  # seconds until a worker with looks in hand sees whether another has become due


def drain(
    lookout: Lookout, first: str, seconds: float, *, at_once: int = 1, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Do looks for about so many seconds, or until none is due; the looks in hand are done to the end.

    A look that has lost a worker is done alone: what killed that worker must not count against others.

    Args:
        lookout: what to look with; safe to share between threads.
        first: the id of the look to begin with; empty, or one that is taken: what has been due longest.
        seconds: after which no look is begun.
        at_once: looks in hand at most.
        stopping: whether to begin no more.

    Returns:
        How many were done.
    """
    done, end, wanted = 0, time.monotonic() + seconds, first
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(at_once) as threads:
        while time.monotonic() < end and not stopping():
            claim = lookout.claim(wanted)
            if claim is not None and claim.fence == 1:
                running.add(threads.submit(lookout.look, claim))
            elif claim is not None:
                running = _finished(running, lookout, claim)
                lookout.look(claim)
            elif not wanted and not running:
                break
            done += claim is not None
            wanted, idle = "", claim is None and not wanted
            if idle or len(running) == at_once:
                running = _some(running, _POLL if idle else None)
        for look in running:
            look.result()
    return done


def _some(running: set[Future[None]], seconds: float | None) -> set[Future[None]]:
    """Wait for a look to end; those that have not."""
    ended, left = wait(running, seconds, FIRST_COMPLETED)
    for look in ended:
        look.result()  # a fault of ours ends the round, and shows
    return left


def _finished(running: set[Future[None]], lookout: Lookout, claim: Claim) -> set[Future[None]]:
    """Wait for all, holding on to a claim meanwhile."""
    while running:
        running = _some(running, lookout.lease.total_seconds() / 3)
        lookout.renew(claim)
    return running
