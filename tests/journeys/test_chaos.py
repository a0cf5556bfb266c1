"""Workers, work-horses and Redis are killed at random while domains flow: none is lost, nothing happens twice."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from screening.model.lifecycle import Event, State
from tests.box import pages
from tests.box.box import Box, need_box
from tests.box.product import PORT, Product
from tests.parts import need
from tests.processes import children_of
from tests.waiting import eventually

SETTINGS = {"SCREENING_LEASE_SECONDS": "4", "SCREENING_HINT_SECONDS": "2", "SCREENING_ATTEMPTS": "20"}
COUNT = 50  # domains, times the scale
FLOW = 4  # submitted a second


class Monkey(threading.Thread):
    """Kills one process after another: a kind at random, then one of that kind."""

    def __init__(self, targets: Callable[[], list[list[int]]], dice: random.Random) -> None:
        super().__init__(daemon=True)
        self._targets, self._dice = targets, dice
        self._stop_asked = threading.Event()
        self.kills = 0

    def run(self) -> None:
        while not self._stop_asked.wait(self._dice.uniform(0.4, 1.2)):
            if targets := self._targets():
                with suppress(ProcessLookupError):
                    os.kill(self._dice.choice(self._dice.choice(targets)), signal.SIGKILL)
                    self.kills += 1

    def end(self) -> None:
        self._stop_asked.set()
        self.join()


def victims(supervisor: int) -> list[list[int]]:
    """Workers, their horses, Redis."""
    first = children_of(supervisor)
    workers = [pid for pid, line in first.items() if line.endswith("worker ")]
    horses = [pid for worker in workers for pid in children_of(worker)]
    redis = [pid for pid, line in first.items() if "redis-server" in line]
    return [kind for kind in (workers, horses, redis) if kind]


@pytest.fixture
def box() -> Iterator[Box]:
    need_box()
    with Box(loopback_ports=[PORT]) as box:
        yield box


def town(box: Box, count: int) -> list[str]:
    names = []
    for n in range(count):
        name = f"shop-lot{n}.com"
        kind = ("bakery", "florist", "parked", "casino-en")[n % 4]
        box.world.site(name, pages.page(kind, n, name))
        box.world.delegate(name)
        names.append(name)
    return names


def expected(n: int) -> State:
    return State.HELD if n % 4 == 3 else State.WATCHING


def check(product: Product, ids: list[str]) -> None:
    """Every case has its verdict, moved exactly once, and its look ended exactly once."""
    for n, case_id in enumerate(ids):
        case, history = product.case(case_id), product.history(case_id)
        assert case.state is expected(n), (case.domain.ascii, case.state, case.verdict)
        moves = Counter(row.event for row in history)
        first = Event.SUSPECTED if n % 4 == 3 else Event.DELEGATED
        assert moves == {Event.ACCEPTED: 1, first: 1}, (case.domain.ascii, moves)
        assert [row.sequence for row in history] == [1, 2]
    ended = product.looks_ended()
    assert ended == Counter(dict.fromkeys(ids, 1)), "a look had its effect twice"


@pytest.mark.xdist_group("chaos")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("persistence", ["aof", "none"])
def test_kills_at_random_lose_nothing_and_do_nothing_twice(
    box: Box, tmp_path: Path, scale: int, persistence: str
) -> None:
    count = COUNT * scale
    redis = {"BOX_REDIS": str(need("redis-server")), "BOX_REDIS_APPENDONLY": "no"} if persistence == "none" else {}
    with Product(box, tmp_path, {**SETTINGS, **redis}) as product:
        names = town(box, count)
        monkey = Monkey(lambda: victims(product.pid), random.Random(count))
        monkey.start()
        began = time.monotonic()
        ids = []
        try:
            for name in names:
                ids.append(product.submit(name))
                eventually(lambda: time.monotonic() > began + len(ids) / FLOW)
        finally:
            monkey.end()
        product.settle(limit=60 + count)
        check(product, ids)
        assert monkey.kills > count // 20
        print(f"\n{count} domains, {monkey.kills} kills, persistence {persistence}: {time.monotonic() - began:.1f} s")


@pytest.mark.xdist_group("chaos")
@pytest.mark.timeout(300)
def test_all_work_is_rebuilt_after_flushall(box: Box, tmp_path: Path) -> None:
    with Product(box, tmp_path, SETTINGS) as product:
        names = town(box, 40)
        ids = [product.submit(name) for name in names[:20]]
        with Redis(unix_socket_path=str(product.redis_socket)) as redis:
            for name in names[20:]:
                ids.append(product.submit(name))
                redis.flushall()
        product.settle(limit=90)
        check(product, ids)


@pytest.mark.xdist_group("chaos")
@pytest.mark.timeout(300)
def test_intake_goes_on_while_redis_is_gone_and_the_work_is_done_once_it_is_back(box: Box, tmp_path: Path) -> None:
    with Product(box, tmp_path, SETTINGS) as product:
        redis = next(pid for pid, line in children_of(product.pid).items() if "redis-server" in line)
        os.kill(redis, signal.SIGSTOP)  # hung, not dead: the worse case
        try:
            ids = [product.submit(name) for name in town(box, 8)]
        finally:
            os.kill(redis, signal.SIGCONT)
        product.settle(limit=90)
        check(product, ids)
        eventually(lambda: product.call("GET", "/readyz")[0] == 200)
