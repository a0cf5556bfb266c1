"""Looks at a domain's web page: apex and `www.`, through the guard and the parser child."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from screening.collect.guard import Fetched
from screening.collect.html.markup import TEXT_CAP, Markup
from screening.collect.html.page_kind import kind_of
from screening.collect.html.places import Place, places
from screening.collect.html.tidy import tidy, tidy_all
from screening.collect.html.view import ABSENT, Parser, View, joined, unfetched, view_of
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.sketch import sketch
from screening.ports import Subject

_SECONDS: Final = 20.0  # no URL is started later; the last one may take the guard's own limit more
_LONGEST_URL: Final = 1000
_NAME: Final = "page"
# What http:// would only repeat.
_DNS_CAUSES: Final = ("nxdomain", "no-address", "servfail", "dns-", "cname-", "bad-name")


class Fetcher(Protocol):
    """The safe HTTP client."""

    def fetch(self, url: str, *, pinned: tuple[str, ...] = ()) -> Fetched:
        """GET a URL; raises nothing because of what the world sends."""
        ...


class PageCollector:
    """Looks at up to four URLs, and at one more for each that passes its visitors on by refresh, script or frame."""

    name = _NAME

    def __init__(self, guard: Fetcher, parser: Parser, clock: Callable[[], float] = time.monotonic) -> None:
        """Choose how to look; contacts nobody.

        Args:
            guard: fetches.
            parser: reads what was fetched.
            clock: seconds, monotonic.
        """
        self._guard = guard
        self._parser = parser
        self._clock = clock

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Look at https and http of the apex, and of `www.` where the apex shows nothing; see `evidence_of`."""
        last_start = self._clock() + _SECONDS
        views: list[View] = []
        for place in places(subject):
            if any(view.shows for view in views):
                break
            views += self._host(place, last_start)
        return evidence_of(views, now)

    def _host(self, place: Place, last_start: float) -> list[View]:
        views: list[View] = []
        for scheme in ("https", "http"):
            url = f"{scheme}://{place.host}/"
            if place.cause:
                views.append(unfetched(url, place.cause))
            elif self._clock() > last_start:
                views.append(unfetched(url, "deadline"))
            else:
                views.append(self._view(url, place.pinned, last_start))
            cause = views[-1].fetched.cause
            if not cause or cause.startswith(_DNS_CAUSES):
                break
        return views

    def _view(self, url: str, pinned: tuple[str, ...], last_start: float) -> View:
        view = view_of(url, self._guard.fetch(url, pinned=pinned), self._parser)
        if not view.refresh:
            return view
        if self._clock() > last_start:
            return joined(view, unfetched(view.refresh, "deadline"))
        same = _bare(urlsplit(view.refresh).hostname) == _bare(view.host)
        fetched = self._guard.fetch(view.refresh, pinned=pinned if same else ())
        return joined(view, view_of(view.refresh, fetched, self._parser))


def page_evidence(html: bytes | str | None, text: str | None, url: str, now: datetime, parser: Parser) -> Evidence:
    """Evidence of a page that the caller brought, as if it had been fetched with status 200.

    Args:
        html: the page, or None.
        text: its visible text, which takes the place of the page's; or None.
        url: where it is from, or "".
        now: when it was seen.
        parser: reads the page.
    """
    body = html.encode("utf-8", "replace") if isinstance(html, str) else html or b""
    headers = {"content-type": "text/html; charset=utf-8"} if isinstance(html, str) else {}
    view = view_of(url, Fetched(url, status=200, headers=headers, body=body), parser)
    if text is not None:
        page = view.page or Markup()
        page.text, page.length = tidy(text, TEXT_CAP), len(text)
        view = replace(view, page=page, kind=kind_of(page))
    return evidence_of([view], now)


def evidence_of(views: Sequence[View], now: datetime) -> Evidence:
    """Put what was seen of a site into evidence; facts and texts are those of the view that shows most.

    Args:
        views: at least one.
        now: when.
    """
    best = min(views, key=lambda view: view.rank)
    outcome, cause = _outcome(views, best)
    texts = _texts(best) if best.page else {}
    kind = "absent" if outcome is Outcome.ABSENT else best.kind
    return Evidence(_NAME, outcome, now, cause, {**_facts(best, views), "kind": kind}, texts)


def _outcome(views: Sequence[View], best: View) -> tuple[Outcome, str]:
    """OBSERVED where something was seen, ABSENT where all answers say that there is nothing, else FAILED.

    A page that kills its parser is never outvoted by another, and nothing to see at one host does not stand for
    another that could not be seen.
    """
    lost = next((view.cause for view in views if view.cause.startswith("parser:")), "")
    if lost:
        return Outcome.FAILED, lost
    if best.shows:
        return Outcome.OBSERVED, ""
    seen = {view.host for view in views if not view.cause}
    unseen = [view.cause for view in sorted(views, key=lambda view: view.rank) if view.host not in seen]
    failed = next((cause for cause in unseen if cause not in ABSENT), "")
    if failed:
        return Outcome.FAILED, failed
    return (Outcome.OBSERVED, "") if seen else (Outcome.ABSENT, unseen[0])


def _facts(best: View, views: Sequence[View]) -> dict[str, Json]:
    page, fetched = best.page or Markup(), best.fetched
    hops = [hop for view in views for hop in view.fetched.hops]
    return {
        "url": tidy(fetched.url, _LONGEST_URL),
        "status": fetched.status,
        "hops": [
            {"url": tidy(hop.url, _LONGEST_URL), "status": hop.status, "address": hop.address} for hop in fetched.hops
        ],
        "addresses": [*sorted({hop.address for hop in hops if hop.address})],
        "causes": {view.asked: view.cause for view in views if view.cause},
        "flags": [*sorted({tidy(flag, 100) for view in views for flag in view.fetched.flags})],
        "refresh": tidy(best.refresh, _LONGEST_URL),
        "title": page.title,
        "lang": page.lang,
        "length": page.length,
        "hidden": page.hidden,
        "words": len(page.text.split()),
        "sketch": [*sketch(page.text)],
    }


def _texts(best: View) -> dict[str, tuple[str, ...]]:
    page = best.page or Markup()
    urls = (best.fetched.url, best.refresh, *(hop.url for hop in best.fetched.hops))
    fields = {
        "page.url": urls, "page.title": [page.title], "page.meta": page.meta, "page.heading": page.heading,
        "page.anchor": page.anchor, "page.alt": page.alt, "page.label": page.label, "page.host": page.host,
    }  # fmt: skip
    texts = {name: tuple(tidy_all(entries)) for name, entries in fields.items()}
    texts["page.text"] = (page.text,) if page.text else ()
    return {name: entries for name, entries in texts.items() if entries}


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")
