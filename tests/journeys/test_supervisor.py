"""The supervisor with real processes: what dies comes back, and a stop leaves nothing behind."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from screening.supervise.redis_server import answers, server_argv
from tests.servers.supervised import Plan, Supervised
from tests.waiting import eventually

# `: name` makes a process findable by its command line. A `wait` ends at once by a signal, a `sleep` of the shell's
# own does not.
SLEEPER = Plan("sleeper", ["sh", "-c", ": sleeper; sleep 1000 & wait"])
STUBBORN = Plan("stubborn", ["sh", "-c", ": stubborn; trap '' TERM INT HUP; while :; do sleep 1; done"])
# A parent that goes away and leaves a child which has left its session, as a work-horse leaves its worker.
RUNAWAY = "setsid sh -c ': runaway; while :; do sleep 1; done' &"

Start = Callable[..., Supervised]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Start]:
    started: list[Supervised] = []

    def start(*stages: list[Plan], **options: object) -> Supervised:
        started.append(Supervised(tmp_path, *stages, **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for supervised in started:
        supervised.end()


def test_a_killed_program_is_started_again(supervise: Start) -> None:
    supervised = supervise([SLEEPER])
    first = supervised.runs(": sleeper")
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervised.living(": sleeper") - {first})
    assert "sleeper ended by signal 9 (Killed)" in supervised.log


@pytest.mark.parametrize("before", [":", "trap '' INT TERM"], ids=["as a terminal does", "ignored by the parent"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_to_stop_leaves_no_process(supervise: Start, number: signal.Signals, before: str) -> None:
    supervised = supervise([SLEEPER], [SLEEPER, STUBBORN], before=before, grace=0.2)
    supervised.runs(": stubborn")
    assert supervised.stop(number) == 0
    assert supervised.living() == set()
    assert "next in" not in supervised.log  # what ends because of the stop is no death


def test_a_hangup_that_nohup_ignores_does_not_stop(supervise: Start) -> None:
    supervised = supervise([SLEEPER], before="trap '' HUP")
    first = supervised.runs(": sleeper")
    supervised.process.send_signal(signal.SIGHUP)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervised.living(": sleeper") - {first})


def test_programs_get_their_signals_back(supervise: Start) -> None:
    show = (
        "import signal; print(signal.getsignal(2).__name__, int(signal.getsignal(15)), signal.pthread_sigmask(0, ()))"
    )
    supervised = supervise([Plan("show", [sys.executable, "-c", show])], before="trap '' INT TERM")
    eventually(lambda: "default_int_handler 0 set()" in supervised.log)


@pytest.mark.parametrize("rest", ["exec sleep 1000", "wait"], ids=["parent has become another", "parent waits"])
def test_a_stop_ends_a_grandchild_that_left_its_session(supervise: Start, rest: str) -> None:
    supervised = supervise([Plan("parent", ["sh", "-c", f"{RUNAWAY} {rest}"])])
    eventually(lambda: any(os.getsid(pid) == pid for pid in supervised.living(": runaway; while") if _is_shell(pid)))
    assert supervised.stop() == 0
    assert supervised.living() == set()


def test_a_grandchild_that_outlives_its_parent_is_ended_at_once(supervise: Start) -> None:
    supervised = supervise([Plan("parent", ["sh", "-c", f"{RUNAWAY} : parent; sleep 1000 & wait"])])
    parent = supervised.runs(": parent")
    runaway = eventually(lambda: {pid for pid in supervised.living(": runaway") if os.getsid(pid) == pid} - {parent})
    os.kill(parent, signal.SIGKILL)
    eventually(lambda: not supervised.living() & runaway)
    eventually(lambda: re.search(r"ending process \d+, which has outlived its parent", supervised.log))


def test_nothing_outlives_a_killed_supervisor(supervise: Start) -> None:
    """A fork does not inherit the tie to the parent: a worker's horse calls die_with_parent itself, as here."""
    horse = (
        "import os, signal; from screening.supervise.process import die_with_parent\n"
        "parent = os.getpid()\n"
        "if os.fork() == 0: os.setpgrp(); die_with_parent(parent); print('horse is tied', flush=True)\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True: signal.pause()"
    )
    supervised = supervise([SLEEPER, STUBBORN, Plan("worker", [sys.executable, "-c", horse])])
    supervised.runs(": stubborn")
    eventually(lambda: "horse is tied" in supervised.log)
    tied = supervised.living("stubborn") | supervised.living("horse") | supervised.living(": sleeper")
    supervised.process.kill()
    supervised.process.wait()
    eventually(lambda: not supervised.living() & tied, limit=5)


