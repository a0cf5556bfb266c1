"""A panel submits a domain, changes its zone data, asks for a look, or deletes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from screening.model import deciding
from screening.model.case import Case
from screening.model.errors import ConflictError
from screening.model.lifecycle import Event, State
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.model.timing import wake
from screening.model.zone import Zone
from screening.ports.memory import Unit
from screening.services.identity import new_id

_CLOSED = frozenset({State.WITHDRAWN, State.REMOVED})


@dataclass(frozen=True, slots=True)
class Submission:
    """What the host asked.

    Args:
        domain: the normalised name.
        account: the customer, as the panel names it.
        zone: uploaded records, None where none were given.
        previous_nameservers: where the domain was served before, as the panel knows.
        account_created: since when the customer is one.
        standing: the account's standing in the host's own words; policy names the trusted ones.
        labels: free text that comes back with the domain.
        source: which door of the panel it came through.
    """

    domain: Domain
    account: str
    zone: Zone | None = None
    previous_nameservers: tuple[str, ...] = ()
    account_created: datetime | None = None
    standing: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


class AlreadyHereError(ConflictError):
    """The customer has this domain here already."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.domain.ascii} is already here as {case.id}; change its zone or ask for a look instead")
        self.case_id = case.id


def submit(unit: Unit, submission: Submission, policy: Policy, *, actor: str, now: datetime) -> Case:
    """Take a domain in: its case, its first look and its journal row, in the caller's transaction.

    The same name in another account makes a second case, held and contested. The same customer's domain, withdrawn
    less than 30 days ago, is taken up again with its history.

    Raises:
        AlreadyHereError: this customer has an open case for the name.
    """
    others = unit.cases.named(submission.domain.ascii)
    mine = [case for case in others if case.account == submission.account]
    for case in mine:
        if case.state not in _CLOSED:
            raise AlreadyHereError(case)
    taken = any(case.state not in _CLOSED for case in others)
    known = next((c for c in reversed(mine) if _returns(c, policy, now)), None)
    if known is not None and not taken:
        _describe(known, submission)
        known.contested = False
        deciding.readd(known, actor, now, policy)
        if submission.zone is not None:
            unit.cases.put_zone(known.id, submission.zone)
        look_now(unit, known, "submitted", now)
        unit.cases.save(known, wake(known, policy))
        return known
    case = Case(id=new_id("dom", now), domain=submission.domain, account=submission.account, accepted_at=now)
    _describe(case, submission)
    case.contested = taken
    case.move(Event.CONTESTED if taken else Event.ACCEPTED, now, policy, actor=actor)
    unit.cases.add(case, wake(case, policy))
    if submission.zone is not None:
        unit.cases.put_zone(case.id, submission.zone)
    unit.screenings.add(new_id("look", now), case.id, "submitted", now)
    return case


def change_zone(unit: Unit, case: Case, zone: Zone, policy: Policy, *, actor: str, now: datetime) -> None:
    """The customer's records have changed: keep them and look again."""
    unit.cases.put_zone(case.id, zone)
    ask(unit, case, "changed", policy, actor=actor, now=now)


def ask(unit: Unit, case: Case, trigger: str, policy: Policy, *, actor: str, now: datetime) -> None:
    """Look now.

    Raises:
        ConflictError: the case is closed.
    """
    if case.state in _CLOSED:
        raise ConflictError(f"a {case.state} domain is not looked at; submit it again")
    deciding.stir(case, actor, trigger, now, policy)
    look_now(unit, case, trigger, now)
    unit.cases.save(case, wake(case, policy))


def look_now(unit: Unit, case: Case, trigger: str, now: datetime) -> None:
    """Queue a look unless one is open."""
    case.next_look = None
    if not unit.screenings.has_open(case.id):
        unit.screenings.add(new_id("look", now), case.id, trigger, now)


def withdraw(unit: Unit, case: Case, policy: Policy, *, actor: str, now: datetime) -> None:
    """The panel deletes the domain."""
    deciding.withdraw(case, actor, now, policy)
    case.next_look = None
    unit.screenings.drop_open(case.id)
    unit.cases.save(case, wake(case, policy))


def _returns(case: Case, policy: Policy, now: datetime) -> bool:
    left = case.entered_at
    return case.state is State.WITHDRAWN and left is not None and now - left <= policy.readded_within


def _describe(case: Case, submission: Submission) -> None:
    case.standing = submission.standing
    case.account_created = submission.account_created
    case.labels = dict(submission.labels)
    case.source = submission.source
    case.previous_nameservers = submission.previous_nameservers
