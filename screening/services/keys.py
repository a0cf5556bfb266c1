"""API keys: made, shown once, checked by hash."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from screening.model.errors import Fault, InvalidError
from screening.ports.access import Key
from screening.ports.memory import Unit

SCOPES = {
    "domains:read": "see domains, evidence and history",
    "domains:write": "submit, change, look again and delete domains",
    "decisions:write": "approve, refuse and hold",
    "decisions:senior": "approve before the window is over, remove and restore",
    "check": "judge names at once",
    "metrics:read": "read the metrics",
}

_TOKEN = re.compile(r"sk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")


def make_key(unit: Unit, name: str, scopes: frozenset[str], now: datetime, expires_at: datetime | None = None) -> str:
    """Store a new key and return its token, `sk_<id>_<256 bits>`, which cannot be shown again.

    Raises:
        InvalidError: an unknown scope.
    """
    unknown = sorted(scopes - SCOPES.keys())
    if unknown:
        raise InvalidError(tuple(Fault("scope", f"{s} is not one of {', '.join(sorted(SCOPES))}") for s in unknown))
    key_id = secrets.token_hex(8)
    token = f"sk_{key_id}_{secrets.token_urlsafe(32)}"
    unit.keys.add(Key(key_id, name, _hash(token), scopes, now, expires_at))
    return token


def find_key(unit: Unit, token: str, now: datetime) -> Key | None:
    """The live key that a bearer token belongs to."""
    match = _TOKEN.fullmatch(token)
    key = unit.keys.get(match[1]) if match else None
    if key is None or not hmac.compare_digest(key.hash, _hash(token)):
        return None
    expired = key.expires_at is not None and key.expires_at <= now
    return None if key.revoked_at or expired else key


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
