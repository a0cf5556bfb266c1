"""The real servers that other tests rely on keep what those tests take for granted."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.parts import need
from tests.servers.postgres import PostgresCluster


@pytest.fixture
def own_cluster() -> Iterator[PostgresCluster]:
    cluster = PostgresCluster(need("postgresql", "initdb"))
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(database_url: str, turn: int) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("CREATE TABLE seen (turn INTEGER)"))
    engine.dispose()


def test_a_commit_survives_a_killed_postgres(own_cluster: PostgresCluster) -> None:
    engine = sa.create_engine(own_cluster.url(own_cluster.create_database()))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE kept (number INTEGER)"))
        connection.execute(sa.text("INSERT INTO kept VALUES (42)"))
    own_cluster.kill()
    with pytest.raises(DBAPIError), engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    own_cluster.start()
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT number FROM kept")) == 42
    engine.dispose()
