"""Hints over RQ on a real Redis: ids in JSON, one function by name, and nothing else that a message asks for."""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from screening.dispatch.queue import LOOKS, RqHints, connect
from screening.worker.jobs import listening
from tests.servers.redis import RedisServer
from tests.servers.tether import tethered
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
GOOD = ["screening.look", None, ["look_good"], {}]
QUEUE = f"rq:queue:{LOOKS}"
StartRedis = Callable[..., RedisServer]


@dataclass
class Worker:
    """A worker process, and what it has done."""

    redis: RedisServer
    folder: Path
    process: subprocess.Popen[str] | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def start(self, *, burst: bool) -> None:
        argv = [sys.executable, "-m", "tests.contract.look_worker", self.redis.url, str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                tethered([*argv, "burst"] if burst else argv),
                cwd=ROOT,
                env=os.environ | self.environ,
                stdout=log,
                stderr=log,
                text=True,
            )

    def run(self) -> list[str]:
        """Do all that is in the queue; the looks that came of it."""
        self.start(burst=True)
        assert self.process
        assert self.process.wait(30) == 0, self.log
        return [line for line in self.lines if line != "before"]

    @property
    def lines(self) -> list[str]:
        path = self.folder / "looks"
        return path.read_text("utf-8").splitlines() if path.exists() else []

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    def horse(self) -> int:
        """Wait for the horse of look_slow; its process id."""
        return int(eventually(lambda: [line for line in self.lines if line.startswith("horse")])[0].split()[1])


@pytest.fixture
def redis(start_redis: StartRedis, redis_binary: Path) -> RedisServer:
    return start_redis(binary=redis_binary)


@pytest.fixture
def client(redis: RedisServer) -> Iterator[Redis]:
    with connect(redis.url) as client:
        yield client


@pytest.fixture
def worker(redis: RedisServer, tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(redis, tmp_path)
    yield worker
    if worker.process:
        worker.process.kill()
        worker.process.wait()


@pytest.fixture
def hints(client: Redis) -> RqHints:
    return RqHints(client)


def smuggle(client: Redis, data: bytes, **fields: str) -> None:
    """Write a job into Redis by hand, as anybody can who reaches it."""
    job_id = uuid.uuid4().hex
    head = {"created_at": "2026-01-01T00:00:00.000000Z", "status": "queued", "origin": LOOKS, "timeout": "60"}
    client.hset(f"rq:job:{job_id}", mapping={"data": data, **head, **fields})
    client.sadd("rq:queues", QUEUE)
    client.rpush(QUEUE, job_id)


def packed(*call: object) -> bytes:
    return zlib.compress(json.dumps(call).encode())


def test_hints_reach_a_worker_in_order_as_ids_and_nothing_more(hints: RqHints, client: Redis, worker: Worker) -> None:
    hints.send([("look_1", 1), ("look_2", 7)])
    hints.ping()
    assert client.lrange(QUEUE, 0, -1) == [b"look_1-1", b"look_2-7"]
    raw = client.hgetall("rq:job:look_2-7")
    assert json.loads(zlib.decompress(raw[b"data"])) == ["screening.look", None, ["look_2"], {}]
    assert (raw[b"timeout"], raw[b"failure_ttl"], raw[b"result_ttl"]) == (b"200", b"3600", b"60")

    assert worker.run() == ["look_1", "look_2"]
    assert worker.lines == ["before", "look_1", "before", "look_2"]
    assert client.llen(QUEUE) == 0


def test_the_same_look_may_be_hinted_at_again(hints: RqHints, worker: Worker) -> None:
    hints.send([("look_1", 1)])
    hints.send([("look_1", 2)])
    assert worker.run() == ["look_1", "look_1"]


class _Boom:
    def __init__(self, command: str) -> None:
        self._command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self._command,)


