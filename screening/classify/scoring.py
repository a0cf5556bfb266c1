"""From fired rules to scores, probabilities and a conclusion per category; integers wherever sums are made."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from screening.classify.matching import Firing
from screening.model.policy import CategoryPolicy, Cohort, Policy, Treatment
from screening.model.verdict import CATEGORIES, Conclusion

# What the zone says, what the DNS answers and what the registry lists is one kind: the same nameservers, told thrice.
_KINDS = {"dns": "zone", "rdap": "zone"}
_NO_KIND = frozenset({"dns.history"})  # to run from host to host tells of trouble, and not of what sort
_AGREEING = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """A policy's thresholds in whole milli-log-odds, so that no float decides.

    Args:
        prior: log-odds of the prior.
        review: the score that reaches REVIEW.
        refuse: the score that reaches REFUSE.
    """

    prior: float
    review: int
    refuse: int

    @classmethod
    def of(cls, policy: Policy) -> "Scale":
        """The scale of a policy."""
        prior = _logit(policy.prior)
        return cls(prior, *(round(1000 * (_logit(p) - prior)) for p in (policy.review_at, policy.refuse_at)))

    def probability(self, score: int) -> float:
        """A score as a probability, to four places: beyond them, machines differ."""
        return round(1 / (1 + math.exp(-(self.prior + score / 1000))), 4)


def scores_of(firings: Iterable[Firing], policy: Policy, silences: Mapping[str, int] | None = None) -> dict[str, int]:
    """The score of every category, over all that fired.

    Args:
        firings: what fired.
        policy: in force.
        silences: by category, what it says against it that nothing speaks for it; the first that does ends it.
    """
    weights: dict[str, list[int]] = {category: [] for category in CATEGORIES}
    for firing in firings:
        weights[firing.rule.category].append(firing.signal.weight)
    for category, silence in (silences or {}).items():
        if not any(weight > 0 for weight in weights[category]):
            weights[category].append(silence)
    return {category: _sum(found, policy) for category, found in weights.items()}


def conclude(
    witnesses: Sequence[Firing], scores: Mapping[str, int], policy: Policy, scale: Scale, cohort: Cohort
) -> Conclusion:
    """The worst that any category comes to: CLEAR, REVIEW or REFUSE. A category without a policy is for review.

    Scores are over all firings; `witnesses` are those whose text is the customer's own: only they agree on a refusal.
    """
    worst = Conclusion.CLEAR
    for category, score in scores.items():
        treatment = _treatment(policy.categories.get(category), cohort)
        if treatment is Treatment.ALLOW:
            continue
        live = [firing for firing in witnesses if firing.rule.live and firing.rule.category == category]
        if treatment is not Treatment.REVIEW and _refusable(live, policy, scale):
            return Conclusion.REFUSE
        if score >= scale.review:
            worst = Conclusion.REVIEW
    return worst


def _refusable(live: Sequence[Firing], policy: Policy, scale: Scale) -> bool:
    if _sum((firing.signal.weight for firing in live), policy) < scale.refuse:
        return False
    kinds: dict[str, list[int]] = {}
    for firing in live:
        if firing.signal.field in _NO_KIND:
            continue
        prefix = firing.signal.field.partition(".")[0]
        kinds.setdefault(_KINDS.get(prefix, prefix), []).append(firing.signal.weight)
    return sum(_sum(weights, policy) >= policy.agree_weight for weights in kinds.values()) >= _AGREEING


def _sum(weights: Iterable[int], policy: Policy) -> int:
    """Weights for and against; all that speaks against counts down to the policy's floor and no further."""
    found = tuple(weights)
    return sum(w for w in found if w > 0) + max(sum(w for w in found if w < 0), policy.negative_floor)


def _treatment(policy: CategoryPolicy | None, cohort: Cohort) -> Treatment:
    if policy is None:
        return Treatment.REVIEW
    return policy.new if cohort is Cohort.NEW else policy.existing


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))
