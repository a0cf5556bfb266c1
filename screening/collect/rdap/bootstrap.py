"""Which server answers for which top-level domain, as IANA publishes it (RFC 9224); shipped, refreshed on demand."""

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

from screening.collect.guard import Fetched
from screening.collect.html.visit import Fetcher
from screening.collect.rdap.strict_json import JsonRefusedError, read_json
from screening.model.errors import ScreeningError
from screening.model.evidence import Json

SOURCE: Final = "https://data.iana.org/rdap/dns.json"
SHIPPED: Final = "iana-dns-2026-07-23.json"

_SHRINK: Final = 0.8  # a list with fewer than this share of the suffixes before it is taken for half-written
_AHEAD: Final = timedelta(days=1)  # of our clock; a list of the year 3000 would bar all that come after it
_LARGEST: Final = 1_000_000  # bytes; the list of 2026 has 71 thousand
_SUFFIX: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9-]{1,63}")
_BASE: Final = re.compile(r"https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[!-~]{0,200})?")
_PUBLISHED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")

_log = logging.getLogger(__name__)


class BootstrapRefusedError(ScreeningError):
    """A list of servers that is not taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Servers:
    """The list as published at one time.

    Args:
        published: UTC.
        by_suffix: domain in A-labels to base URLs, each with a slash at its end; https only, where there is any.
    """

    published: datetime
    by_suffix: Mapping[str, tuple[str, ...]]

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read IANA's file (RFC 9224, section 3). Suffixes and URLs of another form than ours are left out.

        Raises:
            BootstrapRefusedError: it is no such file.
        """
        try:
            read = read_json(body)
        except JsonRefusedError as refusal:
            raise BootstrapRefusedError(f"it is not JSON that we read ({refusal.cause})") from None
        if not isinstance(read, dict) or read.get("version") != "1.0":
            raise BootstrapRefusedError("it is not a bootstrap file of version 1.0 (RFC 9224)")
        published, services = read.get("publication"), read.get("services")
        if not isinstance(published, str) or not _PUBLISHED.fullmatch(published) or not isinstance(services, list):
            raise BootstrapRefusedError("it lacks its publication date or its services")
        known: dict[str, tuple[str, ...]] = {}
        for service in services:
            if not isinstance(service, list) or len(service) != 2:
                raise BootstrapRefusedError("a service is not a pair of suffixes and URLs")
            suffixes, urls = map(_texts, service)
            bases = _bases(urls)
            known |= {suffix: bases for suffix in suffixes if bases and _SUFFIX.fullmatch(suffix)}
        try:
            return cls(datetime.fromisoformat(published), known)
        except ValueError:
            raise BootstrapRefusedError(f"{published} is no date") from None

    def find(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The longest listed suffix of a name in A-labels (RFC 9224, section 4), and its base URLs; or "" and none."""
        while name:
            if name in self.by_suffix:
                return name, self.by_suffix[name]
            name = name.partition(".")[2]
        return "", ()


class Bootstrap:
    """Holds the list in force: the later of the one that ships and the one that was fetched.

    Args:
        kept: file of the fetched one; whoever fetches writes it whole or not at all.
    """

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        self._stamp: tuple[int, ...] | None = None
        self._shipped = Servers.parse((files(__package__) / SHIPPED).read_bytes())
        self._current = self._shipped

    def current(self) -> Servers:
        """The list in force; a file that cannot be read, or is older, leaves the one that ships."""
        try:
            at = self.kept.stat()
            stamp = (at.st_ino, at.st_size, at.st_mtime_ns)
            if stamp != self._stamp:
                self._stamp, self._current = stamp, self._shipped
                with self.kept.open("rb") as stream:
                    self._current = max(self._shipped, Servers.parse(stream.read(_LARGEST)), key=lambda s: s.published)
        except FileNotFoundError:
            self._stamp, self._current = None, self._shipped
        except (OSError, BootstrapRefusedError) as error:
            _log.warning("%s is left aside: %s", self.kept, error)
        return self._current

    def refresh(self, guard: Fetcher, now: datetime) -> Servers:
        """Fetch the list of the day and keep it, where it is a good one.

        Args:
            guard: fetches.
            now: UTC.

        Raises:
            BootstrapRefusedError: it could not be had, is broken, older than the one in force or dated ahead, or has
                lost more than a fifth of the suffixes. The list in force stays so.
        """
        fetched = guard.fetch(SOURCE, headers={"Accept": "application/json"})
        try:
            fresh = _checked(fetched, self.current(), now)
        except BootstrapRefusedError as refusal:
            raise BootstrapRefusedError(f"the list at {SOURCE} is not taken: {refusal}") from None
        try:
            self._keep(fetched.body)
        except OSError as error:
            raise BootstrapRefusedError(f"the list cannot be kept: {error}") from error
        return fresh

    def _keep(self, body: bytes) -> None:
        """Write the file whole or not at all: workers read it meanwhile."""
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.kept.with_name(f"{self.kept.name}.{os.getpid()}")
        try:
            fresh.write_bytes(body)
            fresh.replace(self.kept)
        finally:
            fresh.unlink(missing_ok=True)


def _checked(fetched: Fetched, before: Servers, now: datetime) -> Servers:
    """The list in an answer, where it is good enough to take the place of the one before."""
    if fetched.cause or fetched.status != 200:
        raise BootstrapRefusedError(f"no answer to work with ({fetched.cause or f'http:{fetched.status}'})")
    if fetched.truncated or "downgrade" in fetched.flags:
        raise BootstrapRefusedError(f"it did not come whole and over https ({', '.join(fetched.flags)})")
    fresh = Servers.parse(fetched.body)
    if not before.published <= fresh.published <= now + _AHEAD:
        raise BootstrapRefusedError(f"it is of {fresh.published}, and the one in force of {before.published}")
    few, many = len(fresh.by_suffix), len(before.by_suffix)
    if few < many * _SHRINK:
        raise BootstrapRefusedError(f"it has {few} suffixes where there were {many}: taken for half-written")
    return fresh


def _texts(value: Json) -> list[str]:
    texts = [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(texts) < len(value):
        raise BootstrapRefusedError("a service holds something else than texts")
    return texts


def _bases(urls: list[str]) -> tuple[str, ...]:
    """The URLs in the order to ask: RFC 9224 prefers https, and nobody may talk us out of it by blocking that."""
    bases = [f"{url.removesuffix('/')}/" for url in urls if _BASE.fullmatch(url)]
    return tuple([url for url in bases if url.startswith("https:")] or bases)
