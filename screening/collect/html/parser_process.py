"""Parses pages in a child process that can be killed: no HTML parser is safe at 500 kB, and none can be interrupted."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any, cast

import screening
from screening.collect.html.markup import HTML_CAP, TEXT_CAP, Markup
from screening.collect.html.tidy import ENTRIES, ENTRY, tidy, tidy_all
from screening.model.errors import ScreeningError

_ROOT = Path(screening.__file__).parent.parent
# -I keeps the caller's environment out; the package is the parent's own copy, and nothing else comes from its folder.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import screening; del sys.path[0]; "
    "from screening.collect.html.parser_child import main; main()"
)
_ANSWER_CAP = 4_000_000  # bytes; seven fields of 200 entries, escaped, stay below
_PAGES = 1_000  # a child is replaced after so many: what leaks or fragments goes with it


class ParserLostError(ScreeningError):
    """A page took its parser down. `cause`: `parser:cpu`, `parser:memory`, `parser:wall` or `parser:crash`."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"the page could not be parsed within its limits ({cause})")
        self.cause = cause


class ParserProcess:
    """One child, started when first needed, used for many pages, killed and replaced when it overruns or dies.

    Safe to share between threads (pages queue) and to carry over a fork: the forked process starts a child of its own.

    Args:
        cpu: CPU seconds for one page.
        wall: seconds for one page, waiting included.
        memory: bytes of address space of the child.
    """

    def __init__(self, *, cpu: float = 2.0, wall: float = 5.0, memory: int = 400_000_000) -> None:
        self._cpu, self._wall, self._memory = cpu, wall, memory
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def parse(self, body: bytes, *, content_type: str = "", host: str = "") -> Markup:
        """Read a page.

        Args:
            body: the page; its first 512 kB are read.
            content_type: the Content-Type header, for the charset.
            host: the page's own host, which is not outbound.

        Raises:
            ParserLostError: the page cost too much, or killed its parser; the next page gets a new one.
        """
        if self._owner != os.getpid():  # forked: that child and that lock are another process's
            self._owner, self._lock = os.getpid(), threading.Lock()
            self._drop(ours=False)
        head = json.dumps({"type": content_type[:500], "host": host[:253]}).encode("ascii")
        request = _framed(head) + _framed(body[:HTML_CAP])
        with self._lock:
            try:
                return self._asked(request)
            except _KilledError:  # by neither of us: its starting thread ended, or a person did it; or was it the page?
                return self._asked(request)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._drop(ours=self._owner == os.getpid())

    def _drop(self, *, ours: bool) -> None:
        if self._child is not None:
            self._child.end(ours=ours)
            self._child = None

    def _asked(self, request: bytes) -> Markup:
        child = self._child
        if child is None or child.process.poll() is not None or child.pages >= _PAGES:
            self._drop(ours=True)
            child = self._child = _Child(self._cpu, self._memory)
        try:
            answer = child.ask(request, time.monotonic() + self._wall)
            return _markup(answer)
        except ParserLostError:
            self._drop(ours=True)
            raise


class _KilledError(ParserLostError):
    """By SIGKILL, and not by us."""


class _Child:
    def __init__(self, cpu: float, memory: int) -> None:
        arguments = (str(_ROOT), str(os.getpid()), str(cpu), str(memory))
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd="/", env={}, start_new_session=True, bufsize=0,
        )  # fmt: skip
        self.pages = 0
        pipes = (self.process.stdin, self.process.stdout)
        self._into, self._from = (cast("IO[bytes]", pipe).fileno() for pipe in pipes)
        os.set_blocking(self._into, False)
        os.set_blocking(self._from, False)

    def ask(self, request: bytes, deadline: float) -> bytes:
        """Send one framed page, wait for one frame until `deadline` (monotonic)."""
        self.pages += 1
        rest = memoryview(request)
        try:
            while rest:
                self._ready(self._into, select.POLLOUT, deadline)
                rest = rest[os.write(self._into, rest) :]
        except BrokenPipeError:
            raise self._lost() from None
        size = int.from_bytes(self._received(4, deadline), "big")
        if size > _ANSWER_CAP:
            raise ParserLostError("parser:crash")
        return self._received(size, deadline)

    def end(self, *, ours: bool) -> None:
        """Kill it, and close this process's ends of its pipes; a parent's child is only let go."""
        if ours:
            self.process.kill()
            self.process.wait()
        else:
            self.process.poll()  # learns that there is no such child of this process, and forgets it
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _received(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            self._ready(self._from, select.POLLIN, deadline)
            part = os.read(self._from, size)
            if not part:
                raise self._lost()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _ready(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ParserLostError("parser:wall")

    def _lost(self) -> ParserLostError:
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:  # closed its pipes and lives on
            return ParserLostError("parser:crash")
        if code == -signal.SIGKILL:
            return _KilledError("parser:crash")
        return ParserLostError("parser:cpu" if code == -signal.SIGPROF else "parser:crash")


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def _markup(answer: bytes) -> Markup:
    """Check an answer as if a stranger wrote it: a page may have taken the child over."""
    try:
        found: Any = json.loads(answer)
        if set(found) == {"lost"}:
            raise ParserLostError("parser:memory")
        page = Markup(**found)
        for name in ("title", "lang", "refresh"):
            setattr(page, name, tidy(getattr(page, name), 1000 if name == "refresh" else ENTRY))
        page.text = tidy(page.text, TEXT_CAP)
        for name in ("meta", "heading", "anchor", "alt", "label", "host"):
            setattr(page, name, tidy_all(getattr(page, name)[:ENTRIES]))
        for name in ("length", "hidden", "images", "scripts", "links"):
            setattr(page, name, min(max(0, int(getattr(page, name))), HTML_CAP))
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
        raise ParserLostError("parser:crash") from None
    return page