def test_whatever_else_a_message_asks_for_is_not_done_and_the_worker_lives(
    client: Redis, worker: Worker, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    (tmp_path / "evil.py").write_text(
        f"import pathlib\npathlib.Path({str(proof)!r}).touch()\ndef run(*args): return 'done'\n", "utf-8"
    )
    worker.environ = {"PYTHONPATH": str(tmp_path)}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hooks = json.dumps([{"url": url, "job_status": status} for status in ("finished", "failed")])
        touch = f"touch {proof}"
        for data in (
            packed("os.system", None, [touch], {}),
            packed("evil.run", None, ["look_x"], {}),
            packed("run", "evil", ["look_x"], {}),
            packed("screening.look", "evil", ["look_x"], {}),
            packed("screening.worker.jobs.listening", None, ["look_x"], {}),
            packed(None, None, ["look_x"], {}),
            packed({"a": 1}, None, ["look_x"], {}),
            packed("screening.look", None, [], {}),
            packed("screening.look", None, [1], {}),
            packed("screening.look", None, [["look_x"]], {}),
            packed("screening.look", None, ["look_x", "look_y"], {}),
            packed("screening.look", None, ["look_x"], {"a": 1}),
            packed("screening.look", None, 5, {}),
            packed("screening.look", None, {"look_x": 1, "b": 2}, {}),
            packed("too", "short"),
            pickle.dumps(_Boom(touch)),
            zlib.compress(pickle.dumps(("os.system", None, (touch,), {}))),
            zlib.compress(pickle.dumps(_Boom(touch))),
            b"\x00\xff garbage",
            b"",
        ):
            smuggle(client, data, failure_callback_name="evil.run", success_callback_name="evil.run", webhooks=hooks)
        smuggle(client, packed("os.system", None, [touch], {}), status="nonsense")
        smuggle(client, packed(*GOOD), created_at="yesterday", timeout="soon")
        smuggle(client, packed(*GOOD), meta="\x80\x04", result="\x80\x04", exc_info="\x00")

        assert worker.run() == ["look_good"]
        smuggle(client, packed(*GOOD), success_callback_name="evil.run", stopped_callback_name="evil.run")
        smuggle(client, packed(*GOOD), webhooks=hooks, repeats_left="0")
        assert worker.run() == ["look_good"] * 3

        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert not proof.exists()
    assert "refused a job that asked for 'os.system'" in worker.log


def test_a_stopped_job_runs_no_callback(redis: RedisServer) -> None:
    made = listening(redis.url, lambda _id, _stopping: None, lambda: None)
    job = made.job_class("1", connection=made.connection, serializer=made.serializer)
    job._stopped_callback_name = job._success_callback_name = job._failure_callback_name = "os.getcwd"
    assert (job.stopped_callback, job.success_callback, job.failure_callback) == (None, None, None)
    made.connection.close()


def test_a_worker_listens_to_one_queue_in_json(redis: RedisServer) -> None:
    made = listening(redis.url, lambda _id, _stopping: None, lambda: None)
    assert made.queue_names() == [LOOKS]
    assert made.serializer.__name__ == "JSONSerializer"
    assert made.queues[0].serializer is made.serializer
    made.connection.close()


def test_a_worker_that_is_told_to_stop_ends_with_the_look_in_hand(hints: RqHints, worker: Worker) -> None:
    hints.send([("look_slow", 1), ("look_next", 1)])
    worker.start(burst=False)
    worker.horse()
    assert worker.process
    worker.process.terminate()
    assert worker.process.wait(15) == 0
    assert worker.lines[-1] == "look_slow"


def test_a_horse_does_not_outlive_its_worker(hints: RqHints, worker: Worker) -> None:
    hints.send([("look_slow", 1)])
    worker.start(burst=False)
    horse = worker.horse()
    assert worker.process
    worker.process.kill()
    worker.process.wait()

    def is_gone() -> bool:
        try:
            return Path(f"/proc/{horse}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    eventually(is_gone)
    assert "look_slow" not in worker.lines


def test_without_redis_hints_are_dropped_and_nobody_is_the_wiser(redis: RedisServer, tmp_path: Path) -> None:
    RqHints(connect(f"unix://{tmp_path}/nobody.sock")).send([("look_1", 1)])
    RqHints(connect("redis://127.0.0.1:1/")).send([("look_1", 1)])
    with connect(redis.url) as client:
        hints = RqHints(client)
        hints.send([("look_1", 1)])
        redis.kill()
        hints.send([("look_2", 1)])
        with pytest.raises(RedisError):
            hints.ping()
        redis.start()
        hints.send([("look_3", 1)])
        assert client.lrange(QUEUE, 0, -1)[-1] == b"look_3-1"


def test_a_redis_that_hangs_costs_a_timeout_and_no_more(redis: RedisServer) -> None:
    with connect(redis.url, timeout=0.1) as client:
        hints = RqHints(client)
        hints.send([("look_1", 1)])
        assert redis._process
        redis._process.send_signal(signal.SIGSTOP)
        try:
            hints.send([("look_2", 1)])
        finally:
            redis._process.send_signal(signal.SIGCONT)
        hints.send([("look_3", 1)])
        assert b"look_3-1" in client.lrange(QUEUE, 0, -1)


def test_a_full_redis_drops_hints_whole(hints: RqHints, client: Redis) -> None:
    client.config_set("maxmemory", "1")
    with pytest.raises(RedisError):
        client.set("a", "b")
    hints.send([("look_1", 1)])
    assert client.keys() == []
    client.config_set("maxmemory", "0")
    hints.send([("look_2", 1)])
    assert client.lrange(QUEUE, 0, -1) == [b"look_2-1"]


def test_hints_that_nobody_takes_do_not_pile_up(hints: RqHints, client: Redis) -> None:
    for number in range(20):
        hints.send([(f"look_{n}", number) for n in range(100)])
    assert 1000 <= client.llen(QUEUE) <= 1100
