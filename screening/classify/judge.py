"""The one judge: domains and what was seen of them, against the rules, under the policy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.classify.cloaking import VANTAGE, unveiled
from screening.classify.matching import Firing, matcher_of
from screening.classify.naming import add_model
from screening.classify.rule import RuleSet
from screening.classify.scoring import Scale, conclude, scores_of
from screening.classify.views import name_views, text_views
from screening.model.evidence import Evidence, Outcome, digest_of_all
from screening.model.names import Domain
from screening.model.policy import Cohort, Policy
from screening.model.verdict import Conclusion, Verdict

NOT_LOOKED = "not-looked"
_SOLD = frozenset({"parked", "for-sale"})


@dataclass(frozen=True, slots=True)
class Item:
    """One domain to judge: what was seen of it, and whether it is new with us."""

    domain: Domain
    evidence: tuple[Evidence, ...]
    cohort: Cohort = Cohort.NEW


def judge(items: Sequence[Item], rules: RuleSet | None, policy: Policy, scope: tuple[str, ...] = ()) -> list[Verdict]:
    """Judge a batch; the verdicts do not depend on how the batch is cut.

    Args:
        items: what to judge. Evidence of collectors outside the scope is not looked at.
        rules: the rule set, or None where none could be loaded: then nothing is CLEAR.
        policy: thresholds and treatments.
        scope: the collectors that were asked; empty for the policy's.

    Returns:
        One verdict per item, in order. CLEAR speaks for the scope only; what approval needs beyond it is in `missing`.
    """
    scope = scope or policy.scope
    scale = Scale.of(policy)
    digest = rules.digest if rules else ""
    model = rules.model if rules and "name" in scope else None
    silences = {category: meaning.silence for category, meaning in model.meanings.items()} if model else {}
    unseen, silence = _see((), policy, scope), scores_of((), policy, silences)  # what most names of a batch come to
    verdicts = []
    for item, firings in zip(items, _fire(items, rules, policy, scope), strict=True):
        sight = _see(item.evidence, policy, scope) if item.evidence else unseen
        scores = scores_of(firings, policy, silences) if firings else dict(silence)
        conclusion = Conclusion.CLEAR
        if firings:
            conclusion = conclude(_witnesses(item, firings), scores, policy, scale, item.cohort)
        if conclusion is Conclusion.CLEAR and (sight.blind or rules is None):
            conclusion = Conclusion.INSUFFICIENT
        verdicts.append(
            Verdict(
                conclusion=conclusion,
                scope=scope,
                missing=sight.missing,
                categories={category: scale.probability(score) for category, score in scores.items()},
                scores=scores,
                signals=tuple(firing.signal for firing in firings),
                ruleset=digest,
                evidence=sight.digest,
                mandatory=policy.mandatory,
            )
        )
    return verdicts


def _fire(items: Sequence[Item], rules: RuleSet | None, policy: Policy, scope: tuple[str, ...]) -> list[list[Firing]]:
    """What speaks about each item, strongest first."""
    if rules is None:
        return [[] for _ in items]
    usual = tuple(collector for collector in scope if collector != VANTAGE)
    fired = _match(items, rules, usual)
    again = [index for index, item in enumerate(items) if VANTAGE in scope and _differs(item)]
    for index, wider in zip(again, _match([items[index] for index in again], rules, scope), strict=True):
        fired[index] = unveiled(fired[index], wider, policy, Scale.of(policy))
    for firings in fired:
        firings.sort(key=lambda firing: (-abs(firing.signal.weight), firing.rule.id))
    return fired


def _match(items: Sequence[Item], rules: RuleSet, scope: tuple[str, ...]) -> list[list[Firing]]:
    matcher = matcher_of(rules)
    views = []
    for index, item in enumerate(items):
        if "name" in scope:
            views += name_views(index, item.domain)
        if item.evidence:
            seen = (seen for seen in item.evidence if seen.collector in scope)
            views += text_views(index, item.domain, seen, matcher.fields)
    fired: list[list[Firing]] = [[] for _ in items]
    for firing in matcher.fire(views) if views else ():
        fired[firing.item].append(firing)
    if "name" in scope:
        add_model(fired, [item.domain for item in items], rules)
    return fired


def _differs(item: Item) -> bool:
    return any(seen.collector == VANTAGE and seen.texts for seen in item.evidence)


def _witnesses(item: Item, firings: list[Firing]) -> list[Firing]:
    """What the customer says himself: the links of a parked page are sold by others, who read them off the name."""
    sold = {seen.collector for seen in item.evidence if seen.facts.get("kind") in _SOLD}
    return [firing for firing in firings if firing.signal.collector not in sold]


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is missing, whether approval in this scope hangs on that, and the digest of what was seen."""

    missing: tuple[str, ...]
    blind: bool
    digest: str


def _see(evidence: Iterable[Evidence], policy: Policy, scope: tuple[str, ...]) -> _Sight:
    """Tell what is missing, as `collector`, or `collector:cause` where it was asked.

    A name is its own evidence: it is never missing, unless its collector says so.
    """
    asked = tuple(seen for seen in evidence if seen.collector in scope)
    causes = {"name": ""}
    for seen in asked:
        failed = seen.outcome is Outcome.FAILED
        causes[seen.collector] = (seen.cause or "failed") if failed else causes.get(seen.collector, "")
    missing = {}
    for collector in (*scope, *policy.scope, *policy.mandatory):
        cause = causes.get(collector, NOT_LOOKED) if collector in scope else ""
        if cause or collector not in scope:
            missing[collector] = f"{collector}:{cause}" if cause else collector
    blind = any(collector in scope and collector in policy.mandatory for collector in missing)
    return _Sight(tuple(missing.values()), blind, digest_of_all(asked))
