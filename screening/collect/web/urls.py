"""Web addresses, read strictly and once: what this accepts is what is dialled, so no two parsers can disagree."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, urljoin

from screening.model.errors import NameRefusedError, ScreeningError
from screening.model.spelling import to_ascii

LONGEST_URL: Final = 8000  # RFC 9110, section 4.1: what everyone should be able to handle
PORTS: Final = {"http": 80, "https": 443}

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_REST: Final = re.compile(r"//([^/?#]*)([^#]*)(?:#.*)?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_KEPT: Final = "%/?:@!$&'()*+,;=-._~[]|^`{}"  # sent as they came; the rest of a path is percent-encoded


class UrlRefusedError(ScreeningError):
    """A web address that is not fetched. `cause`: `bad-url`, `blocked:scheme|port|userinfo|numeric-host`."""

    def __init__(self, cause: str, url: str) -> None:
        super().__init__(f"{cause}: {printable(url)!r}")
        self.cause = cause
        self.url = printable(url)


def printable(url: str) -> str:
    """A URL as evidence may hold it: no control characters, at most 1,000 characters."""
    return _CONTROL.sub("", url[:2000])[:1000]


@dataclass(frozen=True, slots=True)
class WebUrl:
    """An http or https address with a name as host; parse, or follow, makes it.

    Args:
        scheme: `http` or `https`.
        host: A-labels, lower case, without a trailing dot; never an IP address in any notation.
        port: 80 or 443.
        target: path and query, percent-encoded, starting with `/`.
    """

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.target}"

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read an absolute URL.

        Raises:
            UrlRefusedError: not http(s), not a plain name as host, a port other than 80 and 443, userinfo, backslashes
                (browsers read them as slashes, urllib as letters), control characters, or longer than 8,000 characters.
        """
        text = url.strip(" ")
        if len(text) > LONGEST_URL or _CONTROL.search(text):
            raise UrlRefusedError("bad-url", url)
        scheme = _SCHEME.match(text)
        if not scheme:
            raise UrlRefusedError("bad-url", url)
        if scheme[1].lower() not in PORTS:
            raise UrlRefusedError("blocked:scheme", url)
        rest = _REST.fullmatch(text, scheme.end())
        if not rest:
            raise UrlRefusedError("bad-url", url)
        authority, target = rest.groups()
        if "@" in authority:
            raise UrlRefusedError("blocked:userinfo", url)
        if "\\" in text:
            raise UrlRefusedError("bad-url", url)
        host, port = _host_and_port(authority, PORTS[scheme[1].lower()], url)
        path = target if target.startswith("/") else f"/{target}"
        return cls(scheme[1].lower(), host, port, quote(path, safe=_KEPT))

    def follow(self, location: str) -> Self:
        """Read a Location header against this URL (RFC 9110, section 10.2.2).

        Args:
            location: the header as http.client gives it, bytes as Latin-1.

        Raises:
            UrlRefusedError: as parse does, with the cause `bad-redirect` where parse has `bad-url`.
        """
        try:
            text = location.encode("latin-1").decode("utf-8").strip(" ")
        except UnicodeError:
            raise UrlRefusedError("bad-redirect", location) from None
        # Looked at before urljoin sees it: urljoin drops tabs and line ends without a word.
        if not text or len(text) > LONGEST_URL or _CONTROL.search(text):
            raise UrlRefusedError("bad-redirect", text)
        try:
            return self.parse(text if _SCHEME.match(text) else urljoin(str(self), text))
        except UrlRefusedError as refusal:
            cause = "bad-redirect" if refusal.cause == "bad-url" else refusal.cause
            raise UrlRefusedError(cause, text) from refusal
        except ValueError:  # urljoin on half an IPv6 host, such as `//[`
            raise UrlRefusedError("bad-redirect", text) from None


def _host_and_port(authority: str, default: int, url: str) -> tuple[str, int]:
    if authority.startswith("["):
        raise UrlRefusedError("blocked:numeric-host", url)
    host, colon, port = authority.partition(":")
    if any(character.isspace() for character in authority):
        raise UrlRefusedError("bad-url", url)
    if colon and port and (not re.fullmatch(r"[0-9]{1,5}", port) or int(port) not in PORTS.values()):
        raise UrlRefusedError("blocked:port", url)
    try:
        return to_ascii(host), int(port) if port else default
    except NameRefusedError as refusal:
        cause = "blocked:numeric-host" if refusal.code == "ip-address" else "bad-url"
        raise UrlRefusedError(cause, url) from refusal
