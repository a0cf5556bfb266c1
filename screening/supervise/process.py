"""What Linux offers a family of processes: to die with the parent, to adopt orphans, to be counted."""

import ctypes
import os
import signal
from pathlib import Path

# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process (SIGKILL) as soon as the process that started it ends, however it ends.

    A fork does not inherit this: each generation that must not outlive the one before calls it anew, first thing, in
    the child. The kernel watches the *thread* that forked, so fork from one that lives as long as its process.

    Args:
        parent: process id of the parent, taken before the fork; if it is gone already, this process ends here.

    Raises:
        OSError: the kernel refused.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended between the fork and the call above, so no signal will come
        os.kill(os.getpid(), signal.SIGKILL)


def adopt_orphans() -> None:
    """Make this process the new parent of every descendant whose own parent ends, instead of process 1.

    Raises:
        OSError: the kernel refused.
    """
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def children() -> set[int]:
    """Process ids of all children of this process, adopted ones and those not yet waited for included."""
    own, found = str(os.getpid()), set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in parentheses, may hold anything; state and parent follow its last one (proc_pid_stat(5)).
            parent = (entry / "stat").read_bytes().rpartition(b")")[2].split()[1]
        except (OSError, IndexError):  # ended while we looked
            continue
        if parent.decode() == own:
            found.add(int(entry.name))
    return found


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}: {os.strerror(ctypes.get_errno())}")
