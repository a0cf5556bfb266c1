"""One parser child as its parent sees it: started by exec, asked one page at a time, ended when it overruns."""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, cast, get_type_hints

import orjson

import screening
from screening.collect.html.markup import HTML_CAP, TEXT_CAP, Markup
from screening.collect.html.tidy import ENTRIES, ENTRY, tidy, tidy_all
from screening.model.errors import ScreeningError
from screening.model.sketch import SIZE

_ROOT = Path(screening.__file__).parent.parent
# -I keeps the caller's environment out; the package is the parent's own copy, and nothing else comes from its folder.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import screening; del sys.path[0]; "
    "from screening.collect.html.parser_child import main; main()"
)
_ANSWER_CAP = 8_000_000  # bytes; a page's fields of 200 entries each, escaped, stay below
_PAGES = 1_000  # a child is replaced after so many: what leaks or fragments goes with it
_LIMITS: Final = {"text": TEXT_CAP, "refresh": 1000, "icon": 1000}  # characters, where it is not what an entry may have
_LOST: Final = {"memory": "parser:memory", "not-text": "not-text"}  # what a child may say instead of a page


class ParserLostError(ScreeningError):
    """A page could not be read. `cause`: `parser:cpu`, `parser:memory`, `parser:wall` or `parser:crash` where it took
    its parser down, `not-text` where it is rubbish, `parser:busy` or `parser:start` where there was none to read it.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"the page could not be parsed within its limits ({cause})")
        self.cause = cause


class BereavedError(ParserLostError):
    """The thread that started the child ended, and the kernel took that for the end of its parent."""


class ParserProcess:
    """A child that reads pages, one after the other; belongs to one thread at a time."""

    def __init__(self, cpu: float, memory: int) -> None:
        """Start it.

        Args:
            cpu: CPU seconds for one page.
            memory: bytes of address space.

        Raises:
            ParserLostError: the system starts no process now.
        """
        arguments = (str(_ROOT), str(os.getpid()), str(cpu), str(memory))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd="/", env={}, start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise ParserLostError("parser:start") from error
        self.pid = self._process.pid
        self._starter = threading.current_thread()
        self._most = memory // 2
        self._pages = 0
        pipes = (self._process.stdin, self._process.stdout)
        self._into, self._from = (cast("IO[bytes]", pipe).fileno() for pipe in pipes)
        os.set_blocking(self._into, False)
        os.set_blocking(self._from, False)

    @property
    def fit(self) -> bool:
        """Whether it lives, is not old, and has half its memory left: a page is not to pay for those before it."""
        return self._process.poll() is None and self._pages < _PAGES and self._size() < self._most

    def read(self, head: dict[str, str], body: bytes, wall: float) -> Markup:
        """Have one page read.

        Args:
            head: `type` and `host` as the child takes them.
            body: the page.
            wall: seconds.

        Raises:
            ParserLostError: it could not be; the child is of no further use, and the caller ends it.
        """
        self._pages += 1
        deadline = time.monotonic() + wall
        self._send(_framed(json.dumps(head).encode("ascii")) + _framed(body), deadline)
        size = int.from_bytes(self._received(4, deadline), "big")
        if size > _ANSWER_CAP:
            raise ParserLostError("parser:crash")
        return markup_of(self._received(size, deadline))

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        self._hang_up()

    def let_go(self) -> None:
        """Close what a fork inherited of it; it is another process's child."""
        self._process.poll()  # learns that there is no such child of this process, and forgets it
        self._hang_up()

    def _hang_up(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _size(self) -> int:
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_bytes().split()[0]
        except OSError:  # ends just now, or there is no /proc
            return 0
        return int(pages) * resource.getpagesize()

    def _send(self, request: bytes, deadline: float) -> None:
        rest = memoryview(request)
        try:
            while rest:
                self._ready(self._into, select.POLLOUT, deadline)
                rest = rest[os.write(self._into, rest) :]
        except BrokenPipeError:
            raise self._gone() from None

    def _received(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            self._ready(self._from, select.POLLIN, deadline)
            part = os.read(self._from, size)
            if not part:
                raise self._gone()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _ready(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ParserLostError("parser:wall")

    def _gone(self) -> ParserLostError:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:  # closed its pipes and lives on
            return ParserLostError("parser:crash")
        if code == -signal.SIGKILL and not self._starter.is_alive():
            return BereavedError("parser:crash")
        return ParserLostError("parser:cpu" if code == -signal.SIGPROF else "parser:crash")


def markup_of(answer: bytes) -> Markup:
    """Check an answer as if a stranger wrote it: a page may have taken the child over.

    Args:
        answer: JSON.

    Raises:
        ParserLostError: the child could not read the page, or this is no answer.
    """
    try:
        found: dict[str, Any] = orjson.loads(answer)
        if set(found) == {"lost"}:
            raise ParserLostError(_LOST[found["lost"]])
        return Markup(**{name: _checked(name, value) for name, value in found.items()})
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
        raise ParserLostError("parser:crash") from None


def _checked(name: str, value: Any) -> Any:
    kind, limit = _kinds()[name], _LIMITS.get(name, ENTRY)
    if kind is str:
        return tidy(value, limit)
    if kind is int:
        return min(max(0, int(value)), HTML_CAP)
    if kind is bool:
        return bool(value)
    if kind == list[int]:
        return sorted({int(entry) % 2**32 for entry in value[:SIZE]})
    entries = tidy_all(value[:ENTRIES], limit)
    return tuple(entries) if kind == tuple[str, ...] else entries


@cache
def _kinds() -> dict[str, Any]:
    """Markup's fields with their types; whoever gives it one that is not checked here is told."""
    hints = get_type_hints(Markup)
    kinds = {field.name: hints[field.name] for field in fields(Markup)}
    checked = (str, int, bool, list[int], list[str], tuple[str, ...])
    if unknown := [name for name, kind in kinds.items() if kind not in checked]:
        raise NotImplementedError(f"nothing checks what a parser says of {', '.join(unknown)}")
    return kinds


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content
