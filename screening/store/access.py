"""API keys, and the replies kept for repeated requests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from screening.model.errors import ConflictError
from screening.ports.access import Key, Reply
from screening.store.tables import keys, replies


@dataclass(frozen=True, slots=True)
class Keys:
    """Repository over one transaction. Only hashes are stored."""

    connection: Connection

    def add(self, key: Key) -> None:
        """Store a new key."""
        self.connection.execute(
            insert(keys).values(
                id=key.id,
                name=key.name,
                hash=key.hash,
                scopes=" ".join(sorted(key.scopes)),
                created_at=key.created_at,
                expires_at=key.expires_at,
            )
        )

    def get(self, key_id: str) -> Key | None:
        """The key by its public id."""
        row = self.connection.execute(select(keys).where(keys.c.id == key_id)).one_or_none()
        return None if row is None else _key(row)

    def every(self) -> list[Key]:
        """All keys, oldest first."""
        return [_key(row) for row in self.connection.execute(select(keys).order_by(keys.c.created_at))]

    def revoke(self, key_id: str, now: datetime) -> bool:
        """End a key; False when there is no such live key."""
        live = (keys.c.id == key_id) & keys.c.revoked_at.is_(None)
        return self.connection.execute(update(keys).where(live).values(revoked_at=now)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Replies:
    """Repository over one transaction: the answers to requests that carried an Idempotency-Key."""

    connection: Connection

    def get(self, key_id: str, token: str, now: datetime) -> Reply | None:
        """The kept reply, unless it has expired."""
        same = (replies.c.key_id == key_id) & (replies.c.token == token) & (replies.c.expires_at > now)
        row = self.connection.execute(select(replies).where(same)).one_or_none()
        return None if row is None else Reply(row.request, row.status, row.headers, row.body)

    def keep(self, key_id: str, token: str, reply: Reply, expires_at: datetime, now: datetime) -> None:
        """Keep a reply in the transaction of the effect it answers.

        Raises:
            ConflictError: another request with this key is being answered at the same time.
        """
        self.connection.execute(delete(replies).where(replies.c.expires_at <= now))
        try:
            self.connection.execute(
                insert(replies).values(
                    key_id=key_id,
                    token=token,
                    request=reply.request,
                    status=reply.status,
                    headers=dict(reply.headers),
                    body=reply.body,
                    expires_at=expires_at,
                )
            )
        except IntegrityError as error:
            raise ConflictError("another request with this Idempotency-Key is being answered; try again") from error


def _key(row: Any) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        hash=row.hash,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
