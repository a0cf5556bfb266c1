"""The programs of other projects that tests run: found, or missed loudly."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest

PACKAGES = Path(__file__).with_name("system-packages.txt")
# Debian's own folders come before PATH, where a virtual environment may have put another server of the same name.
_FOLDERS = ("usr/bin", "usr/sbin", "usr/lib/postgresql/*/bin")
_REASON = "missing part: "


def need(package: str, executable: str = "") -> Path:
    """An executable of a Debian package; without it the test is skipped, or fails where CI=true.

    Args:
        package: as listed in system-packages.txt.
        executable: its file name; that of the package if empty.
    """
    if package not in listed():
        raise LookupError(f"{PACKAGES} does not list {package}")
    executable = executable or package
    for folder in _FOLDERS:
        if found := sorted(Path("/").glob(f"{folder}/{executable}")):
            return found[-1]
    return Path(shutil.which(executable) or lacking(package))


def lacking(what: str) -> NoReturn:
    """Skip the test because the machine has no `what`; fail it where CI=true."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(_REASON + what, pytrace=False)
    pytest.skip(_REASON + what)


def listed() -> frozenset[str]:
    """The packages of system-packages.txt."""
    lines = (line.partition("#")[0].strip() for line in PACKAGES.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line)


def summary(skip_reasons: Iterable[str]) -> str:
    """One line that counts the tests skipped for want of a part, or nothing if there are none."""
    counts = Counter(found[1] for reason in skip_reasons if (found := re.search(f"{_REASON}(.+)", reason)))
    if not counts:
        return ""
    each = ", ".join(f"{what} ({count})" for what, count in sorted(counts.items()))
    return f"{counts.total()} TESTS DID NOT RUN, this machine lacks: {each}; see tests/install-system-packages"
