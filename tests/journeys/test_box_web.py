"""The web of the box, its page bodies, and the clock that tests move."""

import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.box.box import Box
from tests.box.clock import FileClock, advance, set_offset
from tests.box.pages import CONTENT, KINDS, page, rotating_news

pytestmark = pytest.mark.journey
# What an ordinary client sees: status and body, or the name of the error at the bottom.
_FETCH = """
import json, sys, requests
def bottom(error):
    while error.__context__ or error.__cause__:
        error = error.__cause__ or error.__context__
    return type(error).__name__
for url in sys.argv[1:]:
    try:
        answer = requests.get(url, timeout=1, allow_redirects=False, data=b"said")
        print(json.dumps([answer.status_code, answer.text]))
    except requests.RequestException as error:
        print(json.dumps([0, bottom(error)]))
"""


def fetched(box: Box, *urls: str) -> list[Any]:
    lines = box.run([sys.executable, "-c", _FETCH, *urls]).stdout.splitlines()
    return [tuple(json.loads(line)) for line in lines]


def built(box: Box, name: str, body: str | Sequence[str], **rest: str) -> str:
    box.world.delegate(name)
    return box.world.site(name, body, **rest)


def test_sites_on_one_address_answer_by_name(box: Box) -> None:
    built(box, "one.com", "first", address="93.184.20.1")
    built(box, "two.com", "second", address="93.184.20.1")
    box.world.page("two.com", "not here", path="/gone", status=410)
    assert fetched(box, "http://one.com/", "http://two.com/?q", "http://two.com/gone") == [
        (200, "first"),
        (200, "second"),
        (410, "not here"),
    ]
    assert fetched(box, "http://93.184.20.1/", "http://one.com/other")[0][0] == 404


def test_bodies_take_turns(box: Box) -> None:
    built(box, "turns.com", ["a", "b"])
    assert [body for _, body in fetched(box, *["http://turns.com/"] * 3)] == ["a", "b", "a"]


def test_sites_have_addresses_of_their_own_unless_told(box: Box) -> None:
    addresses = {built(box, f"own{number}.com", "x") for number in range(300)}
    assert len(addresses) == 300
    assert built(box, "own7.com", "changed") in addresses
    assert fetched(box, "http://own7.com/") == [(200, "changed")]


def test_a_site_may_live_on_ipv6_alone(box: Box) -> None:
    built(box, "six.com", "six", address="2606:2800:220::6")
    assert fetched(box, "http://six.com/") == [(200, "six")]
    assert box.world.inward() == {}


@pytest.mark.parametrize(
    ("tls", "seen"),
    [
        ("trusted", (200, "padlock")),
        ("", (0, "ConnectionRefusedError")),
        *((kind, (0, "SSLCertVerificationError")) for kind in ("unknown-ca", "self-signed", "expired", "wrong-name")),
    ],
)
def test_certificates_are_good_or_bad_as_told(box: Box, tls: str, seen: tuple[int, str]) -> None:
    name = f"{tls or 'without'}-tls.com"
    built(box, name, "padlock", tls=tls)
    assert fetched(box, f"https://{name}/", f"http://{name}/") == [seen, (200, "padlock")]


@pytest.mark.parametrize(
    ("fault", "error"), [("reset", "ConnectionResetError"), ("silence", "TimeoutError"), ("cut", "IncompleteRead")]
)
def test_a_page_fails_as_told_and_recovers(box: Box, fault: str, error: str) -> None:
    built(box, f"{fault}.com", "well")
    box.world.page(f"{fault}.com", "ill", fault=fault)
    broken = fetched(box, f"http://{fault}.com/")
    box.world.page(f"{fault}.com", "well again")
    assert broken == [(0, error)]
    assert fetched(box, f"http://{fault}.com/") == [(200, "well again")]


def test_an_endless_page_does_not_end_and_a_dripping_one_hardly_begins(box: Box) -> None:
    script = "import requests\nfor name, size in (('endless', 5_000_000), ('drip', 2)):\n"
    script += "    print(len(requests.get(f'http://{name}.com', stream=True).raw.read(size)))"
    built(box, "endless.com", "")
    built(box, "drip.com", "")
    box.world.page("endless.com", "x", fault="endless")
    box.world.page("drip.com", "drip", fault="drip")
    assert box.run([sys.executable, "-c", script]).stdout.split() == ["5000000", "2"]


@pytest.mark.parametrize(("how", "error"), [("refused", "ConnectionRefusedError"), ("silent", "TimeoutError")])
def test_an_address_is_out_of_reach_until_it_is_open_again(box: Box, how: str, error: str) -> None:
    address = built(box, f"{how}.net", "x", tls="trusted")
    box.world.reachable(address, how)
    broken = fetched(box, f"http://{how}.net/", f"https://{how}.net/")
    box.world.reachable(address, "open")
    assert broken == [(0, error), (0, error)]
    assert fetched(box, f"http://{how}.net/", f"https://{how}.net/") == [(200, "x"), (200, "x")]


def test_a_redirect_goes_anywhere_and_only_who_follows_it_is_counted(box: Box) -> None:
    built(box, "away.com", "x")
    box.world.redirect("away.com", "http://10.9.9.9/")
    assert fetched(box, "http://away.com/")[0][0] == 302
    assert "10.9.9.9" not in box.world.inward()
    fetched(box, "http://10.9.9.9/")
    assert box.world.inward().pop("10.9.9.9") >= 1


def test_requests_and_connections_are_remembered(box: Box) -> None:
    address = built(box, "watched.com", "x")
    fetched(box, "http://watched.com/hook?a=1", "http://watched.com/")
    first, second = box.world.hits("watched.com")
    assert (first["method"], first["path"], first["body"], first["port"]) == ("GET", "/hook?a=1", b"said", 80)
    assert first["headers"]["host"] == "watched.com"
    assert first["at"] < second["at"]
    assert box.world.total("watched.com") == 2
    assert [connection["port"] for connection in box.world.connections(address)] == [80, 80]
    assert box.world.hits("never.com") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_the_same_for_the_same_seed_only(kind: str) -> None:
    assert page(kind, 7) == page(kind, 7)
    if kind in CONTENT:
        assert page(kind, 7) != page(kind, 8)
        assert all(len(re.sub("<[^>]+>", " ", page(kind, seed)).split()) >= 120 for seed in range(20))
    assert "{" not in page(kind, 7)


def test_the_news_are_different_each_time() -> None:
    assert len(set(rotating_news(seed=1))) == 24
    assert rotating_news(seed=1) == rotating_news(seed=1)


def test_the_clock_moves_when_the_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "offset"
    clock = FileClock(path)
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)
    set_offset(path, timedelta(hours=71))
    advance(path, timedelta(hours=2))
    assert abs(clock() - datetime.now(UTC) - timedelta(hours=73)) < timedelta(minutes=1)
    assert clock() < clock()
    assert list(tmp_path.iterdir()) == [path]
