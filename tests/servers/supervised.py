"""A supervisor in a process of its own, and every process that descends from it."""

import dataclasses
import json
import logging
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from screening.supervise.supervisor import Program, Supervisor
from tests.servers.tether import tethered
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]


@dataclasses.dataclass(frozen=True)
class Plan:
    """A program to supervise; it is ready once the file `ready` exists, if one is named."""

    name: str
    argv: Sequence[str]
    ready: str = ""


class Supervised:
    """Starts a supervisor; `before` is a shell command that runs first in the same process.

    All its descendants are known by a mark in their environment, whoever their parent is by now.
    """

    def __init__(
        self, folder: Path, *stages: Sequence[Plan], before: str = ":", grace: float = 10, patience: float = 10
    ) -> None:
        self._mark = f"SUPERVISED={uuid.uuid4()}"
        self._log = folder / "supervisor.log"
        key, _, value = self._mark.partition("=")
        plan = json.dumps([grace, patience, [[dataclasses.asdict(program) for program in stage] for stage in stages]])
        argv = tethered(["sh", "-c", f'{before}; exec "$@"', "sh", sys.executable, "-m", __name__, plan])
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=os.environ | {key: value}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def log(self) -> str:
        """What the supervisor and its programs have written so far."""
        return self._log.read_text("utf-8")

    def living(self, containing: str = "") -> set[int]:
        """Process ids of all descendants whose command line contains a text, or of these and the supervisor."""
        found = set()
        for entry in Path("/proc").iterdir():
            try:
                marked = entry.name.isdigit() and self._mark.encode() in (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode() if marked else ""
            except OSError:  # ended while we looked, or another user's
                continue
            # The supervisor's command line holds its programs', and so does a fork of it that has yet to execute one.
            if marked and (not containing or (containing in command and __name__ not in command)):
                found.add(int(entry.name))
        return found

    def runs(self, containing: str) -> int:
        """Wait for exactly one descendant whose command line contains a text; its process id."""
        return eventually(lambda: len(found := self.living(containing)) == 1 and found.pop())

    def stop(self, number: signal.Signals = signal.SIGTERM, limit: float = 20) -> int:
        """Send the supervisor a signal and wait for its exit status."""
        self.process.send_signal(number)
        return self.process.wait(limit)

    def end(self) -> None:
        """End what the test has left, for the sake of the next one."""
        self.process.kill()
        self.process.wait()
        for pid in self.living():
            os.kill(pid, signal.SIGKILL)


def _main(text: str) -> int:
    logging.basicConfig(level="INFO", format="%(levelname)s %(message)s")
    grace, patience, stages = json.loads(text)
    programs = [[_program(Plan(**plan)) for plan in stage] for stage in stages]
    return Supervisor(programs, grace=grace, patience=patience).run()


def _program(plan: Plan) -> Program:
    return Program(plan.name, plan.argv, os.environ, lambda: not plan.ready or Path(plan.ready).exists())


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
