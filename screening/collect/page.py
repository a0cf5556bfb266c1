"""Looks at a domain's web page: apex and `www.`, through the guard and the parser child."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit

from screening.collect.favicon import favicon, favicon_url, known_favicon
from screening.collect.guard import Fetched
from screening.collect.html.facts import facts_of, texts_of
from screening.collect.html.markup import TEXT_CAP, Markup
from screening.collect.html.places import Place, places
from screening.collect.html.tidy import tidy
from screening.collect.html.view import (
    ABSENT,
    NOTHING_READABLE,
    Parser,
    View,
    shown,
    unfetched,
    view_of,
)
from screening.collect.html.visit import Fetcher, Visitor, bare
from screening.collect.html.walls import BOT_WALL, GEO_BLOCKED
from screening.model.evidence import Evidence, Outcome
from screening.ports import Subject

_SECONDS: Final = 20.0  # no URL is started later; the last one may take the guard's own limit more
_NAME: Final = "page"
# What http:// would only repeat.
_DNS_CAUSES: Final = ("nxdomain", "no-address", "servfail", "dns-", "cname-", "bad-name")
# An answer that hides what it has: no other host's page stands for it.
_HIDDEN: Final = frozenset({NOTHING_READABLE, "cut", BOT_WALL, GEO_BLOCKED})


class PageCollector:
    """Looks at up to four URLs, one more for each that passes its visitors on, and at the icon once a day."""

    name = _NAME

    def __init__(self, guard: Fetcher, parser: Parser, clock: Callable[[], float] = time.monotonic) -> None:
        """Choose how to look; contacts nobody.

        Args:
            guard: fetches.
            parser: reads what was fetched.
            clock: seconds, monotonic.
        """
        self._visitor = Visitor(guard, parser, clock)

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Look at https and http of the apex, and of `www.` where the apex shows nothing; see `evidence_of`."""
        last_start = self._visitor.clock() + _SECONDS
        views: list[View] = []
        hosts = places(subject)
        for place in hosts:
            if any(view.shows for view in views):
                break
            views += self._host(place, last_start)
        found = evidence_of(views, now)
        if found.outcome is not Outcome.OBSERVED or found.facts["kind"] != "content":
            return found
        return self._with_favicon(found, _best(views), hosts, subject, last_start)

    def _host(self, place: Place, last_start: float) -> list[View]:
        views: list[View] = []
        for scheme in ("https", "http"):
            url = f"{scheme}://{place.host}/"
            if place.cause:
                views.append(unfetched(url, place.cause))
            else:
                views.append(self._visitor.visit(url, last_start, place.pinned))
            cause = views[-1].fetched.cause
            if not cause or cause.startswith(_DNS_CAUSES):
                break
        return views

    def _with_favicon(
        self, found: Evidence, best: View, hosts: Sequence[Place], subject: Subject, last_start: float
    ) -> Evidence:
        url = favicon_url(best.fetched.url, best.page.icon if best.page else "")
        known = known_favicon(subject.earlier.get(_NAME), url, found.at)
        if not url or (known is None and self._visitor.clock() > last_start):
            return found
        host = bare(urlsplit(url).hostname)
        pinned = next((place.pinned for place in hosts if bare(place.host) == host), ())
        icon = known or favicon(self._visitor.guard, url, pinned)
        return replace(found, facts={**found.facts, "favicon": icon})


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
        page.scripts = 0  # they have run
        alone = view_of(url, Fetched(url, body=escape(text).encode("utf-8", "replace")), parser).page or Markup()
        page.language, page.age_gate, page.sketch = alone.language, alone.age_gate, alone.sketch
        seen = shown(url, view.fetched, page)
        view = seen if view.page else replace(seen, cause=view.cause)
    return evidence_of([view], now)


def evidence_of(views: Sequence[View], now: datetime) -> Evidence:
    """Put what was seen of a site into evidence; facts and texts are those of the view that shows most.

    Args:
        views: at least one.
        now: when.
    """
    best = _best(views)
    outcome, cause = _outcome(views, best)
    kind = "absent" if outcome is Outcome.ABSENT else best.kind
    return Evidence(_NAME, outcome, now, cause, {**facts_of(best, views), "kind": kind}, texts_of(best))


def _best(views: Sequence[View]) -> View:
    return min(views, key=lambda view: view.rank)


def _outcome(views: Sequence[View], best: View) -> tuple[Outcome, str]:
    """OBSERVED where something was seen, ABSENT where all answers say that there is nothing, else FAILED.

    A page that kills its parser or shows itself to browsers only is never outvoted by another, and nothing to see at
    one host does not stand for another that could not be seen.
    """
    lost = next((view.cause for view in views if view.cause.startswith("parser:") or view.cause in _HIDDEN), "")
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
