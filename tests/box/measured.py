"""A plugin for a pytest inside the box: tells which cases held, and by how much the process grew over all of them."""

import json
import os
import re
from pathlib import Path
from typing import Final

import pytest

_CASE: Final = re.compile(r"case_(\d+)")


class Measured:
    """Writes to the file that BOX_MEASURED names: `held` and `broken` (numbers of cases), `grown` (bytes)."""

    def __init__(self, path: Path) -> None:
        """Args: path: of the file."""
        self._path = path
        self._cases: dict[bool, set[int]] = {True: set(), False: set()}
        self._before = 0

    def pytest_collection_finish(self) -> None:
        """From here on it counts: all modules have been read."""
        self._before = _memory("VmRSS")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A case holds where all its tests run and pass."""
        if report.when == "call" or not report.passed:
            self._cases[report.passed].update(map(int, _CASE.findall(report.nodeid)))

    def pytest_sessionfinish(self) -> None:
        """The peak of the process is the kernel's own figure, whenever it was."""
        grown = _memory("VmHWM") - self._before
        held, broken = self._cases[True] - self._cases[False], self._cases[False]
        self._path.write_text(json.dumps({"held": sorted(held), "broken": sorted(broken), "grown": grown}))


def pytest_configure(config: pytest.Config) -> None:
    """Start to measure."""
    config.pluginmanager.register(Measured(Path(os.environ["BOX_MEASURED"])))


def _memory(field: str) -> int:
    """Of this process, in bytes (proc(5), status)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition(f"{field}:")[2].split()[0]) * 1024
