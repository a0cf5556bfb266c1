"""A tiny rule folder to test with, and short ways to write domains and evidence."""

from datetime import UTC, datetime

import yaml

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.policy import Cohort, Policy
from screening.model.verdict import Verdict

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

POLICY = """\
categories:
  hyip: {new: refuse, existing: remove}
  gambling: {new: refuse, existing: allow, since: 2012-01, grace_days: 30}
  adult: {new: review, existing: allow}
scope: [name, zone, dns, page]
mandatory: [name, zone, dns, page]
"""


def rule(identity: str = "g.casino", **keys: object) -> dict[str, object]:
    """A rule on names that looks for the word casino, with keys replaced; None leaves one out."""
    base: dict[str, object] = {
        "id": identity,
        "in": ["name"],
        "words": ["casino"],
        "weight": 4800,
        "why": "because",
        "fires": ["casino.example"],
        "silent": ["flowers.example"],
    }
    base.update({key.rstrip("_"): value for key, value in keys.items()})
    return {key: value for key, value in base.items() if value is not None}


def pack(*rules: dict[str, object], name: str = "p", category: str = "gambling", status: str = "live") -> bytes:
    """A pack as its file would hold it."""
    return yaml.safe_dump(
        {"pack": name, "category": category, "status": status, "rules": list(rules)},
        allow_unicode=True,
        sort_keys=False,
    ).encode()


def rules_of(*rules: dict[str, object], policy: str = POLICY, **keys: str) -> RuleSet:
    """A set of one pack."""
    return load_ruleset({"policy.yml": policy.encode(), "p.yml": pack(*rules, **keys)})


def domain(name: str) -> Domain:
    """A name whose last label is the public suffix; its A-label is not what these tests are about."""
    labels = name.split(".")
    return Domain(ascii=name, unicode=name, registrable=".".join(labels[-2:]), suffix=labels[-1])


def seen(
    collector: str, outcome: Outcome = Outcome.OBSERVED, cause: str = "", **texts: str | tuple[str, ...]
) -> Evidence:
    """Evidence; `title="x"` of page is the field page.title."""
    fields = {f"{collector}.{key}": (text,) if isinstance(text, str) else text for key, text in texts.items()}
    return Evidence(collector, outcome, NOW, cause, texts=fields)


def verdict_of(
    rules: RuleSet | None,
    name: str = "flowers.example",
    *evidence: Evidence,
    scope: tuple[str, ...] = ("name", "page"),
    cohort: Cohort = Cohort.NEW,
    policy: Policy | None = None,
) -> Verdict:
    """The verdict on one domain."""
    policy = policy or (rules.policy if rules else Policy(categories={}))
    return judge([Item(domain(name), evidence, cohort)], rules, policy, scope)[0]


def fired(rules: RuleSet, name: str = "flowers.example", *evidence: Evidence) -> list[tuple[str, str]]:
    """The rules that fired and the field of each."""
    verdict = verdict_of(rules, name, *evidence, scope=("name", "zone", "feed", "dns", "rdap", "page"))
    return [(signal.rule, signal.field) for signal in verdict.signals]
