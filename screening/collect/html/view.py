"""One URL as it was seen: what was fetched, what the page shows, and why that may not count as having seen it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol
from urllib.parse import urldefrag, urljoin, urlsplit

from screening.collect.guard import Fetched
from screening.collect.html.markup import HTML_CAP, TEXT_CAP, Markup
from screening.collect.html.page_kind import LETTERS_CAP, kind_of, letters
from screening.collect.html.parser_process import ParserLostError
from screening.collect.html.tidy import ENTRIES, tidy, tidy_all
from screening.collect.html.walls import wall_of
from screening.model.sketch import sketch

# A refusal meant for us, or a fault of the moment: what a visitor sees is not known.
_NOT_SHOWN: Final = frozenset({401, 403, 407, 408, 425, 429, 451})
_TEXTUAL: Final = ("text/", "application/xhtml", "application/xml", "application/json")
_RANKS: Final = {"content": 0, "script": 1, "wordless": 1}  # others show nothing
_UNREAD: Final = frozenset({"script", "wordless"})  # what visitors see there is not in the markup
_SILENT: Final = frozenset({"empty", "error"})
_ENOUGH: Final = 200  # readable characters that make a page content, wherever in it they are

NOTHING_READABLE: Final = "nothing-readable"

# Answers: there is no web page. Everything else that stands in the way is a failure to look.
ABSENT: Final = frozenset({"refused", "nxdomain", "no-address"})


class Parser(Protocol):
    """Reads markup within limits."""

    def parse(self, body: bytes, *, content_type: str = "", host: str = "") -> Markup:
        """Read a page, or raise ParserLostError."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """One URL as it was seen.

    Args:
        asked: the URL that was asked for.
        fetched: what came of it, or of the page that it passed visitors on to.
        page: what it shows; None where there was nothing to read.
        kind: see `kind_of`; `unknown` where there was nothing to read.
        cause: "" if seen, else why not.
        refresh: the URL that the page itself passes visitors on to.
    """

    asked: str
    fetched: Fetched
    page: Markup | None = None
    kind: str = "unknown"
    cause: str = ""
    refresh: str = ""

    @property
    def host(self) -> str:
        """The host that was asked for."""
        return urlsplit(self.asked).hostname or ""

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Order: seen before unseen, content before nothing, something before nothing to read."""
        return bool(self.cause), _RANKS.get(self.kind, 2), self.page is None

    @property
    def shows(self) -> bool:
        """Whether it was seen and is more than nothing to see."""
        return not self.cause and self.kind in _RANKS


def unfetched(url: str, cause: str) -> View:
    """A URL that was not asked for, and why."""
    return View(url, Fetched(url, cause=cause), cause=cause)


def view_of(asked: str, fetched: Fetched, parser: Parser) -> View:
    """Read what was fetched, as far as it goes: a page of a failed fetch is read too."""
    if fetched.cause and not fetched.body:
        return View(asked, fetched, cause=fetched.cause)
    if unread := _unreadable(fetched):
        return View(asked, fetched, cause=fetched.cause or unread)
    try:
        page = _read(fetched, parser)
    except ParserLostError as lost:
        return View(asked, fetched, cause=lost.cause)
    return shown(asked, fetched, page)


def shown(asked: str, fetched: Fetched, page: Markup) -> View:
    """A page that has been read."""
    kind = kind_of(page, fetched.status, _hosts(fetched))
    if kind in _UNREAD and _readable(page) >= _ENOUGH:
        kind = "content"
    return View(asked, fetched, page, kind, _unseen(fetched, page, kind), _onward(fetched.url, page.refresh))


