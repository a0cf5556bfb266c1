"""Judge at once, store nothing: names alone, or with evidence that the caller brings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.classify.judge import Item, judge
from screening.classify.rule import RuleSet
from screening.model.evidence import Evidence
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.model.verdict import Verdict
from screening.model.zone import Zone
from screening.ports import Collector, Subject


@dataclass(frozen=True, slots=True)
class Question:
    """A name, and what the caller already knows of it: uploaded records, and page evidence of its own."""

    domain: Domain
    zone: Zone | None = None
    brought: tuple[Evidence, ...] = ()


def check(
    questions: Sequence[Question],
    collectors: Sequence[Collector],
    rules: RuleSet | None,
    policy: Policy,
    now: Callable[[], datetime],
) -> list[Verdict]:
    """Look with these collectors, or take what was brought, and judge; one answer per question, in order."""
    items = []
    for question in questions:
        seen = {item.collector: item for item in question.brought}
        for collector in collectors:
            if collector.name in seen or (collector.name == "zone" and question.zone is None):
                continue
            subject = Subject(question.domain, question.zone, seen=seen)
            seen[collector.name] = collector.look(subject, now())
        items.append(Item(question.domain, tuple(seen[name] for name in policy.scope if name in seen)))
    scopes = {tuple(e.collector for e in item.evidence) for item in items}
    if len(scopes) == 1:
        return judge(items, rules, policy, scopes.pop())
    return [judge([item], rules, policy, tuple(e.collector for e in item.evidence))[0] for item in items]
