"""Idempotency: a request that is repeated gets the answer it got, and has its effect once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from screening.model.errors import ScreeningError
from screening.ports.access import Reply
from screening.ports.memory import Memory, Unit

_KEPT = timedelta(hours=24)


class OtherRequestError(ScreeningError):
    """The Idempotency-Key was used with another request."""


def once(
    memory: Memory,
    act: Callable[[Unit], Reply],
    *,
    caller: str,
    token: str,
    request: str,
    now: datetime,
) -> tuple[Reply, bool]:
    """Act and keep the reply, both in one transaction; or give the kept reply.

    Args:
        memory: the store.
        act: does it; what it raises is not kept, so the caller may try again.
        caller: id of the API key: tokens of different callers do not meet.
        token: the Idempotency-Key, empty for none.
        request: digest of method, path and body.
        now: UTC.

    Returns:
        the reply, and whether it was repeated.

    Raises:
        OtherRequestError: the token was used for another request.
    """
    with memory.write() as unit:
        if token:
            kept = unit.replies.get(caller, token, now)
            if kept is not None:
                if kept.request != request:
                    raise OtherRequestError("this Idempotency-Key was used for another request; take a new one")
                return kept, True
        reply = act(unit)
        if token:
            unit.replies.keep(caller, token, reply, now + _KEPT, now)
    return reply, False
