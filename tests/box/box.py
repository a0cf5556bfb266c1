"""An internet in a box: `with Box() as box` gives a network, a world in it, and programs that run there."""

import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from tests.box import namespace
from tests.box.world import World
from tests.parts import lacking, need

_START: Final = 30  # seconds
_END: Final = 10


def need_box() -> None:
    """Skip the test, or fail it where CI=true, because this machine gives us no network of our own."""
    need("iproute2", "ip")
    need("nftables", "nft")
    try:
        namespace.way_in()
    except namespace.NamespaceRefusedError as refused:
        lacking(f"network namespaces ({refused})")


class Box:
    """Starts the servers, runs programs beside them, and leaves no process behind, not even orphans.

    Args:
        loopback_ports: TCP ports of 127.0.0.1 and ::1 inside that are the product's own doors and are not counted.
    """

    world: World

    def __init__(self, loopback_ports: Sequence[int] = ()) -> None:
        self._ports = loopback_ports
        self._started: list[subprocess.Popen[Any]] = []

    def __enter__(self) -> Self:
        options = namespace.way_in()
        self._folder = tempfile.TemporaryDirectory(prefix="box")
        control = Path(self._folder.name, "control")
        outside = namespace.network_of("self")
        argv = [sys.executable, "-m", "tests.box.serve", str(control), str(outside), *map(str, self._ports)]
        self._server = namespace.unshared(options, argv)
        try:
            self._await_ready()
            self.network = namespace.network_of(self._server.pid)
            assert self.network not in {0, outside}
            self.world = World(control)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _await_ready(self) -> None:
        assert self._server.stdout
        if not select.select([self._server.stdout], [], [], _START)[0] or self._server.stdout.readline() != "ready\n":
            raise RuntimeError("the box did not start; its error output tells why")

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._server.pid

    def popen(
        self, argv: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path | None = None, **rest: Any
    ) -> subprocess.Popen[Any]:
        """Start a program inside; the Popen has its very pid.

        Args:
            argv: the program, found on the PATH of `env`.
            env: its whole environment; None for this process's.
            cwd: where it starts; None for here.
            rest: for subprocess.Popen.
        """
        words = [*namespace.entering(self.pid, cwd or Path.cwd()), *map(str, argv)]
        started = subprocess.Popen(words, env=dict(env if env is not None else os.environ), **rest)
        self._started.append(started)
        return started

    def run(
        self, argv: Sequence[str | Path], limit: float = 30, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside to its end.

        Args:
            argv, env: as above.
            limit: seconds; a program that takes longer is killed.

        Raises:
            subprocess.CalledProcessError: it failed; standard output and error are inside.
            subprocess.TimeoutExpired: the limit has passed.
        """
        words = [*namespace.entering(self.pid, Path.cwd()), *map(str, argv)]
        return subprocess.run(words, env=env, text=True, capture_output=True, check=True, timeout=limit)

    def stop(self) -> None:
        """Kill every process inside and collect those that `popen` started; doing it twice is fine."""
        if world := self.__dict__.pop("world", None):
            world.close()
        network = self.__dict__.pop("network", 0)
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()  # the server then kills what lives beside it, and ends
        try:
            self._server.wait(_END)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server.stdout.close()
        namespace.end_all(network)
        for started in self._started:
            started.wait(_END)
        self._folder.cleanup()
