"""Keeps the programs of one machine running, and leaves no process behind when it stops."""

import contextlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.supervise.process import adopt_orphans, children, die_with_parent

log = logging.getLogger(__name__)

# Orphans arrive without a signal, so they are looked for this often (seconds) even when nothing happens.
_ROUND = 5.0
_READY_EVERY = 0.05
# A program that keeps dying is started again after 0.1, 0.2, 0.4 ... seconds, at most 5; one that has lived longer
# than that is well again.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_LOUD_AFTER = 5
# Stages that are stopped late get this many seconds even when earlier ones have used up the grace.
_LEAST_GRACE = 1.0


@dataclass(frozen=True, slots=True)
class Program:
    """One long-running program; `env` is its whole environment, `ready` tells whether later stages may start."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class _Child:
    """A program and its present process, if it has one; times are those of the monotonic clock."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    due: float = 0
    deaths: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        supervisor = os.getpid()

        def before_exec() -> None:
            die_with_parent(supervisor)
            signal.pthread_sigmask(signal.SIG_SETMASK, ())

        try:
            self.process = subprocess.Popen(
                self.program.argv,
                env=self.program.env,
                stdin=subprocess.DEVNULL,
                # A session of its own: a terminal's ctrl-C is for the supervisor alone, which stops them in order.
                start_new_session=True,
                # Safe here: this process has one thread.
                preexec_fn=before_exec,  # noqa: PLW1509
            )
        except OSError as error:
            self.died(f"cannot be started: {error}")
        else:
            log.info("%s runs as process %d", self.program.name, self.process.pid)

    def collect(self) -> str:
        """Let go of the process, which has ended; how it did."""
        status = self.process.wait() if self.process else 0
        self.process = None
        return f"ended by signal {-status} ({signal.strsignal(-status)})" if status < 0 else f"ended, status {status}"

    def send(self, number: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(number)

    def died(self, how: str) -> None:
        """Plan the next start, later with each early death in a row, and say so."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started > _LONGEST_PAUSE else self.deaths + 1
        pause = min(_FIRST_PAUSE * 2 ** min(self.deaths - 1, 10), _LONGEST_PAUSE)
        self.due = now + pause
        loud = self.deaths >= _LOUD_AFTER
        again = f"{self.deaths} times in a row; " if loud else ""
        log.log(
            logging.ERROR if loud else logging.WARNING, "%s %s; %snext in %.1f s", self.program.name, how, again, pause
        )


class Supervisor:
    """Runs stages of programs: starts them in order, restarts what dies, stops the last stage first.

    Args:
        stages: programs in the order of need; a stage starts when the programs of those before it are ready.
        grace: seconds that a stop may take before what still runs is killed.
        patience: seconds that a stage may take to be ready before the next one starts all the same.
    """

    def __init__(self, stages: Sequence[Sequence[Program]], grace: float = 10, patience: float = 10) -> None:
        self._stages = [[_Child(program) for program in stage] for stage in stages]
        self._open: list[list[_Child]] = []
        self._opened = 0.0
        self._grace = grace
        self._patience = patience

    def run(self) -> int:
        """Run until SIGINT, SIGTERM or SIGHUP, then end every descendant; 0, the exit status of a requested stop.

        To be called once, from the main thread of a process that has no other threads and no children.
        """
        adopt_orphans()
        stopping = _take_signals()
        try:
            while True:
                for child, how in self._reap():
                    child.died(how)
                self._end_orphans()
                self._start()
                got = signal.sigtimedwait({*stopping, signal.SIGCHLD}, self._pause())
                if got and got.si_signo in stopping:
                    log.info("stopping: %s", signal.Signals(got.si_signo).name)
                    return 0
        finally:
            self._stop()

    def _children(self) -> Iterator[_Child]:
        return (child for stage in self._stages for child in stage)

    def _reap(self) -> list[tuple[_Child, str]]:
        """Wait for all that have ended, ours and adopted ones; ours, with how they ended."""
        ours = []
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                for child in self._children():
                    if child.process and child.process.pid == ended.si_pid:
                        ours.append((child, child.collect()))
                        break
                else:
                    os.waitpid(ended.si_pid, 0)
        return ours

    def _end_orphans(self) -> None:
        """Kill the children that are not ours: their parent is gone, so nobody else will."""
        for pid in children() - {child.process.pid for child in self._children() if child.process}:
            log.warning("ending process %d, which has outlived its parent", pid)
            os.kill(pid, signal.SIGKILL)  # not reaped yet, so the id cannot have become another's

    def _start(self) -> None:
        """Start what is due, and open the next stage once those before it serve."""
        while True:
            now = time.monotonic()
            for stage in self._open:
                for child in stage:
                    if not child.process and child.due <= now:
                        child.start()
            if len(self._open) == len(self._stages) or not self._may_open(now):
                return
            self._open.append(self._stages[len(self._open)])
            self._opened = now

    def _may_open(self, now: float) -> bool:
        waiting = [child.program.name for stage in self._open for child in stage if not child.program.ready()]
        if waiting and now - self._opened >= self._patience:
            log.warning("not ready after %.0f s: %s; starting the others", self._patience, ", ".join(waiting))
            return True
        return not waiting

    def _pause(self) -> float:
        """Seconds until something is due though no signal comes."""
        if len(self._open) < len(self._stages):
            return _READY_EVERY
        now = time.monotonic()
        due = [child.due - now for child in self._children() if not child.process]
        return max(0.0, min([_ROUND, *due]))

    def _stop(self) -> None:
        deadline = time.monotonic() + self._grace
        for stage in reversed(self._stages):
            for child in stage:
                child.send(signal.SIGTERM)
            until = max(deadline, time.monotonic() + _LEAST_GRACE)
            while any(child.process for child in stage) and (left := until - time.monotonic()) > 0:
                signal.sigtimedwait({signal.SIGCHLD}, left)
                self._reap()
            for child in stage:
                child.send(signal.SIGKILL)
            self._end_orphans()
        # A parent's end makes its children ours, so this goes on until there are none.
        with contextlib.suppress(ChildProcessError):
            while True:
                for pid in children():
                    os.kill(pid, signal.SIGKILL)
                os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
                self._reap()


def _take_signals() -> set[signal.Signals]:
    """Block the signals that mean stop, and SIGCHLD, so that they can be waited for; those that mean stop."""
    # A shell that starts us in the background leaves SIGINT ignored by accident; nohup ignores SIGHUP on purpose.
    stopping = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        stopping.add(signal.SIGHUP)
    for number in stopping:
        signal.signal(number, lambda *_: None)  # never called; a program that is executed finds the default again
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {*stopping, signal.SIGCHLD})
    return stopping
