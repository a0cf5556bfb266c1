"""Subscriptions to lists."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screening.model.errors import ConflictError
from screening.model.feed import Feed
from screening.store.memory import Memory
from screening.store.subscriptions import Subscriptions
from tests.life import HOUR, START

FEED = Feed("casinos", "gambling", "https://lists.example/ü?a=b", "csv:domain", True, timedelta(days=3), START)


def test_a_subscription_comes_back_as_it_was_until_it_is_removed(memory: Memory) -> None:
    other = replace(FEED, name="adult", category="adult", mandatory=False, added_at=START + HOUR)
    with memory.write() as unit:
        unit.feeds.add(FEED)
        unit.feeds.add(other)
    with memory.write() as unit:
        assert unit.feeds.every() == [other, FEED], "by name"
        assert unit.feeds.remove("casinos")
        assert not unit.feeds.remove("casinos"), "it was removed already"
    with memory.read() as unit:
        assert unit.feeds.every() == [other]


def test_a_name_is_taken_once_and_the_transaction_lives_on(memory: Memory) -> None:
    with memory.write() as unit:
        unit.feeds.add(FEED)
        with pytest.raises(ConflictError, match="casinos"):
            unit.feeds.add(replace(FEED, source="/elsewhere"))
        unit.feeds.add(replace(FEED, name="second"))
    with memory.read() as unit:
        assert [(feed.name, feed.source) for feed in unit.feeds.every()] == [
            ("casinos", FEED.source),
            ("second", FEED.source),
        ]


def test_subscriptions_are_told_as_they_were_at_most_five_seconds_ago(database: str, memory: Memory) -> None:
    time = [0.0]
    told = Subscriptions(database, lambda: memory, lambda: time[0])
    assert told() == ()
    with memory.write() as unit:
        unit.feeds.add(FEED)
    time[0] = 4.9
    assert told() == ()
    time[0] = 5.0
    assert told() == (FEED,)


def test_a_database_that_nobody_made_yet_holds_no_subscriptions_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none" / "screening.sqlite3"
    url = f"sqlite:///{path}"
    assert Subscriptions(url, lambda: Memory(url))() == ()
    assert not path.parent.exists()


def test_subscriptions_that_cannot_be_read_are_not_known(database_url: str) -> None:
    memory = Memory(database_url)
    with pytest.raises(Exception, match="feeds"), memory.read() as unit:
        unit.feeds.every()
    assert Subscriptions(database_url, lambda: memory)() is None, "it was never migrated"
    memory.close()
