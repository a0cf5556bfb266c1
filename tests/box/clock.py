"""A clock that a test moves while real processes read it: the offset stands in a small file."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class FileClock:
    """The machine's time plus the seconds in a file, read again at each call; a missing file means none."""

    def __init__(self, path: Path) -> None:
        """Args: path: of the file."""
        self._path = path

    def __call__(self) -> datetime:
        """The time now, timezone-aware, UTC."""
        return datetime.now(UTC) + offset(self._path)


def offset(path: Path) -> timedelta:
    """What the file says."""
    try:
        return timedelta(seconds=float(path.read_text("ascii")))
    except FileNotFoundError:
        return timedelta()


def set_offset(path: Path, by: timedelta) -> None:
    """Set the clock that far ahead of the machine's; readers see the old or the new, never half."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(repr(by.total_seconds()), "ascii")
    draft.replace(path)


def advance(path: Path, by: timedelta) -> None:
    """Move the clock on."""
    set_offset(path, offset(path) + by)
