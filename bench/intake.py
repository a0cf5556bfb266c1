"""Durable intake through the API against a bare Flask route that inserts one row in the same kind of database."""

import itertools
import logging
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, request

from bench.pairing import against
from screening.api.app import create_app
from screening.bootstrap import House
from screening.services.keys import SCOPES, make_key
from screening.settings import Settings
from screening.store.migrate import migrate

_ROUND = 200


def durable() -> str:
    """Submissions a second, one request each, one thread, SQLite with synchronous=FULL on both sides."""
    logging.getLogger("screening").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = _ours(Path(folder)), _bare(Path(folder))
        return against("domains taken in", ours, "bare Flask and one insert", peer)


def _ours(folder: Path):
    house = House(Settings(data_dir=folder))
    migrate(house.settings.database)
    with house.memory.write() as unit:
        token = make_key(unit, "bench", frozenset(SCOPES), datetime.now(UTC))
    client, numbers = create_app(house).test_client(), itertools.count()
    headers = {"Authorization": f"Bearer {token}"}

    def round_() -> int:
        for _ in range(_ROUND):
            body = {"name": f"shop{next(numbers)}.com", "account": "acme"}
            assert client.post("/v1/domains", json=body, headers=headers).status_code == 202
        return _ROUND

    return round_


def _bare(folder: Path):
    app = Flask("bare")
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE d (name TEXT, account TEXT)"
    )

    @app.post("/")
    def take() -> tuple[dict[str, str], int]:
        body = request.get_json()
        connection.execute("INSERT INTO d VALUES (?, ?)", (body["name"], body["account"]))
        return {}, 202

    client, numbers = app.test_client(), itertools.count()

    def round_() -> int:
        for _ in range(_ROUND):
            client.post("/", json={"name": f"shop{next(numbers)}.com", "account": "acme"})
        return _ROUND

    return round_
