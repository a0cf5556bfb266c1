"""Looks at a web page again as others would: what a site shows to phones or to a search engine's visitors only."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from screening.collect.html.facts import LONGEST_URL, bounded, texts_of
from screening.collect.html.markup import TEXT_CAP, Markup
from screening.collect.html.places import places
from screening.collect.html.tidy import ENTRIES, tidy
from screening.collect.html.view import Parser, View
from screening.collect.html.visit import Fetcher, Visitor, bare
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.sketch import similarity
from screening.ports import Subject

_SECONDS: Final = 20.0  # no URL is started later; the last one may take what the guard and the parser allow, 20 more
_SIMILAR: Final = 0.6  # below it, a text counts as another
_AROUND: Final = 5  # words kept either side of what is new, so that a phrase stays whole
_CHROME: Final = "Chrome/157.0.0.0"
_BROWSER: Final = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
}

# What each visitor sends. Chrome tells no more than this of its version and its platform (user agent reduction).
VISITORS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "phone": {
            **_BROWSER,
            "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"{_CHROME} Mobile Safari/537.36",
        },
        "search": {
            **_BROWSER,
            "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"{_CHROME} Safari/537.36",
            "Referer": "https://www.google.com/",
        },
    }
)


class VantageCollector:
    """Looks once more for each visitor, where the page's look got an answer. Never needed for approval."""

    name = "vantage"

    def __init__(
        self,
        guard: Fetcher,
        parser: Parser,
        visitors: Callable[[], Sequence[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Choose how to look; contacts nobody.

        Args:
            guard: fetches.
            parser: reads what was fetched.
            visitors: keys of VISITORS, as policy asks; others are left out.
            clock: seconds, monotonic.
        """
        self._visitor = Visitor(guard, parser, clock)
        self._visitors = visitors

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Start where the page evidence did; ABSENT where there is nothing to compare, FAILED where nobody got in.

        Args:
            subject: with `page` evidence in `seen`.
            now: when.
        """
        visitors = [name for name in dict.fromkeys(self._visitors()) if name in VISITORS]
        page = subject.seen.get("page")
        cause = "no-visitors" if not visitors else _unasked(page)
        if cause or page is None:
            return Evidence(self.name, Outcome.ABSENT, now, cause)
        asked = str(page.facts["asked"])
        host = urlsplit(asked).hostname
        pinned = next((place.pinned for place in places(subject) if place.host == host), ())
        last_start = self._visitor.clock() + _SECONDS
        views = {name: self._visitor.visit(asked, last_start, pinned, VISITORS[name]) for name in visitors}
        return _evidence(page, views, now)


def _unasked(page: Evidence | None) -> str:
    """Why there is nothing to look at again, or ""."""
    if page is None:
        return "no-page"
    if page.outcome is Outcome.ABSENT:
        return "page-absent"
    answered = bool(page.facts.get("hops")) and bool(page.facts.get("status")) and bool(page.facts.get("asked"))
    return "" if answered else "page-unanswered"


def _evidence(page: Evidence, views: Mapping[str, View], now: datetime) -> Evidence:
    seen = [view for view in views.values() if not view.cause]
    best = min(views.values(), key=lambda view: view.rank)
    visitors = {name: _facts(page, view) for name, view in views.items()}
    facts: dict[str, Json] = {"asked": best.asked, "kind": best.kind, "visitors": {**visitors}}
    return Evidence(
        "vantage",
        Outcome.OBSERVED if seen else Outcome.FAILED,
        now,
        "" if seen else best.cause,
        facts,
        _texts(page, [*views.values()]),
    )


def _facts(page: Evidence, view: View) -> dict[str, Json]:
    """What one visitor saw, and in what it differs from what we were shown: `status`, `host`, `kind`, `text`."""
    markup, url = view.page or Markup(), tidy(view.fetched.url, LONGEST_URL)
    theirs = page.facts.get("sketch")
    alike = similarity(markup.sketch, [h for h in theirs if isinstance(h, int)] if isinstance(theirs, list) else [])
    differs = {
        "status": view.fetched.status != page.facts.get("status"),
        "host": _host(url) != _host(str(page.facts.get("url", ""))),
        "kind": view.kind != page.facts.get("kind"),
        "text": view.page is not None and alike < _SIMILAR,
    }
    return {
        "cause": view.cause,
        "status": view.fetched.status,
        "url": url,
        "host": _host(url),
        "kind": view.kind,
        "title": markup.title,
        "sketch": [*markup.sketch],
        "similarity": round(alike, 3),
        "differs": [name for name, so in differs.items() if so and not (view.cause and name in {"kind", "text"})],
    }


def _texts(page: Evidence, views: Sequence[View]) -> dict[str, tuple[str, ...]]:
    """The texts that the page evidence does not have: new entries, and of the visible text what is new in it."""
    found: dict[str, tuple[str, ...]] = {}
    told = [texts_of(view) for view in views]
    for field in dict.fromkeys(field for texts in told for field in texts):
        entries = [entry for texts in told for entry in texts.get(field, ())]
        known = page.texts.get(field, ())
        if field == "page.text":
            entries = [passage for text in dict.fromkeys(entries) for passage in passages(text, known)]
            found[field] = tuple(_bounded(entries))
        else:
            found[field] = tuple(entry for entry in entries if entry not in known)
    return bounded(found)


def passages(text: str, known: Sequence[str]) -> Iterator[str]:
    """The passages of a text that have word triples no known text has, with a few words around them.

    Args:
        text: white space folded.
        known: texts, likewise.
    """
    old = {triple for other in known for triple in _triples(other.split())}
    words = text.split()
    new = [False] * len(words)
    for at, triple in enumerate(_triples(words)):
        if triple not in old:
            first, last = max(0, at - _AROUND), min(len(words), at + 3 + _AROUND)
            new[first:last] = [True] * (last - first)
    for fresh, run in groupby(zip(new, words, strict=True), key=lambda item: item[0]):
        if fresh:
            yield " ".join(word for _, word in run)


def _triples(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2) if words else 0))


def _bounded(entries: Sequence[str]) -> Iterator[str]:
    """The first entries, in all no longer than one page's text."""
    room = TEXT_CAP
    for entry in [*dict.fromkeys(entries)][:ENTRIES]:
        if room > 0:
            yield entry[:room]
            room -= len(entry)


def _host(url: str) -> str:
    try:
        return bare(urlsplit(url).hostname)
    except ValueError:
        return ""
