"""Where a page points: its addresses by the kind of element that has them."""

import re
from collections.abc import Iterator
from typing import Final

from screening.collect.html.tidy import ENTRIES, tidy_all

RAW: Final = 2_000  # characters of one attribute that are looked at
_MOST: Final = 20 * ENTRIES  # many links, few hosts
ADDRESSED: Final = {
    "a": ("href", "link"), "area": ("href", "link"), "img": ("src", "image"), "script": ("src", "script"),
    "iframe": ("src", "frame"), "frame": ("src", "frame"), "form": ("action", "form"), "link": ("href", "hint"),
    "source": ("src", "media"), "video": ("src", "media"), "audio": ("src", "media"), "embed": ("src", "media"),
    "object": ("data", "media"),
}  # fmt: skip
KINDS: Final = ("link", "form", "frame", "script", "image", "media", "style", "hint")
_HOST: Final = re.compile(r"(?:https?:)?[/\\]{2}(?:[^/?#\\\s@]{0,200}@)?([^/?#\\\s:@]{1,253})", re.IGNORECASE)
_OTHER: Final = re.compile(r"[a-z][a-z0-9+.-]{0,20}:", re.IGNORECASE)


class Links:
    """The addresses of one page, as its elements come by."""

    def __init__(self) -> None:
        """Begin with none."""
        self.icon = ""
        self.frames: list[str] = []
        self._seen: dict[tuple[str, str], str | None] = {}  # kind and URL, and the host that it names

    def see(self, tag: str, attributes: dict[str, str | None]) -> str:
        """Take the address of an element, and return it.

        Args:
            tag: of the element.
            attributes: of the element.
        """
        attribute, kind = ADDRESSED.get(tag, ("", ""))
        url = (attributes.get(attribute) or "").strip()[:RAW] if attribute else ""
        if not url:
            return ""
        if tag == "link":
            rel = (attributes.get("rel") or "")[:100].lower().split()
            kind = "style" if "stylesheet" in rel else kind
            if "icon" in rel and not self.icon and not url.startswith("data:"):
                self.icon = url
        if kind == "frame" and len(self.frames) < 2:
            self.frames.append(url)
        if len(self._seen) < _MOST and (kind, url) not in self._seen:
            self._seen[(kind, url)] = host_of(url)
        return url

    def hosts(self, own: str) -> list[str]:
        """The hosts that are not the page's own, in order.

        Args:
            own: host of the page, without `www.`; names below it are its own.
        """
        return tidy_all(dict.fromkeys(host for _, host in self._outbound(own)))

    def outbound(self, own: str) -> list[str]:
        """The same by kind, as `kind host`."""
        return tidy_all(f"{kind} {host}" for kind, host in dict.fromkeys(self._outbound(own)))

    def within(self, own: str) -> Iterator[str]:
        """The addresses that the page is made of: what it loads from anywhere, and its links to itself."""
        for (kind, url), host in self._seen.items():
            if (kind != "link" or (host is None and not _OTHER.match(url)) or host == own) and url[:5] != "data:":
                yield url

    def away(self, own: str) -> Iterator[str]:
        """The links that lead elsewhere."""
        for (kind, url), host in self._seen.items():
            if kind == "link" and host is not None and not is_own(host, own):
                yield url

    def _outbound(self, own: str) -> Iterator[tuple[str, str]]:
        for (kind, _), host in self._seen.items():
            if host is not None and not is_own(host, own):
                yield kind, host


def host_of(url: str) -> str | None:
    """The host that a URL names, as browsers read it; None where it names none."""
    found = _HOST.match(url)
    return found.group(1).lower().strip(".") if found else None


def is_own(host: str, own: str) -> bool:
    """Whether a host is the page's own, or below it."""
    return host == own or bool(own and host.endswith("." + own))
