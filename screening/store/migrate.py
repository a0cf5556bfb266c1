"""Brings a database's schema up to date; several processes may try at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from screening.store.engine import open_engine, transaction

_LOCK = 7_316_424  # any number that is ours; PostgreSQL advisory locks are numbers


def migrate(url: str, to: str = "head") -> None:
    """Apply the migrations that are missing, up to a revision, one process at a time."""
    engine = open_engine(url)
    try:
        with transaction(engine, writing=True) as connection:  # on SQLite, that is one at a time already
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection, to)
    finally:
        engine.dispose()


def _upgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
