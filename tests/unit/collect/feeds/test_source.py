"""Lists over HTTP, through the guard, from a server that may be anybody's."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from screening.collect.feeds.refused import ListFailedError, ListRefusedError
from screening.collect.feeds.shelf import FeedShelf
from screening.collect.feeds.source import Known, Source
from screening.collect.feeds.sync import FeedSync
from screening.collect.guard import Fetched
from screening.model.feed import SyncOutcome
from tests.hostile.server import Exchange, HostileServer, redirects, replies, says
from tests.hostile.world import QUICK, World
from tests.unit.collect.feeds.lists import DAY, FEED, NOW, SUFFIXES, archive, numbered, packed, text

HEAD = b"HTTP/1.1 200 OK\r\n"
DATES = ('ETag: "v1"', "Last-Modified: Mon, 23 Nov 2026 10:00:00 GMT")


@pytest.fixture
def sync(world: World, tmp_path: Path) -> FeedSync:
    return FeedSync(FeedShelf(tmp_path), Source(world.guard(replace(QUICK, wire=300_000))), SUFFIXES)


def asks(server: HostileServer) -> bytes:
    return server.requests[-1].lower()


def test_a_list_is_fetched_once_and_then_asked_after(site: HostileServer, sync: FeedSync) -> None:
    def serve(exchange: Exchange) -> None:
        if b'if-none-match: "v1"' in exchange.request.lower():
            exchange.answer(b"", *DATES, status="304 Not Modified")
        else:
            exchange.answer(packed(text(numbered(5000))), "Content-Encoding: gzip", *DATES)

    site.scripts["/"] = serve
    assert sync.sync(FEED, NOW).outcome is SyncOutcome.TAKEN
    assert b"if-" not in asks(site)
    assert sync.sync(FEED, NOW + DAY).outcome is SyncOutcome.FRESH
    assert b"if-modified-since: mon, 23 nov 2026 10:00:00 gmt" in asks(site)
    edition = sync.edition(FEED)
    assert edition is not None
    assert (edition.entries, edition.synced_at, f"{edition.list_date:%F %R}") == (5000, NOW + DAY, "2026-11-23 10:00")


def test_a_source_that_says_for_weeks_that_nothing_has_changed_is_given_up(site: HostileServer, sync: FeedSync) -> None:
    site.scripts["/"] = replies(text(numbered(5)), *DATES)
    sync.sync(FEED, NOW)
    site.scripts["/"] = replies(b"", 'ETag: "v1"', status="304 Not Modified")
    assert sync.sync(FEED, NOW + 5 * DAY).outcome is SyncOutcome.FRESH
    assert sync.sync(FEED, NOW + 7 * DAY).cause == "too-old"


def test_a_mirror_that_is_behind_is_not_followed(site: HostileServer, sync: FeedSync) -> None:
    site.scripts["/"] = replies(text(numbered(5)), *DATES)
    sync.sync(FEED, NOW)
    site.scripts["/"] = replies(text(numbered(6)), "Last-Modified: Mon, 23 Nov 2026 09:59:59 GMT")
    assert sync.sync(FEED, NOW).cause == "older"
    site.scripts["/"] = replies(text(numbered(6)), "Last-Modified: when I woke up")
    assert sync.sync(FEED, NOW).outcome is SyncOutcome.TAKEN


@pytest.mark.parametrize(
    "body",
    [
        packed(text(numbered(50))),
        archive({"gambling/domains": text(numbered(50))}),
        packed(archive({"gambling/domains": text(numbered(50))})),
    ],
)
@pytest.mark.parametrize("header", [(), ("Content-Encoding: gzip",), ("Content-Type: application/gzip",)])
def test_what_is_packed_is_unpacked_whatever_the_headers_say(
    site: HostileServer, sync: FeedSync, body: bytes, header: tuple[str, ...]
) -> None:
    site.scripts["/"] = replies(body, *header)
    assert sync.sync(FEED, NOW).detail == "50 entries"


@pytest.mark.parametrize(
    ("outcome", "cause", "script"),
    [
        ("refused", "cut", says(HEAD, b"Content-Length: 100000\r\n\r\n", text(numbered(500)))),
        ("refused", "cut", says(HEAD, b"Transfer-Encoding: chunked\r\n\r\n6\r\na.com\n\r\n")),
        ("refused", "too-large", replies(text(numbered(30_000)))),
        ("refused", "coding:br", replies(text(numbered(500)), "Content-Encoding: br")),
        ("refused", "html", replies(b"<html>Please log in", "Content-Type: text/plain")),
        ("failed", "status:404", replies(text(numbered(500)), status="404 Not Found")),
        ("failed", "status:206", replies(text(numbered(500)), status="206 Partial Content")),
        ("failed", "status:304", replies(b"", status="304 Not Modified")),
        ("failed", "too-many-redirects", redirects("/")),
        ("failed", "blocked:numeric-host", redirects("http://10.0.0.1/")),
        ("failed", "protocol", says(b"no HTTP at all\r\n\r\n")),
        ("failed", "timeout", lambda exchange: exchange.hold()),
    ],
)  # fmt: skip
def test_what_does_not_come_whole_is_not_taken(
    site: HostileServer, sync: FeedSync, outcome: str, cause: str, script: object
) -> None:
    site.scripts["/"] = script  # type: ignore[assignment]
    attempt = sync.sync(FEED, NOW)
    assert (attempt.outcome, attempt.cause) == (outcome, cause)
    assert sync.edition(FEED) is None


class Says:
    """A downloader that gives what it is told to."""

    def __init__(self, **fields: object) -> None:
        self.fetched = Fetched("http://lists.example/", status=200, **fields)  # type: ignore[arg-type]

    def fetch(self, url: str, *, headers: object = None, into: object = None) -> Fetched:
        into(b"a.com\n")  # type: ignore[operator]
        return self.fetched


def test_a_list_that_comes_in_the_clear_at_the_end_is_refused() -> None:
    with pytest.raises(ListRefusedError, match="anybody on the way"):
        Source(Says(flags=("downgrade",))).fetch("https://lists.example/", Known(), io.BytesIO())


def test_a_full_disk_is_told_as_ours_and_not_as_the_worlds() -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        Source(Says(cause="reset")).fetch("https://lists.example/", Known(), Full())


def test_an_answer_that_failed_is_told_by_its_cause() -> None:
    with pytest.raises(ListFailedError) as failed:
        Source(Says(cause="tls:expired")).fetch("https://lists.example/", Known(), io.BytesIO())
    assert failed.value.cause == "tls:expired"


def test_a_file_has_at_most_so_many_bytes(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(bytes(101))
    for largest, fits in ((101, True), (100, False)):
        source = Source(Says(), largest)
        if fits:
            assert source.fetch(str(tmp_path / "list"), Known(), io.BytesIO()).digest
        else:
            with pytest.raises(ListRefusedError, match="more than 100 bytes"):
                source.fetch(str(tmp_path / "list"), Known(), io.BytesIO())
