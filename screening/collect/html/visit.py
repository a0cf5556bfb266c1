"""One visit: a URL, and the one that its page passes visitors on to by refresh, script or frame."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol
from urllib.parse import urlsplit

from screening.collect.guard import Fetched
from screening.collect.html.view import Parser, View, joined, unfetched, view_of

_OURS: Final[Mapping[str, str]] = MappingProxyType({})  # headers as the guard sends them


class Fetcher(Protocol):
    """The safe HTTP client."""

    def fetch(
        self, url: str, *, pinned: tuple[str, ...] = (), headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        """GET a URL; raises nothing because of what the world sends."""
        ...


class Visitor:
    """Goes where it is sent, once, and not after closing time."""

    def __init__(self, guard: Fetcher, parser: Parser, clock: Callable[[], float]) -> None:
        """Choose how to look; contacts nobody.

        Args:
            guard: fetches.
            parser: reads what was fetched.
            clock: seconds, monotonic.
        """
        self.guard = guard
        self.clock = clock
        self._parser = parser

    def visit(
        self, url: str, last_start: float, pinned: tuple[str, ...] = (), headers: Mapping[str, str] = _OURS
    ) -> View:
        """See a URL as whoever sends such headers.

        Args:
            url: to begin with.
            last_start: on the clock; no fetch is started later.
            pinned: addresses of the URL's host, with or without `www.`, from an uploaded zone.
            headers: in place of ours.
        """
        if self.clock() > last_start:
            return unfetched(url, "deadline")
        view = view_of(url, self.guard.fetch(url, pinned=pinned, headers=headers), self._parser)
        if not view.refresh:
            return view
        if self.clock() > last_start:
            return joined(view, unfetched(view.refresh, "deadline"))
        if "Referer" in headers:  # a browser says where it comes from
            headers = {**headers, "Referer": view.fetched.url}
        same = bare(urlsplit(view.refresh).hostname) == bare(view.host)
        fetched = self.guard.fetch(view.refresh, pinned=pinned if same else (), headers=headers)
        return joined(view, view_of(view.refresh, fetched, self._parser))


def bare(host: str | None) -> str:
    """A host without `www.`."""
    return (host or "").removeprefix("www.")
