"""Finds what fires: one automaton over all literals, gated patterns, then exceptions, `unless` and `at_least`."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from screening.classify.folding import is_edge, unstretched
from screening.classify.literals import LONGEST, spaced, squeezed
from screening.classify.patterns import Patterns
from screening.classify.rule import Rule, RuleSet
from screening.classify.views import View
from screening.model.verdict import Signal

_JOIN_UP_TO = 1 << 20  # characters searched in one call; bounds the list of hits
_CONTEXT = 40  # characters either side of what fired
_EXCERPT = 200


class Role(IntEnum):
    """What a literal does in a rule."""

    WORD = 0
    STEM = 1
    EXCEPTION = 2
    UNLESS = 3
    EXCEPTION_ONCE = 4  # where letters that are repeated are said once


_WORD, _STEM, _EXCEPTION, _UNLESS, _EXCEPTION_ONCE = Role
_ANYWHERE = frozenset({_STEM, _EXCEPTION, _EXCEPTION_ONCE})


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fired on one item of a batch, and the signal that says where."""

    item: int
    rule: Rule
    signal: Signal


@dataclass(slots=True)
class _Found:
    """What one rule found in one field of one item: places as (view, start, end)."""

    entries: dict[int, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    exceptions: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    blocked: bool = False

    def places(self, at_least: int) -> list[tuple[int, int, int]]:
        """The first uncancelled place of every entry that hit; empty where too few did."""
        if self.blocked or len(self.entries) < at_least:
            return []
        ends = {view: sorted(spans) for view, spans in self.exceptions.items()}
        alive = []
        for entry in sorted(self.entries):
            place = next((p for p in self.entries[entry] if not _cancelled(p, ends.get(p[0], ()))), None)
            if place:
                alive.append(place)
        return sorted(alive) if len(alive) >= at_least else []


_Key = tuple[int, int, str]  # item, rule, field


class Matcher:
    """The rules of one set, made ready to search batches of texts.

    Args:
        rules: sound rules, as `load_ruleset` gives them.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._uses: dict[str, dict[int, tuple[tuple[int, Role, int], ...]]] = {}
        self._patterns: dict[str, tuple[Patterns, list[tuple[int, int]]]] = {}
        literals: dict[str, int] = {}
        uses: dict[str, dict[int, set[tuple[int, Role, int]]]] = defaultdict(lambda: defaultdict(set))
        patterns: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for number, rule in enumerate(rules):
            for looked_at in rule.weights:
                for literal, role, entry in _literals(rule, in_name=looked_at == "name"):
                    uses[looked_at][literals.setdefault(literal, len(literals))].add((number, role, entry))
                first = len(rule.words) + len(rule.stems)
                patterns[looked_at] += [(source, number, entry) for entry, source in enumerate(rule.patterns, first)]
        for looked_at, by_literal in uses.items():
            self._uses[looked_at] = {literal: tuple(sorted(found)) for literal, found in by_literal.items()}
        for looked_at, listed in patterns.items():
            if listed:
                sources = Patterns([source for source, _, _ in listed])
                self._patterns[looked_at] = sources, [(number, entry) for _, number, entry in listed]
        self._automaton = AhoCorasick(literals, implementation=Implementation.DFA, store_patterns=False)
        self.fields = frozenset(field for rule in rules for field in rule.weights)

    def fire(self, views: Sequence[View]) -> list[Firing]:
        """Every rule that fires, once per item: on the field of largest weight, the rule's first one where they tie."""
        found: dict[_Key, _Found] = defaultdict(_Found)
        self._find_literals(views, found)
        self._find_patterns(views, found)
        best: dict[tuple[int, int], tuple[int, int, str, list[tuple[int, int, int]]]] = {}
        for (item, number, looked_at), what in found.items():
            rule = self._rules[number]
            places = what.places(rule.at_least)
            if places:
                order = list(rule.weights).index(looked_at)
                candidate = (-abs(rule.weights[looked_at]), order, looked_at, places)
                best[item, number] = min(best.get((item, number), candidate), candidate)
        return [
            Firing(item, self._rules[number], _signal(self._rules[number], looked_at, places, views))
            for (item, number), (_, _, looked_at, places) in best.items()
        ]

    def _find_literals(self, views: Sequence[View], found: dict[_Key, _Found]) -> None:
        for first, last in _slices(views):
            joined = "\n".join(view.text for view in views[first:last])
            index, begin = first, 0
            view, uses, end_of_view = views[first], self._uses.get(views[first].field, {}), len(views[first].text)
            for literal, start, end in self._automaton.find_matches_as_indexes(joined, overlapping=True):
                while start > end_of_view:
                    index += 1
                    begin = end_of_view + 1
                    view, uses = views[index], self._uses.get(views[index].field, {})
                    end_of_view = begin + len(view.text)
                for number, role, entry in uses.get(literal, ()):
                    if role in _ANYWHERE or (is_edge(joined, start) and is_edge(joined, end)):
                        _note(
                            found[view.item, number, view.field], role, entry, view, (index, start - begin, end - begin)
                        )

    def _find_patterns(self, views: Sequence[View], found: dict[_Key, _Found]) -> None:
        by_field: dict[str, list[int]] = defaultdict(list)
        for index, view in enumerate(views):
            if view.raw is not None and view.field in self._patterns:
                by_field[view.field].append(index)
        for looked_at, indexes in by_field.items():
            patterns, owners = self._patterns[looked_at]
            for place, pattern, start, end in patterns.find([views[index].raw or "" for index in indexes]):
                number, entry = owners[pattern]
                index = indexes[place]
                found[views[index].item, number, looked_at].entries[entry].append((index, start, end))


def _note(what: _Found, role: Role, entry: int, view: View, place: tuple[int, int, int]) -> None:
    """Note what a literal found; what does not count in this view is left out."""
    index, start, end = place
    if role is _EXCEPTION or (role is _EXCEPTION_ONCE and view.once):
        what.exceptions[index].append((end, start))
    elif end > view.limit or (role is _WORD and not view.words) or role is _EXCEPTION_ONCE:
        return
    elif role is _UNLESS:
        what.blocked = True
    else:
        what.entries[entry].append(place)


@lru_cache(maxsize=4)
def matcher_of(rules: RuleSet) -> Matcher:
    """The matcher of a rule set, built once."""
    return Matcher(rules.rules)


def _literals(rule: Rule, *, in_name: bool) -> Iterable[tuple[str, Role, int]]:
    """A rule's literals as they stand in a text, or in a name: words spaced, stems and exceptions also squeezed, and
    exceptions also with repeated letters said once."""
    roles = (
        (_WORD, rule.words, 0),
        (_STEM, rule.stems, len(rule.words)),
        (_EXCEPTION, rule.exceptions, 0),
        (_UNLESS, rule.unless, 0),
    )
    for role, literals, first in roles:
        for entry, literal in enumerate(literals, first):
            forms = {literal}
            if in_name:
                forms = {spaced(literal), squeezed(literal)} if role in {_STEM, _EXCEPTION} else {spaced(literal)}
                if role is _EXCEPTION and (once := unstretched(squeezed(literal))):
                    yield once, _EXCEPTION_ONCE, entry
            yield from ((form, role, entry) for form in sorted(forms) if form)


def _slices(views: Sequence[View]) -> Iterator[tuple[int, int]]:
    first, size = 0, 0
    for index, view in enumerate(views):
        size += len(view.text) + 1
        if size > _JOIN_UP_TO:
            yield first, index + 1
            first, size = index + 1, 0
    if first < len(views):
        yield first, len(views)


def _cancelled(place: tuple[int, int, int], exceptions: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies inside one of the exceptions, given as (end, start) in order."""
    _, start, end = place
    for at in range(bisect_left(exceptions, (end, 0)), len(exceptions)):
        far, near = exceptions[at]
        if near <= start:
            return True
        if far > start + LONGEST:  # no exception is that long
            return False
    return False


def _signal(rule: Rule, looked_at: str, places: Sequence[tuple[int, int, int]], views: Sequence[View]) -> Signal:
    view = views[places[0][0]]
    excerpt = " … ".join(dict.fromkeys(_around(views[index], start, end) for index, start, end in places[:5]))
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[: _EXCERPT - 1] + "…"
    return Signal(rule.id, rule.category, rule.weights[looked_at], view.collector, looked_at, excerpt, rule.why)


def _around(view: View, start: int, end: int) -> str:
    text = view.raw if view.raw is not None else view.text
    return text[max(0, start - _CONTEXT) : end + _CONTEXT].strip()
