"""The tests' side of the box: changes the world and asks what happened in it, over a unix socket."""

import base64
import http.client
import json
import socket
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from tests.box.plan import OURS, THEIRS


class WorldError(Exception):
    """The box could not do it; the message tells."""


class World:
    """Speaks to `tests.box.serve`; may be used by several threads."""

    def __init__(self, path: Path) -> None:
        """Connect to the control socket."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._lock = threading.Lock()
        self._path = path

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The DNS

    def delegate(self, name: str, ns: Sequence[str] = tuple(OURS)[:2]) -> None:
        """The registry lists these nameservers; by default the host's own two."""
        self._do("delegate", name=name, ns=list(ns))

    def delegate_elsewhere(self, name: str) -> None:
        """The registry lists another DNS host's servers."""
        self.delegate(name, tuple(THEIRS))

    def undelegate(self, name: str) -> None:
        """The registry does not know the name: NXDOMAIN from the parent and the recursor."""
        self.delegate(name, ())

    def records(self, name: str, **rrs: Sequence[str]) -> None:
        """Set records of one owner, as in `MX=["10 mx.a.com"]`; an empty list removes the type."""
        self._do("records", name=name, rrs={kind: list(texts) for kind, texts in rrs.items()})

    def dns_fault(self, name: str, fault: str, at: str = "recursor") -> None:
        """The DNS fails for a name and what is below it, `*` for all; it ends with fault "".

        Args:
            name: as above.
            fault: servfail, refused, nxdomain, nodata, lame, silence, truncate (UDP only), wrong-id or garbage.
            at: root, parent, ours, theirs, recursor, or the address of one server.
        """
        self._do("dns_fault", name=name, fault=fault, at=at)

    def questions(self, name: str) -> list[dict[str, Any]]:
        """What was asked about a name or below: name, kind, role, address, recursive, tcp, at (monotonic seconds)."""
        return list(self._do("questions", name=name))

    # The web

    def site(self, name: str, body: str | bytes | Sequence[str] = "", address: str = "", tls: str = "") -> str:
        """A site, its address record, and the page at `/`; a site that exists keeps its other pages.

        Args:
            name: host name.
            body: of the page; several take turns, one a request; "" leaves the pages as they are.
            address: of the plan; "" for the one it has or the next free one.
            tls: kind of certificate: trusted, unknown-ca, self-signed, expired or wrong-name; "" for what it was,
                at first port 443 refused. A site that gets its first certificate moves to another address.

        Returns:
            The address.
        """
        given = str(self._do("site", name=name, address=address, tls=tls))
        if body:
            self.page(name, body)
        return given

    def page(
        self,
        name: str,
        body: str | bytes | Sequence[str] = "",
        path: str = "/",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        fault: str = "",
    ) -> None:
        """What one path answers from now on, `*` for any other path.

        Args:
            name, body: as above.
            path: without query.
            status, headers: of the answer.
            fault: reset, silence, drip (a byte each half second), cut (fewer bytes than told) or endless.
        """
        bodies = [body] if isinstance(body, str | bytes) else list(body)
        coded = [base64.b64encode(b.encode() if isinstance(b, str) else b).decode() for b in bodies]
        self._do("page", name=name, path=path, bodies=coded, status=status, headers=dict(headers or {}), fault=fault)

    def redirect(self, name: str, location: str, path: str = "/", status: int = 302) -> None:
        """A path sends elsewhere, to any address."""
        self.page(name, "<p>Moved</p>", path, status, {"Location": location})

    def reachable(self, address: str, how: str) -> None:
        """Ports 80 and 443 of an IPv4 address are open, refused or silent."""
        self._do("reachable", address=address, how=how)

    def hits(self, name: str) -> list[dict[str, Any]]:
        """The last 5,000 requests for a host: method, path, headers, body (bytes), address, port, at."""
        return [{**hit, "body": base64.b64decode(hit["body"])} for hit in self._do("hits", name=name)]

    def total(self, name: str) -> int:
        """How many requests there were for a host."""
        return int(self._do("total", name=name))

    def connections(self, address: str = "") -> list[dict[str, Any]]:
        """The last 5,000 connections to the web, or to one address: address, port, opened, closed (None: not yet)."""
        return list(self._do("connections", address=address))

    # The network

    def inward(self) -> dict[str, int]:
        """Packets sent to addresses that are not public, by address; must be empty."""
        return dict(self._do("touched", kind="inward"))

    def stray(self) -> dict[str, int]:
        """Packets sent to public addresses where nobody lives, by address."""
        return dict(self._do("touched", kind="stray"))

    def dial(self, address: str, port: int) -> socket.socket:
        """A TCP connection made inside the box, to be used outside of it."""
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self._path))
            control.sendall(_line("dial", {"address": address, "port": port}))
            reply, handles, _, _ = socket.recv_fds(control, 4096, 1)
        if not handles:
            raise ConnectionError(json.loads(reply)["error"])
        return socket.socket(fileno=handles[0])

    def http(self, port: int, address: str = "127.0.0.1") -> http.client.HTTPConnection:
        """An HTTP client whose connections are made inside the box."""
        return _Inside(self, address, port)

    def _do(self, verb: str, **args: Any) -> Any:
        with self._lock:
            self._socket.sendall(_line(verb, args))
            line = self._lines.readline()
        if not line:
            raise WorldError("the box has ended")
        reply = json.loads(line)
        if "error" in reply:
            raise WorldError(f"{verb}: {reply['error']}")
        return reply["ok"]


class _Inside(http.client.HTTPConnection):
    def __init__(self, world: World, address: str, port: int) -> None:
        super().__init__(address, port, timeout=30)
        self._world = world

    def connect(self) -> None:
        self.sock = self._world.dial(self.host, self.port)
        self.sock.settimeout(self.timeout)


def _line(verb: str, args: Mapping[str, Any]) -> bytes:
    return json.dumps({"do": verb, "args": args}).encode() + b"\n"
