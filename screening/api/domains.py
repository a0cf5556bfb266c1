"""Domains: submit, see, list, change, look again, delete."""

from screening.api.problems import ProblemError
from screening.api.rendering import domain_view, evidence_view, history_view
from screening.api.routing import Answer, Call, Route
from screening.api.shapes import Filter, NewDomain, NewZone
from screening.api.views import DomainPage, DomainView, EvidenceList, History
from screening.collect.upload import zone_of
from screening.model.case import Case
from screening.model.errors import NameRefusedError
from screening.model.lifecycle import State
from screening.model.names import Domain
from screening.ports.memory import Unit
from screening.services import submit as submitting
from screening.services.decide import tag


def submit(call: Call, body: NewDomain) -> Answer:
    """Take a domain in."""
    domain = _domain(call, body.name)
    submission = submitting.Submission(
        domain=domain,
        account=body.account,
        zone=None if body.zone is None else zone_of(body.zone, domain),
        previous_nameservers=tuple(name.rstrip(".").lower() for name in body.previous_nameservers),
        account_created=body.account_created,
        standing=body.standing,
        labels=body.labels,
        source=body.source,
    )

    def act(unit: Unit) -> Answer:
        case = submitting.submit(unit, submission, call.house.policy(), actor=call.actor, now=call.now)
        return shown(call, case, status=202)

    return call.once(act)


def get_domain(call: Call) -> Answer:
    """One domain."""
    with call.house.memory.read() as unit:
        return shown(call, unit.cases.get(call.case_id))


def list_domains(call: Call, query: Filter) -> Answer:
    """A page of domains."""
    name = _domain(call, query.name, parameter=True).ascii if query.name else ""
    with call.house.memory.read() as unit:
        found = unit.cases.find(
            name=name,
            state=str(query.state or ""),
            category=query.category,
            account=query.account,
            after=query.cursor,
            limit=query.limit + 1,
        )
    page = found[: query.limit]
    more = page[-1].id if len(found) > len(page) else None
    return Answer({"items": [_view(call, case) for case in page], "next_cursor": more})


def get_evidence(call: Call) -> Answer:
    """What the latest look saw."""
    with call.house.memory.read() as unit:
        unit.cases.get(call.case_id)
        body, digest = evidence_view(unit.screenings.evidence_of_last(call.case_id, 2))
    seen = {part.strip().removeprefix("W/") for part in call.if_none_match.split(",")}
    headers = {"ETag": f'"{digest}"'}
    return Answer(None, 304, headers) if f'"{digest}"' in seen else Answer(body, headers=headers)


def get_history(call: Call) -> Answer:
    """The journal."""
    with call.house.memory.read() as unit:
        unit.cases.get(call.case_id)
        return Answer(history_view(unit.journal.of(call.case_id)))


def put_zone(call: Call, body: NewZone) -> Answer:
    """Replace the records, and look again."""
    policy = call.house.policy()
    with call.house.memory.write() as unit:
        case = unit.cases.get(call.case_id)
        zone = zone_of(body.zone, case.domain)
        submitting.change_zone(unit, case, zone, policy, actor=call.actor, now=call.now)
        return shown(call, case)


def look_now(call: Call) -> Answer:
    """Look now."""
    policy = call.house.policy()

    def act(unit: Unit) -> Answer:
        case = unit.cases.get(call.case_id)
        submitting.ask(unit, case, "manual", policy, actor=call.actor, now=call.now)
        return shown(call, case, status=202)

    return call.once(act)


def delete_domain(call: Call) -> Answer:
    """Withdraw; a second time changes nothing."""
    policy = call.house.policy()
    with call.house.memory.write() as unit:
        case = unit.cases.get(call.case_id)
        if case.state is not State.WITHDRAWN:
            submitting.withdraw(unit, case, policy, actor=call.actor, now=call.now)
        return shown(call, case)


def shown(call: Call, case: Case, status: int = 200) -> Answer:
    """A domain as an answer, with the entity tag that decisions are bound to."""
    headers = {"ETag": f'"{tag(case)}"'}
    if status == 202:
        headers["Location"] = f"/v1/domains/{case.id}"
    return Answer(_view(call, case), status, headers)


def _view(call: Call, case: Case) -> dict[str, object]:
    return domain_view(case, call.house.settings.nameservers, call.house.policy(), call.now)


def _domain(call: Call, raw: str, *, parameter: bool = False) -> Domain:
    try:
        return call.house.domain(raw)
    except NameRefusedError as error:
        place = {"parameter": "name"} if parameter else {"pointer": "/name"}
        errors = [{**place, "detail": str(error)}]
        raise ProblemError("name-refused", str(error), errors=errors, code=error.code) from error


_OF = "/v1/domains/<case_id>"
ROUTES = (
    Route(
        "POST", "/v1/domains", "domains:write", submit, "Submit a domain; it is stored when the answer comes.",
        DomainView, 202, body=NewDomain, repeatable=True, problems=("already-exists", "name-refused"),
    ),
    Route(
        "GET", "/v1/domains", "domains:read", list_domains, "List domains, oldest first.",
        DomainPage, query=Filter, problems=("name-refused",),
    ),
    Route("GET", _OF, "domains:read", get_domain, "See a domain; its ETag is what a decision has to name.", DomainView),
    Route(
        "GET", f"{_OF}/evidence", "domains:read", get_evidence, "What the latest look saw, and what has changed.",
        EvidenceList,
    ),
    Route("GET", f"{_OF}/history", "domains:read", get_history, "Everything that happened to a domain.", History),
    Route(
        "PUT", f"{_OF}/zone", "domains:write", put_zone, "Replace the customer's records, and look again.",
        DomainView, body=NewZone, problems=("conflict",),
    ),
    Route(
        "POST", f"{_OF}/screenings", "domains:write", look_now, "Look now.",
        DomainView, 202, repeatable=True, problems=("conflict",),
    ),
    Route("DELETE", _OF, "domains:write", delete_domain, "Delete a domain; its history stays.", DomainView),
)  # fmt: skip
