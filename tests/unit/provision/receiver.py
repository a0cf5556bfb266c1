"""A receiver of webhooks on loopback that may behave as badly as a test wants."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Request:
    """What one connection brought."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Accepts connections one by one; `answer` gets each socket after its request was read.

    Args:
        answer: sends something, slowly or not; the connection is closed after it.
        tls: what to greet with.
        silent: read no request, and give the bare connection to `answer`.
    """

    answer: Callable[[socket.socket], None]
    tls: ssl.SSLContext | None = None
    silent: bool = False
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()
        assert not self._thread.is_alive(), "a connection is still open"

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError), sock:
                self._converse(sock)

    def _converse(self, sock: socket.socket) -> None:
        if not self.silent:
            sock = self.tls.wrap_socket(sock, server_side=True) if self.tls else sock
            with sock.makefile("rb") as stream:
                self.requests.append(_read(stream))
        with sock:
            self.answer(sock)


def _read(stream) -> Request:  # type: ignore[no-untyped-def]
    line = stream.readline().decode().strip()
    headers = {}
    while text := stream.readline().decode().strip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    return Request(line, headers, stream.read(int(headers.get("content-length", 0))))


def saying(status: str, *headers: str, body: bytes = b"") -> Callable[[socket.socket], None]:
    """Answer in one piece and close."""
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""))
    return lambda sock: sock.sendall(head.encode("latin-1") + body)


def dripping(first: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Send a beginning, then drop after drop until the other side hangs up."""

    def answer(sock: socket.socket) -> None:
        gone = threading.Event()
        sock.sendall(first)
        while not gone.wait(0.02):
            sock.sendall(drop)

    return answer


def stalling(sock: socket.socket) -> None:
    """Say nothing until the other side hangs up."""
    while sock.recv(1024):
        pass
