"""When a case is looked at next, and what happens when a deadline passes: recomputed from facts, never counted down."""

import hashlib
from datetime import datetime, timedelta

from screening.model.case import Case
from screening.model.lifecycle import Event, State
from screening.model.looking import finish, settled
from screening.model.policy import Policy

# While waiting for delegation: (until this age, look this often). Registrars take minutes, people take days.
_WAITING = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(minutes=30)),
    (timedelta(days=3650), timedelta(hours=6)),
)
_DORMANT = timedelta(days=7)
_RETRY = timedelta(seconds=30)  # the first look again, doubled up to the cap
_RETRY_CAP = timedelta(minutes=5)
_HELD = timedelta(hours=12)
_JITTER = timedelta(minutes=10)
_LATE = timedelta(minutes=5)  # past a deadline before it counts as missed
_UNWATCHED = frozenset({State.REFUSED, State.REMOVED, State.WITHDRAWN})


def schedule(case: Case, now: datetime, policy: Policy) -> None:
    """Set `case.next_look` from what the case is now; called after every change.

    A look that failed by our own fault is made again soon, whenever the next one would have been: within the outage
    window, so that the outage does not seem to be over in between.
    """
    planned = _next_look(case, now, policy)
    if case.sight and case.sight.ours and case.state not in _UNWATCHED:
        soon = now + policy.outage_window / 2
        planned = min(planned or soon, soon)
    case.next_look = planned


def deadline(case: Case, policy: Policy) -> datetime | None:
    """When `tick` has something to do even if nobody looks."""
    entered = case.entered_at or case.accepted_at
    match case.state:
        case State.WAITING:
            return entered + policy.waiting
        case State.WATCHING:
            ends = _watch_ends(case, policy)
            return ends if ends and _looked_late(case, ends, policy) else None  # else, a look is what is due
        case State.HELD if not case.escalated:
            if case.appealed:
                return entered + policy.appeal_due
            return max(entered + policy.undecided, case.hold_until or entered)
        case State.REMOVING:
            return case.grace_ends
    return None


def wake(case: Case, policy: Policy) -> datetime | None:
    """When the sweeper has to touch the case: the earlier of its next look and its deadline."""
    times = [at for at in (case.next_look, deadline(case, policy)) if at is not None]
    return min(times) if times else None


def tick(case: Case, now: datetime, policy: Policy, *, outage: bool = False) -> None:
    """Let time pass: do what is due at `now`, at most one row of the table.

    Args:
        case: changed in place.
        now: UTC.
        policy: in force.
        outage: whether looks fail through our own fault: then windows are extended and nobody is held.
    """
    due = deadline(case, policy)
    if due is None or now < due:
        return
    match case.state:
        case State.WAITING:
            case.move(Event.WAITED_TOO_LONG, now, policy)
        case State.WATCHING:
            _window_over(case, now, policy, outage=outage)
        case State.HELD:
            case.move(Event.ESCALATED, now, policy)
            case.escalated = True
        case State.REMOVING:
            case.move(Event.GRACE_ENDED, now, policy)
            case.grace_ends = None
    schedule(case, now, policy)


def stuck(case: Case, now: datetime, policy: Policy) -> bool:
    """Whether a deadline has passed without anything having happened: shown, alarmed, never approved by it."""
    if case.state is State.RECEIVED and case.entered_at and now > case.entered_at + policy.first_verdict:
        return True
    ends = _watch_ends(case, policy) if case.state is State.WATCHING else None
    if ends is not None and now > ends + 2 * _LATE:
        return True
    woken = wake(case, policy)
    return woken is not None and now > woken + 2 * _LATE


def _window_over(case: Case, now: datetime, policy: Policy, *, outage: bool) -> None:
    watch, sight = case.watch, case.sight
    if sight is not None and settled(case, sight, policy):
        finish(case, sight, now, policy)
    elif watch.overtime is None:
        watch.overtime = now
        case.move(Event.BLIND_AT_END, now, policy, cause=_unsettled(case))
    elif outage:
        watch.overtime = now - policy.overtime + policy.overtime_every
    else:
        case.move(Event.BLIND_TOO_LONG, now, policy, cause=_unsettled(case))


def _unsettled(case: Case) -> str:
    if case.sight is not None and case.sight.ours:
        return "our own network was down"
    gone = case.sight is not None and case.sight.delegated is False
    return "the parent does not list us any more" if gone else "mandatory evidence failed"


def _watch_ends(case: Case, policy: Policy) -> datetime | None:
    watch = case.watch
    return watch.overtime + policy.overtime if watch.overtime else watch.ends


def _looked_late(case: Case, ends: datetime, policy: Policy) -> bool:
    """Whether somebody has looked near the end, and after overtime could have seen: else we are blind ourselves."""
    overtime = case.watch.overtime is not None
    if case.sight is None or (overtime and case.sight.ours):
        return False
    return case.sight.at >= ends - (policy.overtime_every if overtime else policy.final_stretch)


def _next_look(case: Case, now: datetime, policy: Policy) -> datetime | None:
    entered = case.entered_at or case.accepted_at
    age = now - entered
    match case.state:
        case State.RECEIVED:
            return now + min(_RETRY * 2 ** min(case.looks - 1, 10), _RETRY_CAP) if case.looks else now
        case State.WAITING:
            return now + next(every for until, every in _WAITING if age < until)
        case State.DORMANT:
            return now + _DORMANT
        case State.WATCHING:
            return _watch_look(case, now, policy)
        case State.HELD:
            return now + _HELD
        case State.APPROVED:
            ahead = [entered + after for after in policy.after_care if after > age]
            return ahead[0] + jitter(case, 99) if ahead else None
        case State.REMOVING:
            return now + policy.remove_every
    return None


def _watch_look(case: Case, now: datetime, policy: Policy) -> datetime | None:
    watch = case.watch
    if watch.overtime:
        latest = max(watch.overtime, case.sight.at) if case.sight else watch.overtime
        return max(now, latest + policy.overtime_every)
    if watch.began is None or watch.ends is None:
        return now
    final = watch.ends - policy.final_stretch
    offsets = [at for at in policy.looks if at and watch.began + at + 2 * _JITTER < final]  # the look at 0 began it
    times = [watch.began + at + jitter(case, n) for n, at in enumerate(offsets)] + [final + jitter(case, 98)]
    seen = case.sight.at if case.sight else watch.began
    ahead = [at for at in times if at > seen]
    return ahead[0] if ahead else None


def jitter(case: Case, index: int) -> timedelta:
    """A spread of up to ten minutes that is the same whenever it is recomputed."""
    dice = hashlib.sha256(f"{case.id}:{index}".encode()).digest()
    return _JITTER * (int.from_bytes(dice[:4], "big") / 2**32)
