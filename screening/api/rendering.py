"""Domains, verdicts, evidence and journal rows as the bodies that callers see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from screening.api.views import (
    ChangeView,
    DecisionView,
    DomainView,
    EvidenceList,
    EvidenceView,
    History,
    LinksView,
    MessageView,
    NameAnswer,
    RemarkView,
    SignalView,
    TransitionView,
    VerdictView,
)
from screening.model.case import Case, Transition
from screening.model.comparison import compare
from screening.model.evidence import Evidence, digest_of
from screening.model.lifecycle import Event, State
from screening.model.messages import message_for
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.model.timing import stuck
from screening.model.verdict import Verdict

Body = dict[str, Any]


def domain_view(case: Case, nameservers: tuple[str, ...], policy: Policy, now: datetime) -> Body:
    """A case as its JSON."""
    state = case.state or State.RECEIVED
    message = message_for(state, case.event or Event.ACCEPTED)
    own = f"/v1/domains/{case.id}"
    view = DomainView(
        id=case.id,
        domain=case.domain.ascii,
        unicode=case.domain.unicode,
        registrable=case.domain.registrable,
        remarks=_remarks(case.domain),
        account=case.account,
        state=state,
        serving=case.serving,
        nameservers=list(nameservers),
        accepted_at=case.accepted_at,
        window_ends_at=case.watch.ends,
        next_look_at=case.next_look,
        missing=_lacking(case, policy),
        stuck=stuck(case, now, policy),
        contested=case.contested,
        quiet=case.quiet,
        escalated=case.escalated,
        verdict=verdict_view(case.verdict) if case.verdict else None,
        decision=(
            DecisionView(ruling=case.decision.ruling, reason=case.decision.reason, at=case.decision.at)
            if case.decision
            else None
        ),
        labels=case.labels,
        customer_message=MessageView(code=message.code, text=message.text),
        links=LinksView(
            self=own,
            **{name: f"{own}/{name}" for name in LinksView.model_fields if name != "self"},
        ),
    )
    return view.model_dump(mode="json")


def _lacking(case: Case, policy: Policy) -> list[str]:
    """What approval cannot do without and has not got."""
    if case.verdict is None:
        return list(policy.mandatory)
    return [item for item in case.verdict.missing if item.partition(":")[0] in policy.mandatory]


def verdict_view(verdict: Verdict) -> VerdictView:
    """A verdict without what only replays need."""
    return VerdictView(
        verdict=verdict.conclusion,
        scope=list(verdict.scope),
        missing=list(verdict.missing),
        categories={category: round(p, 6) for category, p in verdict.categories.items()},
        signals=[
            SignalView(rule=s.rule, category=s.category, weight=s.weight, where=s.field, text=s.text, why=s.why)
            for s in verdict.signals
        ],
        ruleset=verdict.ruleset,
    )


def evidence_view(looks: Sequence[tuple[Evidence, ...]]) -> tuple[Body, str]:
    """The evidence of the latest look as its JSON, and its entity tag.

    Args:
        looks: the evidence of the latest, and of the one before it where there is one.
    """
    seen = looks[0] if looks else ()
    before = looks[1] if len(looks) > 1 else ()
    found = compare(before, seen) if before and seen else ()  # either may have expired
    items = [
        EvidenceView(
            collector=item.collector,
            outcome=item.outcome,
            at=item.at,
            cause=item.cause,
            facts=dict(item.facts),
            texts={field: list(texts) for field, texts in item.texts.items()},
            digest=item.digest,
        )
        for item in seen
    ]
    changes = [ChangeView(collector=c.collector, field=c.field, before=c.before, after=c.after) for c in found]
    body = EvidenceList(items=items, changes=changes).model_dump(mode="json")
    return body, digest_of(body)[:32]


def history_view(rows: list[Transition]) -> Body:
    """The journal of a case as its JSON."""
    items = [
        TransitionView(
            sequence=row.sequence,
            at=row.at,
            event=row.event,
            previous_state=row.source,
            state=row.target,
            serving=row.serving,
            actor=row.actor,
            cause=row.cause,
            ruleset=row.ruleset,
            evidence=row.evidence,
        )
        for row in rows
    ]
    return History(items=items).model_dump(mode="json")


def answer_view(name: str, domain: Domain, verdict: Verdict) -> NameAnswer:
    """One judged name."""
    return NameAnswer(
        name=name,
        domain=domain.ascii,
        unicode=domain.unicode,
        registrable=domain.registrable,
        remarks=_remarks(domain),
        verdict=verdict_view(verdict),
    )


def _remarks(domain: Domain) -> list[RemarkView]:
    return [RemarkView(code=remark.code, message=remark.message) for remark in domain.remarks]
