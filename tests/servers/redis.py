"""A real Redis for a test, started with the options that the product starts it with."""

import subprocess
from pathlib import Path

from screening.supervise.redis_server import answers, server_argv
from tests.servers.tether import tethered
from tests.waiting import eventually


class RedisServer:
    """One server with its own folder and unix socket; it can be killed, and started again on the same data.

    Args:
        binary: a Redis or Valkey server.
        folder: an empty folder with a short path.
        extra: more command line options, such as "--appendonly", "no"; they win.
    """

    def __init__(self, binary: Path, folder: Path, *extra: str) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self._argv = tethered([*server_argv(binary, folder, self.socket), *extra])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / "redis.log").read_text("utf-8")

    def start(self) -> None:
        """Start it and wait until it has read its data and answers."""
        with (self.folder / "redis.log").open("ab") as log:
            self._process = process = subprocess.Popen(self._argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

        def it_answers() -> bool:
            assert process.poll() is None, self.log
            return answers(self.socket)

        eventually(it_answers)

    def kill(self) -> None:
        """End it as a crash does (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it in order (SIGTERM)."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)
