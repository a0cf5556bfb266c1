"""A person decides, or a customer appeals; bound to what that person saw."""

from dataclasses import dataclass
from datetime import datetime

from screening.model import deciding
from screening.model.case import Case, Decision, Ruling
from screening.model.errors import ScreeningError
from screening.model.lifecycle import State
from screening.model.policy import Policy
from screening.model.timing import schedule, wake
from screening.ports.memory import Unit


class StaleError(ScreeningError):
    """The case or its evidence is not what the person saw any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person wants done.

    Args:
        ruling: see Ruling.
        reason: why, for the journal and the customer's statement of reasons.
        actor: who.
        seen: the tag of the case that the person looked at.
        at_once: approve without the rest of the window; the door has checked the right to.
        until: with HOLD, when to escalate.
    """

    ruling: Ruling
    reason: str
    actor: str
    seen: str
    at_once: bool = False
    until: datetime | None = None


def tag(case: Case) -> str:
    """What a decision is bound to: changes with every move of the case and with its evidence, not with idle looks."""
    return f"{case.sequence}-{case.sight.evidence[:16] if case.sight else 'unseen'}"


def decide(unit: Unit, case: Case, order: Order, policy: Policy, *, now: datetime) -> None:
    """Carry out a person's order in the caller's transaction.

    Raises:
        StaleError: the case has moved, or its evidence changed, since the person saw it.
        ConflictError: the case is not in a state that allows it.
    """
    if order.seen != tag(case):
        raise StaleError("the domain or its evidence has changed since you saw it; look at it again, then decide")
    if order.ruling is Ruling.APPROVE and case.state is State.HELD and not policy.delegation:
        case.watch.begin(now, policy)
    decision = Decision(order.ruling, order.actor, order.reason, now, case.sight)
    deciding.decide(case, decision, policy, at_once=order.at_once, until=order.until)
    _store(unit, case, policy, now)


def appeal(unit: Unit, case: Case, reason: str, policy: Policy, *, actor: str, now: datetime) -> None:
    """Take in a customer's appeal.

    Raises:
        ConflictError: the domain is not refused, or was refused too long ago.
    """
    deciding.appeal(case, actor, reason, now, policy)
    _store(unit, case, policy, now)


def _store(unit: Unit, case: Case, policy: Policy, now: datetime) -> None:
    if unit.screenings.has_open(case.id):
        case.next_look = None
    else:
        schedule(case, now, policy)
    unit.cases.save(case, wake(case, policy))
