"""Ids: opaque, unique, and sorted by the time they were made."""

import secrets
from datetime import datetime


def new_id(prefix: str, now: datetime) -> str:
    """`prefix_` plus 12 hex digits of milliseconds and 16 random ones."""
    return f"{prefix}_{int(now.timestamp() * 1000):012x}{secrets.token_hex(8)}"
