"""Feeds: a subscription to somebody's list of names, and what one machine has of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from screening.model.errors import Fault, InvalidError

MAX_AGE = timedelta(days=7)

_FORM = re.compile(r"(auto|hosts|plain|ut1|csv)|(ut1|csv):([A-Za-z0-9_. -]{1,40})")


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription to a public list of one category.

    Args:
        name: as evidence and people call it.
        category: what a name on the list is.
        source: an https URL, or the absolute path of a file on every machine that looks.
        format: `auto`, `hosts`, `plain`, `ut1` or `ut1:FOLDER`, `csv` or `csv:COLUMN`.
        mandatory: whether domains are never approved while the list is missing or stale.
        max_age: how long the list counts after its source was last heard of, and how old a list may be when taken.
        added_at: when it was subscribed to.
    """

    name: str
    category: str
    source: str
    format: str
    mandatory: bool
    max_age: timedelta
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """The list of a feed that is in use on this machine.

    Args:
        entries: names on it.
        synced_at: when its source last said that this is the list.
        list_date: when its maker made it, as the file or its server tells; None where neither does.
    """

    entries: int
    synced_at: datetime
    list_date: datetime | None

    def stale(self, feed: Feed, now: datetime) -> bool:
        """Whether its source has not been heard of for longer than the feed allows."""
        return now - self.synced_at > feed.max_age


class SyncOutcome(StrEnum):
    """How an attempt to bring a list up to date ended."""

    TAKEN = "taken"  # a new list is in use
    FRESH = "fresh"  # the list in use is still the source's
    REFUSED = "refused"  # what came is no list, or worse than the one in use, which stays
    FAILED = "failed"  # nothing could be had; the list in use stays


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to bring a list up to date.

    Args:
        at: when.
        outcome: how it ended.
        cause: a stable kebab-case code why it was refused or failed; empty otherwise.
        detail: the same for people, or what was taken.
    """

    at: datetime
    outcome: SyncOutcome
    cause: str = ""
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether the list in use is now the source's."""
        return self.outcome in {SyncOutcome.TAKEN, SyncOutcome.FRESH}


def form_of(text: str) -> tuple[str, str]:
    """Read a format: its form, and its folder (ut1) or column (csv); "" for the usual one.

    Raises:
        InvalidError: it is not one that is known.
    """
    match = _FORM.fullmatch(text)
    if not match:
        raise InvalidError((Fault("format", "is auto, hosts, plain, ut1[:FOLDER] or csv[:COLUMN]"),))
    return match[1] or match[2], match[3] or ""
