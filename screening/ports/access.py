"""What the services need from the store about callers: their keys, and what they were answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret: `hash` is the SHA-256 (hex) of the whole token."""

    id: str
    name: str
    hash: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer kept for repeats of the request whose digest is `request`."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: Any


class Keys(Protocol):
    """API keys."""

    def add(self, key: Key) -> None:
        """Store a new key."""
        ...

    def get(self, key_id: str) -> Key | None:
        """By public id."""
        ...

    def every(self) -> list[Key]:
        """All, oldest first."""
        ...

    def revoke(self, key_id: str, now: datetime) -> bool:
        """End a key; False when there is no such live key."""
        ...


class Replies(Protocol):
    """Answers to requests that carried an Idempotency-Key."""

    def get(self, key_id: str, token: str, now: datetime) -> Reply | None:
        """The kept reply."""
        ...

    def keep(self, key_id: str, token: str, reply: Reply, expires_at: datetime, now: datetime) -> None:
        """Keep a reply; ConflictError when a twin request is being answered."""
        ...