def test_the_last_stage_stops_first(supervise: Start, tmp_path: Path) -> None:
    def noting(name: str) -> Plan:
        note = (
            f"trap 'sleep 0.1; echo {name} >> {tmp_path}/order; exit' TERM; : > {tmp_path}/{name}.up; sleep 1000 & wait"
        )
        return Plan(name, ["sh", "-c", note], ready=f"{tmp_path}/{name}.up")

    supervised = supervise([noting("redis")], [noting("sweeper")], [noting("web")])
    eventually((tmp_path / "web.up").exists)
    supervised.stop()
    assert (tmp_path / "order").read_text().split() == ["web", "sweeper", "redis"]


def test_a_stage_waits_until_the_one_before_is_ready(supervise: Start, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    first = Plan("first", SLEEPER.argv, ready=str(ready))
    second = Plan("second", ["sh", "-c", f"ls {ready}; sleep 1000 & wait"])
    supervised = supervise([first], [second])
    supervised.runs(": sleeper")
    ready.touch()
    eventually(lambda: "second runs" in supervised.log)
    eventually(lambda: f"{ready}\n" in supervised.log)  # it found the file, so it came after it


def test_a_stage_that_is_never_ready_does_not_keep_the_others_down(supervise: Start, tmp_path: Path) -> None:
    first = Plan("first", SLEEPER.argv, ready=str(tmp_path / "never"))
    supervised = supervise([first], [STUBBORN], patience=0.2)
    supervised.runs(": stubborn")
    assert "not ready after 0 s: first" in supervised.log


def test_a_program_that_keeps_dying_is_told_plainly_and_tried_less_often(supervise: Start) -> None:
    supervised = supervise([Plan("broken", ["sh", "-c", "exit 3"])])
    eventually(lambda: "ERROR broken ended, status 3; 5 times in a row; next in 1.6 s" in supervised.log)
    pauses = re.findall(r"broken ended.* next in ([\d.]+) s", supervised.log)
    assert pauses[:5] == ["0.1", "0.2", "0.4", "0.8", "1.6"]


def test_a_program_that_does_not_exist_is_named_and_the_others_run(supervise: Start) -> None:
    supervised = supervise([Plan("absent", ["/nowhere/absent"]), SLEEPER])
    supervised.runs(": sleeper")
    eventually(lambda: "absent cannot be started: [Errno 2] No such file or directory" in supervised.log)


def test_a_killed_redis_comes_back_with_what_it_had(supervise: Start, redis_binary: Path, tmp_path: Path) -> None:
    socket = tmp_path / "redis.sock"
    supervised = supervise([Plan("redis", server_argv(redis_binary, tmp_path, socket), ready=str(socket))])
    eventually(lambda: answers(socket))
    with redis.Redis(unix_socket_path=str(socket)) as client:
        client.set("hint", "42")
        killed = client.info("server")["process_id"]
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: "redis ended by signal 9" in supervised.log and answers(socket))
        assert client.get("hint") == b"42"
        second = client.info("server")["process_id"]
    assert supervised.stop() == 0
    assert not Path(f"/proc/{second}").exists()  # it has written over its environment, so the mark does not find it


def _is_shell(pid: int) -> bool:
    return Path(f"/proc/{pid}/comm").read_text().strip() == "sh"
