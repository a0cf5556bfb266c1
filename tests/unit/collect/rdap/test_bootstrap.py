"""The list of servers: the one that ships, the one that is fetched, and the ones that never take its place."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from screening.collect.guard import Guard
from screening.collect.rdap.bootstrap import SHIPPED, Bootstrap, BootstrapRefusedError, Servers
from screening.model.evidence import Json
from tests.hostile.certificates import Authority
from tests.hostile.server import HostileServer, Script, redirects, replies, says
from tests.hostile.world import World

NOW = datetime(2026, 10, 2, tzinfo=UTC)
DATA = (files("screening.collect.rdap") / SHIPPED).read_bytes()
LIST = json.loads(DATA)
LATER = "2026-10-01T12:00:00Z"


def listed(publication: str = LATER, version: Json = "1.0", **changed: Json) -> bytes:
    """The list that ships, of another day, with members replaced."""
    return json.dumps({**LIST, "publication": publication, "version": version, **changed}).encode()


def one(suffixes: Json, urls: Json) -> bytes:
    return listed(services=[[suffixes, urls]])


@pytest.fixture
def iana(tmp_path: Path) -> Iterator[tuple[HostileServer, Guard]]:
    """IANA's web server, and a guard that finds it."""
    authority = Authority(tmp_path)
    with HostileServer(tls=authority.context("data.iana.org")) as server, HostileServer() as plain:
        plain.scripts["/rdap/dns.json"] = replies(listed())
        yield server, World({443: server.port, 80: plain.port}).guard(roots=str(authority.roots))


def test_the_list_that_ships_is_iana_s_and_its_note_tells_so() -> None:
    note = (files("screening.collect.rdap") / "iana-dns.md").read_text("utf-8")
    servers = Servers.parse(DATA)
    assert hashlib.sha256(DATA).hexdigest() in note
    assert SHIPPED in note
    assert f"iana-dns-{servers.published:%Y-%m-%d}.json" == SHIPPED
    assert f"{len(servers.by_suffix):,} top-level domains" in note
    assert len(servers.by_suffix) > 1000


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("shop.com", ("com", ("https://rdap.verisign.com/com/v1/",))),
        ("shop.co.uk", ("uk", ("https://rdap.nominet.uk/uk/",))),
        ("shop.kg", ("kg", ("http://rdap.cctld.kg/",))),
        ("shop.de", ("", ())),
        ("shop.example", ("", ())),
        ("notcom", ("", ())),
        ("", ("", ())),
    ],
)
def test_a_name_has_the_server_of_its_top_level_domain(name: str, found: tuple[str, tuple[str, ...]]) -> None:
    assert Servers.parse(DATA).find(name) == found


def test_the_longest_suffix_wins() -> None:
    servers = Servers.parse(
        listed(services=[[["example"], ["https://a.example/"]], [["co.example"], ["https://b.example/"]]])
    )
    assert servers.find("shop.co.example") == ("co.example", ("https://b.example/",))
    assert servers.find("shopco.example") == ("example", ("https://a.example/",))


def test_suffixes_of_another_form_are_left_out() -> None:
    odd = ["example", "EXAMPLE", "", ".", "b\u00fccher", "a b", "-" * 64, "x." * 2000]
    assert [*Servers.parse(one([*odd], ["https://a.example/"])).by_suffix] == ["example"]


@pytest.mark.parametrize(
    ("urls", "bases"),
    [
        (["http://a.example/", "https://b.example/"], ("https://b.example/",)),
        (["https://a.example/x/", "https://b.example"], ("https://a.example/x/", "https://b.example/")),
        (["http://a.example/"], ("http://a.example/",)),
        (["ftp://a.example/", "javascript:alert(1)", "https://b.example/\nX: y", "https://u@b.example/"], ()),
        (["https://b.example/" + "x" * 300, ""], ()),
        ([], ()),
    ],
)
def test_https_alone_is_asked_where_there_is_any(urls: Json, bases: tuple[str, ...]) -> None:
    assert Servers.parse(one(["example"], urls)).find("shop.example")[1] == bases


BROKEN: list[tuple[str, bytes]] = [
    ("not JSON", b""),
    ("not JSON", DATA[:-100]),
    ("not JSON", b"<html>Bad gateway</html>"),
    ("not JSON", b"[" * 100_000),
    ("not JSON", DATA.replace(b'"version"', b'"version": "1.0", "version"')),
    ("not a bootstrap file", b"[]"),
    ("not a bootstrap file", b"{}"),
    ("not a bootstrap file", listed(version="2.0")),
    ("not a bootstrap file", listed(version=1.0)),
    ("lacks its publication", listed(publication="yesterday")),
    ("lacks its publication", listed(services=None)),
    ("lacks its publication", listed(services={"com": "https://a.example/"})),
    ("no date", listed(publication="2026-13-01T00:00:00Z")),
    ("not a pair", listed(services=["com"])),
    ("not a pair", listed(services=[[["com"]]])),
    ("something else", one("com", ["https://a.example/"])),
    ("something else", one(["com", 7], ["https://a.example/"])),
    ("something else", one(["com"], [["https://a.example/"]])),
]
WORSE: list[tuple[str, bytes]] = [
    ("0 suffixes where there were 1200", listed(services=[])),
    ("suffixes where there were 1200", listed(services=[[["example"], ["https://a.example/"]]])),
    ("suffixes where there were 1200", listed(services=LIST["services"][:300])),
    ("and the one in force of 2026-07-23", listed(publication="2026-07-22T00:00:00Z")),
    ("and the one in force of 2026-07-23", listed(publication="2026-10-03T00:00:01Z")),
]


