"""A web of many sites a moment away, in a process of its own: `python -m bench.web_server`; prints its port.

Listens at every 127.x.y.z. Each answer comes after 200 ms and takes the server as little as it can, so that it is not
what is measured.
"""

import asyncio
import gzip
import os
import random
import socket
import sys

from tests.box.page_texts import BANNED, BENIGN, Text

_LATENCY = 0.2  # seconds
_SIZE = 30_000  # bytes of a page, about
_PAGES = 48
_TEXTS = [text for name, text in {**BENIGN, **BANNED}.items() if not name.startswith(("adult", "hyip"))]
_STYLE = ".card-{n}{{display:flex;margin:0 auto;padding:{n}px 1rem;color:#{n}{n}a;background:url(/img/bg-{n}.png)}}"
_SCRIPT = (
    "window.dataLayer=window.dataLayer||[];function track{n}(e){{dataLayer.push({{event:'view',card:{n},to:e}})}};"
)
_CARD = (
    '<article class="card card-{n}" data-id="{n}"><a href="/item/{n}?ref=home" class="thumb"><img src="/img/{n}.jpg" '
    'srcset="/img/{n}@2x.jpg 2x" width="320" height="240" alt="{alt}" loading="lazy"></a><h3>{title}</h3>'
    '<p class="text">{text} <b>{alt}</b></p><ul class="meta"><li><span>{n}</span></li><li><a href="https://cdn{m}.'
    'partner-{m}.com/out/{n}" rel="nofollow">{menu}</a></li></ul><button type="button" onclick="track{m}({n})">'
    "{menu}</button></article>\n"
)


def pages() -> list[bytes]:
    """Front pages of shops in several languages: styles, scripts, a menu, cards with pictures, links and text."""
    return [_page(random.Random(number), _TEXTS[number % len(_TEXTS)]) for number in range(_PAGES)]


def _page(dice: random.Random, text: Text) -> bytes:
    menu, sentences = text.menu.splitlines(), text.sentences.splitlines()
    title = dice.choice(text.titles.splitlines())
    parts = [
        f'<!DOCTYPE html>\n<html lang="{text.language}"><head><meta charset="utf-8"><title>{title}</title>',
        f'<meta name="description" content="{sentences[0]}"><meta property="og:title" content="{title}">',
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/main.css">',
        f"<style>{''.join(_STYLE.format(n=n) for n in range(40))}</style>",
        f"<script>{''.join(_SCRIPT.format(n=n) for n in range(30))}</script></head><body><header><nav><ul>",
        *(f'<li><a href="/{n}/{n}.html">{entry}</a></li>' for n, entry in enumerate(menu * 4)),
        f"</ul></nav></header><main><h1>{title}</h1>\n",
    ]
    size = sum(len(part.encode()) for part in parts)
    number = 0
    while size < _SIZE:
        number += 1
        alt = " ".join(dice.choice(sentences).split()[:3])
        words = " ".join(dice.sample(sentences, 2)).split()
        spoken = " ".join(dice.sample(words, len(words)))  # said in an order of its own: no two pages are alike
        card = _CARD.format(
            n=number, m=number % 7, alt=alt, title=dice.choice(sentences)[:60], text=spoken, menu=dice.choice(menu)
        )
        parts.append(card)
        size += len(card.encode())
    parts.append('</main><footer><a href="/imprint">Imprint</a><script src="/app.js" defer></script></footer></body>')
    return "".join(parts).encode()


def answers() -> list[bytes]:
    """Whole responses; every second page is packed, as clients ask for it."""
    return [_answer(page, packed=number % 2 == 1) for number, page in enumerate(pages())]


def _answer(page: bytes, *, packed: bool) -> bytes:
    body = gzip.compress(page, 6) if packed else page
    coding = "Content-Encoding: gzip\r\n" if packed else ""
    head = (
        f"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\n{coding}"
        f"Content-Length: {len(body)}\r\nCache-Control: max-age=600\r\nConnection: close\r\n"
        "\r\n"
    )
    return head.encode() + body


class _Visit(asyncio.Protocol):
    """One connection: any request is answered by the next page, and hung up on."""

    served = 0

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = answers
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._head += data
        if self._head.endswith(b"\r\n\r\n"):
            asyncio.get_running_loop().call_later(_LATENCY, self._reply)

    def _reply(self) -> None:
        if not self._transport.is_closing():
            _Visit.served += 1
            self._transport.write(self._answers[_Visit.served % len(self._answers)])  # type: ignore[attr-defined]
            self._transport.close()


async def _serve() -> None:
    listener = socket.socket()
    # All of 127.0.0.0/8 and nothing else: bound to the loopback device, not only to its first address.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo\0")
    listener.bind(("0.0.0.0", 0))  # noqa: S104
    ready, loop = answers(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Visit(ready), sock=listener, backlog=1024)
    ended = asyncio.Event()
    loop.add_reader(0, lambda: ended.set() if not os.read(0, 1024) else None)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await ended.wait()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_serve())
