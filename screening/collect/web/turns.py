"""Turns within one process: a batch of 5,000 names that live on one machine must not become an attack on it."""

import threading
import time
from dataclasses import dataclass

_CROWD = 1000  # places remembered before those at rest are forgotten


@dataclass(slots=True)
class _Place:
    tokens: float
    at: float
    open: int = 0
    closed_until: float = 0.0


class LocalTurns:
    """The Turns port for the threads of one process: how many at a time at one place, and how many new ones a second.

    Args:
        concurrent: of us at one place.
        rate: new ones a second.
        burst: new ones at once after a rest (token bucket).
    """

    def __init__(self, concurrent: int, rate: float, burst: int) -> None:
        self._concurrent = concurrent
        self._rate = rate
        self._burst = burst
        self._changed = threading.Condition()
        self._places: dict[str, _Place] = {}

    def enter(self, place: str, patience: float) -> bool:
        """Wait for a turn.

        Args:
            place: an address, or any other name of a place.
            patience: seconds.

        Returns:
            Whether it came; then leave has to follow.
        """
        until = time.monotonic() + patience
        with self._changed:
            there = self._known(place)
            while True:
                now = time.monotonic()
                self._refill(there, now)
                closed = there.closed_until - now
                if closed <= 0 and there.open < self._concurrent and there.tokens >= 1:
                    there.open += 1
                    there.tokens -= 1
                    return True
                if now >= until or now + closed > until:
                    return False
                token_in = max(0.0, 1 - there.tokens) / self._rate
                self._changed.wait(min(until - now, max(closed, token_in) or until - now))

    def leave(self, place: str) -> None:
        """Give the turn to the next."""
        with self._changed:
            self._places[place].open -= 1
            self._changed.notify_all()

    def rest(self, place: str, seconds: float) -> None:
        """Let nobody in for so many seconds; the longer rest holds."""
        with self._changed:
            there = self._known(place)
            there.closed_until = max(there.closed_until, time.monotonic() + seconds)

    def _known(self, place: str) -> _Place:
        self._forget()
        return self._places.setdefault(place, _Place(self._burst, time.monotonic()))

    def _refill(self, there: _Place, now: float) -> None:
        there.tokens = min(self._burst, there.tokens + (now - there.at) * self._rate)
        there.at = now

    def _forget(self) -> None:
        if len(self._places) < _CROWD:
            return
        now = time.monotonic()
        for there in self._places.values():
            self._refill(there, now)
        self._places = {
            name: there
            for name, there in self._places.items()
            if there.open or there.tokens < self._burst or there.closed_until > now
        }
