"""What kind of page it is: content, or one of the kinds of nothing to see yet, in many languages."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from screening.collect.html.markup import Markup
from screening.collect.html.phrases import DEFAULT, FOR_SALE, PARKED, PARKERS, SOON, WALL

# A page that says more than this is content, whatever phrases it has in it. Characters of visible text.
_PLACEHOLDER_CAP = 2_500
_ERROR_CAP = 1_000
_SOON_CAP = 600
_THIN = 100  # a sentence or two: "You need to enable JavaScript to run this app."
_BLANK = 20  # a word or two: "test", "Hello world"


def kind_of(page: Markup, status: int = 200, hosts: Iterable[str] = ()) -> str:
    """Tell a page's kind.

    `script` is a page that shows nothing without running its scripts: not content, and not known to be nothing.

    Args:
        page: what it shows.
        status: of the HTTP answer.
        hosts: that the fetch passed through.

    Returns:
        `content`, `script`, or nothing to see: `error`, `for-sale`, `parked`, `default`, `empty`.
    """
    if status >= 400 and page.length < _ERROR_CAP:
        return "error"
    said = _folded(f"{page.title} {page.text[:_PLACEHOLDER_CAP]}")
    if page.length < _PLACEHOLDER_CAP:
        for kind, phrases in (("for-sale", FOR_SALE), ("parked", PARKED), ("default", DEFAULT)):
            if _says(said, phrases):
                return kind
        if any(_parker(host) for host in (*hosts, *page.host)):
            return "parked"
    if page.length < _SOON_CAP and _says(said, SOON):
        return "default"
    if page.length < _THIN and page.scripts and page.links < 3:
        return "script"
    return "empty" if page.length < _BLANK and not page.images and not page.links else "content"


def is_wall(page: Markup) -> bool:
    """Whether the page is a bot wall's, shown to us instead of the site."""
    return page.length < _ERROR_CAP and _says(_folded(f"{page.title} {page.text}"), WALL)


def _says(said: str, phrases: str) -> bool:
    return any(phrase in said for phrase in _listed(phrases))  # four times as fast as one alternation


@cache
def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(_folded(phrase) for line in phrases.strip().splitlines() for phrase in line.split("; "))


@cache
def _parkers() -> frozenset[str]:
    return frozenset(PARKERS.replace(";", " ").split())


def _parker(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[at:]) in _parkers() for at in range(len(labels) - 1))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
