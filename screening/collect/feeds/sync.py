"""Brings a list up to date: fetched, read, compared with the one in use, and only then swapped for it."""

import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from screening.collect.feeds.index import Builder, Contents
from screening.collect.feeds.reading import ListReader, Tally
from screening.collect.feeds.refused import ListFailedError, ListRefusedError
from screening.collect.feeds.shelf import FeedShelf, Standing, identity_of
from screening.collect.feeds.source import Got, Known, Source
from screening.collect.feeds.worse import believable, refuse_old, refuse_size
from screening.model.feed import Attempt, Edition, Feed, SyncOutcome
from screening.model.names import SuffixTable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedSync:
    """The FeedLists port: what is on the shelf, and how it gets there.

    Args:
        shelf: of this machine.
        source: fetches.
        suffixes: the Public Suffix List.
    """

    shelf: FeedShelf
    source: Source
    suffixes: SuffixTable

    def edition(self, feed: Feed) -> Edition | None:
        """What is in use."""
        return self.shelf.edition(feed)

    def last(self, feed: Feed) -> Attempt | None:
        """The last attempt."""
        return self.shelf.last(feed)

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop the lists of all other feeds."""
        self.shelf.keep_only(names)

    def sync(self, feed: Feed, now: datetime, *, force: bool = False) -> Attempt:
        """Bring a list up to date; raises nothing because of what the world sends.

        Args:
            feed: which.
            now: when.
            force: take it although it has shrunk, grown or aged; never what is no list, or is not whole.
        """
        try:
            with self.shelf.alone(feed.name) as alone:
                if not alone:
                    return Attempt(now, SyncOutcome.FAILED, "busy", "somebody else is bringing it up to date")
                before = self.shelf.standing(feed)
                attempt, digest = self._swapped(feed, now, force=force)
                if attempt.good or before is None:
                    before = Standing(attempt, digest, now if attempt.good else None)
                self.shelf.note(feed, replace(before, attempt=attempt))
        except OSError as error:  # the folder or the disk; there is nowhere to note it
            attempt = Attempt(now, SyncOutcome.FAILED, "disk", str(error))
        level = logging.INFO if attempt.good else logging.ERROR
        _log.log(level, "feed %s: %s %s %s", feed.name, attempt.outcome, attempt.cause, attempt.detail)
        return attempt

    def _swapped(self, feed: Feed, now: datetime, *, force: bool) -> tuple[Attempt, str]:
        path = self.shelf.path(feed.name)
        new = path.with_suffix(".new")
        try:
            attempt, digest = self._tried(feed, now, self.shelf.contents(feed), new, Tally(), force=force)
            if attempt.outcome is SyncOutcome.TAKEN:
                new.replace(path)
                _settle(path.parent)
        finally:
            new.unlink(missing_ok=True)
        return attempt, digest

    def trial(self, feed: Feed, now: datetime) -> tuple[Attempt, Tally]:
        """Do all that a sync does but the swap; how it would end, and what is in the list."""
        tally, used = Tally(), self.shelf.contents(feed)
        with tempfile.TemporaryDirectory() as folder:
            new = Path(folder) / "trial.new"
            return self._tried(feed, now, used, new, tally)[0], tally

    def _tried(
        self, feed: Feed, now: datetime, used: Contents | None, new: Path, tally: Tally, *, force: bool = False
    ) -> tuple[Attempt, str]:
        """Fetch, read and compare into `new`; how it ended, and the digest of a list that is the source's."""
        try:
            with tempfile.TemporaryFile(dir=new.parent) as file:
                got = self.source.fetch(feed.source, _known(used), file)
                if used and got.digest in {"", used.digest}:
                    if not force:
                        refuse_old(feed, got.modified, _instant(used.dated), None, now)
                    return Attempt(now, SyncOutcome.FRESH, "", f"{used.entries:,} entries, as before"), used.digest
                if not force:
                    refuse_old(feed, got.modified, None, used, now)
                made = self._made(feed, now, got, file, new, tally)
                if not force:
                    refuse_old(feed, None, tally.dated, used, now)
                    refuse_size(made.entries, used)
            return Attempt(now, SyncOutcome.TAKEN, "", f"{made.entries:,} entries"), made.digest
        except ListRefusedError as error:
            return Attempt(now, SyncOutcome.REFUSED, error.cause, str(error)), ""
        except ListFailedError as error:
            return Attempt(now, SyncOutcome.FAILED, error.cause, str(error)), ""
        except (OSError, sqlite3.Error) as error:
            return Attempt(now, SyncOutcome.FAILED, "disk", str(error)), ""

    def _made(self, feed: Feed, now: datetime, got: Got, file: BinaryIO, path: Path, tally: Tally) -> Contents:
        """Read what was fetched into a file of its own."""
        builder = Builder(path)
        try:
            builder.add(ListReader(self.suffixes, tally=tally).names(file, feed))
            if not builder.entries:
                raise ListRefusedError("empty", "there is no name in it")
            contents = Contents(
                identity=identity_of(feed),
                entries=builder.entries,
                made_at=now.isoformat(),
                digest=got.digest,
                etag=got.etag,
                modified=_told(believable(got.modified, now)),
                dated=_told(believable(tally.dated, now)),
            )
            builder.finish(contents)
        finally:
            builder.close()
        return contents


def _known(used: Contents | None) -> Known:
    return Known(used.etag, _instant(used.modified)) if used else Known()


def _instant(told: str) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _told(when: datetime | None) -> str:
    return when.isoformat() if when else ""


def _settle(folder: Path) -> None:
    """See the new name safe on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
