"""Whether a list that has come is worse than the one in use; nothing worse ever takes its place."""

from datetime import datetime, timedelta
from typing import Final

from screening.collect.feeds.index import Contents
from screening.collect.feeds.refused import ListRefusedError
from screening.model.feed import Feed

SHRUNK: Final = 0.8  # with less than this share of the entries it is taken for half a list
GROWN: Final = 10  # with more than so many times the entries, for another one
_SMALL: Final = 10_000  # entries up to which any growth is likely
_AHEAD: Final = timedelta(days=1)  # clocks differ; beyond it, a date says nothing


def refuse_old(
    feed: Feed, modified: datetime | None, dated: datetime | None, used: Contents | None, now: datetime
) -> None:
    """Refuse a list of the past.

    Args:
        feed: says how old a list may be.
        modified, dated: when its server, and the list itself, say that it was made; None where they do not.
        used: the one in use; None where it is this one.
        now: when.

    Raises:
        ListRefusedError: `older` than the one in use, or `too-old`.
    """
    for told, before in ((dated, used and used.dated), (modified, used and used.modified)):
        if told and before and told < datetime.fromisoformat(before):
            raise ListRefusedError("older", f"it is of {told:%Y-%m-%d %H:%M}, the one in use of {before[:16]}")
    told = believable(dated, now) or believable(modified, now)
    if told and now - told > feed.max_age:
        days = feed.max_age / timedelta(days=1)
        raise ListRefusedError("too-old", f"it is of {told:%Y-%m-%d}, more than {days:g} days ago")


def refuse_size(entries: int, used: Contents | None) -> None:
    """Refuse a list of a size that speaks against it.

    Raises:
        ListRefusedError: `shrunk` or `grown`.
    """
    if used and entries < SHRUNK * used.entries:
        raise ListRefusedError("shrunk", f"it has {entries:,} entries, the one in use {used.entries:,}")
    if used and entries > max(_SMALL, GROWN * used.entries):
        raise ListRefusedError("grown", f"it has {entries:,} entries, the one in use {used.entries:,}")


def believable(told: datetime | None, now: datetime) -> datetime | None:
    """A date unless it lies ahead: a list that says 2099 would keep all later ones out."""
    return told if told and told <= now + _AHEAD else None
