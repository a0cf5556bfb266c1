"""A list is taken whole or not at all, and nothing worse ever takes the place of a good one."""

import gzip
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from screening.model.feed import Attempt, SyncOutcome
from tests.unit.collect.feeds.lists import DAY, NOW, Kept, archive, numbered, packed, text

GOOD = text(numbered(200), "# Updated: 2026-11-20\n")
TAKEN, FRESH, REFUSED, FAILED = SyncOutcome.TAKEN, SyncOutcome.FRESH, SyncOutcome.REFUSED, SyncOutcome.FAILED


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A feed whose good list is in use since yesterday."""
    kept = Kept(tmp_path)
    kept.put(GOOD, NOW - DAY)
    assert kept.sync.sync(kept.feed, NOW - DAY).outcome is TAKEN
    return kept


BAD = {
    "nothing": ("empty", b""),
    "comments only": ("empty", b"# a list\n# to come\n"),
    "addresses only": ("empty", text(["192.0.2.1", "2001:db8::1"])),
    "suffixes only": ("empty", text(["co.uk", "github.io", "com.br"])),
    "a web page": ("html", b"<!DOCTYPE html><title>404</title>" + GOOD),
    "a web page, packed": ("html", packed(b"<html><body>Log in to the network")),
    "an answer of an API": ("json", b'{"error": "rate limited"}'),
    "an apology": ("invalid-lines", b"The list has moved.\nPlease see our new site.\n"),
    "half the list": ("shrunk", text(numbered(100))),
    "a fifth less": ("shrunk", text(numbered(159))),
    "another list": ("grown", text(numbered(20_000))),
    "an executable": ("binary", b"\x7fELF\x02\x01\x01" + bytes(1000) + GOOD),
    "a list in UTF-16": ("binary", GOOD.decode().encode("utf-16")),
    "an image": ("binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50),
    "a list that was cut in its gzip": ("cut", packed(GOOD)[:-100]),
    "a gzip with a flipped byte": ("bad-gzip", packed(GOOD)[:-8] + bytes(8)),
    "an archive that was cut": ("cut", packed(gzip.decompress(archive({"gambling/domains": GOOD}))[:2000])),
    "an archive that was cut behind its list": ("cut", archive({"gambling/domains": GOOD, "gambling/urls": GOOD})[:-4]),
    "an archive of something else": ("no-member", archive({"adult/domains": GOOD})),
    "a list with junk in it": ("invalid-lines", GOOD + b"half a line of\n" * 51),
    "prose with names in it": ("invalid-lines", b"See casino1.com and others, or read about them\n" * 300),
    "one endless line": ("invalid-lines", b"casino1.com " * 100_000),
    "last week's list": ("older", text(numbered(200), "# Updated: 2026-11-19\n")),
    "a list of last spring": ("too-old", text(numbered(201), "# Updated: 2026-04-01\n")),
}


@pytest.mark.parametrize(("cause", "content"), BAD.values(), ids=BAD)
def test_a_bad_list_never_replaces_a_good_one_and_is_told(kept: Kept, cause: str, content: bytes) -> None:
    if cause == "too-old":  # the one in use does not tell its date
        kept.put(text(numbered(200)), NOW - DAY)
        assert kept.sync.sync(kept.feed, NOW - DAY).good
    before = kept.shelf.edition(kept.feed)
    kept.put(content)
    attempt = kept.sync.sync(kept.feed, NOW)
    assert (attempt.outcome, attempt.cause) == (REFUSED, cause), attempt.detail
    assert attempt.detail
    assert kept.shelf.edition(kept.feed) == before
    assert kept.has(*numbered(200))
    assert kept.sync.last(kept.feed) == attempt, "people see it"
    assert not [*kept.folder.glob("feeds/*.new")]


@pytest.mark.parametrize(("cause", "content"), BAD.values(), ids=BAD)
def test_force_takes_what_has_shrunk_grown_or_aged_and_nothing_else(kept: Kept, cause: str, content: bytes) -> None:
    kept.put(content)
    taken = kept.sync.sync(kept.feed, NOW, force=True).good
    assert taken == (cause in {"shrunk", "grown", "older", "too-old"})


def test_a_file_that_its_maker_touched_last_year_is_too_old(kept: Kept) -> None:
    kept.put(text(numbered(210)), NOW - 8 * DAY)
    assert kept.sync.sync(kept.feed, NOW).cause == "older", "than the file of yesterday"
    (kept.folder / "other").mkdir()
    other = Kept(kept.folder / "other")
    other.put(text(numbered(210)), NOW - 8 * DAY)
    assert other.sync.sync(other.feed, NOW).cause == "too-old"
    assert other.sync.sync(replace(other.feed, max_age=9 * DAY), NOW).outcome is TAKEN


def test_a_better_list_is_taken_and_readers_see_it(kept: Kept) -> None:
    assert not kept.has("casino205.com")
    kept.put(text([*numbered(210), *numbered(210), "www.casino211.com"], "# Updated: 2026-11-23\n"))
    assert kept.sync.sync(kept.feed, NOW) == Attempt(NOW, TAKEN, "", "211 entries")
    assert kept.has("casino205.com", "casino211.com")
    edition = kept.shelf.edition(kept.feed)
    assert edition is not None
    assert (edition.entries, edition.synced_at, edition.list_date) == (
        211,
        NOW,
        datetime.fromisoformat("2026-11-23T00:00Z"),
    )


def test_a_list_that_has_not_changed_is_fresh_and_counts_from_then(kept: Kept) -> None:
    assert kept.sync.sync(kept.feed, NOW).outcome is FRESH
    assert kept.shelf.edition(kept.feed).synced_at == NOW  # type: ignore[union-attr]
    opened = kept.shelf.opened(kept.feed)
    assert kept.sync.sync(kept.feed, NOW + DAY).outcome is FRESH
    again = kept.shelf.opened(kept.feed)
    assert opened is not None
    assert again is not None
    assert again.edition.synced_at == NOW + DAY
    assert again.index is opened.index, "what has not changed is not read again"


def test_a_list_that_its_maker_gave_up_is_not_fresh_for_ever(kept: Kept) -> None:
    assert kept.sync.sync(kept.feed, NOW + 2 * DAY).good
    assert kept.sync.sync(kept.feed, NOW + 4 * DAY).cause == "too-old", "its comment says the 20th"
    edition = kept.shelf.edition(kept.feed)
    assert edition is not None
    assert not edition.stale(kept.feed, NOW + 9 * DAY)
    assert edition.stale(kept.feed, NOW + 9 * DAY + timedelta(seconds=1))


def test_a_date_that_lies_ahead_keeps_no_later_list_out(kept: Kept) -> None:
    kept.put(text(numbered(201), "# Updated: 2099-01-01\n"))
    assert kept.sync.sync(kept.feed, NOW).outcome is TAKEN
    kept.put(text(numbered(202), "# Updated: 2026-11-24\n"))
    assert kept.sync.sync(kept.feed, NOW).outcome is TAKEN


def test_what_cannot_be_had_leaves_the_list_in_use(kept: Kept) -> None:
    kept.file.unlink()
    assert (kept.sync.sync(kept.feed, NOW).cause, kept.has("casino1.com")) == ("no-file", True)
    kept.file.mkdir()
    assert kept.sync.sync(kept.feed, NOW).cause == "unreadable"
    kept.file.rmdir()
    os.mkfifo(kept.file)
    assert kept.sync.sync(kept.feed, NOW).cause == "not-a-file", "and nobody waits for it"
    assert kept.sync.last(kept.feed).outcome is FAILED  # type: ignore[union-attr]


def test_the_list_of_another_subscription_of_that_name_does_not_count(kept: Kept) -> None:
    assert kept.has("casino1.com")
    other = replace(kept.feed, category="adult")
    assert (kept.shelf.edition(other), kept.shelf.opened(other), kept.shelf.last(other)) == (None, None, None)
    kept.put(text(["x.com"]))
    assert kept.sync.sync(other, NOW).outcome is TAKEN, "it has not shrunk: it is the first"
    assert kept.shelf.opened(kept.feed) is None


def test_one_at_a_time_brings_a_feed_up_to_date(kept: Kept) -> None:
    with kept.shelf.alone(kept.feed.name) as alone:
        assert alone
        assert kept.sync.sync(kept.feed, NOW).cause == "busy"
    assert kept.sync.last(kept.feed).outcome is TAKEN, "of yesterday"  # type: ignore[union-attr]
    assert kept.sync.sync(kept.feed, NOW).outcome is FRESH


def test_what_a_sync_that_was_killed_left_behind_is_in_nobodys_way(kept: Kept) -> None:
    (kept.folder / "feeds/casinos.new").write_bytes(b"half an index")
    kept.put(text(numbered(210)))
    assert kept.sync.sync(kept.feed, NOW).outcome is TAKEN


def test_a_list_that_the_disk_has_broken_is_missing_and_made_again(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    path = kept.shelf.path(kept.feed.name)
    for broken in (b"", b"no database", path.read_bytes()[:5000]):
        path.write_bytes(broken)
        assert kept.shelf.opened(kept.feed) is None
        assert kept.shelf.edition(kept.feed) is None
    assert "cannot be read" in caplog.text
    assert kept.sync.sync(kept.feed, NOW).outcome is TAKEN
    assert kept.has("casino1.com")


def test_a_disk_that_cannot_be_written_to_fails_the_sync_and_nothing_else(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put(GOOD)
    (tmp_path / "feeds").write_bytes(b"a file where the folder should be")
    assert (kept.sync.sync(kept.feed, NOW).outcome, kept.sync.sync(kept.feed, NOW).cause) == (FAILED, "disk")


def test_lists_of_feeds_that_are_gone_are_dropped(kept: Kept) -> None:
    kept.shelf.keep_only(["casinos"])
    assert kept.has("casino1.com")
    kept.shelf.keep_only(["casino"])
    assert [*(kept.folder / "feeds").iterdir()] == []
    assert kept.shelf.opened(kept.feed) is None


def test_a_trial_tells_how_a_sync_would_end_and_changes_nothing(kept: Kept) -> None:
    before = kept.shelf.edition(kept.feed), kept.shelf.last(kept.feed)
    kept.put(text([*numbered(100), "1.2.3.4"]))
    attempt, tally = kept.sync.trial(kept.feed, NOW)
    assert (attempt.outcome, attempt.cause, tally.names, tally.addresses) == (REFUSED, "shrunk", 100, 1)
    kept.put(text(numbered(300)))
    assert kept.sync.trial(kept.feed, NOW)[0].outcome is TAKEN
    assert (kept.shelf.edition(kept.feed), kept.shelf.last(kept.feed)) == before
