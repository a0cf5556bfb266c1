"""One list as one file: an SQLite table of names, with a Bloom filter in it that answers most look-ups from memory.

The filter is part of the file: whoever opens it, however often it is replaced, has the two that belong together.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import mmh3
from rbloom import Bloom

_CHUNK: Final = 250_000  # names sorted in memory, some 25 MB, before they go into the table in its order
_FALSE: Final = 0.001  # names not listed for which the table is asked all the same; some 1.8 bytes a name
_BATCH: Final = 5000  # names in one query
_CACHE: Final = "PRAGMA cache_size=-32000"  # kB


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says of itself.

    Args:
        identity: digest of the subscription that it was made for.
        entries: distinct names.
        made_at: when, ISO 8601, as are the other times.
        digest: SHA-256 (hex) of the list as it was fetched.
        etag: as the server gave it, for the next request; or "".
        modified: when the server (or the file system) says that it was modified, or "".
        dated: when the list itself says that it was made, or "".
    """

    identity: str
    entries: int
    made_at: str
    digest: str
    etag: str = ""
    modified: str = ""
    dated: str = ""

    @property
    def list_date(self) -> datetime | None:
        """When its maker made it."""
        told = self.dated or self.modified
        return datetime.fromisoformat(told) if told else None


class Builder:
    """Makes such a file; it is whole once `finish` has returned.

    Args:
        path: where; nobody reads it there.
    """

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        # If the machine stops meanwhile, the file is made again.
        self._db.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; {_CACHE}"
        )
        self._db.execute("CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("CREATE TABLE contents (about TEXT NOT NULL, filter BLOB NOT NULL)")
        self.entries = 0

    def add(self, names: Iterable[str]) -> None:
        """Put names in, repeats once; in any order, in memory that does not grow with their number."""
        names = iter(names)
        self._db.execute("BEGIN")
        before = self._db.total_changes
        while chunk := sorted(set(islice(names, _CHUNK))):
            self._db.executemany("INSERT OR IGNORE INTO names VALUES (?)", ((name,) for name in chunk))
        self._db.execute("COMMIT")
        self.entries += self._db.total_changes - before

    def finish(self, contents: Contents) -> None:
        """Write the filter and what the file says of itself, and see it safe on the disk."""
        bloom = Bloom(max(1, self.entries), _FALSE, _hash)
        bloom.update(name for (name,) in self._db.execute("SELECT name FROM names"))
        row = (json.dumps(asdict(contents)), bloom.save_bytes())
        self._db.execute("INSERT INTO contents VALUES (?, ?)", row)
        self._db.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())

    def close(self) -> None:
        """End; a file that was not finished is nothing."""
        self._db.close()


class Index:
    """An open file; safe to share between threads, and not across a fork.

    Args:
        path: of a finished file, which may be replaced at any time: what is open stays as it was.

    Raises:
        sqlite3.Error, ValueError: it is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        row = self._db.execute("SELECT about, filter FROM contents").fetchone()
        if row is None:
            raise ValueError(f"{path} was never finished")
        self.contents = Contents(**json.loads(row[0]))
        self._filter = Bloom.load_bytes(row[1], _hash)
        # Should another version of the library hash otherwise, every name would pass for not listed.
        if not all(name in self._filter for (name,) in self._db.execute("SELECT name FROM names LIMIT 20")):
            raise ValueError(f"the filter of {path} does not fit its names")

    def __contains__(self, name: str) -> bool:
        """Whether exactly this name is on the list."""
        if name not in self._filter:
            return False
        with self._lock:
            return self._db.execute("SELECT 1 FROM names WHERE name = ?", (name,)).fetchone() is not None

    def among(self, names: Iterable[str]) -> set[str]:
        """Those of many names that are on the list."""
        likely = (name for name in names if name in self._filter)
        found: set[str] = set()
        while batch := list(islice(likely, _BATCH)):
            with self._lock:
                found.update(name for (name,) in self._db.execute(_AMONG, (json.dumps(batch),)))
        return found

    def __del__(self) -> None:
        """Others may still be looking things up when it is replaced: the last of them closes it."""
        if hasattr(self, "_db"):
            self._db.close()


# CROSS JOIN keeps SQLite from walking the whole table for a handful of names.
_AMONG: Final = "SELECT names.name FROM json_each(?) AS asked CROSS JOIN names ON names.name = asked.value"


def contents_of(path: Path) -> Contents | None:
    """What a file says of itself without its filter; None where there is no such file."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            row = db.execute("SELECT about FROM contents").fetchone()
        finally:
            db.close()
        return Contents(**json.loads(row[0])) if row else None
    except (sqlite3.Error, ValueError, TypeError):
        return None


def lineage(name: str, registrable: str) -> Iterator[str]:
    """A name and its parents, down to the registrable name: what is listed there lists what lies below it."""
    while name:
        yield name
        if name == registrable:
            return
        name = name.partition(".")[2]


def first_listed(index: Index, names: Sequence[str]) -> str:
    """The first of a few names that is on the list, or ""."""
    return next((name for name in names if name in index), "")


def _hash(name: str) -> int:
    return mmh3.hash128(name, signed=True)
