"""The page tier (guarded fetch, parsing, evidence) against a bare requests.Session pool that only reads the bytes."""

import itertools
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import requests

from bench.pairing import against
from bench.web_server import pages
from screening.collect.guard import Guard, Manners
from screening.collect.html.parser_pool import ParserPool
from screening.collect.html.visit import Visitor
from screening.collect.page import evidence_of
from screening.collect.suffixes import BundledSuffixes
from screening.collect.web.leash import LIMITS, dial
from screening.collect.web.turns import LocalTurns
from tests.processes import children_of, cpu_seconds

_NOW = datetime(2026, 1, 2, tzinfo=UTC)
_ROUND = 1_000  # pages
_PARSED = 500


def fetching(connections: int = 128) -> str:
    """Pages of 30 kB at 200 ms, each at a name and an address of its own, so many at a time, in one process each."""
    with _web() as port, _crew(connections) as crew, _ours(port) as look:
        ours = _Bill(partial(_round, crew, look))
        peer = _Bill(partial(_round, crew, partial(_peer, threading.local(), port)))
        line = against(f"pages seen, {connections} at a time", ours, "bare requests.Session reading bytes", peer)
        return f"{line}; CPU {ours.each:.1f} and {peer.each:.1f} ms a page"


def parsing() -> str:
    """Pages of 30 kB a second through one parser child; 50 are promised."""
    pool, bodies = ParserPool(), pages()
    try:
        pool.parse(b"<p>warm")
        bill = _Bill(partial(_parse, pool, bodies))
        began = time.perf_counter()
        rate = bill() / (time.perf_counter() - began)
        return f"pages parsed by one child: {rate:,.0f}/s; promised: 50/s; CPU {bill.each:.1f} ms a page"
    finally:
        pool.close()


def _parse(pool: ParserPool, bodies: list[bytes]) -> int:
    for number in range(_PARSED):
        pool.parse(bodies[number % len(bodies)], content_type="text/html; charset=utf-8", host="shop.com")
    return _PARSED


class _Bill:
    """Work, and the CPU time that it and its child processes take, the web server apart."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work, self._seconds, self._done = work, 0.0, 0

    def __call__(self) -> int:
        before = _spent()
        done = self._work()
        self._seconds += _spent() - before
        self._done += done
        return done

    @property
    def each(self) -> float:
        """Milliseconds for one."""
        return 1000 * self._seconds / self._done


def _spent() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = [pid for pid, line in children_of(os.getpid()).items() if "web_server" not in line]
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(cpu_seconds, living))


@contextmanager
def _web() -> Iterator[int]:
    argv = [sys.executable, "-m", "bench.web_server"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


@contextmanager
def _crew(connections: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(connections) as crew:
        yield crew


def _round(crew: ThreadPoolExecutor, visit: Callable[[int], bool]) -> int:
    assert all(crew.map(visit, itertools.islice(_numbers, _ROUND)))
    return _ROUND


_numbers = itertools.count(1)


@contextmanager
def _ours(port: int) -> Iterator[Callable[[int], bool]]:
    suffixes = BundledSuffixes()

    def resolve(host: str) -> tuple[str, ...]:
        return (_address("93", int(host.removeprefix("shop").partition(".")[0])),)

    def loopback(address: tuple[str, int], timeout: float) -> Any:
        return dial((f"127{address[0].removeprefix('93')}", port), timeout)

    manners = Manners(
        LocalTurns(LIMITS.concurrent, LIMITS.rate, LIMITS.burst),
        lambda host: suffixes.split(host).registrable or host,
    )
    pool = ParserPool(os.cpu_count() or 1)
    visitor = Visitor(Guard(resolve, dial=loopback, manners=manners), pool, time.monotonic)

    def look(number: int) -> bool:
        url = f"http://shop{number}.com/"
        found = evidence_of([visitor.visit(url, time.monotonic() + 20)], _NOW)
        assert found.facts["kind"] == "content", found
        return True

    try:
        yield look
    finally:
        pool.close()


def _peer(sessions: Any, port: int, number: int) -> bool:
    if not hasattr(sessions, "own"):  # one for each thread
        sessions.own = requests.Session()
    answer = sessions.own.get(f"http://{_address('127', number)}:{port}/", timeout=(3, 5))
    return answer.status_code == 200 and len(answer.content) > 20_000


def _address(first: str, number: int) -> str:
    return f"{first}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