def joined(view: View, then: View) -> View:
    """A page and the one it passes visitors on to, as one: the texts of both, and what became of the second.

    A page in which nothing can be read need not be: what it leads to is, unless that says nothing either.

    Args:
        view: the first, with `refresh`.
        then: the second.
    """
    hops = (*view.fetched.hops, *then.fetched.hops)
    if then.cause in ABSENT:  # leads nowhere, so visitors stay
        return view
    pages = [page for page in (then.page, view.page) if page is not None]
    kind = min((then.kind, view.kind), key=lambda kind: _RANKS.get(kind, 2))
    cause = view.cause
    if cause == NOTHING_READABLE and then.kind not in _SILENT:
        kind, cause = then.kind, ""
    fetched = replace(then.fetched, hops=hops, flags=tuple(dict.fromkeys((*view.fetched.flags, *then.fetched.flags))))
    return View(view.asked, fetched, _merged(pages), kind, cause or then.cause, view.refresh)


def _merged(pages: list[Markup]) -> Markup | None:
    if len(pages) < 2:
        return pages[0] if pages else None
    first, second = pages
    both = {field.name: _together(getattr(first, field.name), getattr(second, field.name)) for field in fields(Markup)}
    page = Markup(**both)
    page.text = tidy(f"{first.text} {second.text}", TEXT_CAP)
    page.sketch = [*sketch(page.text)]
    if second.title:
        page.meta = tidy_all([second.title, *page.meta])
    return page


def _together(first: Any, second: Any) -> Any:
    """One field of two pages: lists joined, counts summed, else the first that says something."""
    if isinstance(first, list):
        whole = [*first, *second]
        return tidy_all(whole) if all(isinstance(entry, str) for entry in whole) else whole[:ENTRIES]
    if isinstance(first, dict):
        return {**second, **first}
    return first + second if type(first) is int else first or second


def _read(fetched: Fetched, parser: Parser) -> Markup:
    if not fetched.body.strip():
        return Markup()
    host = urlsplit(fetched.url).hostname or ""
    page = parser.parse(fetched.body, content_type=fetched.headers.get("content-type", ""), host=host)
    rating = [fetched.headers[name] for name in ("rating", "pics-label") if name in fetched.headers]
    page.label = tidy_all([*page.label, *rating])
    page.lang = page.lang or tidy(fetched.headers.get("content-language", ""), 20).lower()
    return page


def _unreadable(fetched: Fetched) -> str:
    """Why the body is not one to read as text, or ""."""
    if coding := next((flag for flag in fetched.flags if flag.startswith("coding:")), ""):
        return coding
    kind = fetched.headers.get("content-type", "").strip().lower()
    textual = not kind or kind.startswith(_TEXTUAL) or fetched.body.lstrip()[:1] in {b"<", b""}
    return "" if textual else "not-text"


def _unseen(fetched: Fetched, page: Markup, kind: str) -> str:
    """Why reading the page was not seeing the site, or ""."""
    if fetched.cause:
        return fetched.cause
    if wall := wall_of(page, fetched.status, fetched.headers):
        return wall
    if fetched.status in _NOT_SHOWN or fetched.status >= 500:
        return f"http:{fetched.status}"
    # Padding before the body must not pass for an empty page.
    if (fetched.truncated or len(fetched.body) > HTML_CAP) and kind not in {"content", "error"}:
        return "cut"
    return NOTHING_READABLE if kind in _UNREAD else ""


def _readable(page: Markup) -> int:
    """Characters of text that a page brings along, each text once: applications tell machines what they are."""
    texts = {page.title, *page.meta, *page.alt, page.text}
    return sum(len(text) for text in texts if 2 * letters(text) >= min(len(text), LETTERS_CAP))


def _hosts(fetched: Fetched) -> Iterable[str]:
    return {urlsplit(url).hostname or "" for url in (fetched.url, *(hop.url for hop in fetched.hops))}


def _onward(url: str, refresh: str) -> str:
    """Where a page passes its visitors on to, absolute; "" where that is itself or no web page."""
    try:
        onward = urldefrag(urljoin(url, refresh)).url if refresh else ""
        fits = urlsplit(onward).scheme in {"http", "https"} and onward != urldefrag(url).url
    except ValueError:
        return ""
    return onward if fits else ""
