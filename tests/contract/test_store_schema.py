"""Migrations make the schema that the tables describe, once, whoever starts first; SQLite runs safely."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from screening.model.errors import SettingsError
from screening.store.engine import open_engine, transaction
from screening.store.memory import Memory
from screening.store.migrate import migrate
from screening.store.tables import metadata
from tests.servers.tether import tethered

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_migrating_twice_is_migrating_once(database_url: str, empty: Engine) -> None:
    for _ in range(2):
        migrate(database_url)
        assert set(inspect(empty).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_processes_that_migrate_at_the_same_time_take_turns(database_url: str, empty: Engine) -> None:
    script = (
        "import sys; from screening.store.migrate import migrate; print('ready', flush=True); input(); "
        "migrate(sys.argv[1])"
    )
    argv = tethered([sys.executable, "-c", script, database_url])
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    migrating = [subprocess.Popen(argv, cwd=ROOT, text=True, **pipes) for _ in range(4)]  # type: ignore[call-overload]
    assert [process.stdout.readline() for process in migrating] == ["ready\n"] * 4
    for process in migrating:
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=60)[1] for process in migrating]
    assert [process.returncode for process in migrating] == [0] * 4, errors
    with empty.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM cases")).scalar_one() == 0


def test_the_migrated_schema_is_what_the_tables_say(database: str) -> None:
    engine = open_engine(database)
    with engine.connect() as connection:
        # Alembic cannot compare defaults that are empty texts on SQLite.
        options = {"compare_type": True, "compare_server_default": engine.dialect.name == "postgresql"}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        indexes = {index["name"]: index["unique"] for index in inspect(connection).get_indexes("cases")}
    engine.dispose()
    assert differences == []
    assert indexes["uq_cases_first"]


def test_a_table_made_in_a_transaction_that_fails_is_gone(database: str) -> None:
    engine = open_engine(database)

    def fails() -> None:
        with transaction(engine, writing=True) as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert not inspect(engine).has_table("half")
    engine.dispose()


def test_sqlite_keeps_commits_through_power_loss_and_lets_readers_read(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a' / 'b.sqlite3'}")
    with engine.connect() as one, engine.connect() as another:
        for connection in (one, another):
            found = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            full = 2
            assert found == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "busy_timeout": 5000}
    engine.dispose()


def test_a_writer_on_sqlite_holds_the_lock_from_its_beginning(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    migrate(url)
    engine, other = open_engine(url), open_engine(url)
    with other.connect() as impatient:
        impatient.exec_driver_sql("PRAGMA busy_timeout=0")
        impatient.rollback()
        with transaction(engine, writing=True), pytest.raises(Exception, match="locked"):
            impatient.execution_options(writing=True).execute(text("SELECT 1"))
    engine.dispose()
    other.dispose()


def test_a_ping_wants_the_schema_and_not_only_a_server(database_url: str) -> None:
    memory = Memory(database_url)
    with pytest.raises(Exception, match="cases"):
        memory.ping()
    migrate(database_url)
    memory.ping()
    memory.close()
    memory.ping()
    memory.close()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "redis://x"])
def test_other_databases_are_refused_with_the_setting_named(url: str) -> None:
    with pytest.raises(SettingsError, match="SCREENING_DATABASE_URL"):
        open_engine(url)


def test_a_url_as_hosts_hand_it_out_gets_our_driver() -> None:
    assert open_engine("postgresql://u:p@db/screening").url.drivername == "postgresql+psycopg"
