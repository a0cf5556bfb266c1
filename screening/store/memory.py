"""The store: one unit of work is one transaction over all repositories."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text

from screening.store.access import Keys, Replies
from screening.store.cases import Cases
from screening.store.deliveries import Deliveries
from screening.store.engine import open_engine, transaction
from screening.store.feeds import Feeds
from screening.store.journal import Journal
from screening.store.rulesets import RuleSets
from screening.store.screenings import Screenings
from screening.store.tallies import Tallies


@dataclass(frozen=True, slots=True)
class Unit:
    """The repositories of one transaction."""

    cases: Cases
    screenings: Screenings
    tallies: Tallies
    journal: Journal
    deliveries: Deliveries
    keys: Keys
    replies: Replies
    rulesets: RuleSets
    feeds: Feeds


class Memory:
    """SQL, the truth. Safe to share between threads; `close` before a fork, it opens again by itself."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A unit of work: committed at the end of the block, rolled back when it raises."""
        with transaction(self._engine, writing=True) as connection:
            yield _unit(connection)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A consistent view for reading."""
        with transaction(self._engine, writing=False) as connection:
            yield _unit(connection)

    def ping(self) -> None:
        """Ask the database for one row of the schema; raises what the database raises."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM cases LIMIT 1")).first()

    def close(self) -> None:
        """Close all connections; the next use opens new ones."""
        self._engine.dispose()


def _unit(connection: Connection) -> Unit:
    return Unit(
        cases=Cases(connection),
        screenings=Screenings(connection),
        tallies=Tallies(connection),
        journal=Journal(connection),
        deliveries=Deliveries(connection),
        keys=Keys(connection),
        replies=Replies(connection),
        rulesets=RuleSets(connection),
        feeds=Feeds(connection),
    )