@pytest.mark.parametrize(("why", "body"), BROKEN)
def test_a_file_of_another_form_is_refused(why: str, body: bytes) -> None:
    with pytest.raises(BootstrapRefusedError, match=why):
        Servers.parse(body)


@pytest.mark.parametrize(("why", "body"), [*BROKEN, *WORSE])
def test_a_broken_empty_older_or_shrunken_list_never_replaces_the_good_one(
    iana: tuple[HostileServer, Guard], tmp_path: Path, why: str, body: bytes
) -> None:
    refused(iana, tmp_path, why, replies(body))


@pytest.mark.parametrize(
    ("why", "script"),
    [
        ("http:404", replies(b"", status="404 Not Found")),
        ("http:500", replies(listed(), status="500 Oops")),
        ("reset", says()),
        ("cut-short", replies(listed(), "Content-Length: 500000")),
        ("cut-wire", replies(listed() + b" " * 400_000)),
        ("downgrade", redirects("http://data.iana.org/rdap/dns.json")),
        ("blocked:numeric-host", redirects("https://127.0.0.1/rdap/dns.json")),
    ],
)
def test_a_list_that_does_not_arrive_never_replaces_the_good_one(
    iana: tuple[HostileServer, Guard], tmp_path: Path, why: str, script: Script
) -> None:
    refused(iana, tmp_path, why, script)


def refused(iana: tuple[HostileServer, Guard], folder: Path, why: str, script: Script) -> None:
    """The list is not taken, for this reason, and the last good one stays, in the file and in force."""
    server, guard = iana
    bootstrap = Bootstrap(folder / "rdap" / "dns.json")
    bootstrap.kept.parent.mkdir()
    bootstrap.kept.write_bytes(DATA + b"\n")
    before = bootstrap.current()
    server.scripts["/rdap/dns.json"] = script
    with pytest.raises(BootstrapRefusedError, match=why):
        bootstrap.refresh(guard, NOW)
    assert bootstrap.current() == before
    assert [path.read_bytes() for path in bootstrap.kept.parent.iterdir()] == [DATA + b"\n"]


def test_a_good_list_is_kept_and_in_force_at_once(iana: tuple[HostileServer, Guard], tmp_path: Path) -> None:
    server, guard = iana
    body = listed(services=[*LIST["services"][5:], [["example"], ["https://rdap.example/"]]])
    server.scripts["/rdap/dns.json"] = replies(body)
    ours, theirs = (Bootstrap(tmp_path / "rdap" / "dns.json") for _ in range(2))
    assert theirs.current().find("shop.example") == ("", ())
    fresh = ours.refresh(guard, NOW)
    assert ours.kept.read_bytes() == body
    assert [*ours.kept.parent.iterdir()] == [ours.kept]
    assert ours.current() == theirs.current() == fresh
    assert fresh.find("shop.example") == ("example", ("https://rdap.example/",))


def test_the_same_list_may_be_fetched_again(iana: tuple[HostileServer, Guard], tmp_path: Path) -> None:
    server, guard = iana
    server.scripts["/rdap/dns.json"] = replies(DATA)
    bootstrap = Bootstrap(tmp_path / "dns.json")
    assert bootstrap.refresh(guard, NOW) == bootstrap.refresh(guard, NOW)


def test_a_folder_that_cannot_be_written_is_told(iana: tuple[HostileServer, Guard], tmp_path: Path) -> None:
    server, guard = iana
    server.scripts["/rdap/dns.json"] = replies(listed())
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder" / "dns.json").mkdir(parents=True)
    for folder in ("file", "folder"):
        with pytest.raises(BootstrapRefusedError, match="cannot be kept"):
            Bootstrap(tmp_path / folder / "dns.json").refresh(guard, NOW)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["dns.json"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(DATA[:1000]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(listed("2020-01-01T00:00:00Z", services=[])),
        Path.mkdir,
        lambda path: path,
    ],
    ids=["half", "empty", "older than what ships", "a folder", "none"],
)
def test_what_ships_is_in_force_where_a_kept_one_is_no_better(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "dns.json"
    spoil(path)
    assert Bootstrap(path).current() == Servers.parse(DATA)


def test_a_kept_list_that_breaks_is_told_once_and_what_ships_takes_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "dns.json"
    path.write_bytes(listed(services=[*LIST["services"], [["example"], ["https://rdap.example/"]]]))
    bootstrap = Bootstrap(path)
    assert bootstrap.current().find("shop.example")[0] == "example"
    with caplog.at_level(logging.WARNING):
        path.write_bytes(b"{")
        for _ in range(3):
            assert bootstrap.current() == Servers.parse(DATA)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    path.unlink()
    assert bootstrap.current() == Servers.parse(DATA)


def test_a_date_ahead_of_our_clock_within_a_day_is_fine(iana: tuple[HostileServer, Guard], tmp_path: Path) -> None:
    server, guard = iana
    ahead = NOW + timedelta(hours=23)
    server.scripts["/rdap/dns.json"] = replies(listed(f"{ahead:%Y-%m-%dT%H:%M:%SZ}"))
    assert Bootstrap(tmp_path / "dns.json").refresh(guard, NOW).published == ahead
