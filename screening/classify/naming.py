"""What the name model says becomes a signal like any other, on top of what the rules on the name say already."""

from collections.abc import Sequence
from functools import lru_cache

from screening.classify.matching import Firing
from screening.classify.ngrams import NameModel, part_of
from screening.classify.rule import Rule
from screening.model.names import Domain
from screening.model.verdict import Signal

_WHY = "The name is built like those of known {} sites, by the letters that stand together in it"
_SPELLED = {"hyip": "HYIP"}


def add_model(fired: Sequence[list[Firing]], domains: Sequence[Domain], model: NameModel) -> None:
    """Add what the model says of each name beyond what the rules on names say: the heavier of the two counts, once.

    Args:
        fired: by domain, what the rules say; added to in place.
        domains: as many.
        model: the model.
    """
    parts = [part_of(domain) for domain in domains]
    for category, weights in model.weigh(parts).items():
        for index in weights.nonzero()[0].tolist():
            excess = int(weights[index]) - _said(fired[index], category)
            if excess > 0:
                rule = _rule(category)
                text = ", ".join(model.strongest(parts[index], category))
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
