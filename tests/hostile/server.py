"""A web server that misbehaves on purpose: each path, or each connection, is a script over the bare socket."""

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

HEAD_END = b"\r\n\r\n"
# Where the servers are. In a box (tests/box) it is a public address, so that nobody has a reason to use any other.
HOME = os.environ.get("HOSTILE_HOME", "127.0.0.1")


@dataclass
class Exchange:
    """One connection after its request has been read; sending raises OSError once the client has gone."""

    sock: socket.socket
    request: bytes
    stopping: threading.Event
    sent: int = 0

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode("latin-1") if self.request.count(b" ") > 1 else ""

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.sock.sendall(part)
            self.sent += len(part)

    def answer(self, body: bytes = b"", *headers: str, status: str = "200 OK") -> None:
        """A well-formed answer; a Content-Length is added unless the headers frame the body."""
        framed = any(header.lower().startswith(("content-length:", "transfer-encoding:")) for header in headers)
        lines = [f"HTTP/1.1 {status}", *headers, *([] if framed else [f"Content-Length: {len(body)}"])]
        self.send("\r\n".join(lines).encode("latin-1") + HEAD_END, body)

    def drip(self, pieces: Iterable[bytes], every: float) -> None:
        """Send pieces with a pause after each, until the server stops or the client goes."""
        for piece in pieces:
            self.send(piece)
            if self.stopping.wait(every):
                return

    def hold(self) -> None:
        """Say nothing more and keep the line open until the client hangs up."""
        self.sock.settimeout(0.05)
        while not self.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.sock.recv(4096):
                    return


Script = Callable[[Exchange], None]


class HostileServer:
    """Listens at HOME on a free port while in a `with`; one thread per connection."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, raw: Script | None = None) -> None:
        """Open the port.

        Args:
            tls: speak TLS with this.
            raw: script for every connection, run before anything is read.
        """
        self.scripts: dict[str, Script] = {}
        self.requests: list[bytes] = []
        self.exchanges: list[Exchange] = []
        self._tls = tls
        self._raw = raw
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((HOME, 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def sent(self) -> int:
        """Bytes handed to the kernel in all exchanges."""
        return sum(exchange.sent for exchange in self.exchanges)

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept
        self._listener.close()
        for exchange in self.exchanges:
            with contextlib.suppress(OSError):
                exchange.sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(20)
        exchange = Exchange(sock, b"", self._stopping)
        self.exchanges.append(exchange)
        with contextlib.suppress(OSError):
            try:
                self._talk(exchange)
            finally:
                exchange.sock.close()

    def _talk(self, exchange: Exchange) -> None:
        if self._raw:
            self._raw(exchange)
            return
        if self._tls:
            exchange.sock = self._tls.wrap_socket(exchange.sock, server_side=True)
        exchange.request = _head(exchange.sock)
        if exchange.request:
            self.requests.append(exchange.request)
            self.scripts.get(exchange.path, _not_found)(exchange)


def _head(sock: socket.socket) -> bytes:
    head = b""
    while HEAD_END not in head and len(head) < 65536:
        piece = sock.recv(4096)
        if not piece:
            return b""
        head += piece
    return head


def _not_found(exchange: Exchange) -> None:
    exchange.answer(b"no such page", status="404 Not Found")


def replies(body: bytes = b"", *headers: str, status: str = "200 OK") -> Script:
    """A script that answers well."""
    return lambda exchange: exchange.answer(body, *headers, status=status)


def redirects(location: str, status: str = "302 Found") -> Script:
    """A script that sends elsewhere."""
    return replies(b"", f"Location: {location}", status=status)


def says(*parts: bytes) -> Script:
    """A script that sends bytes as they are, and closes."""
    return lambda exchange: exchange.send(*parts)
