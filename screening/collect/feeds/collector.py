"""What public lists say of a name; which list, and of when, is part of what is seen."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.collect.feeds.index import first_listed, lineage
from screening.collect.feeds.shelf import FeedShelf
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.feed import Edition, Feed
from screening.ports import Subject


@dataclass(slots=True)
class _Seen:
    """What the lists that were asked have said, by day: else every look would differ from the one before."""

    checked: list[Json] = field(default_factory=list)
    hits: list[Json] = field(default_factory=list)
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    causes: list[str] = field(default_factory=list)

    def lacks(self, cause: str, feed: Feed) -> None:
        """Note what is wrong with a list; it counts where the list is mandatory."""
        if feed.mandatory:
            self.causes.append(f"{cause}:{feed.name}")

    def asked(self, feed: Feed, edition: Edition, *, stale: bool) -> None:
        """Note which list was asked."""
        self.checked.append(
            {
                "feed": feed.name,
                "category": feed.category,
                "synced_at": _day(edition.synced_at),
                "entries": edition.entries,
                "list_date": _day(edition.list_date) if edition.list_date else None,
                "stale": stale,
            }
        )

    def hit(self, feed: Feed, entry: str, synced_at: datetime) -> None:
        """Note a hit."""
        day = _day(synced_at)
        self.hits.append({"feed": feed.name, "category": feed.category, "entry": entry, "synced_at": day})
        told = f"{feed.name} (synced {day}) lists {entry}"  # the rules read it without the domain's own name
        self.told.setdefault(feed.category, []).append((feed.name, told))

    def texts(self) -> dict[str, tuple[str, ...]]:
        """One text per hit, and where lists of one category agree, one that says so."""
        texts = {}
        for category, told in sorted(self.told.items()):
            names = ", ".join(name for name, _ in told)
            agree = (f"{len(told)} lists agree: {names}",) if len(told) > 1 else ()
            texts[f"feed.{category}"] = (*(text for _, text in told), *agree)
        return texts


class FeedsCollector:
    """Looks a name and its parents up in all lists that are subscribed to; needs no network."""

    name = "feeds"

    def __init__(self, subscriptions: Callable[[], Sequence[Feed] | None], shelf: FeedShelf) -> None:
        """Choose where to look.

        Args:
            subscriptions: all, by name; None where they cannot be learnt.
            shelf: the lists of this machine.
        """
        self._subscriptions = subscriptions
        self._shelf = shelf

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """ABSENT where nothing is subscribed to; FAILED where a mandatory list is missing or stale."""
        feeds = self._subscriptions()
        if feeds is None:
            return Evidence(self.name, Outcome.FAILED, now, "subscriptions-unknown")
        if not feeds:
            return Evidence(self.name, Outcome.ABSENT, now, "no-feeds")
        names = (*lineage(subject.domain.ascii, subject.domain.registrable),)
        seen = _Seen()
        for feed in feeds:
            self._ask(feed, names, now, seen)
        return Evidence(
            self.name,
            Outcome.FAILED if seen.causes else Outcome.OBSERVED,
            now,
            seen.causes[0] if seen.causes else "",
            {"checked": seen.checked, "hits": seen.hits},
            seen.texts(),
        )

    def _ask(self, feed: Feed, names: Sequence[str], now: datetime, seen: _Seen) -> None:
        opened = self._shelf.opened(feed)
        if opened is None:
            seen.lacks("feed-missing", feed)
            return
        try:
            entry = first_listed(opened.index, names)
        except sqlite3.Error:  # the disk
            seen.lacks("feed-missing", feed)
            return
        stale = opened.edition.stale(feed, now)
        if stale:
            seen.lacks("feed-stale", feed)
        seen.asked(feed, opened.edition, stale=stale)
        if entry:
            seen.hit(feed, entry, opened.edition.synced_at)


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"
