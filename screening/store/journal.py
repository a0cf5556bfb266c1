"""The journal: rows written with the change they record, sealed later into one gapless hash chain."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select, update

from screening.model.case import Case, Transition
from screening.store import codec
from screening.store.tables import deliveries, journal

GENESIS = "0" * 64


def append(connection: Connection, case: Case) -> None:
    """Write a case's new journal rows in the transaction of the change itself."""
    if case.journal:
        rows = [{"case_id": r.case_id, "sequence": r.sequence, "body": codec.dump_transition(r)} for r in case.journal]
        connection.execute(insert(journal), rows)
        case.journal.clear()


@dataclass(frozen=True, slots=True)
class Journal:
    """Repository over one transaction."""

    connection: Connection

    def of(self, case_id: str) -> list[Transition]:
        """A case's history, oldest first."""
        query = select(journal.c.body).where(journal.c.case_id == case_id).order_by(journal.c.sequence)
        return [codec.load_transition(body) for body in self.connection.execute(query).scalars()]

    def at(self, position: int) -> Transition:
        """The sealed row at a position."""
        query = select(journal.c.body).where(journal.c.position == position)
        return codec.load_transition(self.connection.execute(query).scalar_one())

    def seal(self, limit: int, *, announce_at: datetime | None) -> int:
        """Give up to `limit` unsealed rows their positions and hashes, and queue their webhooks.

        Two sealers at once take turns at the rows; the head is read only after that, so that it is the newest.

        Args:
            limit: rows at most.
            announce_at: when the webhooks of these rows are due; None queues none.

        Returns:
            how many rows were sealed.
        """
        unsealed = select(journal.c.id, journal.c.case_id, journal.c.body).where(journal.c.position.is_(None))
        rows = self.connection.execute(unsealed.order_by(journal.c.id).limit(limit).with_for_update()).all()
        head = self.connection.execute(
            select(journal.c.position, journal.c.hash)
            .where(journal.c.position.is_not(None))
            .order_by(journal.c.position.desc())
            .limit(1)
        ).one_or_none()
        position, chain = (head.position, head.hash) if head else (0, GENESIS)
        for row in rows:
            position += 1
            chain = link(chain, position, row.body)
            self.connection.execute(update(journal).where(journal.c.id == row.id).values(position=position, hash=chain))
        if announce_at and rows:
            first = position - len(rows) + 1
            queued = [
                {"position": first + n, "case_id": row.case_id, "state": "pending", "next_at": announce_at}
                for n, row in enumerate(rows)
            ]
            self.connection.execute(insert(deliveries), queued)
        return len(rows)


def link(previous: str, position: int, body: object) -> str:
    """The hash of one row: SHA-256 (hex) over the previous hash, the position and the row's canonical JSON."""
    canonical = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(previous.encode() + str(position).encode() + canonical).hexdigest()
