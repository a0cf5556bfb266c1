"""Lists of every form, made up; a shelf to put them on, and a source that gives what a test says."""

import gzip
import io
import os
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from screening.collect.feeds.shelf import FeedShelf
from screening.collect.feeds.source import Source
from screening.collect.feeds.sync import FeedSync
from screening.collect.guard import Guard
from screening.collect.suffixes import BundledSuffixes
from screening.model.feed import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SUFFIXES = BundledSuffixes()
FEED = Feed("casinos", "gambling", "http://lists.example/", "auto", False, timedelta(days=7), NOW)

packed = partial(gzip.compress, mtime=0)  # the same bytes, and so the same test, whenever it is run


def numbered(count: int, word: str = "casino") -> list[str]:
    """So many names."""
    return [f"{word}{number}.com" for number in range(count)]


def text(names: Iterable[str], head: str = "# a list\n") -> bytes:
    """A plain list."""
    return (head + "\n".join(names) + "\n").encode()


def archive(members: dict[str, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """A tar archive, packed."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=form) as tar:
        for path, content in members.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def bomb(megabytes: int) -> bytes:
    """A packed list of one name that never ends."""
    return packed(b"casino.com\n" * (megabytes * 100_000))


@dataclass
class Kept:
    """A file that is a feed, and its list on a shelf."""

    folder: Path
    feed: Feed = FEED

    def __post_init__(self) -> None:
        self.file = self.folder / "list"
        self.feed = replace(self.feed, source=str(self.file))
        self.shelf = FeedShelf(self.folder / "feeds")
        self.sync = FeedSync(self.shelf, Source(Guard(lambda _: ())), SUFFIXES)

    def put(self, content: bytes, at: datetime = NOW) -> None:
        """Write the file, as if at a time."""
        self.file.write_bytes(content)
        os.utime(self.file, (at.timestamp(), at.timestamp()))

    def has(self, *names: str) -> bool:
        """Whether all names are on the list in use."""
        opened = self.shelf.opened(self.feed)
        return opened is not None and all(name in opened.index for name in names)
