"""Subscriptions are checked at the door, and lists are brought up to date when it is time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from screening.model.errors import InvalidError, NotFoundError
from screening.model.feed import Attempt, Edition, Feed, SyncOutcome
from screening.services.feeds import MOST, chosen, due, statuses, subscribe, sync_due, unsubscribe
from tests.life import DAY, HOUR, START
from tests.unit.services.bench import Bench

FEED = Feed("casinos", "gambling", "https://lists.example/casinos", "auto", False, 7 * DAY, START)
EDITION = Edition(5, START, None)


@dataclass
class Lists:
    """The FeedLists port over dicts; `ends` is how attempts end."""

    bench: Bench
    ends: SyncOutcome = SyncOutcome.TAKEN
    editions: dict[str, Edition] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    def edition(self, feed: Feed) -> Edition | None:
        return self.editions.get(feed.name)

    def last(self, feed: Feed) -> Attempt | None:
        return self.attempts.get(feed.name)

    def sync(self, feed: Feed, now: datetime, *, force: bool = False) -> Attempt:
        with self.bench.memory.write() as unit:  # would wait for ever behind a transaction of the caller's
            assert unit.feeds.every()
        self.tried.append(feed.name)
        self.attempts[feed.name] = Attempt(now, self.ends)
        if self.attempts[feed.name].good:
            self.editions[feed.name] = replace(EDITION, synced_at=now)
        return self.attempts[feed.name]

    def keep_only(self, names: Iterable[str]) -> None:
        kept = set(names)
        self.editions = {name: edition for name, edition in self.editions.items() if name in kept}


def add(bench: Bench, *feeds: Feed) -> None:
    with bench.memory.write() as unit:
        for feed in feeds:
            subscribe(unit, feed)


@pytest.mark.parametrize(
    "source", ["https://lists.example/a.txt?b=c", "https://lists.example:443/", "/srv/lists/with space.txt"]
)
def test_a_sound_subscription_is_stored(bench: Bench, source: str) -> None:
    add(bench, replace(FEED, source=source))
    assert chosen(bench.memory) == [replace(FEED, source=source)]


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("name", {"name": "Casinos"}),
        ("name", {"name": "../casinos"}),
        ("name", {"name": "a.b"}),
        ("name", {"name": "-a"}),
        ("name", {"name": ""}),
        ("name", {"name": "a" * 64}),
        ("category", {"category": "flowers"}),
        ("source", {"source": "http://lists.example/"}),
        ("source", {"source": "https://user@lists.example/"}),
        ("source", {"source": "https:///list"}),
        ("source", {"source": "https://[lists/"}),
        ("source", {"source": "lists/casinos.txt"}),
        ("source", {"source": "https://lists.example/\n"}),
        ("source", {"source": "/" + "a" * 2000}),
        ("format", {"format": "xml"}),
        ("max_age", {"max_age": timedelta(minutes=59)}),
        ("max_age", {"max_age": timedelta(days=3651)}),
    ],
)
def test_what_is_wrong_with_a_subscription_is_named(bench: Bench, where: str, change: dict[str, object]) -> None:
    with pytest.raises(InvalidError) as refused:
        add(bench, replace(FEED, **change))  # type: ignore[arg-type]
    assert [fault.where for fault in refused.value.faults] == [where]
    assert chosen(bench.memory) == []


def test_there_are_so_many_feeds_and_no_more(bench: Bench) -> None:
    add(bench, *(replace(FEED, name=f"f{number}") for number in range(MOST)))
    with pytest.raises(InvalidError, match="no more than that"):
        add(bench, FEED)


def test_a_feed_that_is_not_there_is_told(bench: Bench) -> None:
    add(bench, FEED)
    assert chosen(bench.memory, ["casinos"]) == [FEED]
    with pytest.raises(NotFoundError, match="no feed flowers"):
        chosen(bench.memory, ["casinos", "flowers"])
    with bench.memory.write() as unit:
        unsubscribe(unit, "casinos")
        with pytest.raises(NotFoundError, match="no feed casinos"):
            unsubscribe(unit, "casinos")


def test_what_is_due_is_synced_outside_of_any_transaction_and_what_is_gone_is_dropped(bench: Bench) -> None:
    lists = Lists(bench, editions={"gone": EDITION})
    add(bench, FEED, replace(FEED, name="other"))
    assert sync_due(bench.memory, lists, bench.clock) == 2
    assert sync_due(bench.memory, lists, bench.clock) == 0
    assert lists.tried == ["casinos", "other"]
    assert set(lists.editions) == {"casinos", "other"}
    assert [(s.feed.name, s.edition, s.last) for s in statuses(bench.memory, lists)] == [
        (name, lists.editions[name], lists.attempts[name]) for name in ("casinos", "other")
    ]
    bench.clock.advance(2 * DAY)
    assert sync_due(bench.memory, lists, bench.clock) == 2


@pytest.mark.parametrize(
    ("outcome", "max_age", "earliest", "latest"),
    [
        (SyncOutcome.TAKEN, 7 * DAY, 21.6 * HOUR, 26.4 * HOUR),
        (SyncOutcome.FRESH, 7 * DAY, 21.6 * HOUR, 26.4 * HOUR),
        (SyncOutcome.FRESH, 6 * HOUR, 1.8 * HOUR, 2.2 * HOUR),
        (SyncOutcome.REFUSED, 7 * DAY, 0.9 * HOUR, 1.1 * HOUR),
        (SyncOutcome.FAILED, 7 * DAY, 0.9 * HOUR, 1.1 * HOUR),
    ],
)
def test_a_source_is_asked_daily_and_sooner_after_a_failure(
    outcome: SyncOutcome, max_age: timedelta, earliest: timedelta, latest: timedelta
) -> None:
    feeds = [replace(FEED, name=f"f{number}", max_age=max_age) for number in range(50)]
    last = Attempt(START, outcome)
    assert not any(due(feed, EDITION, last, START + earliest - timedelta(seconds=1)) for feed in feeds)
    assert all(due(feed, EDITION, last, START + latest) for feed in feeds)
    between = sum(due(feed, EDITION, last, START + (earliest + latest) / 2) for feed in feeds)
    assert 10 < between < 40, "not all at once"


def test_a_list_that_was_never_had_or_got_lost_is_due_at_once() -> None:
    assert due(FEED, None, None, START)
    assert due(FEED, None, Attempt(START, SyncOutcome.FRESH), START)
    assert not due(FEED, None, Attempt(START, SyncOutcome.FAILED), START)
