"""Webhook deliveries: one row per sealed journal row, sent in order within a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from screening.ports.memory import Delivery
from screening.store.tables import deliveries


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Repository over one transaction."""

    connection: Connection

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """Pending deliveries whose time has come and that no earlier one of the same case holds back."""
        earlier = deliveries.alias()
        held_back = exists().where(
            earlier.c.case_id == deliveries.c.case_id,
            earlier.c.state == "pending",
            earlier.c.position < deliveries.c.position,
        )
        query = (
            select(deliveries.c.position, deliveries.c.attempts)
            .where(deliveries.c.state == "pending", deliveries.c.next_at <= now, ~held_back)
            .order_by(deliveries.c.position)
            .limit(limit)
        )
        return [Delivery(row.position, row.attempts) for row in self.connection.execute(query)]

    def take(self, delivery: Delivery, until: datetime) -> bool:
        """Claim one attempt by pushing its next time back; False when another sender was first."""
        changed = self.connection.execute(
            update(deliveries)
            .where(
                deliveries.c.position == delivery.position,
                deliveries.c.attempts == delivery.attempts,
                deliveries.c.state == "pending",
            )
            .values(attempts=delivery.attempts + 1, next_at=until)
        )
        return changed.rowcount == 1

    def settle(self, position: int, state: str, next_at: datetime, last: str) -> None:
        """Write how an attempt ended: `delivered`, `dead`, or `pending` until `next_at`.

        PostgreSQL takes no NUL in text, and `last` holds what a stranger answered.
        """
        self.connection.execute(
            update(deliveries)
            .where(deliveries.c.position == position)
            .values(state=state, next_at=next_at, last=last.replace("\0", " ")[:300])
        )
