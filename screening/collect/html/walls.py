"""Answers that are meant for robots, or for another country, and not what the site's visitors see."""

from collections.abc import Mapping
from typing import Final

from screening.collect.html.folding import folded, says
from screening.collect.html.markup import Markup
from screening.collect.html.phrases import ELSEWHERE, WALL

BOT_WALL: Final = "bot-wall"
GEO_BLOCKED: Final = "geo-blocked"

_WALL_CAP: Final = 1_000  # characters of visible text; walls say less
_HARDLY: Final = 250  # a captcha and its line of instructions
_TURNED_AWAY: Final = frozenset({202, 401, 403, 405, 429, 503})
# A header, what its value begins with, and whether the status has to say so too.
_HEADERS: Final = (
    ("cf-mitigated", "challenge", False),
    ("x-amzn-waf-action", "", False),
    ("x-vercel-mitigated", "", False),
    ("x-sucuri-block", "", False),
    ("x-datadome", "", True),
    ("x-dd-b", "", True),
    ("x-px-authorization", "", True),
    ("x-iinfo", "", True),
    ("x-kpsdk-ct", "", True),
    ("server", "ddos-guard", True),
    ("server", "akamaighost", True),
    ("server", "sucuri", True),
    ("server", "datadome", True),
)


def wall_of(page: Markup, status: int, headers: Mapping[str, str]) -> str:
    """Why an answer is a wall that stands before the site, `bot-wall` or `geo-blocked`; "" where it is none.

    Args:
        page: what it shows.
        status: of the HTTP answer.
        headers: of it, names in lower case.
    """
    if page.length >= _WALL_CAP:
        return ""
    said = folded(f"{page.title} {page.text}")
    if says(said, ELSEWHERE):
        return GEO_BLOCKED
    turned = status in _TURNED_AWAY
    marked = any(
        headers.get(name, "").lower().startswith(value) and (turned or not strict)
        for name, value, strict in _HEADERS
        if name in headers
    )
    challenged = bool(page.challenge) and ((page.length < _HARDLY and not page.links) or turned)
    return BOT_WALL if marked or challenged or says(said, WALL) else ""
