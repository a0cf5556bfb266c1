"""What the name model says becomes a signal like any other, on top of what the rules on the name say already."""

from collections.abc import Sequence
from functools import lru_cache

from screening.classify.excuses import excuses_of
from screening.classify.matching import Firing
from screening.classify.ngrams import part_of
from screening.classify.rule import Rule, RuleSet
from screening.model.names import Domain
from screening.model.verdict import Signal

_WHY = "The name is built like those of known {} sites, by the letters that stand together in it"
_SPELLED = {"hyip": "HYIP"}


def add_model(fired: Sequence[list[Firing]], domains: Sequence[Domain], rules: RuleSet) -> None:
    """Add what the model says of each name beyond what the rules on names say: the heavier of the two counts, once.

    Args:
        fired: by domain, what the rules say; added to in place.
        domains: as many.
        rules: the set, with its model if it has one. What its rules on names except, the model does not read.
    """
    model, excuses = rules.model, excuses_of(rules)
    if model is None:
        return
    parts = [part_of(domain) for domain in domains]
    for category, weights in model.weigh(parts).items():
        for index in weights.nonzero()[0].tolist():
            part, whole = parts[index], int(weights[index])
            rest = excuses.without(part, category)
            if rest is not None:
                part, whole = rest, min(whole, int(model.weigh([rest])[category][0]) if rest[0] else 0)
            excess = whole - _said(fired[index], category)
            if excess > 0:
                rule = _rule(category)
                text = ", ".join(model.strongest(part, category))
                signal = Signal(rule.id, category, excess, "name", "name", text, rule.why)
                fired[index].append(Firing(index, rule, signal))


def _said(firings: Sequence[Firing], category: str) -> int:
    """What the rules on the name say for a category; what they say against it counts beside the model too."""
    signals = [firing.signal for firing in firings]
    return sum(s.weight for s in signals if s.field == "name" and s.category == category and s.weight > 0)


@lru_cache(maxsize=16)
def _rule(category: str) -> Rule:
    return Rule(
        id=f"{category}.name.model",
        category=category,
        live=True,
        weights={},
        words=(), stems=(), patterns=(), exceptions=(), unless=(), at_least=1,
        why=_WHY.format(_SPELLED.get(category, category)),
        fires=(), silent=(), where="",
    )  # fmt: skip
