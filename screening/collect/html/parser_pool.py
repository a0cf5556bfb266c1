"""Parses pages in child processes that can be killed: no HTML parser is safe at 500 kB, and none can be interrupted."""

import os
import threading

from screening.collect.html.markup import HTML_CAP, Markup
from screening.collect.html.parser_process import BereavedError, ParserLostError, ParserProcess


class ParserPool:
    """Children that read pages, started when needed, used for many pages, killed and replaced when they overrun or die.

    Safe to share between threads and to carry over a fork: the forked process starts children of its own.
    """

    def __init__(
        self,
        size: int = 1,
        *,
        cpu: float = 2.0,
        wall: float = 5.0,
        patience: float = 10.0,
        memory: int = 400_000_000,
    ) -> None:
        """Choose the limits; starts nothing.

        Args:
            size: children at most; threads beyond that wait.
            cpu: CPU seconds for one page.
            wall: seconds for one page.
            patience: seconds to wait for a child that is free.
            memory: bytes of address space of a child.
        """
        if size < 1:
            raise ValueError("a parser pool needs a child")
        self._size, self._cpu, self._wall = size, cpu, wall
        self._patience, self._memory = patience, memory
        self._crews: dict[int, _Crew] = {}  # by process id: what a fork finds here is its parent's

    def parse(self, body: bytes, *, content_type: str = "", host: str = "") -> Markup:
        """Read a page.

        Args:
            body: the page; its first 512 kB are read.
            content_type: the Content-Type header, for the charset.
            host: the page's own host, which is not outbound.

        Raises:
            ParserLostError: the page cost too much, is rubbish, killed its parser, or found none free. The next page
                is read by another.
        """
        head = {"type": content_type[:500], "host": host[:253]}
        crew = self._crew()
        if not crew.places.acquire(timeout=self._patience):
            raise ParserLostError("parser:busy")
        try:
            try:
                return self._read(crew, crew.idle(), head, body[:HTML_CAP])
            except BereavedError:
                return self._read(crew, None, head, body[:HTML_CAP])  # one that this thread starts, which is alive
        finally:
            crew.places.release()

    def close(self) -> None:
        """End the children: idle ones now, others after the page in hand. A page that comes later starts new ones."""
        crew = self._crews.pop(os.getpid(), None)
        if crew is not None:
            crew.close()

    def _crew(self) -> "_Crew":
        """This process's children; what was inherited over a fork is let go. Without a lock, which a fork inherits
        held: each step is atomic."""
        crew = self._crews.get(os.getpid())
        if crew is None:
            for owner in [pid for pid in tuple(self._crews) if pid != os.getpid()]:
                inherited = self._crews.pop(owner, None)
                if inherited is not None:
                    inherited.let_go()
            crew = self._crews.setdefault(os.getpid(), _Crew(self._size))
        return crew

    def _read(self, crew: "_Crew", child: ParserProcess | None, head: dict[str, str], body: bytes) -> Markup:
        child = child or crew.enrol(ParserProcess(self._cpu, self._memory))
        answered = False
        try:
            page = child.read(head, body, self._wall)
            answered = True
            return page
        finally:  # whatever interrupted it: an answer that comes late must not pass for the next page's
            if answered:
                crew.take_back(child)
            else:
                crew.dismiss(child)


class _Crew:
    """The children of one process; `places` are those that threads may take."""

    def __init__(self, size: int) -> None:
        self.places = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._all: set[ParserProcess] = set()
        self._idle: list[ParserProcess] = []
        self._closed = False

    def idle(self) -> ParserProcess | None:
        """The one that was busy last, if it is fit."""
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is None or child.fit:
            return child
        self.dismiss(child)
        return None

    def enrol(self, child: ParserProcess) -> ParserProcess:
        with self._lock:
            self._all.add(child)
        return child

    def take_back(self, child: ParserProcess) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(child)
                return
        self.dismiss(child)

    def dismiss(self, child: ParserProcess) -> None:
        with self._lock:
            self._all.discard(child)
        child.end()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            self.dismiss(child)

    def let_go(self) -> None:
        for child in self._all:
            child.let_go()
