"""Subscriptions to public lists: made, ended, and kept up to date on this machine."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from screening.model.errors import Fault, InvalidError, NotFoundError
from screening.model.feed import Attempt, Edition, Feed, form_of
from screening.model.verdict import CATEGORIES
from screening.ports import Clock
from screening.ports.feeds import FeedLists
from screening.ports.memory import Memory, Unit

MOST = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LONGEST_SOURCE = 2000
_MAX_AGES = (timedelta(hours=1), timedelta(days=3650))
_EVERY = timedelta(days=1)  # how often a source is asked; lists are made once a day at most
_AGAIN = timedelta(hours=1)  # after it failed, or what came was refused


@dataclass(frozen=True, slots=True)
class Status:
    """A feed and what this machine has of it."""

    feed: Feed
    edition: Edition | None
    last: Attempt | None


def subscribe(unit: Unit, feed: Feed) -> None:
    """Store a subscription; its list comes with the next sync.

    Raises:
        InvalidError: naming each thing that is wrong with it.
        ConflictError: the name is taken.
    """
    faults = _faults(feed)
    if len(unit.feeds.every()) >= MOST:
        faults.append(Fault("name", f"there are {MOST} feeds, and no more than that"))
    if faults:
        raise InvalidError(tuple(faults))
    unit.feeds.add(feed)


def unsubscribe(unit: Unit, name: str) -> None:
    """End a subscription.

    Raises:
        NotFoundError: there is none of this name.
    """
    if not unit.feeds.remove(name):
        raise NotFoundError(f"there is no feed {name}; see `screening feeds list`")


def chosen(memory: Memory, names: Sequence[str] = ()) -> list[Feed]:
    """The subscriptions of these names, or all.

    Raises:
        NotFoundError: there is none of one of the names.
    """
    with memory.read() as unit:
        feeds = {feed.name: feed for feed in unit.feeds.every()}
    for name in names:
        if name not in feeds:
            raise NotFoundError(f"there is no feed {name}; see `screening feeds list`")
    return [feeds[name] for name in names] if names else [*feeds.values()]


def statuses(memory: Memory, lists: FeedLists) -> list[Status]:
    """All subscriptions and what this machine has of them."""
    return [Status(feed, lists.edition(feed), lists.last(feed)) for feed in chosen(memory)]


def sync_due(memory: Memory, lists: FeedLists, clock: Clock) -> int:
    """One round: bring what is due up to date, outside of any transaction; how many were tried."""
    feeds = chosen(memory)
    lists.keep_only(feed.name for feed in feeds)
    tried = 0
    for feed in feeds:
        if due(feed, lists.edition(feed), lists.last(feed), clock()):
            lists.sync(feed, clock())
            tried += 1
    return tried


def due(feed: Feed, edition: Edition | None, last: Attempt | None, now: datetime) -> bool:
    """Whether it is time to ask a source again: once a day, an hour after a failure, and not all at once."""
    if last is None or (last.good and edition is None):
        return True
    pause = min(_EVERY, feed.max_age / 3) if last.good else _AGAIN
    spread = zlib.crc32(f"{feed.name} {last.at.isoformat()}".encode()) % 100 / 500  # 0 to 0.2
    return now - last.at >= pause * (0.9 + spread)


def _faults(feed: Feed) -> list[Fault]:
    faults: list[Fault] = []
    try:
        form_of(feed.format)
    except InvalidError as error:
        faults += error.faults
    if not _NAME.fullmatch(feed.name):
        faults.append(Fault("name", "has lower-case letters, digits and hyphens, at most 63"))
    if feed.category not in CATEGORIES:
        faults.append(Fault("category", f"is one of {', '.join(CATEGORIES)}"))
    if not _is_source(feed.source):
        faults.append(Fault("source", "is an https:// URL, or the absolute path of a file"))
    if not _MAX_AGES[0] <= feed.max_age <= _MAX_AGES[1]:
        faults.append(Fault("max_age", "lies between an hour and ten years"))
    return faults


def _is_source(source: str) -> bool:
    if len(source) > _LONGEST_SOURCE or not source.isprintable():
        return False
    if source.startswith("/"):
        return True
    try:
        split = urlsplit(source)
    except ValueError:
        return False
    return split.scheme == "https" and bool(split.hostname) and split.username is None
