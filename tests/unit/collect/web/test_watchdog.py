import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe

import pytest

from screening.collect.web.watchdog import Watchdog
from tests.waiting import eventually


def dogs() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "watchdog"]


def told(barks: list[int], number: int) -> Callable[[], None]:
    return partial(barks.append, number)


def test_it_barks_once_at_each_when_its_time_is_up_in_order() -> None:
    watchdog, barks = Watchdog(0.2), list[int]()
    deadlines = [watchdog.watch(told(barks, number)) for number in range(20)]
    assert deadlines == sorted(deadlines)
    eventually(lambda: len(barks) == 20)
    assert time.monotonic() >= deadlines[-1]
    assert barks == [*range(20)]


def test_what_was_called_off_is_let_go() -> None:
    watchdog, barks = Watchdog(0.2), list[int]()
    watched = [told(barks, number) for number in range(4)]
    for bark in watched:
        watchdog.watch(bark)
    watchdog.call_off(watched[0])  # the one that it waits for
    watchdog.call_off(watched[2])
    eventually(lambda: 3 in barks)
    assert barks == [1, 3]


def test_one_thread_watches_all_and_ends_when_there_is_nothing_to_watch() -> None:
    eventually(lambda: not dogs())
    watchdog, barks = Watchdog(60), list[int]()
    for _ in range(2):  # it begins again
        watched = [told(barks, number) for number in range(200)]
        for bark in watched:
            watchdog.watch(bark)
        assert len(dogs()) == 1
        for bark in watched:
            watchdog.call_off(bark)
        eventually(lambda: not dogs())
    assert barks == []


@pytest.mark.filterwarnings("ignore:Exception in thread watchdog:pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_replaced() -> None:
    watchdog, barks = Watchdog(0.1), list[int]()
    watchdog.watch(sys.exit)  # ends the thread as nothing else would
    eventually(lambda: not dogs())
    watchdog.watch(told(barks, 1))
    eventually(lambda: barks == [1])


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_a_watchdog_of_its_own() -> None:
    watchdog, barks = Watchdog(0.2), list[int]()
    watchdog.watch(told(barks, 1))  # its thread lives, and stays behind
    reader, writer = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        watchdog.watch(lambda: writer.send("barked"))
        time.sleep(20)  # until it is killed
        os._exit(1)
    try:
        assert reader.poll(10)
        assert reader.recv() == "barked"
        eventually(lambda: barks == [1])
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_it_keeps_no_process_alive() -> None:
    program = "from screening.collect.web.watchdog import Watchdog; Watchdog(600).watch(print)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
