"""What the services need of the lists on this machine."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from screening.model.feed import Attempt, Edition, Feed


class FeedLists(Protocol):
    """The lists of this machine, one per feed."""

    def edition(self, feed: Feed) -> Edition | None:
        """What is in use; None where there is no list of this subscription yet."""
        ...

    def last(self, feed: Feed) -> Attempt | None:
        """The last attempt to bring it up to date."""
        ...

    def sync(self, feed: Feed, now: datetime, *, force: bool = False) -> Attempt:
        """Bring it up to date; a worse list never replaces the one in use. Takes minutes."""
        ...

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop the lists of all other feeds."""
        ...
