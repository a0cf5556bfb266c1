"""Pages and answers made to hurt who looks at them, one of each kind that is known."""

import gzip
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tests.hostile.bombs import gzip_bomb
from tests.hostile.server import HEAD_END, Exchange, Script, says

_HTML: Final = {"Content-Type": "text/html"}
_OK: Final = b"HTTP/1.1 200 OK\r\n"
_CASINO: Final = "<title>Casino</title><p>Spin the wheel tonight, the house pays double for all of you.</p>"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer in good form; what hurts is inside."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(_HTML))

    def script(self, exchange: Exchange) -> None:
        """Give it over a bare socket."""
        headers = [f"{name}: {value}" for name, value in self.headers.items()]
        exchange.answer(self.body, *headers, status=f"{self.status} So")


def answers(seed: int = 0) -> dict[str, Answer]:
    """One of each kind, by name.

    Args:
        seed: another seed gives other rubbish.
    """
    dice = random.Random(seed)
    return {**_for_the_parser(dice), **_for_the_decoder(dice), **_for_the_client(dice)}


def _for_the_parser(dice: random.Random) -> dict[str, Answer]:
    bodies = {
        "nested": b"<div>" * 50_000,
        "nested-letters": b"<b>" * 170_000,
        "attributes": b"<p " + b"".join(b"a%d=b " % n for n in range(40_000)) + b">",
        "memory": b"".join(b"<b a=%d><p>" % n for n in range(40_000)),
        "cdata": b"<![CDATA[" * 50_000,
        "svg-cdata": b"<svg>" + b"<![CDATA[" * 50_000,
        "tags-in-tags": b"<a" * 200_000,
        "unclosed-quotes": b"<a href='" * 50_000,
        "foster-parents": b"<table><a>" * 50_000,
        "comments": b"<!--" * 100_000,
        "ampersands": b"&" * 400_000,
        "frames": b"<p>Shop<p>" + b"".join(b"<iframe src=//f%d.example></iframe>" % n for n in range(10_000)),
        "selects": b"<select><option>" * 30_000,
        "templates": b"<template>" * 40_000,
        "long-title": b"<title>" + b"A\x00\x1b[31m" * 200_000 + b"</title>",
        "turned-title": "<title>\u202egnp.exe\u2066</title><p>\u200b\ufeff".encode() * 900,
        "one-word": b"<p>" + b"w" * 900_000,
        "many-words": b"<p>" + "賭場".encode() * 80_000,
        "refresh-inward": b"<meta http-equiv=refresh content='0;url=http://169.254.169.254/latest/meta-data/'>",
        "script-inward": b"<script>location='http://127.0.0.1:6379/'</script>",
        "tag-soup": bytes(dice.choices(b"<>/='\"!-[]& abp\x00\xff", k=200_000)),
    }
    return {name: Answer(body) for name, body in bodies.items()}


def _for_the_decoder(dice: random.Random) -> dict[str, Answer]:
    return {
        "zeros": Answer(bytes(400_000)),
        "junk": Answer(dice.randbytes(200_000)),
        "picture": Answer(b"\x89PNG\r\n\x1a\n" + dice.randbytes(50_000), headers={"Content-Type": "image/png"}),
        "utf-7": Answer(_CASINO.encode("utf-7"), headers={"Content-Type": "text/html; charset=utf-7"}),
        "utf-16-unsaid": Answer(_CASINO.encode("utf-16-be"), headers={"Content-Type": "text/html"}),
        "no-charset": Answer(b"<meta charset=zip>" + _CASINO.encode(), headers={"Content-Type": "text/html;charset="}),
        "gzip-bomb": Answer(gzip_bomb(200), headers={**_HTML, "Content-Encoding": "gzip"}),
        "gzip-in-gzip": Answer(gzip.compress(gzip_bomb(20)), headers={**_HTML, "Content-Encoding": "gzip, gzip"}),
        "gzip-cut": Answer(gzip.compress(dice.randbytes(9_000))[:-500], headers={**_HTML, "Content-Encoding": "gzip"}),
        "gzip-of-rubbish": Answer(dice.randbytes(9_000), headers={**_HTML, "Content-Encoding": "gzip"}),
        "brotli": Answer(dice.randbytes(900), headers={**_HTML, "Content-Encoding": "br"}),
    }  # fmt: skip


def _for_the_client(dice: random.Random) -> dict[str, Answer]:
    return {
        "loop": Answer(status=302, headers={"Location": "/"}),
        "inward": Answer(status=302, headers={"Location": "http://10.0.0.1/"}),
        "outward-bomb": Answer(gzip_bomb(200), 302, {"Location": "gopher://x/", "Content-Encoding": "gzip"}),
        "nowhere": Answer(status=301, headers={"Location": "\xff" * 7_000}),
        "ninety-cookies": Answer(b"<p>", headers={f"Set-Cookie-{n}": "c" * 500 for n in range(90)}),
        "no-status": Answer(dice.randbytes(100), status=999),
        "deep-json": Answer(b"[" * 200_000, headers={"Content-Type": "application/json"}),
    }


def scripts() -> dict[str, Script]:
    """What goes wrong below a well-formed answer, by name; each ends when the client goes."""
    return {
        "endless-body": _endless(_OK + b"Content-Type: text/html\r\n\r\n", b"<p>more and more " * 1_000),
        "endless-continue": _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        "endless-headers": _endless(_OK, b"X-More: and more\r\n" * 100),
        "cut-short": says(_OK + b"Content-Length: 9000\r\n\r\n<title>Cut"),
        "slow-body": _slow(_OK + b"Content-Length: 9000\r\n\r\n", b"<p>slow"),
        "slow-headers": _slow(_OK, b"X-Slow: y\r\n"),
        "silence": Exchange.hold,
        "hung-up": says(b""),
        "no-http": says(bytes(range(256)) * 8),
        "cookie-flood": says(_OK + b"Set-Cookie: a=b\r\n" * 10_000 + b"\r\n"),
        "long-header": says(_OK + b"X: " + b"y" * 70_000 + HEAD_END),
        "tiny-chunks": says(_OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1;x\r\n<\r\n" * 20_000 + b"0\r\n\r\n"),
        "bad-chunks": says(_OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n<p>"),
        "negative-length": says(_OK + b"Content-Length: -5\r\n\r\n<p>what remains"),
    }


def _endless(first: bytes, piece: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(first)
        while not exchange.stopping.is_set():
            exchange.send(piece)

    return script


def _slow(first: bytes, piece: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(first)
        exchange.drip((piece for _ in range(10_000)), every=0.05)

    return script
