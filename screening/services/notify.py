"""Tell the panel: seal the journal, then send its rows as signed webhooks, in order within a domain."""

import random
from datetime import datetime, timedelta
from typing import Any

from screening.model.case import Case, Transition
from screening.model.messages import message_for
from screening.ports import Answer, Clock, Post
from screening.ports.memory import Delivery, Memory

# Waits before the second, third, ... attempt: about three days in all (Standard Webhooks).
WAITS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
_TAKEN = timedelta(seconds=60)  # longer than any attempt may last
_BATCH = 200


def seal(memory: Memory, now: datetime, *, announce: bool) -> int:
    """Chain what is unsealed; with `announce`, queue a webhook for each row."""
    with memory.write() as unit:
        return unit.journal.seal(_BATCH, announce_at=now if announce else None)


def deliver(memory: Memory, post: Post, clock: Clock) -> int:
    """Send every webhook that is due, one attempt each; returns how many were tried."""
    with memory.read() as unit:
        due = unit.deliveries.due(clock(), _BATCH)
    return sum(_attempt(memory, post, clock, delivery) for delivery in due)


def _attempt(memory: Memory, post: Post, clock: Clock, delivery: Delivery) -> bool:
    now = clock()
    with memory.write() as unit:
        if not unit.deliveries.take(delivery, now + _TAKEN):
            return False
        row = unit.journal.at(delivery.position)
        event = event_of(row, unit.cases.get(row.case_id))
    answer = post(f"evt_{delivery.position}", now, event)
    now = clock()
    state, wait = _outcome(answer, delivery.attempts)
    with memory.write() as unit:
        unit.deliveries.settle(delivery.position, state, now + wait, f"{answer.status} {answer.text}")
    return True


def _outcome(answer: Answer, attempts: int) -> tuple[str, timedelta]:
    if 200 <= answer.status < 300:
        return "delivered", timedelta(0)
    if answer.status == 410 or attempts >= len(WAITS):
        return "dead", timedelta(0)
    wait = WAITS[attempts] * random.uniform(0.9, 1.1)  # noqa: S311 (a spread, not a secret)
    if answer.retry_after is not None:
        wait = max(wait, timedelta(seconds=min(answer.retry_after, 86400)))
    return "pending", wait


def event_of(row: Transition, case: Case) -> dict[str, Any]:
    """The webhook's payload: what a panel needs to act and to tell its customer, and no page content."""
    message = message_for(row.target, row.event)
    return {
        "type": f"domain.{row.target}",
        "timestamp": row.at.isoformat(),
        "data": {
            "id": case.id,
            "domain": case.domain.ascii,
            "unicode": case.domain.unicode,
            "account": case.account,
            "labels": case.labels,
            "sequence": row.sequence,
            "event": str(row.event),
            "previous_state": str(row.source) if row.source else None,
            "state": str(row.target),
            "serving": str(row.serving),
            "customer_message": {"code": message.code, "text": message.text},
        },
    }
