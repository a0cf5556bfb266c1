"""The one transition table: what may happen to a case in which state. What is not here is refused."""

from enum import StrEnum

from screening.model.errors import ConflictError


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    WAITING = "waiting"
    WATCHING = "watching"
    HELD = "held"
    APPROVED = "approved"
    REFUSED = "refused"
    DORMANT = "dormant"
    REMOVING = "removing"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a case."""

    ACCEPTED = "accepted"
    ADOPTED = "adopted"
    CONTESTED = "contested"  # the same name from another account
    REFUSED_ON_EVIDENCE = "refused-on-evidence"  # two agreeing kinds, not yet delegated to us
    SUSPECTED = "suspected"  # REVIEW, or REFUSE where the machine may not refuse
    UNSEEN = "unseen"  # no first verdict within its deadline, or a look that kills its workers
    UNDELEGATED = "undelegated"  # the parent does not list us
    DELEGATED = "delegated"  # the parent lists us
    WAITED_TOO_LONG = "waited-too-long"
    STIRRED = "stirred"  # a dormant case was delegated, changed or asked for
    CHANGED = "changed"  # material change, verdict CLEAR: the clock restarts
    CHANGED_TOO_OFTEN = "changed-too-often"
    BLIND_AT_END = "blind-at-end"  # mandatory evidence failed when the window ended
    BLIND_TOO_LONG = "blind-too-long"
    PASSED = "passed"
    PASSED_QUIET = "passed-quiet"  # nothing to see, the rest clean
    CONTENT_APPEARED = "content-appeared"  # on a quiet approved domain
    HELD_BY_PERSON = "held-by-person"
    CLEARED = "cleared"  # by a person, the window still runs
    CLEARED_LATE = "cleared-late"  # by a person, the window has passed
    CLEARED_UNDELEGATED = "cleared-undelegated"  # by a person, the window has not begun
    APPROVED_NOW = "approved-now"  # by a senior
    ESCALATED = "escalated"
    REFUSED_BY_PERSON = "refused-by-person"
    APPEALED = "appealed"
    REMOVAL_ORDERED = "removal-ordered"
    GRACE_ENDED = "grace-ended"
    GONE_FROM_PARENT = "gone-from-parent"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    READDED = "readded"  # within 30 days: same history, same clock


_S, _E = State, Event

TABLE: dict[tuple[State | None, Event], State] = {
    (None, _E.ACCEPTED): _S.RECEIVED,
    (None, _E.ADOPTED): _S.APPROVED,
    (None, _E.CONTESTED): _S.HELD,
    (_S.RECEIVED, _E.REFUSED_ON_EVIDENCE): _S.REFUSED,
    (_S.RECEIVED, _E.SUSPECTED): _S.HELD,
    (_S.RECEIVED, _E.UNSEEN): _S.HELD,
    (_S.RECEIVED, _E.UNDELEGATED): _S.WAITING,
    (_S.RECEIVED, _E.DELEGATED): _S.WATCHING,
    (_S.WAITING, _E.DELEGATED): _S.WATCHING,
    (_S.WAITING, _E.SUSPECTED): _S.HELD,
    (_S.WAITING, _E.UNSEEN): _S.HELD,
    (_S.WAITING, _E.WAITED_TOO_LONG): _S.DORMANT,
    (_S.DORMANT, _E.STIRRED): _S.RECEIVED,
    (_S.WATCHING, _E.PASSED): _S.APPROVED,
    (_S.WATCHING, _E.PASSED_QUIET): _S.APPROVED,
    (_S.WATCHING, _E.BLIND_AT_END): _S.WATCHING,
    (_S.WATCHING, _E.BLIND_TOO_LONG): _S.HELD,
    (_S.WATCHING, _E.CHANGED): _S.WATCHING,
    (_S.WATCHING, _E.CHANGED_TOO_OFTEN): _S.HELD,
    (_S.WATCHING, _E.SUSPECTED): _S.HELD,
    (_S.WATCHING, _E.UNSEEN): _S.HELD,
    (_S.HELD, _E.CLEARED): _S.WATCHING,
    (_S.HELD, _E.CLEARED_LATE): _S.APPROVED,
    (_S.HELD, _E.CLEARED_UNDELEGATED): _S.WAITING,
    (_S.HELD, _E.APPROVED_NOW): _S.APPROVED,
    (_S.HELD, _E.ESCALATED): _S.HELD,
    (_S.HELD, _E.REFUSED_BY_PERSON): _S.REFUSED,
    (_S.HELD, _E.REMOVAL_ORDERED): _S.REMOVING,
    (_S.REFUSED, _E.APPEALED): _S.HELD,
    (_S.REFUSED, _E.RESTORED): _S.HELD,
    (_S.APPROVED, _E.SUSPECTED): _S.HELD,
    (_S.APPROVED, _E.CONTENT_APPEARED): _S.WATCHING,
    (_S.APPROVED, _E.REMOVAL_ORDERED): _S.REMOVING,
    (_S.REMOVING, _E.GRACE_ENDED): _S.REMOVING,
    (_S.REMOVING, _E.GONE_FROM_PARENT): _S.REMOVED,
    (_S.REMOVED, _E.RESTORED): _S.HELD,
    (_S.WITHDRAWN, _E.READDED): _S.RECEIVED,
    **{(s, _E.HELD_BY_PERSON): _S.HELD for s in (_S.RECEIVED, _S.WAITING, _S.WATCHING, _S.HELD, _S.APPROVED)},
    **{(s, _E.WITHDRAWN): _S.WITHDRAWN for s in _S if s is not _S.WITHDRAWN},
}


def step(state: State | None, event: Event) -> State:
    """The state that `event` leads to from `state` (None: no case yet).

    Raises:
        ConflictError: the table has no such row.
    """
    try:
        return TABLE[state, event]
    except KeyError:
        raise ConflictError(f"a case that is {state or 'not there'} cannot be {event}") from None
