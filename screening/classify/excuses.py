"""What people wrote down as innocent look-alikes, the `except` of rules on names, is innocent to the model too."""

from collections import defaultdict
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from screening.classify.literals import squeezed
from screening.classify.ngrams import Part
from screening.classify.rule import RuleSet


class Excuses:
    """The exceptions of all rules that speak for a category by the name.

    Args:
        rules: the set.
    """

    def __init__(self, rules: RuleSet) -> None:
        literals: dict[str, set[str]] = defaultdict(set)
        for rule in rules.rules:
            if rule.weights.get("name", 0) > 0:
                literals[rule.category].update(filter(None, map(squeezed, rule.exceptions)))
        self._automata = {
            category: AhoCorasick(
                sorted(found), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
            )
            for category, found in literals.items()
        }

    def without(self, part: Part, category: str) -> Part | None:
        """A name less what is excused in it, hyphens left out; None where nothing is, and the name stays as it is."""
        automaton = self._automata.get(category)
        text = squeezed(part[0])
        spans = [(start, end) for _, start, end in automaton.find_matches_as_indexes(text)] if automaton else []
        if not spans:
            return None
        kept, done = [], 0
        for start, end in spans:
            kept.append(text[done:start])
            done = end
        return "-".join(filter(None, [*kept, text[done:]])), part[1]


@lru_cache(maxsize=4)
def excuses_of(rules: RuleSet) -> Excuses:
    """The excuses of a rule set, gathered once."""
    return Excuses(rules)
