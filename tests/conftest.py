"""What every test may ask for: real servers, a database of either kind, the scale of the run."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from screening.supervise.redis_server import server_binary
from tests.parts import need, summary
from tests.servers.postgres import PostgresCluster
from tests.servers.redis import RedisServer

# A test says nothing about speed, and a machine may be busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "scaled: runs larger under `make proof SCALE=...`; given by the fixture `scale`")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "scale" in getattr(item, "fixturenames", ()):
            item.add_marker("scaled")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # Of a skipped test this is (file, line, reason).
    if line := summary(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_sep("!", line, red=True, bold=True)


@pytest.fixture(scope="session")
def scale() -> int:
    """How many times larger than in `make test` this run is: SCALE of `make proof`, else 1."""
    return int(os.environ.get("SCALE") or 1)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A running PostgreSQL for the whole session; a test that kills one makes its own PostgresCluster."""
    cluster = PostgresCluster(need("postgresql", "initdb"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database of the test's own."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of an empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'screening.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["embedded", "debian"])
def redis_binary(request: pytest.FixtureRequest) -> Path:
    """A Redis server binary; the test runs once on the embedded one (6.2) and once on Debian's (7 or later)."""
    return server_binary() if request.param == "embedded" else need("redis-server")


@pytest.fixture
def start_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RedisServer]]:
    """A function that starts a Redis server: `start_redis(*options, binary=...)`, by default the product's own."""
    started: list[RedisServer] = []

    def start(*extra: str, binary: Path | None = None) -> RedisServer:
        server = RedisServer(binary or server_binary(), tmp_path_factory.mktemp("redis"), *extra)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()
