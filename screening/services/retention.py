"""Evidence is kept for a time: what pages showed is deleted, what was concluded from it stays."""

from datetime import datetime

from screening.model.policy import Policy
from screening.ports.memory import Memory

SLICE = 500  # pieces of evidence in one transaction: bounds how long intake waits on SQLite


def expire(memory: Memory, policy: Policy, now: datetime) -> int:
    """Delete one slice of the evidence whose time is over, oldest first.

    Returns:
        how many pieces are gone; 0 when none are left to go.
    """
    with memory.write() as unit:
        return unit.screenings.expire(now - policy.evidence_kept, now - policy.evidence_kept_refused, SLICE)


def expired(memory: Memory, policy: Policy, now: datetime) -> int:
    """How many pieces of evidence `expire` would delete in all."""
    with memory.read() as unit:
        return unit.screenings.expired(now - policy.evidence_kept, now - policy.evidence_kept_refused)
