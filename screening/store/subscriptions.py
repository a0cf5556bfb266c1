"""All subscriptions, for those who look: read now and then, not with every name."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from screening.model.feed import Feed
from screening.ports.memory import Memory

_log = logging.getLogger(__name__)

_FOR: Final = 5.0  # seconds


class Subscriptions:
    """Tells what is subscribed to; None where that cannot be learnt.

    Args:
        url: of the database. An SQLite file that nobody has made yet holds no subscriptions, and is not made for it.
        memory: opened when first needed.
        clock: seconds, monotonic.
    """

    def __init__(self, url: str, memory: Callable[[], Memory], clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._memory = memory
        self._clock = clock
        self._told: tuple[Feed, ...] | None = None
        self._until = float("-inf")

    def __call__(self) -> tuple[Feed, ...] | None:
        """All, by name; at most five seconds old."""
        if self._clock() >= self._until:
            self._told = self._read()
            self._until = self._clock() + _FOR
        return self._told

    def _read(self) -> tuple[Feed, ...] | None:
        url = make_url(self._url)
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
            return ()
        try:
            with self._memory().read() as unit:
                return tuple(unit.feeds.every())
        except SQLAlchemyError as error:
            _log.error("the subscriptions to feeds cannot be read: %s", error)
            return None
