"""A clock that moves only when told to."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """Tells one time until it is advanced.

    Args:
        now: the time it starts at, UTC.
    """

    def __init__(self, now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """The time."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on; the new time."""
        self._now += by
        return self._now
