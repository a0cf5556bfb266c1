"""What differs between two looks at one domain, for people and for rescans; never what it means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from screening.model.evidence import Evidence, Json, digest_of
from screening.model.sketch import similarity

MOST: Final = 200  # differences in all
_MOST_ENTRIES: Final = 20  # of a list, gained and lost each
_LONGEST: Final = 300  # characters of a text
_DEPTH: Final = 4  # facts that nest deeper are compared as a whole

# What changes with every visit to a lively page, and what the similarity of its text says better.
_RESTLESS: Final = frozenset(
    {"sketch", "length", "words", "hidden", "hidden_share", "similarity", "form_count", "inline"}
)
# Shown as facts already, or too long to show.
_RETOLD: Final = frozenset({"name", "page.script", "page.text", "page.title", "page.url"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is no longer as it was.

    Args:
        collector: whose evidence.
        field: `outcome`, `cause`, a fact (`favicon.mmh3`, below it with dots), a text field (`page.host`), or
            `similarity`: of the page's text to what it was, 1 where it is the same.
        before: as it was, None where it was not; of a list, what it has lost.
        after: as it is, None where it is no more; of a list, what it has gained.
    """

    collector: str
    field: str
    before: Json
    after: Json


def compare(before: Sequence[Evidence], after: Sequence[Evidence]) -> tuple[Difference, ...]:
    """Compare the evidence of two looks, collector by collector, in the order of the later one; at most MOST.

    Args:
        before: of the earlier look.
        after: of the later look.
    """
    old, new = ({item.collector: item for item in look} for look in (before, after))
    found = (difference for name in {**new, **old} for difference in _collector(name, old.get(name), new.get(name)))
    return tuple(difference for difference, _ in zip(found, range(MOST), strict=False))


def _collector(name: str, old: Evidence | None, new: Evidence | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(name, "outcome", str(old.outcome) if old else None, str(new.outcome) if new else None)
        return
    for field, before, after in (("outcome", str(old.outcome), str(new.outcome)), ("cause", old.cause, new.cause)):
        if before != after:
            yield Difference(name, field, _shown(before), _shown(after))
    alike = similarity(_hashes(old), _hashes(new))
    if alike < 1:
        yield Difference(name, "similarity", None, round(alike, 3))
    yield from _mapping(name, "", old.facts, new.facts, _DEPTH)
    for field in sorted({*old.texts, *new.texts} - _RETOLD):
        yield from _list(name, field, old.texts.get(field, ()), new.texts.get(field, ()))


def _mapping(
    name: str, prefix: str, old: Mapping[str, Json], new: Mapping[str, Json], depth: int
) -> Iterator[Difference]:
    for key in sorted({*old, *new} - _RESTLESS):
        before, after = old.get(key), new.get(key)
        field = f"{prefix}{key[:_LONGEST]}"
        if isinstance(before, dict | None) and isinstance(after, dict | None) and depth:
            yield from _mapping(name, f"{field}.", before or {}, after or {}, depth - 1)
        elif isinstance(before, list | None) and isinstance(after, list | None):
            yield from _list(name, field, before or [], after or [])
        elif before != after:
            yield Difference(name, field, _shown(before), _shown(after))


def _list(name: str, field: str, old: Iterable[Json], new: Iterable[Json]) -> Iterator[Difference]:
    before, after = ({digest_of(entry): entry for entry in entries} for entries in (old, new))
    lost = [_shown(entry) for key, entry in before.items() if key not in after][:_MOST_ENTRIES]
    gained = [_shown(entry) for key, entry in after.items() if key not in before][:_MOST_ENTRIES]
    if lost or gained:
        yield Difference(name, field, [*lost], [*gained])


def _shown(value: Json, depth: int = _DEPTH) -> Json:
    """A value short enough to show."""
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [_shown(entry, depth - 1) for entry in value[:_MOST_ENTRIES]]
    if isinstance(value, dict):
        return {key[:_LONGEST]: _shown(entry, depth - 1) for key, entry in [*value.items()][:_MOST_ENTRIES]}
    return value


def _hashes(item: Evidence) -> list[int]:
    found = item.facts.get("sketch")
    return [value for value in found if isinstance(value, int)] if isinstance(found, list) else []
