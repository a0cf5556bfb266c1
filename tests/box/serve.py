"""The program inside the namespace: `python -m tests.box.serve SOCKET OUTSIDE [PORT...]`; ends all with its input."""

import asyncio
import base64
import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from tests.box import namespace
from tests.box.certificates import Certificates
from tests.box.dns import open_dns
from tests.box.plan import RECURSOR
from tests.box.sites import open_sites
from tests.box.state import State

_SYSTEM_ROOTS: Final = Path("/etc/ssl/certs/ca-certificates.crt")
_DIAL: Final = 5  # seconds


class Control:
    """Answers the tests' requests, one JSON line each, over a unix socket."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._verbs: dict[str, Callable[..., Any]] = {
            "delegate": state.delegate,
            "records": state.records,
            "dns_fault": state.dns_fault,
            "site": state.site,
            "page": self._page,
            "reachable": self._reachable,
            "hits": self._hits,
            "total": lambda name: state.totals[name],
            "questions": self._questions,
            "connections": lambda address: [c for c in list(state.connections) if address in {c["address"], ""}],
            "touched": namespace.touched,
        }

    def listen(self, path: str) -> None:
        """Serve from now on, each client on a thread of its own."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(64)

        def accept() -> None:
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("r", encoding="utf-8") as lines, contextlib.suppress(OSError):
            for line in lines:
                request = json.loads(line)
                if request["do"] == "dial":
                    _dial(client, request["args"]["address"], request["args"]["port"])
                    continue
                try:
                    with self._lock:
                        reply = {"ok": self._verbs[request["do"]](**request["args"])}
                except Exception as error:  # noqa: BLE001 - told to the test, which raises it
                    reply = {"error": f"{type(error).__name__}: {error}"}
                client.sendall(json.dumps(reply).encode() + b"\n")

    def _page(self, bodies: Sequence[str], **rest: Any) -> None:
        self._state.page(bodies=[base64.b64decode(body) for body in bodies], **rest)

    @staticmethod
    def _reachable(address: str, how: str) -> None:
        """How: open, refused or silent; the sets are emptied of the address first."""
        lines = [f"add element inet box {name} {{ {address} }}" for name in ("refused", "silent")]
        lines += [f"delete element inet box {name} {{ {address} }}" for name in ("refused", "silent")]
        if how != "open":
            lines.append(f"add element inet box {how} {{ {address} }}")
        namespace.nft("\n".join(lines))

    def _hits(self, name: str) -> list[dict[str, Any]]:
        return list(self._state.requests[name]) if name in self._state.requests else []

    def _questions(self, name: str) -> list[dict[str, Any]]:
        return [q for q in list(self._state.questions) if q["name"] == name or q["name"].endswith(f".{name}")]


def _dial(client: socket.socket, address: str, port: int) -> None:
    """Connect inside and hand the socket over: it stays in this network whoever holds it."""
    try:
        with socket.create_connection((address, port), timeout=_DIAL) as connected:
            connected.setblocking(True)
            socket.send_fds(client, [b'{"ok":null}\n'], [connected.fileno()])
    except OSError as error:
        client.sendall(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")


def _mounts(folder: Path, authority: bytes) -> dict[Path, Path]:
    """Files that programs inside see: the box's recursor, and its authority among those they trust."""
    resolv = folder / "resolv.conf"
    resolv.write_text(f"nameserver {RECURSOR}\n")
    mounts = {Path("/etc/resolv.conf"): resolv}
    for number, roots in enumerate((Path(DEFAULT_CA_BUNDLE_PATH), _SYSTEM_ROOTS)):
        if roots.exists():
            mounts[roots] = folder / f"roots{number}.pem"
            mounts[roots].write_bytes(roots.read_bytes() + b"\n" + authority)
    return mounts


async def _run(control_path: str, ports: list[int]) -> None:
    state, certificates = State(), Certificates()
    namespace.prepare(ports, _mounts(Path(control_path).parent, certificates.authority))
    await open_dns(state)
    await open_sites(state, certificates)
    Control(state).listen(control_path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(0, lambda: ended.set() if not os.read(0, 1024) else None)
    await ended.wait()
    namespace.end_all(namespace.network_of("self"))
    os._exit(0)  # held connections need no goodbye


def main(argv: list[str]) -> None:
    """Serve until standard input ends, then kill all that lives in this network, this process last.

    Args:
        argv: control socket, inode of the network outside, ports of loopback that are not counted.
    """
    own = namespace.network_of("self")
    if own == int(argv[1]):  # else it would set up and then kill the machine's own network
        sys.exit("not inside a network namespace")
    asyncio.run(_run(argv[0], [int(port) for port in argv[2:]]))


if __name__ == "__main__":
    main(sys.argv[1:])
