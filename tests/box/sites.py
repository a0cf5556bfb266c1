"""Web servers on ports 80 and 443 of every address in the box; the Host header picks the site."""

import asyncio
import contextlib
import socket
import ssl
import struct
import time
from collections.abc import Mapping
from typing import Any, Final

from tests.box.certificates import Certificates
from tests.box.state import Page, State

_IDLE: Final = 30  # seconds that a client may take for its request
_HELD: Final = 120  # seconds that a silent or endless server goes on
_DRIP: Final = 0.5  # seconds between two bytes of a slow one
_MOST: Final = 2_000_000  # bytes of a request's body
_STRANGER: Final = Page([b"<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>"], 404)


async def open_sites(state: State, certificates: Certificates) -> None:
    """Listen; the servers live as long as the loop."""

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        site = state.sites.get((name or "").lower())
        connection.context = certificates.context(name or "nameless.example", (site and site.tls) or "trusted")

    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.sni_callback = choose
    for port, context in ((80, None), (443, secure)):
        await asyncio.start_server(_Street(state, port).serve, None, port, backlog=1024, ssl=context)


class _Street:
    def __init__(self, state: State, port: int) -> None:
        self._state = state
        self._port = port

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0]
        record: dict[str, Any] = {"address": address, "port": self._port, "opened": time.monotonic(), "closed": None}
        self._state.connections.append(record)
        try:
            async with asyncio.timeout(_IDLE):
                method, target, headers = _parsed(await reader.readuntil(b"\r\n\r\n"))
                body = await reader.readexactly(min(int(headers.get("content-length", "0")), _MOST))
            host = _host(headers.get("host", address))
            self._state.hit(host, body, method=method, path=target, headers=headers, address=address, port=self._port)
            async with asyncio.timeout(_HELD):
                await _answer(writer, method, self._page(host, target))
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a client that hangs up, waits or talks nonsense is not the box's business
        finally:
            record["closed"] = time.monotonic()
            writer.close()

    def _page(self, host: str, target: str) -> Page:
        site = self._state.sites.get(host)
        if site is None:
            return _STRANGER
        return site.pages.get(target.partition("?")[0]) or site.pages.get("*") or _STRANGER


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Method, target and headers, their names in lower case.

    Raises:
        ValueError: it is no HTTP request.
    """
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.split(":", 1) for line in lines)
    return method, target, {name.strip().lower(): value.strip() for name, value in pairs}


def _host(value: str) -> str:
    """The host of a Host header, without its port."""
    name = value if value.count(":") > 1 else value.partition(":")[0]
    return name.lower().rstrip(".")


async def _answer(writer: asyncio.StreamWriter, method: str, page: Page) -> None:
    if page.fault == "silence":
        await asyncio.sleep(_HELD)
    if page.fault == "reset":
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return
    body = next(page.turn)
    length = len(body) + (1000 if page.fault == "cut" else 0)
    headers: Mapping[str, str] = {
        "Server": "nginx",
        "Content-Type": "text/html; charset=utf-8",
        "Connection": "close",
        **({} if page.fault == "endless" else {"Content-Length": str(length)}),
        **page.headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {page.status} Box\r\n{head}\r\n".encode("latin-1"))
    if method == "HEAD":
        body = b""
    if page.fault == "drip":
        for number in body:
            writer.write(bytes([number]))
            await writer.drain()
            await asyncio.sleep(_DRIP)
    else:
        writer.write(body)
    while page.fault == "endless":
        writer.write(b"<p>and so on and on</p>" * 1000)
        await writer.drain()
    with contextlib.suppress(OSError):
        await writer.drain()
