"""A site's icon, by which sites of one maker are found; a quiet fact, whatever comes of it."""

import base64
import hashlib
from datetime import datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

import mmh3

from screening.collect.html.tidy import tidy
from screening.collect.html.visit import Fetcher
from screening.model.evidence import Evidence, Json

_MOST_BYTES: Final = 100_000
_LONGEST_URL: Final = 1000
_ACCEPT: Final = {"Accept": "image/*,*/*;q=0.5"}
_MAGIC: Final = (
    b"\x00\x00\x01\x00", b"\x00\x00\x02\x00", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"BM",
)  # fmt: skip


def favicon_url(page_url: str, href: str) -> str:
    """Where a page's icon is: what it names, or else `/favicon.ico`; "" where that is no web address.

    Args:
        page_url: of the page.
        href: as the page names it, or "".
    """
    try:
        url = urljoin(page_url, href or "/favicon.ico")
        fits = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        return ""
    return url if fits and len(url) <= _LONGEST_URL else ""


def known_favicon(earlier: Evidence | None, url: str, now: datetime) -> dict[str, Json] | None:
    """What an earlier look of the same UTC day found at the same URL: one fetch a day is enough.

    Args:
        earlier: page evidence of the last look.
        url: of the icon.
        now: UTC.
    """
    found = earlier.facts.get("favicon") if earlier and earlier.at.date() == now.date() else None
    return found if isinstance(found, dict) and found.get("url") == url else None


def favicon(guard: Fetcher, url: str, pinned: tuple[str, ...] = ()) -> dict[str, Json]:
    """Fetch an icon: its `url`, and `mmh3` and `sha256` (16 hex digits), or the `cause` why there is none.

    `mmh3` is MurmurHash3 (32 bits, signed) of the base64 in lines of 76, as Shodan's `http.favicon.hash` has it.

    Args:
        guard: fetches.
        url: of the icon.
        pinned: addresses of its host from an uploaded zone.
    """
    fetched = guard.fetch(url, pinned=pinned, headers=_ACCEPT)
    body = fetched.body
    cause = fetched.cause
    if not cause and fetched.status != 200:
        cause = f"http:{fetched.status}"
    elif not cause and (fetched.truncated or len(body) > _MOST_BYTES):
        cause = "too-large"
    elif not cause and not _is_image(body):
        cause = "no-image"
    shown = tidy(url, _LONGEST_URL)
    if cause:
        return {"url": shown, "cause": cause}
    digest = hashlib.sha256(body).hexdigest()[:16]
    return {"url": shown, "mmh3": mmh3.hash(base64.encodebytes(body)), "sha256": digest}


def _is_image(body: bytes) -> bool:
    head = body[:1000]
    if head.startswith(_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return True
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<svg") or (head.startswith(b"<?xml") and b"<svg" in head)
