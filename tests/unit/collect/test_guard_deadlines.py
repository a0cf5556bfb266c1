import socket
import threading
import time

import pytest

from screening.collect.guard import Fetched, Limits
from tests.hostile.server import HOME, Exchange, HostileServer, Script
from tests.hostile.world import World
from tests.waiting import eventually

URL = "http://shop.example/"
DEADLINE = 0.6
# A read timeout above the deadline: only the watchdog can end these.
PATIENT = Limits(connect=5, read=5, deadline=DEADLINE)
HASTY = Limits(connect=0.2, read=0.2, deadline=5)
HEAD = b"HTTP/1.1 200 OK\r\n"


def _slowly(*first: bytes, then: bytes) -> Script:
    """A script: some bytes at once, then one piece each 50 ms for ever."""

    def script(exchange: Exchange) -> None:
        exchange.send(*first)
        exchange.drip((then for _ in range(10_000)), every=0.05)

    return script


def _timed(site: HostileServer, limits: Limits, url: str = URL) -> tuple[Fetched, float]:
    guard = World({80: site.port, 443: site.port}).guard(limits)
    start = time.monotonic()
    return guard.fetch(url), time.monotonic() - start


@pytest.mark.parametrize(
    ("script", "status"),
    [
        pytest.param(_slowly(HEAD, b"\r\n", then=b"x"), 200, id="case_40_without_length"),
        pytest.param(_slowly(HEAD, b"Content-Length: 99999\r\n\r\n", then=b"x"), 200, id="case_40_with_length"),
        pytest.param(
            _slowly(HEAD, b"Transfer-Encoding: chunked\r\n\r\n", then=b"1\r\nx\r\n"), 200, id="case_39_chunks"
        ),
        pytest.param(_slowly(HEAD, then=b"X-More: y\r\n"), 0, id="case_41_headers"),
        pytest.param(_slowly(HEAD, b"X-Long: ", then=b"y"), 0, id="case_41_header_line"),
        pytest.param(_slowly(then=b"H"), 0, id="case_41_status_line"),
        pytest.param(_slowly(then=b"HTTP/1.1 100 Continue\r\n\r\n"), 0, id="case_43"),
    ],
)
def test_slow_bytes_end_at_the_deadline(site: HostileServer, script: Script, status: int) -> None:
    site.scripts["/"] = script
    fetched, took = _timed(site, PATIENT)
    assert (fetched.cause, fetched.status) == ("deadline", status)
    assert len(fetched.body) < 100
    assert DEADLINE <= took < DEADLINE + 2  # not a speed claim: without the watchdog it would be for ever


def test_case_40_what_came_before_the_deadline_is_kept(site: HostileServer) -> None:
    site.scripts["/"] = _slowly(HEAD, b"\r\n", b"<title>", then=b".")
    fetched, _ = _timed(site, PATIENT)
    assert fetched.body.startswith(b"<title>..")
    assert fetched.truncated


def test_case_43_continues_without_end_or_pause_are_bounded_by_the_wire_cap(site: HostileServer) -> None:
    def flood(exchange: Exchange) -> None:
        while True:
            exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    site.scripts["/"] = flood
    fetched, _ = _timed(site, Limits())
    assert (fetched.cause, fetched.status) == ("headers", 0)


@pytest.mark.parametrize(
    ("limits", "cause"),
    [pytest.param(HASTY, "timeout", id="case_42_read"), pytest.param(PATIENT, "deadline", id="case_42_deadline")],
)
def test_a_silent_server_is_left(site: HostileServer, limits: Limits, cause: str) -> None:
    site.scripts["/"] = Exchange.hold
    fetched, took = _timed(site, limits)
    assert (fetched.cause, fetched.status) == (cause, 0)
    assert took < 4


def test_case_42_a_black_hole_ends_at_the_connect_timeout() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind((HOME, 0))
        full.listen(0)
        for sock in (first, second):  # from here on the kernel answers no SYN
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        world = World({80: full.getsockname()[1]})
        start = time.monotonic()
        fetched = world.guard(HASTY).fetch(URL)
        assert fetched.cause == "timeout"
        assert time.monotonic() - start < 4


@pytest.mark.parametrize("limits", [PATIENT, HASTY], ids=["case_48_deadline", "case_48_read"])
def test_a_handshake_that_never_ends_is_left(limits: Limits) -> None:
    with HostileServer(raw=Exchange.hold) as silent:
        fetched, took = _timed(silent, limits, "https://shop.example/")
    assert (fetched.cause, fetched.status) == ("deadline" if limits is PATIENT else "timeout", 0)
    assert took < 4


def test_case_48_a_dripping_handshake_ends_at_the_deadline() -> None:
    # The head of a handshake record of 16 kB, then a byte now and again.
    with HostileServer(raw=_slowly(b"\x16\x03\x03\x40\x00", then=b"\x02")) as slow:
        fetched, _ = _timed(slow, PATIENT, "https://shop.example/")
    assert fetched.cause == "deadline"


def test_the_deadline_is_one_for_the_whole_chain(site: HostileServer) -> None:
    def slow_redirect(exchange: Exchange) -> None:
        exchange.drip([b"HTTP/1.1 302 Found\r\n"], every=DEADLINE * 0.6)
        exchange.send(f"Location: {exchange.path}x\r\nContent-Length: 0\r\n\r\n".encode())

    site.scripts = {"/" + "x" * n: slow_redirect for n in range(9)}
    fetched, took = _timed(site, PATIENT)
    assert fetched.cause == "deadline"
    assert len(fetched.hops) == 1
    assert took < DEADLINE + 2


def test_time_spent_in_the_resolver_counts(site: HostileServer) -> None:
    world = World({80: site.port})
    late = Limits(deadline=0.0)
    assert world.guard(late).fetch(URL).cause == "deadline"
    assert world.dialled == []


def test_no_thread_outlives_a_fetch(site: HostileServer) -> None:
    site.scripts["/"] = Exchange.hold
    _timed(site, HASTY)
    eventually(lambda: not any(thread.name == "watchdog" for thread in threading.enumerate()))
