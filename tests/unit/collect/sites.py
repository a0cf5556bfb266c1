"""A small web for the collectors of pages: answers by URL and by what the visitor sends."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from screening.collect.guard import Fetched, Hop
from screening.collect.html.charset import decode
from screening.collect.html.markup import Markup, read
from screening.collect.html.parser_process import ParserLostError
from screening.model.names import Domain

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DOMAIN = Domain("shop.example", "shop.example", "shop.example", "example")
HTTPS, HTTP = "https://shop.example/", "http://shop.example/"
WWW, WWW_HTTP = "https://www.shop.example/", "http://www.shop.example/"
ICON = "https://shop.example/favicon.ico"
ADDRESS = "93.184.216.34"
SHOP = b"<title>Shop</title><p>Bread and rolls, baked every morning in the old town.</p>"

Headers = Mapping[str, str]
Plain = Fetched | bytes | str | int
Answer = Plain | Callable[[Headers], Plain]


class Web:
    """A Guard over a dict; what is not in it does not answer. Remembers what was asked, icons apart."""

    def __init__(self, pages: Mapping[str, Answer], *, each: float = 0.0) -> None:
        """Put pages up.

        Args:
            pages: by URL: an answer, a body, a cause, a status, or what tells one of these by the headers.
            each: seconds that a fetch takes.
        """
        self._pages = pages
        self._each = each
        self.asked: list[str] = []
        self.icons: list[str] = []
        self.pinned: dict[str, tuple[str, ...]] = {}
        self.sent: list[Headers] = []
        self.time = 0.0

    def fetch(self, url: str, *, pinned: tuple[str, ...] = (), headers: Headers = MappingProxyType({})) -> Fetched:
        icon = headers.get("Accept", "").startswith("image/")
        (self.icons if icon else self.asked).append(url)
        self.sent.append(headers)
        if not icon:
            self.pinned[url] = pinned
        self.time += self._each
        answer = self._pages.get(url, "timeout")
        if callable(answer):
            answer = answer(headers)
        if isinstance(answer, Fetched):
            return answer
        if isinstance(answer, str):
            return Fetched(url, cause=answer)
        status, body = (answer, b"<p>no") if isinstance(answer, int) else (200, answer)
        return answered(url, body, status)

    def clock(self) -> float:
        return self.time


class InProcess:
    """Reads harmless pages without a child; `poison` is what it cannot survive."""

    def parse(self, body: bytes, *, content_type: str = "", host: str = "") -> Markup:
        if b"poison" in body:
            raise ParserLostError("parser:cpu")
        return read(decode(body, content_type), host)


def answered(url: str, body: bytes, status: int = 200, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(url, (Hop(url, status, ADDRESS),), status, {"content-type": "text/html", **named}, body)
