"""The lists of this machine: a file per feed, opened when first asked, and again once it has been replaced."""

import contextlib
import fcntl
import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screening.collect.feeds.index import Contents, Index, contents_of
from screening.model.evidence import digest_of
from screening.model.feed import Attempt, Edition, Feed, SyncOutcome

_log = logging.getLogger(__name__)

_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a feed beside its list: the last attempt, and which list its source confirmed when."""

    attempt: Attempt
    digest: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A list ready for look-ups, and what it is."""

    index: Index
    edition: Edition


class FeedShelf:
    """Finds and opens lists; safe to share between threads, and after a fork.

    Args:
        folder: made when the first list is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple[_Stamp, Feed, Opened | None]] = {}

    def opened(self, feed: Feed) -> Opened | None:
        """The list of a feed; None where there is none, or none that can be read, of this very subscription."""
        stamp = (os.getpid(), *_stamp(self.path(feed.name)), *_stamp(self._standing(feed.name)))
        before, of, opened = self._open.get(feed.name, ((), feed, None))
        if before != stamp or of != feed:
            opened = self._opened(feed, opened if before[:4] == stamp[:4] else None)
            self._open[feed.name] = (stamp, feed, opened)
        return opened

    def edition(self, feed: Feed) -> Edition | None:
        """What is in use, without opening it for look-ups."""
        contents = self.contents(feed)
        return self._edition(feed, contents) if contents else None

    def contents(self, feed: Feed) -> Contents | None:
        """What the file in use says of itself; None where there is none of this very subscription."""
        contents = contents_of(self.path(feed.name))
        return contents if contents and contents.identity == identity_of(feed) else None

    def last(self, feed: Feed) -> Attempt | None:
        """The last attempt to bring it up to date."""
        standing = self.standing(feed)
        return standing.attempt if standing else None

    def standing(self, feed: Feed) -> Standing | None:
        """What is known of a feed; None where nothing is, or nothing of this very subscription."""
        try:
            told = json.loads(self._standing(feed.name).read_text("utf-8"))
            if told["identity"] != identity_of(feed):
                return None
            attempt = Attempt(
                datetime.fromisoformat(told["at"]), SyncOutcome(told["outcome"]), told["cause"], told["detail"]
            )
            confirmed = told["confirmed_at"]
            return Standing(attempt, told["digest"], datetime.fromisoformat(confirmed) if confirmed else None)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, feed: Feed, standing: Standing) -> None:
        """Write down what is known of a feed, whole or not at all."""
        attempt, confirmed = standing.attempt, standing.confirmed_at
        told = {
            "identity": identity_of(feed),
            "at": attempt.at.isoformat(),
            "outcome": str(attempt.outcome),
            "cause": attempt.cause,
            "detail": attempt.detail,
            "digest": standing.digest,
            "confirmed_at": confirmed.isoformat() if confirmed else "",
        }
        new = self._folder / f"{feed.name}.json.new"
        new.write_text(json.dumps(told), "utf-8")
        new.replace(self._standing(feed.name))

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop the lists of all other feeds."""
        kept = set(names)
        for path in self._folder.glob("*.*"):
            if path.name.partition(".")[0] not in kept:
                with contextlib.suppress(OSError):  # another time
                    path.unlink()

    def path(self, name: str) -> Path:
        """The file of a feed's list."""
        return self._folder / f"{name}.sqlite3"

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether nobody else on this machine is bringing this feed up to date; until the end of the block."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _standing(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _opened(self, feed: Feed, same: Opened | None) -> Opened | None:
        try:
            index = same.index if same else Index(self.path(feed.name))
        except (sqlite3.Error, ValueError, TypeError) as error:
            if self.path(feed.name).exists():
                _log.error("feed %s: its list cannot be read: %s", feed.name, error)
            return None
        if index.contents.identity != identity_of(feed):
            return None
        return Opened(index, self._edition(feed, index.contents))

    def _edition(self, feed: Feed, contents: Contents) -> Edition:
        synced_at = datetime.fromisoformat(contents.made_at)
        standing = self.standing(feed)
        if standing and standing.confirmed_at and standing.digest == contents.digest:
            synced_at = max(synced_at, standing.confirmed_at)
        return Edition(contents.entries, synced_at, contents.list_date)


def identity_of(feed: Feed) -> str:
    """Digest of what makes a list this feed's: a list of the same name from elsewhere is another."""
    return digest_of([feed.source, feed.format, feed.category])


def _stamp(path: Path) -> _Stamp:
    with contextlib.suppress(OSError):
        at = path.stat()
        return (at.st_ino, at.st_mtime_ns, at.st_size)
    return (0, 0, 0)
