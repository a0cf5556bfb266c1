"""Turns at one address: a batch of 5,000 names that live on one machine must not become an attack on it."""

import threading
import time
from dataclasses import dataclass

_CROWD = 1000  # addresses remembered before those at rest are forgotten


@dataclass(slots=True)
class _Place:
    tokens: float
    at: float
    open: int = 0


class Turns:
    """Bounds connections per address within this process: how many at a time, and how many new ones a second."""

    def __init__(self, concurrent: int, rate: float, burst: int) -> None:
        """Start with nobody connected.

        Args:
            concurrent: connections open at one address.
            rate: new ones a second.
            burst: new ones at once after a rest (token bucket).
        """
        self._concurrent = concurrent
        self._rate = rate
        self._burst = burst
        self._changed = threading.Condition()
        self._places: dict[str, _Place] = {}

    def enter(self, address: str, patience: float) -> bool:
        """Wait for a turn.

        Args:
            address: where to.
            patience: seconds.

        Returns:
            Whether it came; then leave has to follow.
        """
        until = time.monotonic() + patience
        with self._changed:
            self._forget()
            place = self._places.setdefault(address, _Place(self._burst, time.monotonic()))
            while True:
                now = time.monotonic()
                self._refill(place, now)
                if place.open < self._concurrent and place.tokens >= 1:
                    place.open += 1
                    place.tokens -= 1
                    return True
                if now >= until:
                    return False
                token_in = max(0.0, 1 - place.tokens) / self._rate
                self._changed.wait(min(until - now, token_in or until - now))

    def leave(self, address: str) -> None:
        """Give the turn to the next."""
        with self._changed:
            self._places[address].open -= 1
            self._changed.notify_all()

    def _refill(self, place: _Place, now: float) -> None:
        place.tokens = min(self._burst, place.tokens + (now - place.at) * self._rate)
        place.at = now

    def _forget(self) -> None:
        if len(self._places) < _CROWD:
            return
        now = time.monotonic()
        for place in self._places.values():
            self._refill(place, now)
        self._places = {a: p for a, p in self._places.items() if p.open or p.tokens < self._burst}
