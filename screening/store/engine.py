"""Connections: SQLite and PostgreSQL behind one engine, with the settings that make SQLite safe."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from screening.model.errors import SettingsError


def _dumps(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://...`; connects lazily.

    SQLite: WAL, synchronous=FULL (a commit survives power loss), foreign keys, and our own BEGIN, because the
    driver's would let two readers turn writers and lose an update.

    Raises:
        SettingsError: the URL is not one of those.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(f"SCREENING_DATABASE_URL is not a database URL: {error}") from error
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            pool_pre_ping=True,
            pool_size=10,
            connect_args={"connect_timeout": 5, "options": "-c statement_timeout=30000 -c lock_timeout=10000"},
        )
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:  # workers share a file
        raise SettingsError("SCREENING_DATABASE_URL must start with postgresql:// or be sqlite:/// and a path")
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"isolation_level": None, "timeout": 5.0},
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """One transaction: committed at the end of the block, rolled back if it raises.

    Readers see one state of the database throughout: PostgreSQL would show them each commit meanwhile. Writers on
    SQLite queue at a file lock: its own busy handler is unfair and starves some of them for seconds.
    """
    sqlite = engine.dialect.name == "sqlite"
    lock = _turn(engine) if writing and sqlite else nullcontext()
    options: dict[str, Any] = {} if writing or sqlite else {"isolation_level": "REPEATABLE READ"}
    with lock, engine.connect().execution_options(writing=writing, **options) as connection, connection.begin():
        yield connection


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    with Path(f"{engine.url.database}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
