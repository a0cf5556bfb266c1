"""What people do to a case: decide, appeal, withdraw. Machines never undo it."""

from datetime import datetime, timedelta

from screening.model.case import Case, Decision, Ruling, Watch
from screening.model.errors import ConflictError
from screening.model.lifecycle import Event, State
from screening.model.policy import Policy


def decide(
    case: Case,
    decision: Decision,
    policy: Policy,
    *,
    at_once: bool = False,
    until: datetime | None = None,
) -> None:
    """Carry out a person's ruling.

    Args:
        case: changed in place.
        decision: the ruling, who, why, and the sight that the person saw.
        policy: in force.
        at_once: approve without the rest of the window (the caller has checked that the actor may).
        until: with HOLD, when to escalate; by default the policy's `undecided` from now.

    Raises:
        ConflictError: the case is not in a state that allows it, or the appeal needs another person.
    """
    if case.appealed and case.decision and case.decision.actor == decision.actor:
        raise ConflictError("an appeal is decided by another person than the one who refused")
    event = _event(case, decision, at_once=at_once)
    case.move(event, decision.at, policy, actor=decision.actor, cause=decision.reason)
    case.decision = decision
    holding = decision.ruling is Ruling.HOLD
    case.hold_until = (until or decision.at + policy.undecided) if holding else None
    case.appealed = False
    case.escalated = False
    if event is Event.REMOVAL_ORDERED:
        case.grace_ends = decision.at + _grace(case, policy)


def appeal(case: Case, actor: str, reason: str, now: datetime, policy: Policy) -> None:
    """The customer appeals a refusal.

    Raises:
        ConflictError: not refused, or refused too long ago.
    """
    if case.state is State.REFUSED and case.entered_at and now > case.entered_at + policy.appeal_within:
        raise ConflictError(f"the time to appeal ended {policy.appeal_within.days} days after the refusal")
    case.move(Event.APPEALED, now, policy, actor=actor, cause=reason)
    case.appealed = True


def withdraw(case: Case, actor: str, now: datetime, policy: Policy) -> None:
    """The panel has deleted the domain."""
    case.move(Event.WITHDRAWN, now, policy, actor=actor)


def readd(case: Case, actor: str, now: datetime, policy: Policy) -> None:
    """The same customer brings the domain back: same history, same clock, less the time it was away."""
    away = now - (case.entered_at or now)
    watch = case.watch
    if watch.ends and watch.began:
        watch.began, watch.ends = watch.began + away, watch.ends + away
    case.move(Event.READDED, now, policy, actor=actor)


def stir(case: Case, actor: str, cause: str, now: datetime, policy: Policy) -> None:
    """Zone data changed, or somebody asked: a dormant case is received again; any other gets a look now."""
    if case.state is State.DORMANT:
        case.move(Event.STIRRED, now, policy, actor=actor, cause=cause)
        case.watch = Watch()


def _event(case: Case, decision: Decision, *, at_once: bool) -> Event:
    match decision.ruling:
        case Ruling.REFUSE:
            return Event.REFUSED_BY_PERSON
        case Ruling.HOLD:
            return Event.HELD_BY_PERSON
        case Ruling.REMOVE:
            return Event.REMOVAL_ORDERED
        case Ruling.RESTORE:
            return Event.RESTORED
    if at_once:
        return Event.APPROVED_NOW
    if case.watch.passed(decision.at):
        return Event.CLEARED_LATE
    return Event.CLEARED if case.watch.t0 else Event.CLEARED_UNDELEGATED


def _grace(case: Case, policy: Policy) -> timedelta:
    days = [
        policy.categories[c].grace_days for c in (case.sight.suspects if case.sight else ()) if c in policy.categories
    ]
    return timedelta(days=min(days, default=0))
