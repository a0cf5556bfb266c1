"""What lists say of a domain, as evidence: which list, of when, and when nobody can know."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from screening.collect.feeds.collector import FeedsCollector
from screening.model.evidence import Evidence, Outcome
from screening.model.feed import Feed
from screening.model.names import Domain
from screening.ports import Subject
from tests.unit.collect.feeds.lists import DAY, NOW, SUFFIXES, Kept, numbered, text

SECOND = timedelta(seconds=1)


def kept(folder: Path, name: str, category: str, *names: str, mandatory: bool = False) -> Kept:
    """A feed of its own file, in a folder that all share."""
    (folder / name).mkdir()
    made = Kept(folder / name)
    made.feed = replace(made.feed, name=name, category=category, mandatory=mandatory)
    made.shelf = made.sync.shelf
    made.put(text([*numbered(10, name), *names]))
    assert made.sync.sync(made.feed, NOW).good
    return made


def seen(folder: Path, name: str, *feeds: Feed, now: datetime = NOW) -> Evidence:
    """What a collector on one shelf sees."""
    shelf = Kept(folder).shelf
    for feed in feeds:
        for path in (folder / feed.name / "feeds").glob(f"{feed.name}.*"):
            (folder / "feeds").mkdir(exist_ok=True)
            (folder / "feeds" / path.name).write_bytes(path.read_bytes())
    return FeedsCollector(lambda: feeds, shelf).look(Subject(Domain.parse(name, SUFFIXES)), now)


def test_where_nothing_is_subscribed_to_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert seen(tmp_path, "a.com") == Evidence("feeds", Outcome.ABSENT, NOW, "no-feeds")


def test_where_nobody_knows_what_is_subscribed_to_it_is_a_failure(tmp_path: Path) -> None:
    collector = FeedsCollector(lambda: None, Kept(tmp_path).shelf)
    found = collector.look(Subject(Domain.parse("a.com", SUFFIXES)), NOW)
    assert (found.outcome, found.cause) == (Outcome.FAILED, "subscriptions-unknown")


def test_a_hit_names_the_list_the_entry_and_the_day(tmp_path: Path) -> None:
    one = kept(tmp_path, "ut1-gambling", "gambling", "casino.com")
    two = kept(tmp_path, "other", "gambling", "www.best.casino.com")
    three = kept(tmp_path, "scams", "hyip", "mycasino.com")
    found = seen(tmp_path, "best.casino.com", one.feed, two.feed, three.feed)
    assert (found.outcome, found.cause) == (Outcome.OBSERVED, "")
    assert found.facts["hits"] == [
        {"feed": "ut1-gambling", "category": "gambling", "entry": "casino.com", "synced_at": "2026-11-24"},
        {"feed": "other", "category": "gambling", "entry": "best.casino.com", "synced_at": "2026-11-24"},
    ]
    assert found.facts["checked"][2] == {  # type: ignore[index,call-overload]
        "feed": "scams",
        "category": "hyip",
        "synced_at": "2026-11-24",
        "entries": 11,
        "list_date": "2026-11-24",
        "stale": False,
    }
    assert found.texts == {
        "feed.gambling": (
            "ut1-gambling (synced 2026-11-24) lists casino.com",
            "other (synced 2026-11-24) lists best.casino.com",
            "2 lists agree: ut1-gambling, other",
        )
    }


def test_a_name_that_no_list_has_is_observed_to_be_on_none(tmp_path: Path) -> None:
    one = kept(tmp_path, "casinos", "gambling", "casino.com")
    found = seen(tmp_path, "flowers.com", one.feed)
    assert (found.outcome, found.facts["hits"], found.texts) == (Outcome.OBSERVED, [], {})
    assert len(found.facts["checked"]) == 1  # type: ignore[arg-type]


def test_a_mandatory_list_that_is_missing_or_stale_fails_the_look_and_others_are_asked_all_the_same(
    tmp_path: Path,
) -> None:
    one = kept(tmp_path, "casinos", "gambling", "casino.com", mandatory=True)
    late = NOW + one.feed.max_age
    assert seen(tmp_path, "casino.com", one.feed, now=late).outcome is Outcome.OBSERVED
    stale = seen(tmp_path, "casino.com", one.feed, now=late + SECOND)
    assert (stale.outcome, stale.cause) == (Outcome.FAILED, "feed-stale:casinos")
    assert stale.texts["feed.gambling"], "an old list is better than none"
    missing = seen(tmp_path, "casino.com", replace(one.feed, source="/elsewhere"), now=NOW)
    assert (missing.outcome, missing.cause) == (Outcome.FAILED, "feed-missing:casinos")
    other = replace(one.feed, mandatory=False)
    assert seen(tmp_path, "casino.com", other, now=late + SECOND).outcome is Outcome.OBSERVED
    assert seen(tmp_path, "casino.com", replace(other, source="/elsewhere")).facts["checked"] == []


def test_equal_sights_of_one_day_have_equal_digests(tmp_path: Path) -> None:
    one = kept(tmp_path, "casinos", "gambling", "casino.com")
    before = seen(tmp_path, "casino.com", one.feed)
    assert one.sync.sync(one.feed, NOW + timedelta(hours=11)).good
    assert seen(tmp_path, "casino.com", one.feed, now=NOW + timedelta(hours=11)).digest == before.digest
    assert one.sync.sync(one.feed, NOW + DAY).good
    assert seen(tmp_path, "casino.com", one.feed, now=NOW + DAY).digest != before.digest
