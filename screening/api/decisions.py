"""People decide and customers appeal."""

from datetime import timedelta

from screening.api.access import lacking
from screening.api.domains import shown
from screening.api.routing import Answer, Call, Route
from screening.api.shapes import NewAppeal, NewDecision
from screening.api.views import DomainView
from screening.model.case import Ruling
from screening.model.errors import Fault, InvalidError
from screening.ports.memory import Unit
from screening.services import decide as deciding

_SENIOR = "decisions:senior"
_LONGEST_HOLD = timedelta(days=90)  # a domain must not be forgotten on hold


def decide(call: Call, body: NewDecision) -> Answer:
    """Carry out a ruling on what was seen."""
    _check(call, body)
    policy = call.house.policy()

    def act(unit: Unit) -> Answer:
        case = unit.cases.get(call.case_id)
        present = deciding.tag(case)
        seen = present if present in call.if_match else "another"
        actor = f"{body.reviewer}, through {call.actor}" if body.reviewer else call.actor
        order = deciding.Order(body.ruling, body.reason, actor, seen, body.at_once, body.until)
        deciding.decide(unit, case, order, policy, now=call.now)
        return shown(call, case)

    return call.once(act)


def appeal(call: Call, body: NewAppeal) -> Answer:
    """Take in an appeal."""
    policy = call.house.policy()

    def act(unit: Unit) -> Answer:
        case = unit.cases.get(call.case_id)
        deciding.appeal(unit, case, body.reason, policy, actor=call.actor, now=call.now)
        return shown(call, case)

    return call.once(act)


def _check(call: Call, body: NewDecision) -> None:
    senior = body.at_once or body.ruling in {Ruling.REMOVE, Ruling.RESTORE}
    if senior and _SENIOR not in call.scopes:
        raise lacking(_SENIOR)
    faults = []
    if body.at_once and body.ruling is not Ruling.APPROVE:
        faults.append(Fault("/at_once", "goes with the ruling approve only"))
    if body.until is not None and body.ruling is not Ruling.HOLD:
        faults.append(Fault("/until", "goes with the ruling hold only"))
    elif body.until is not None and not call.now < body.until <= call.now + _LONGEST_HOLD:
        faults.append(Fault("/until", f"must lie in the next {_LONGEST_HOLD.days} days"))
    if faults:
        raise InvalidError(tuple(faults))


_OF = "/v1/domains/<case_id>"
ROUTES = (
    Route(
        "POST", f"{_OF}/decisions", "decisions:write", decide, "Decide, bound to what was seen.",
        DomainView, body=NewDecision, repeatable=True, if_match=True, problems=("conflict",),
    ),
    Route(
        "POST", f"{_OF}/appeals", "domains:write", appeal, "Appeal a refusal for the customer.",
        DomainView, body=NewAppeal, repeatable=True, problems=("conflict",),
    ),
)  # fmt: skip
