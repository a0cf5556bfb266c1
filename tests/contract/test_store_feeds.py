"""Subscriptions to lists."""

from dataclasses import replace
from datetime import timedelta

import pytest

from screening.model.errors import ConflictError
from screening.model.feed import Feed
from screening.store.memory import Memory
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
