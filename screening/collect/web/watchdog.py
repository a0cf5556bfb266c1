"""One thread for the deadlines of all fetches: a thread for each would cost as much as the rest of a small fetch."""

import os
import threading
import time
from collections.abc import Callable

Bark = Callable[[], None]


class Watchdog:
    """Barks once at each that is still watched when its time is up. Safe to share between threads and over a fork.

    Its thread lives while there is something to watch, and keeps no process alive.
    """

    def __init__(self, seconds: float) -> None:
        """Choose the time; starts nothing.

        Args:
            seconds: that each may take; the same for all, so they fall due in the order in which they came.
        """
        self._seconds = seconds
        self._rounds: dict[int, _Round] = {}  # by process id: the thread of what a fork finds here stayed behind

    def watch(self, bark: Bark) -> float:
        """Start the time of one.

        Args:
            bark: called at the deadline, from another thread; must neither block nor raise.

        Returns:
            The deadline, on time.monotonic.
        """
        return self._round().add(bark)

    def call_off(self, bark: Bark) -> None:
        """Watch it no longer; it may be barking at this moment."""
        self._round().remove(bark)

    def _round(self) -> "_Round":
        """Without a lock, which a fork inherits held: each step is atomic."""
        pid = os.getpid()
        found = self._rounds.get(pid)
        if found is None:
            for parent in [other for other in tuple(self._rounds) if other != pid]:
                self._rounds.pop(parent, None)
            found = self._rounds.setdefault(pid, _Round(self._seconds))
        return found


class _Round:
    """What is watched in one process."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._changed = threading.Condition()
        self._due: dict[Bark, float] = {}  # in the order of the deadlines
        self._thread: threading.Thread | None = None  # None once it has decided to end

    def add(self, bark: Bark) -> float:
        with self._changed:
            deadline = time.monotonic() + self._seconds
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                thread.start()
                self._thread = thread
            self._due[bark] = deadline
        return deadline

    def remove(self, bark: Bark) -> None:
        with self._changed:
            self._due.pop(bark, None)
            if not self._due:
                self._changed.notify()

    def _run(self) -> None:
        while bark := self._next():
            bark()

    def _next(self) -> Bark | None:
        """Wait for the next that is due; None when there is nothing to wait for, and then this thread ends."""
        with self._changed:
            while self._due:
                bark, deadline = next(iter(self._due.items()))
                left = deadline - time.monotonic()
                if left <= 0:
                    del self._due[bark]
                    return bark
                self._changed.wait(left)
            self._thread = None
            return None
