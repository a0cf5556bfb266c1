"""`screening up` as a stranger runs it: it serves, keeps its data, and leaves no process behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import eventually

WORDS = f"{Path(sys.executable).parent}/screening"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def living(folder: Path) -> set[int]:
    """Processes whose environment or command line names the data folder."""
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "environ").read_bytes():
                found.add(int(entry.name))
        except OSError:
            continue
    return found


class Service:
    """A running `screening up`."""

    def __init__(self, folder: Path, wrapper: list[str]) -> None:
        self.port = free_port()
        self.log = folder / "up.log"
        env = {name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")}
        env |= {
            "SCREENING_DATA_DIR": str(folder / "data"),
            "SCREENING_BIND": f"127.0.0.1:{self.port}",
            "SCREENING_RESOLVERS": "127.0.0.1",  # nobody answers there: looks end at once
            "SCREENING_WORKERS": "1",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, WORDS, "up"], env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        eventually(self.ready, limit=60, every=0.2)
        printed = re.search(r"API key +(\S+)", self.log.read_text())
        assert printed
        self.key = printed[1]

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def call(self, path: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own service)
            return json.load(answer)


@contextmanager
def running(folder: Path, wrapper: list[str] | None = None) -> Iterator[Service]:
    service = Service(folder, wrapper or [])
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.send_signal(signal.SIGTERM)
            service.process.wait(30)


@pytest.mark.timeout(180)
def test_a_first_verdict_comes_within_a_minute_and_a_second_run_keeps_the_data(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        posted = service.call("/v1/domains", {"name": "best-casino-bonus.com", "account": "me"})

        def judged() -> Any:
            seen = service.call(f"/v1/domains/{posted['id']}")
            return seen if seen["verdict"] else None

        seen = eventually(judged, limit=60, every=0.2)
        assert seen["state"] == "held"
        assert "gambling.name.casino" in {signal["rule"] for signal in seen["verdict"]["signals"]}
        assert all(signal["why"] and signal["text"] for signal in seen["verdict"]["signals"])
        key = service.key
    with running(tmp_path) as again:
        assert again.key == key
        assert again.call(f"/v1/domains/{posted['id']}")["state"] == "held"


IGNORED = ["sh", "-c", 'trap "" INT TERM HUP; exec "$@"', "sh"]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("wrapper", [[], IGNORED], ids=["default", "inherited as ignored"])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals, wrapper: list[str]) -> None:
    with running(tmp_path, wrapper) as service:
        assert len(living(tmp_path)) >= 5, "supervisor, Redis, web, daemons and a worker"
        service.process.send_signal(number)
        assert service.process.wait(30) == 0
        assert living(tmp_path) == set()


@pytest.mark.timeout(120)
def test_kill_9_of_the_supervisor_leaves_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.process.kill()
        service.process.wait()
        eventually(lambda: not living(tmp_path), limit=10)


@pytest.mark.timeout(120)
def test_what_dies_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        before = living(tmp_path) - {service.process.pid}
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: len(living(tmp_path) - before) >= len(before), limit=60, every=0.2)
        eventually(service.ready, limit=60, every=0.2)


@pytest.mark.timeout(120)
def test_a_second_one_on_the_same_folder_is_refused_in_plain_words(tmp_path: Path) -> None:
    with running(tmp_path):
        env = {**os.environ, "SCREENING_DATA_DIR": str(tmp_path / "data")}
        second = subprocess.run([WORDS, "up"], env=env, text=True, capture_output=True, check=False, timeout=60)
        assert second.returncode == 2
        assert "another `screening up` runs" in second.stderr
        assert "Traceback" not in second.stderr
