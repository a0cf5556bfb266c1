"""Where lists come from: an https URL, asked only for what has changed, or a file on this machine."""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, Protocol

from screening.collect.feeds.refused import ListFailedError, ListRefusedError
from screening.collect.guard import Fetched, Limits

LIMITS: Final = Limits(connect=10.0, read=30.0, deadline=600.0, wire=200_000_000)

_PIECE: Final = 1 << 20
_OK, _NOT_MODIFIED = 200, 304


class Downloader(Protocol):
    """The safe HTTP client, with the patience that a list takes."""

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        into: Callable[[bytes], object] | None = None,
    ) -> Fetched:
        """GET a URL, handing the body on as it comes; raises nothing because of what the world sends."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the list in use, to be asked whether there is a newer one."""

    etag: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """A list as it was fetched; `digest` is the SHA-256 (hex) of its bytes, "" where it has not changed since."""

    digest: str
    etag: str = ""
    modified: datetime | None = None


class Source:
    """Fetches lists.

    Args:
        guard: for URLs.
        largest: bytes of a file.
    """

    def __init__(self, guard: Downloader, largest: int = LIMITS.wire) -> None:
        self._guard = guard
        self._largest = largest

    def fetch(self, source: str, known: Known, into: BinaryIO) -> Got:
        """Write a list into a file as it comes, packed or not.

        Args:
            source: an https URL or an absolute path.
            known: of the list in use.
            into: empty.

        Raises:
            ListFailedError: nothing could be had.
            ListRefusedError: what came is not whole.
            OSError: it could not be written.
        """
        sink = _Sink(into)
        return self._read(Path(source), sink) if source.startswith("/") else self._download(source, known, sink)

    def _download(self, url: str, known: Known, sink: "_Sink") -> Got:
        fetched = self._guard.fetch(url, headers=_asking(known), into=sink)
        sink.check()
        if fetched.cause:
            raise ListFailedError(fetched.cause, f"{fetched.url} could not be fetched: {fetched.cause}")
        if "downgrade" in fetched.flags:
            raise ListRefusedError("downgrade", f"{url} leads to {fetched.url}, which anybody on the way can change")
        modified = _instant(fetched.headers.get("last-modified", ""))
        if fetched.status == _NOT_MODIFIED and known != Known():
            return Got("", known.etag, modified or known.modified)
        if fetched.status != _OK:
            raise ListFailedError(f"status:{fetched.status}", f"{fetched.url} answered with status {fetched.status}")
        if "cut-wire" in fetched.flags:
            raise ListRefusedError("too-large", f"{fetched.url} sends more than is taken")
        if fetched.truncated:
            coding = next((flag for flag in fetched.flags if flag.startswith("coding:")), "")
            raise ListRefusedError(coding or "cut", f"{fetched.url} was not received whole: {', '.join(fetched.flags)}")
        return Got(sink.digest, fetched.headers.get("etag", ""), modified)

    def _read(self, path: Path, sink: "_Sink") -> Got:
        try:
            with open(path, "rb", opener=_no_waiting) as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise ListFailedError("not-a-file", f"{path} is no regular file")
                if before.st_size > self._largest:
                    raise ListRefusedError("too-large", f"{path} has more than {self._largest:,} bytes")
                while piece := file.read(_PIECE):
                    sink(piece)
                after = os.fstat(file.fileno())
        except FileNotFoundError as error:
            raise ListFailedError("no-file", f"there is no file {path}") from error
        except OSError as error:
            raise ListFailedError("unreadable", f"{path} cannot be read: {error.strerror}") from error
        sink.check()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or sink.size != after.st_size:
            raise ListRefusedError("cut", f"{path} changed while it was read")
        return Got(sink.digest, "", datetime.fromtimestamp(int(after.st_mtime), UTC))


class _Sink:
    """Writes and digests; keeps an error of ours from being taken for one of the world's."""

    def __init__(self, into: BinaryIO) -> None:
        self._into = into
        self._hash = hashlib.sha256()
        self._error: OSError | None = None
        self.size = 0

    def __call__(self, piece: bytes) -> None:
        if self._error is None:
            try:
                self._into.write(piece)
            except OSError as error:
                self._error = error
            self._hash.update(piece)
            self.size += len(piece)

    def check(self) -> None:
        if self._error is not None:
            raise self._error
        self._into.flush()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _asking(known: Known) -> dict[str, str]:
    """Headers of a conditional request (RFC 9110, section 13.1)."""
    headers = {"Accept": "*/*"}
    if known.etag and known.etag.isascii():
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = format_datetime(known.modified.astimezone(UTC), usegmt=True)
    return headers


def _instant(text: str) -> datetime | None:
    """An HTTP date (RFC 9110, section 5.6.7)."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _no_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a pipe that nobody writes to would be waited for
