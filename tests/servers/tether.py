"""A server that a test starts must not outlive the test run, even one that is killed."""

import shutil
from collections.abc import Sequence


def tethered(argv: Sequence[str]) -> list[str]:
    """A command line that the kernel kills with this process, where setpriv (util-linux) is at hand.

    subprocess's preexec_fn would do too, but it is not safe beside the threads of pytest-xdist.
    """
    setpriv = shutil.which("setpriv")
    return [*((setpriv, "--pdeathsig", "KILL") if setpriv else ()), *argv]
