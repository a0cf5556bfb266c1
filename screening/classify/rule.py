"""What a loaded rule folder is: rules in packs, one policy, one digest. Frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from screening.classify.ngrams import NameModel
from screening.model.policy import Policy

TEXT_FIELDS = {
    "zone": ("zone.name", "zone.target", "zone.txt"),
    "dns": ("dns.target", "dns.txt"),
    "page": ("page.title", "page.meta", "page.heading", "page.anchor", "page.alt", "page.text", "page.hidden"),
}
"""What a collector's name stands for in `in:`. The fields left out have to be named."""

FIELDS = (
    "name",
    *(field for fields in TEXT_FIELDS.values() for field in fields),
    "page.url",
    "page.label",
    "page.host",
    "page.technology",
    "page.script",
    "dns.history",
    "rdap.registrar",
    "rdap.nameserver",
    "feed.gambling",
    "feed.adult",
    "feed.hyip",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A text that must fire a rule or leave it silent: field to texts, and the `path:line` where it is written."""

    texts: Mapping[str, tuple[str, ...]]
    where: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; literals are folded already, patterns are RE2 source.

    Args:
        id: unique over the folder.
        category: `gambling`, `adult` or `hyip`.
        live: whether it counts towards REFUSE; a draft leads to REVIEW at most.
        weights: every field it looks at, in order, to milli-log-odds; all of one sign.
        words: literals with an edge on both sides.
        stems: literals found anywhere.
        patterns: RE2 source, for the folded text.
        exceptions: literals; a hit lying inside one of them is cancelled.
        unless: literals with edges; a field that holds one does not count.
        at_least: how many distinct entries must hit within one field.
        why: the reason, for people.
        fires: examples that must fire.
        silent: examples that must not.
        where: `path:line`.
    """

    id: str
    category: str
    live: bool
    weights: Mapping[str, int]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...]
    unless: tuple[str, ...]
    at_least: int
    why: str
    fires: tuple[Example, ...]
    silent: tuple[Example, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules of one category that live or stay draft together."""

    name: str
    category: str
    live: bool
    rules: tuple[Rule, ...]
    path: str


@dataclass(frozen=True, eq=False)
class RuleSet:
    """A whole rule folder.

    Args:
        digest: SHA-256 (hex) over the sorted paths and bytes of all its files, policy included.
        packs: sorted by path.
        policy: from `policy.yml`.
        model: what the `*.model` file of the folder knows about names; None where there is none.
        files: what it was loaded from, path to bytes, so that it can be stored and replayed.
    """

    digest: str
    packs: tuple[Pack, ...]
    policy: Policy
    model: NameModel | None
    files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, pack by pack."""
        return tuple(rule for pack in self.packs for rule in pack.rules)

    @property
    def count(self) -> int:
        """How many rules there are."""
        return len(self.rules)
