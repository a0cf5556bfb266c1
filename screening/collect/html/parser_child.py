"""The process that parses pages: reads a page, answers with what it shows, dies when one costs too much.

Frames are a 4-byte big-endian length and that many bytes: first a JSON head, then the page; one JSON frame back.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from typing import BinaryIO

import orjson
from selectolax.lexbor import SelectolaxError

from screening.collect.html.charset import decode, is_text
from screening.collect.html.markup import HTML_CAP, read

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38


def main() -> None:
    """Serve until the parent hangs up. argv: parent's pid, CPU seconds a page, bytes of address space."""
    parent, cpu, memory = int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    _confine(parent, memory)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (head := _receive(requests)) is not None:
        body = _receive(requests)
        if body is None:
            return
        signal.setitimer(signal.ITIMER_PROF, cpu)  # CPU time, not wall; SIGPROF ends us, even inside C
        try:
            answer = _read(json.loads(head), body)
        except (MemoryError, SelectolaxError):  # lexbor only fails where it gets no memory
            answer = b'{"lost": "memory"}'
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(len(answer).to_bytes(4, "big") + answer)
        answers.flush()


def _read(head: dict[str, str], body: bytes) -> bytes:
    text = decode(body[:HTML_CAP], head["type"])
    return orjson.dumps(read(text, head["host"]) if is_text(text) else {"lost": "not-text"})


def _receive(stream: BinaryIO) -> bytes | None:
    prefix = stream.read(4)
    size = int.from_bytes(prefix, "big")
    frame = stream.read(size) if len(prefix) == 4 else b""
    return frame if len(prefix) == 4 and len(frame) == size else None


def _confine(parent: int, memory: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        sys.exit()
    for number in (signal.SIGTERM, signal.SIGINT):  # sent to a whole group: the page in hand is the parent's to end
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),  # codecs are loaded when first used
    ):
        resource.setrlimit(limit, (value, value))
