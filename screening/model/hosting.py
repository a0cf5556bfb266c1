"""Who has served a domain of late: a domain that runs from host to host may have its attackers behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

# Hours, coarse on purpose: evidence must not change with every minute that passes.
BUCKETS: Final = (24, 72, 168, 720)
_REMEMBERED: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look found the parent to list.

    Args:
        at: when, UTC.
        nameservers: host names, A-labels, sorted; empty: not delegated.
        providers: their registrable names, sorted.
    """

    at: datetime
    nameservers: tuple[str, ...]
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """The last provider that a domain was seen at before the one it is with now.

    Args:
        provider: its registrable name.
        hours: within how many it was still there, one of BUCKETS.
    """

    provider: str
    hours: int


@dataclass(frozen=True, slots=True)
class History:
    """Where a domain was served in the last 30 days, this host left out.

    Args:
        providers: one name for each, sorted.
        moves: how often it was found at another one than before.
        left: the last one that it is no longer with; None where it was never seen at another.
    """

    providers: tuple[str, ...] = ()
    moves: int = 0
    left: Left | None = None

    def sentences(self) -> tuple[str, ...]:
        """What rules read; equal for equal histories, and as coarse in time."""
        said = [f"providers in 30 days: {len(self.providers)}"] if self.providers else []
        said += [f"moves in 30 days: {self.moves}"] if self.moves else []
        return (*said, f"left a provider within {self.left.hours} hours") if self.left else tuple(said)


def history_of(sightings: Sequence[Sighting], declared: Iterable[str], ours: Iterable[str], now: datetime) -> History:
    """Tell where a domain has been.

    One provider has nameservers under several names (`awsdns-07.com`, `awsdns-12.org`), and one delegation may list two
    providers: what is listed together, or differs in digits and suffix only, counts as one.

    Args:
        sightings: oldest first, this look's last, where it could tell.
        declared: registrable names of earlier nameservers, as somebody says, at no known time.
        ours: registrable names of this host's own nameservers: to come here is no hop.
        now: UTC.
    """
    own = frozenset(ours)
    stays = [(seen.at, [name for name in seen.providers if name not in own]) for seen in sightings]
    told = [[name] for name in sorted(frozenset(declared) - own)]
    groups = _grouped([*told, *(names for _, names in stays)])
    places = [(at, groups[_family(names[0])] if names else "") for at, names in stays if now - at <= _REMEMBERED]
    foreign = [place for _, place in places if place]
    here = places[-1][1] if places else ""
    known = {groups[_family(name)] for (name,) in told}
    return History(
        providers=tuple(sorted(known | set(foreign))),
        moves=sum(before != after for before, after in pairwise(foreign)),
        left=next((_left(place, now - at) for at, place in reversed(places) if place not in {"", here}), None),
    )


def _left(provider: str, ago: timedelta) -> Left:
    hours = next((hours for hours in BUCKETS if ago <= timedelta(hours=hours)), BUCKETS[-1])
    return Left(provider, hours)


def _family(provider: str) -> str:
    """The first label of a registrable name, without the digits that only number it."""
    label = provider.partition(".")[0]
    return label.rstrip("0123456789").rstrip("-") or label


def _grouped(lists: Iterable[Sequence[str]]) -> dict[str, str]:
    """Families to one name for all that were ever listed together."""
    groups: dict[str, set[str]] = {}
    for names in lists:
        families = {_family(name) for name in names}
        merged = {*names}.union(*(groups[family] for family in families if family in groups))
        for family in families | {_family(name) for name in merged}:
            groups[family] = merged
    return {family: min(names) for family, names in groups.items()}
