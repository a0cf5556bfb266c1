"""Turns within one process, and for all processes together over a real Redis."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from screening.collect.web.turns import LocalTurns
from screening.dispatch.queue import connect
from screening.dispatch.turns import Pace, RedisTurns
from screening.ports import Turns
from tests.contract.turn_taker import ROUNDS
from tests.parts import need
from tests.servers.redis import RedisServer
from tests.servers.tether import tethered
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
SITE, OTHER = "93.184.216.34", "8.8.8.8"
MANY = 1_000_000  # of what a test is not about
Make = Callable[..., Turns]
Hire = Callable[..., "Taker"]


class Taker:
    """Another process that takes turns."""

    def __init__(self, url: str, pace: Pace) -> None:
        numbers = map(str, (pace.concurrent, pace.rate, pace.burst, pace.lease))
        argv = tethered([sys.executable, "-m", "tests.contract.turn_taker", url, *numbers])
        self.process = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def told(self, verb: str, place: str = SITE) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{verb} {place}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def redis(start_redis: Callable[..., RedisServer], redis_binary: Path) -> RedisServer:
    return start_redis(binary=redis_binary)


@pytest.fixture
def client(redis: RedisServer) -> Iterator[Redis]:
    with connect(redis.url) as client:
        yield client


def over(client: Redis, pace: Pace, pause: float = 60) -> RedisTurns:
    """Turns over Redis; without it one at a time at each place, at most two a minute."""
    return RedisTurns(client, LocalTurns(1, 1 / 30, 2), pace, prefix="test", pause=pause)


@pytest.fixture
def hire(redis: RedisServer) -> Iterator[Hire]:
    """Start processes that take turns at some pace."""
    hired: list[Taker] = []

    def one(pace: Pace) -> Taker:
        hired.append(Taker(redis.url, pace))
        return hired[-1]

    yield one
    for taker in hired:
        taker.kill()


@pytest.fixture(params=["local", "embedded redis", "debian redis"])
def make(request: pytest.FixtureRequest, start_redis: Callable[..., RedisServer]) -> Iterator[Make]:
    """Make turns of either kind."""
    if request.param == "local":
        yield LocalTurns
        return
    server = start_redis(binary=need("redis-server")) if "debian" in request.param else start_redis()
    with connect(server.url) as client:
        yield lambda concurrent, rate, burst: over(client, Pace(concurrent, rate, burst, lease=60))


def test_case_59_a_burst_is_let_in_and_the_next_has_to_wait(make: Make) -> None:
    turns = make(concurrent=10, rate=0.001, burst=4)
    assert [turns.enter(SITE, 0) for _ in range(6)] == [True] * 4 + [False] * 2
    assert turns.enter(OTHER, 0)  # another address has turns of its own


def test_case_59_no_more_than_so_many_at_a_time(make: Make) -> None:
    turns = make(concurrent=2, rate=MANY, burst=MANY)
    assert [turns.enter(SITE, 0) for _ in range(3)] == [True, True, False]
    turns.leave(SITE)
    assert [turns.enter(SITE, 0) for _ in range(2)] == [True, False]
    assert turns.enter(OTHER, 0)


def test_one_who_waits_is_let_in_when_another_leaves(make: Make) -> None:
    turns = make(concurrent=1, rate=MANY, burst=MANY)
    assert turns.enter(SITE, 0)
    came: list[bool] = []
    waiting = threading.Thread(target=lambda: came.append(turns.enter(SITE, 10)))
    waiting.start()
    turns.leave(SITE)
    waiting.join(10)
    assert came == [True]


def test_one_who_waits_is_let_in_when_the_next_second_comes(make: Make) -> None:
    turns = make(concurrent=9, rate=20, burst=1)
    assert turns.enter(SITE, 0)
    assert turns.enter(SITE, 10)


def test_one_who_waits_in_vain_is_told_so(make: Make) -> None:
    turns = make(concurrent=1, rate=MANY, burst=MANY)
    assert turns.enter(SITE, 0)
    assert not turns.enter(SITE, 0.1)
    turns.leave(SITE)
    assert turns.enter(SITE, 0)


def test_nobody_enters_a_place_that_rests_and_the_longer_rest_holds(make: Make) -> None:
    turns = make(concurrent=9, rate=MANY, burst=MANY)
    turns.rest(SITE, 3600)
    turns.rest(SITE, 0.01)
    turns.rest(OTHER, 0.05)
    assert not turns.enter(SITE, 0.1)
    assert turns.enter(OTHER, 10)


def test_a_place_may_have_any_name(make: Make) -> None:
    turns = make(concurrent=1, rate=MANY, burst=MANY)
    places = ["", "x" * 1_000_000, "a\x00b\r\nFLUSHALL\r\n", "\udc80", "b\u00fccher.example", "*", "{a}b"]
    assert all(turns.enter(place, 0) for place in places)
    assert not any(turns.enter(place, 0) for place in places)
    for place in places:
        turns.leave(place)
    assert all(turns.enter(place, 0) for place in places)


def test_case_59_so_many_at_a_time_are_of_all_processes_together(client: Redis, hire: Hire) -> None:
    pace = Pace(concurrent=2, rate=MANY, burst=MANY, lease=60)
    takers = [hire(pace) for _ in range(3)]
    assert [taker.told("enter") for taker in takers] == ["True", "True", "False"]
    assert not over(client, pace).enter(SITE, 0)
    takers[0].told("leave")
    assert takers[2].told("enter") == "True"


def test_case_59_a_burst_is_of_all_processes_together(client: Redis, hire: Hire) -> None:
    pace = Pace(concurrent=MANY, rate=0.001, burst=3, lease=60)
    one, other = hire(pace), hire(pace)
    told = [taker.told("enter") for taker in (one, other, one, other, one)]
    assert told == ["True"] * 3 + ["False"] * 2
    assert not over(client, pace).enter(SITE, 0)


def test_a_rest_is_obeyed_by_all_processes(client: Redis, hire: Hire) -> None:
    pace = Pace(concurrent=9, rate=MANY, burst=MANY, lease=60)
    over(client, pace).rest(SITE, float("inf"))
    (key,) = client.keys("turns:test:*")
    assert 0 < client.pttl(key) <= 86_400_000  # the longest is a day
    taker = hire(pace)
    assert [taker.told("enter"), taker.told("enter", OTHER)] == ["False", "True"]


def test_the_turn_of_a_process_that_is_killed_comes_back(client: Redis, hire: Hire) -> None:
    pace = Pace(concurrent=1, rate=0.1, burst=1000, lease=1)  # so slow that the place is not forgotten meanwhile
    taker = hire(pace)
    turns = over(client, pace)
    eventually(lambda: taker.told("enter") == "True" and not turns.enter(SITE, 0))
    taker.kill()
    assert turns.enter(SITE, 10)


def test_both_sides_of_a_fork_take_turns(hire: Hire) -> None:
    taker = hire(Pace(concurrent=2, rate=MANY, burst=4 * ROUNDS, lease=60))
    assert taker.told("fork") == "child ended with 0"


def test_who_asks_again_for_want_of_an_answer_is_let_in_once(client: Redis) -> None:
    turns = over(client, Pace(concurrent=1, rate=0.001, burst=1, lease=60))
    asked = [turns._ask(turns._enter, SITE, lease, *turns._numbers) for lease in ("one", "one", "two")]
    assert asked[:2] == [0, 0]
    assert asked[2]


def test_a_redis_that_is_killed_leaves_each_process_to_itself(redis: RedisServer, client: Redis) -> None:
    turns = over(client, Pace(concurrent=5, rate=MANY, burst=MANY, lease=60))
    assert [turns.enter(SITE, 0) for _ in range(3)] == [True] * 3
    redis.kill()
    turns.leave(SITE)
    assert [turns.enter(SITE, 0) for _ in range(2)] == [True, False]
    turns.rest(OTHER, 60)
    assert not turns.enter(OTHER, 0)
    for _ in range(3):
        turns.leave(SITE)
    assert turns.enter(SITE, 0)


def test_turns_are_shared_again_when_redis_is_back(redis: RedisServer, client: Redis, hire: Hire) -> None:
    pace = Pace(concurrent=1, rate=MANY, burst=MANY, lease=60)
    turns = over(client, pace, pause=0.05)
    redis.kill()
    assert turns.enter(SITE, 0)
    turns.leave(SITE)
    redis.start()  # without the script, too
    taker = hire(pace)
    assert taker.told("enter") == "True"

    def is_refused() -> bool:
        entered = turns.enter(SITE, 0)
        if entered:
            turns.leave(SITE)
        return not entered

    eventually(is_refused, every=0.05)
    taker.told("leave")
    assert turns.enter(SITE, 0)


def test_a_redis_that_hangs_is_not_waited_for_at_every_turn() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        client = connect(f"redis://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.05)
        turns = over(client, Pace(concurrent=5, rate=MANY, burst=MANY, lease=60))
        with pytest.raises(BlockingIOError):  # making them has contacted nobody
            silent.accept()
        assert turns.enter(SITE, 0)
        for _ in range(2):  # it was tried twice
            silent.accept()[0].close()
        assert not turns.enter(SITE, 0)
        turns.leave(SITE)
        turns.rest(SITE, 1)
        with pytest.raises(BlockingIOError):
            silent.accept()
        client.close()


def test_a_full_redis_leaves_each_process_to_itself(client: Redis) -> None:
    turns = over(client, Pace(concurrent=5, rate=MANY, burst=MANY, lease=60), pause=0)
    assert [turns.enter(SITE, 0) for _ in range(3)] == [True] * 3
    client.config_set("maxmemory", "1")
    with pytest.raises(RedisError):
        client.set("a", "b")
    assert [turns.enter(SITE, 0) for _ in range(2)] == [True, False]
    turns.rest(OTHER, 60)
    assert client.keys() != []
    client.config_set("maxmemory", "0")
    for _ in range(4):
        turns.leave(SITE)
    assert [turns.enter(SITE, 0) for _ in range(6)] == [True] * 5 + [False]


def test_what_is_in_redis_may_be_lost_at_any_moment(client: Redis) -> None:
    turns = over(client, Pace(concurrent=1, rate=MANY, burst=MANY, lease=60))
    assert turns.enter(SITE, 0)
    client.flushall()
    client.script_flush()
    turns.leave(SITE)
    assert [turns.enter(SITE, 0) for _ in range(2)] == [True, False]
    (key,) = client.keys()
    client.set(key, "not ours")
    assert turns.enter(SITE, 0)


def test_redis_does_not_grow(client: Redis) -> None:
    turns = over(client, Pace(concurrent=2, rate=20, burst=40, lease=0.2))
    for number in range(200):
        assert turns.enter(f"place {number} " + "x" * 10_000, 10)
    for _ in range(20):
        assert turns.enter(SITE, 10)  # each but two when a lease has ended
        assert all(client.hlen(key) <= 2 + 2 for key in client.scan_iter())  # the bucket, and those inside
    turns.rest(SITE, 0.2)
    assert all(client.pttl(key) != -1 for key in client.scan_iter())  # -1: without an end
    eventually(lambda: client.dbsize() == 0)


def test_a_clock_that_is_set_back_shuts_no_place(client: Redis) -> None:
    turns = over(client, Pace(concurrent=1, rate=0.001, burst=1, lease=60))
    assert turns.enter(SITE, 0)
    (key,) = client.keys()
    ahead = (time.time() + 3600) * 1000
    lease = next(field for field in client.hkeys(key) if len(field) == 16)
    client.hset(key, mapping={"at": ahead, lease: ahead})
    assert turns.enter(SITE, 0)
