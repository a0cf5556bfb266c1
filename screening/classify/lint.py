"""What is sound in a rule folder and yet hardly meant: said to whoever writes rules, never in the way of loading."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from screening.classify.literals import squeezed
from screening.classify.rule import Rule, RuleSet
from screening.model.errors import Fault


def lint(rules: RuleSet) -> list[Fault]:
    """Look through a rule set, file by file.

    Args:
        rules: a set that has loaded.

    Returns:
        One remark for each: an entry that can never count because a shorter one of the same rule has hit by then, an
        exception that cancels nothing, and the same entry of the same field in two rules of one category, which
        counts twice.
    """
    found = [remark for rule in rules.rules for remark in (*_covered(rule), *_idle(rule))]
    return [*found, *_twice(rules.rules)]


def _covered(rule: Rule) -> Iterator[Fault]:
    """With `at_least` above one, overlapping entries are meant: they say more of the same."""
    if rule.at_least > 1:
        return
    for stem in rule.stems:
        for other in (*rule.stems, *rule.words):
            if other != stem and stem in other:
                yield Fault(rule.where, f"rule {rule.id}: {other!r} never counts, {stem!r} is in it")


def _idle(rule: Rule) -> Iterator[Fault]:
    """Patterns may hit anything, so only rules of literals can be told."""
    if rule.patterns:
        return
    entries = [squeezed(entry) for entry in (*rule.words, *rule.stems)]
    for exception in rule.exceptions:
        if not any(entry in squeezed(exception) for entry in entries):
            yield Fault(rule.where, f"rule {rule.id}: the exception {exception!r} holds none of its entries")


def _twice(rules: Sequence[Rule]) -> Iterator[Fault]:
    homes: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in rules:
        if rule.at_least == 1:
            for entry in {*rule.words, *rule.stems}:
                for field in rule.weights:
                    homes.setdefault((rule.category, field, entry), []).append(rule)
    told: set[tuple[str, str, str]] = set()
    for (_, _, entry), owners in sorted(homes.items(), key=lambda home: home[0]):
        for first, second in combinations(owners, 2):
            if (key := (first.id, second.id, entry)) not in told and (first.words, second.words) != ((), ()):
                told.add(key)
                yield Fault(second.where, f"rule {second.id}: {entry!r} is in rule {first.id} as well and counts twice")
