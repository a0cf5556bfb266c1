"""What a site shows to some visitors only: it counts for as much as what it shows to all, and hiding it counts too."""

from collections.abc import Sequence

from screening.classify.matching import Firing
from screening.classify.rule import Rule
from screening.classify.scoring import Scale, scores_of
from screening.model.policy import Policy
from screening.model.verdict import CATEGORIES, Signal

VANTAGE = "vantage"
_WHY = "Shown to some visitors and hidden from others: who does that knows what it is"


def unveiled(usual: Sequence[Firing], wider: Sequence[Firing], policy: Policy, scale: Scale) -> list[Firing]:
    """Choose what speaks about one domain, category by category: what all saw, or that and what some saw.

    The heavier counts, so that innocent words for some visitors buy nothing. Where a category reaches review only in
    the wider sight, that is a signal of its own.

    Args:
        usual: what fires on the evidence without the vantage's.
        wider: what fires on all of it.
        policy: in force; `cloaked_weight` is what hiding weighs.
        scale: of the policy.
    """
    before, after = scores_of(usual, policy), scores_of(wider, policy)
    chosen: list[Firing] = []
    for category in CATEGORIES:
        heavier = wider if after[category] > before[category] else usual
        own = [firing for firing in heavier if firing.rule.category == category]
        if before[category] < scale.review <= after[category]:
            own.append(_cloaked(own[0].item, category, policy.cloaked_weight))
        chosen += own
    return chosen


def _cloaked(item: int, category: str, weight: int) -> Firing:
    rule = Rule(
        id=f"{category}.cloaked",
        category=category,
        live=True,
        weights={"page.cloaked": weight},
        words=(), stems=(), patterns=(), exceptions=(), unless=(), at_least=1,
        why=_WHY,
        fires=(), silent=(), where="",
    )  # fmt: skip
    return Firing(item, rule, Signal(rule.id, category, weight, VANTAGE, "page.cloaked", f"{category} for some", _WHY))
