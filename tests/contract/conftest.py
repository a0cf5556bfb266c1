"""A migrated database of either kind, copied for each test from one that was migrated once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.store.memory import Memory
from screening.store.migrate import migrate
from tests.servers.postgres import PostgresCluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: PostgresCluster) -> str:
    name = postgres_cluster.create_database()
    migrate(postgres_cluster.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """SQLAlchemy URL of a database of the test's own, with the schema in it."""
    if request.param == "sqlite":
        path = tmp_path / "screening.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        name = cluster.create_database(request.getfixturevalue("postgres_template"))
        yield cluster.url(name)
        cluster.drop_database(name)


@pytest.fixture
def memory(database: str) -> Iterator[Memory]:
    memory = Memory(database)
    yield memory
    memory.close()
