"""The product running inside the box, as the tests hold it: its processes, its API, its clock, its rows."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, select

from screening.model.case import Case, Transition
from screening.store.engine import open_engine
from screening.store.memory import Memory
from screening.store.tables import cases, screenings
from tests.box.box import Box
from tests.box.clock import FileClock, advance
from tests.box.plan import OURS, RECURSOR
from tests.waiting import eventually

PORT = 8080


class Product:
    """Starts the whole product inside a box and ends it again.

    Args:
        box: made with `loopback_ports=[PORT]`.
        folder: where its data goes.
        settings: more SCREENING_ settings.
    """

    def __init__(self, box: Box, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._box = box
        self.world = box.world
        self._data = folder / "data"
        self.log = folder / "product.log"
        self._clock_file = folder / "clock"
        self.clock = FileClock(self._clock_file)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")},
            "BOX_CLOCK": str(self._clock_file),
            "SCREENING_DATA_DIR": str(self._data),
            "SCREENING_BIND": f"127.0.0.1:{PORT}",
            "SCREENING_RESOLVERS": RECURSOR,
            "SCREENING_NAMESERVERS": ",".join(tuple(OURS)[:2]),
            **(settings or {}),
        }
        self.database = self.env.get("SCREENING_DATABASE_URL") or f"sqlite:///{self._data / 'screening.sqlite3'}"

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            argv = [sys.executable, "-m", "tests.box.run_product", "up"]
            self._process = self._box.popen(argv, env=self.env, stdout=log, stderr=subprocess.STDOUT)
        try:
            eventually(self._ready, limit=60, every=0.2)
        except BaseException as error:
            self.__exit__()
            error.add_note(self.log.read_text()[-4000:])
            raise
        self.memory = Memory(self.database)
        self._engine = open_engine(self.database)
        self._key = (self._data / "api-key").read_text().strip()
        return self

    def __exit__(self, *_: object) -> None:
        if "memory" in self.__dict__:
            self.memory.close()
            self._engine.dispose()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        """The supervisor's process."""
        return self._process.pid

    @property
    def redis_socket(self) -> Path:
        """Of the embedded Redis."""
        return self._data / "redis.sock"

    def looks_ended(self) -> Counter[str]:
        """How many looks of each case have ended."""
        with self._engine.connect() as connection:
            ended = select(screenings.c.case_id).where(screenings.c.state == "done")
            return Counter(connection.execute(ended).scalars())

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """One API request: status and JSON body."""
        with contextlib.closing(self.world.http(PORT)) as connection:
            sent = {"Authorization": f"Bearer {self._key}", **{k.replace("_", "-"): v for k, v in headers.items()}}
            payload = None if body is None else json.dumps(body)
            if payload is not None:
                sent["Content-Type"] = "application/json"
            connection.request(method, path, payload, sent)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None

    def etag(self, path: str) -> str:
        """The entity tag of a resource."""
        with contextlib.closing(self.world.http(PORT)) as connection:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self._key}"})
            return connection.getresponse().headers["ETag"]

    def submit(self, name: str, **fields: object) -> str:
        """Post a domain; its id."""
        status, body = self.call("POST", "/v1/domains", {"name": name, "account": "acme", **fields})
        assert status == 202, (status, body)
        return str(body["id"])

    def case(self, case_id: str) -> Case:
        """The case as stored."""
        with self.memory.read() as unit:
            return unit.cases.get(case_id)

    def history(self, case_id: str) -> list[Transition]:
        """Its journal."""
        with self.memory.read() as unit:
            return unit.journal.of(case_id)

    def settle(self, limit: float = 120) -> None:
        """Wait until everything that is due by the clock has been done."""
        eventually(self._idle, limit=limit, every=0.1)

    def pass_time(self, by: timedelta, limit: float = 120) -> datetime:
        """Move the clock on and let what became due happen; the time afterwards."""
        advance(self._clock_file, by)
        self.settle(limit)
        return self.clock()

    def _idle(self) -> bool:
        now = self.clock()
        with self._engine.connect() as connection:
            due = select(func.count()).select_from(cases).where(cases.c.wake_at <= now)
            pending = select(func.count()).select_from(screenings).where(screenings.c.state == "pending")
            return not connection.execute(due).scalar_one() and not connection.execute(pending).scalar_one()

    def _ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the product ended: {self.log.read_text()[-3000:]}")
        try:
            with contextlib.closing(self.world.http(PORT)) as connection:
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
        except OSError:
            return False
