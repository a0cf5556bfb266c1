"""Subscriptions to lists of names. The lists themselves are files of each machine that looks."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from screening.model.errors import ConflictError
from screening.model.feed import Feed
from screening.store.tables import feeds


@dataclass(frozen=True, slots=True)
class Feeds:
    """Repository over one transaction."""

    connection: Connection

    def add(self, feed: Feed) -> None:
        """Subscribe.

        Raises:
            ConflictError: there is a feed of this name.
        """
        row = {
            "name": feed.name,
            "category": feed.category,
            "source": feed.source,
            "format": feed.format,
            "mandatory": feed.mandatory,
            "max_age_seconds": int(feed.max_age.total_seconds()),
            "added_at": feed.added_at,
        }
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(feeds).values(**row))
        except IntegrityError as error:
            raise ConflictError(f"there is a feed {feed.name} already; remove it first") from error

    def every(self) -> list[Feed]:
        """All subscriptions, by name."""
        return [
            Feed(
                name=row.name,
                category=row.category,
                source=row.source,
                format=row.format,
                mandatory=row.mandatory,
                max_age=timedelta(seconds=row.max_age_seconds),
                added_at=row.added_at,
            )
            for row in self.connection.execute(select(feeds).order_by(feeds.c.name))
        ]

    def remove(self, name: str) -> bool:
        """Unsubscribe; False when there was no such feed."""
        return self.connection.execute(delete(feeds).where(feeds.c.name == name)).rowcount == 1
