"""How often looks came to what: a row a kind, counted up in the transaction that finishes the look."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from screening.model.tally import Tally
from screening.store.tables import tallies

MOST = 500  # rows, about: what comes after them is counted as `other`


@dataclass(frozen=True, slots=True)
class Tallies:
    """Repository over one transaction."""

    connection: Connection

    def add(self, counted: Iterable[Tally]) -> None:
        """Count these; the last thing that a transaction does, because others wait for its rows until it ends.

        Everybody takes the rows in the same order, so nobody waits for somebody who waits for him.
        """
        counts = Counter(counted)
        rows = self.every()
        if len(rows) >= MOST:
            counts = Counter(each if each in rows else replace(each, cause="other") for each in counts.elements())
        insert = insert_on_postgresql if self.connection.dialect.name == "postgresql" else insert_on_sqlite
        for tally, count in sorted(counts.items()):
            row = insert(tallies).values(
                collector=tally.collector, outcome=tally.outcome, cause=tally.cause, count=count
            )
            self.connection.execute(
                row.on_conflict_do_update(
                    index_elements=list(tallies.primary_key), set_={"count": tallies.c.count + row.excluded.count}
                )
            )

    def every(self) -> dict[Tally, int]:
        """How often each has been counted."""
        rows = self.connection.execute(select(tallies))
        return {Tally(collector, outcome, cause): count for collector, outcome, cause, count in rows}
