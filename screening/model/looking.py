"""What a look does to a case: the rows of the transition table that a verdict triggers."""

from datetime import datetime

from screening.model.case import Case, Ruling, Watch
from screening.model.lifecycle import Event, State
from screening.model.policy import Policy
from screening.model.sight import MATERIAL, Change, Sight, changes
from screening.model.verdict import Conclusion, Verdict


def record(case: Case, verdict: Verdict, sight: Sight, policy: Policy, *, outage: bool = False) -> None:
    """Take in one look: keep what was seen and move the case as its state asks.

    Args:
        case: changed in place; the caller stores it.
        verdict: of this look.
        sight: the same look in short; `sight.at` is now.
        policy: in force.
        outage: whether the failures of this time are our own fault, so that nobody is held for them.
    """
    before, case.sight, case.verdict = case.sight, sight, verdict
    case.looks += 1
    found = changes(case.watch.remembered(before), sight, policy) if before else frozenset()
    case.watch.remember(sight)
    if case.state is State.DORMANT and sight.delegated:
        case.move(Event.STIRRED, sight.at, policy, cause="delegated")
        case.watch = Watch()
    match case.state:
        case State.RECEIVED:
            _received(case, sight, policy, outage=outage)
        case State.WAITING:
            _waiting(case, sight, policy)
        case State.WATCHING:
            _watching(case, sight, found, policy, outage=outage)
        case State.HELD:
            if sight.delegated:
                case.watch.begin(sight.at, policy)
            case.urgent = case.urgent or Change.THRESHOLD in found
        case State.APPROVED:
            _approved(case, sight, found, policy)
        case State.REMOVING:
            if sight.delegated is False:
                case.move(Event.GONE_FROM_PARENT, sight.at, policy)


def suspicious(case: Case, sight: Sight, policy: Policy) -> bool:
    """Whether the look has to be held: bad, and not what a person already saw and let pass."""
    if not sight.conclusion.suspicious:
        return False
    decision = case.decision
    if decision is None or decision.ruling is not Ruling.APPROVE or decision.sight is None:
        return True
    return bool(changes(decision.sight, sight, policy) & MATERIAL)


def settled(case: Case, sight: Sight, policy: Policy) -> bool:
    """Whether the look counts towards approval: everything mandatory was had, and nothing in it has to be held.

    A domain that has left our nameservers is not approved for what it shows elsewhere.
    """
    return (
        sight.complete
        and sight.delegated is True
        and sight.conclusion is not Conclusion.INSUFFICIENT
        and not suspicious(case, sight, policy)
    )


def _received(case: Case, sight: Sight, policy: Policy, *, outage: bool) -> None:
    now = sight.at
    refused_before = case.decision is not None and case.decision.ruling is Ruling.REFUSE
    listed = sight.delegated is not False and policy.delegation
    first = case.decision is None and not case.contested
    if sight.conclusion is Conclusion.REFUSE and not listed and first:
        case.move(Event.REFUSED_ON_EVIDENCE, now, policy, cause=_worst(sight))
    elif refused_before or suspicious(case, sight, policy):
        _start(case, sight, policy)
        case.move(Event.SUSPECTED, now, policy, cause="refused before" if refused_before else _worst(sight))
    elif case.domain.remarks and case.decision is None:
        _start(case, sight, policy)
        case.move(Event.SUSPECTED, now, policy, cause=f"name: {case.domain.remarks[0].code}")
    elif sight.delegated:
        case.move(Event.DELEGATED, now, policy)
        _start(case, sight, policy)
    elif sight.delegated is False:
        case.move(Event.UNDELEGATED, now, policy)
    elif case.entered_at and now - case.entered_at >= policy.first_verdict and not outage:
        case.move(Event.UNSEEN, now, policy, cause="the parent could not be asked")


def _waiting(case: Case, sight: Sight, policy: Policy) -> None:
    if suspicious(case, sight, policy):
        _start(case, sight, policy)
        case.move(Event.SUSPECTED, sight.at, policy, cause=_worst(sight))
    elif sight.delegated:
        case.move(Event.DELEGATED, sight.at, policy)
        _start(case, sight, policy)


def _watching(case: Case, sight: Sight, found: frozenset[Change], policy: Policy, *, outage: bool) -> None:
    now, watch = sight.at, case.watch
    if suspicious(case, sight, policy):
        case.move(Event.SUSPECTED, now, policy, cause=_worst(sight))
        case.urgent = True
    elif sight.conclusion is Conclusion.CLEAR and found & MATERIAL:
        _restart(case, sight, found, policy)
    elif watch.passed(now) and settled(case, sight, policy):
        finish(case, sight, now, policy)
    elif watch.overtime and outage and not sight.complete:
        watch.overtime = now  # the time in which we are blind ourselves is nobody's


def _restart(case: Case, sight: Sight, found: frozenset[Change], policy: Policy) -> None:
    now, watch = sight.at, case.watch
    latest = (watch.t0 or now) + policy.longest
    cause = ", ".join(sorted(found & MATERIAL))
    if watch.restarts >= policy.restarts or now >= latest:
        case.move(Event.CHANGED_TOO_OFTEN, now, policy, cause=cause)
        return
    watch.restarts += 1
    watch.began, watch.ends, watch.overtime = now, min(now + policy.window, latest), None
    case.looks = 1
    case.move(Event.CHANGED, now, policy, cause=cause)


def finish(case: Case, sight: Sight, now: datetime, policy: Policy) -> None:
    """The window is over and the last look was good: approve, quietly where there was nothing to see."""
    case.watch.overtime = None
    case.quiet = sight.nothing
    case.move(Event.PASSED_QUIET if sight.nothing else Event.PASSED, now, policy)


def _approved(case: Case, sight: Sight, found: frozenset[Change], policy: Policy) -> None:
    now = sight.at
    if suspicious(case, sight, policy):
        case.move(Event.SUSPECTED, now, policy, cause=_worst(sight))
    elif case.quiet and (Change.APPEARED in found or sight.kind == "content"):
        case.quiet = False
        case.move(Event.CONTENT_APPEARED, now, policy)
        case.watch.began, case.watch.ends = now, now + policy.quiet_window


def _start(case: Case, sight: Sight, policy: Policy) -> None:
    if sight.delegated:
        case.watch.begin(sight.at, policy)


def _worst(sight: Sight) -> str:
    return ", ".join(sight.suspects) or str(sight.conclusion)
