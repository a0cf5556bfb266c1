"""What kind of page it is: content, or one of the kinds of nothing to see yet, in many languages."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from screening.collect.html.folding import folded, says
from screening.collect.html.markup import Markup
from screening.collect.html.phrases import DEFAULT, FOR_SALE, NOT_FOUND, PARKED, PARKERS, SOON
from screening.model.sketch import UNSPACED

# A page that says more than this is content, whatever phrases it has in it. Characters of visible text.
_PLACEHOLDER_CAP: Final = 2_500
_ERROR_CAP: Final = 1_000
_SOON_CAP: Final = 600
_MISSING_CAP: Final = 300  # "not found", said in passing, is an error only where hardly anything else is said
_THIN: Final = 100  # a sentence or two: "You need to enable JavaScript to run this app."
_BLANK: Final = 20  # a word or two: "test", "Hello world"
LETTERS_CAP: Final = 2_500  # characters in which letters are counted
_WORDS: Final = 10  # letters; fewer are not something to read


def kind_of(page: Markup, status: int = 200, hosts: Iterable[str] = ()) -> str:
    """Tell a page's kind.

    `script` is a page that shows nothing without running its scripts, `wordless` one of pictures or signs with hardly
    a word: not content, and not known to be nothing.

    Args:
        page: what it shows.
        status: of the HTTP answer.
        hosts: that the fetch passed through.

    Returns:
        `content`, `script`, `wordless`, or nothing to see: `error`, `for-sale`, `parked`, `default`, `empty`.
    """
    if status >= 400 and page.length < _ERROR_CAP:
        return "error"
    said = folded(f"{page.title} {page.text[:_PLACEHOLDER_CAP]}")
    if page.length < _PLACEHOLDER_CAP and (kind := _placeholder(said, (*hosts, *page.host))):
        return kind
    if page.age_gate:
        return "content"
    if is_missing(page):
        return "error"
    if page.length < _SOON_CAP and says(said, SOON):
        return "default"
    if page.length < _THIN and page.scripts and page.links < 3:
        return "script"
    if page.length < _BLANK and not page.images and not page.links:
        return "empty"
    return "content" if _is_read(page.text) else "wordless"


def _placeholder(said: str, hosts: Iterable[str]) -> str:
    for kind, phrases in (("for-sale", FOR_SALE), ("parked", PARKED), ("default", DEFAULT)):
        if says(said, phrases):
            return kind
    return "parked" if any(map(_parker, hosts)) else ""


def is_missing(page: Markup) -> bool:
    """Whether a page says that there is no such page, whatever its status is."""
    if page.length >= _ERROR_CAP:
        return False
    head = folded(" | ".join((page.title, *page.heading)))
    whole = f"{head} {folded(page.text)}" if page.length < _MISSING_CAP else head
    return page.title == "404" or bool(says(f"{whole} ", NOT_FOUND))


def _is_read(text: str) -> bool:
    """Whether it has some letters to read; most texts begin with them, and need no more looking."""
    return letters(text[: 4 * _WORDS]) >= _WORDS or letters(text) >= _WORDS


def letters(text: str) -> int:
    """How many letters a text has to read; one of a script without spaces counts as three, as it says as much.

    Args:
        text: any; its first LETTERS_CAP characters are looked at.
    """
    excerpt = text[:LETTERS_CAP]
    return sum(map(str.isalpha, excerpt)) + 2 * len(UNSPACED.findall(excerpt))


@cache
def _parkers() -> frozenset[str]:
    return frozenset(PARKERS.replace(";", " ").split())


def _parker(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[at:]) in _parkers() for at in range(len(labels) - 1))
