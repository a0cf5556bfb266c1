"""Where a domain has been served: who counts as one provider, and what is told of the times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.model.hosting import BUCKETS, History, Left, Sighting, history_of

NOW = datetime(2026, 1, 31, tzinfo=UTC)
OURS = ("host.example",)


def at(hours: float, *providers: str) -> Sighting:
    """What a look found so many hours ago."""
    return Sighting(NOW - timedelta(hours=hours), tuple(f"ns.{name}" for name in providers), providers)


def history(*sightings: Sighting, declared: tuple[str, ...] = (), now: datetime = NOW) -> History:
    return history_of(sightings, declared, OURS, now)


def test_a_domain_that_was_nowhere_has_no_history() -> None:
    assert history() == history(at(1), at(0)) == History()
    assert history().sentences() == ()


def test_every_provider_counts_once_and_every_move() -> None:
    found = history(at(90, "one.net"), at(60, "two.net"), at(30, "one.net"), at(0, "three.net"))
    assert found.providers == ("one.net", "three.net", "two.net")
    assert found.moves == 3


def test_to_come_to_us_is_no_hop_and_we_are_no_provider() -> None:
    found = history(at(30, "one.net"), at(20), at(10, "host.example"), at(0, "host.example"))
    assert (found.providers, found.moves, found.left) == (("one.net",), 0, Left("one.net", 72))


def test_a_stay_with_us_in_between_hides_no_move() -> None:
    assert history(at(30, "one.net"), at(20, "host.example"), at(0, "two.net")).moves == 1


def test_another_provider_whose_name_is_like_ours_is_not_us() -> None:
    assert history(at(0, "host.net")).providers == ("host.net",)


def test_where_both_are_listed_the_other_one_counts() -> None:
    assert history(at(0, "host.example", "one.net")).providers == ("one.net",)


def test_one_provider_with_many_names_is_one() -> None:
    cloud = ("awsdns-07.com", "awsdns-12.org", "awsdns-33.net", "awsdns-58.co.uk")
    found = history(at(9, *cloud), at(0, "awsdns-01.com", "awsdns-99.net"))
    assert (len(found.providers), found.moves, found.left) == (1, 0, None)


def test_providers_that_are_listed_together_are_one_arrangement() -> None:
    found = history(at(9, "first-ns.de", "second-ns.com"), at(5, "second-ns.com"), at(0, "first-ns.de"))
    assert (len(found.providers), found.moves) == (1, 0)


def test_what_the_panel_declares_counts_without_a_time() -> None:
    found = history(at(0, "host.example"), declared=("one.net", "two.net", "host.example"))
    assert (found.providers, found.moves, found.left) == (("one.net", "two.net"), 0, None)


def test_what_is_declared_and_was_seen_counts_once() -> None:
    assert history(at(0, "one.net"), declared=("one.net",)).providers == ("one.net",)


def test_the_last_provider_that_is_no_longer_the_one_counts_as_left() -> None:
    found = history(at(99, "zero.net"), at(50, "one.net"), at(2, "two.net"), at(0, "two.net"))
    assert found.left == Left("one.net", 72)


def test_a_domain_that_is_delegated_no_more_has_left() -> None:
    assert history(at(3, "one.net"), at(0)).left == Left("one.net", 24)


def test_what_is_more_than_thirty_days_ago_is_forgotten() -> None:
    assert history(at(721, "one.net"), at(0, "two.net")) == history(at(0, "two.net"))


@pytest.mark.parametrize(
    ("hours", "bucket"), [(0, 24), (24, 24), (24.1, 72), (72, 72), (73, 168), (168, 168), (169, 720), (720, 720)]
)
def test_times_are_told_in_buckets(hours: float, bucket: int) -> None:
    found = history(at(hours, "one.net"), at(0, "two.net"))
    assert found.left == Left("one.net", bucket)
    assert f"left a provider within {bucket} hours" in found.sentences()


def test_the_sentences_are_what_rules_may_rely_on() -> None:
    found = history(at(50, "one.net"), at(40, "two.net"), at(0, "host.example"), declared=("old.net",))
    assert found.sentences() == (
        "providers in 30 days: 3",
        "moves in 30 days: 1",
        "left a provider within 72 hours",
    )


PLACES = st.lists(st.sampled_from(["one.net", "one2.org", "two.net", "host.example"]), max_size=3, unique=True)


@given(st.lists(st.tuples(st.floats(0, 720), PLACES), max_size=12), PLACES, st.floats(0, 24))
def test_a_second_equal_look_tells_the_same_until_a_bucket_ends(
    looks: list[tuple[float, list[str]]], here: list[str], later: float
) -> None:
    earlier = [at(hours, *names) for hours, names in sorted(looks, key=lambda look: -look[0])]
    first = history(*earlier, at(0, *here))
    assert len(first.providers) <= 3
    assert first.left is None or first.left.hours in BUCKETS
    assert history(*earlier, at(0, *here), at(0, *here)) == first
    now = NOW + timedelta(hours=later)
    again = history_of((*earlier, at(0, *here), Sighting(now, (), tuple(here))), (), OURS, now)
    assert (len(again.providers), again.moves) <= (len(first.providers), first.moves)
