"""Processes as the kernel lists them."""

import os
from contextlib import suppress
from pathlib import Path


def children_of(pid: int) -> dict[int, str]:
    """Living children of a process and their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, IndexError):
            if entry.name.isdigit() and (entry / "stat").read_text().rpartition(")")[2].split()[1] == str(pid):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used (proc(5): fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
