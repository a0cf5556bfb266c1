"""The collector on its real parts: guard, sockets on loopback, and registries that misbehave in every way we know."""

import json
import socket
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from screening.classify.judge import Item, judge
from screening.collect.guard import Limits
from screening.collect.web.turns import LocalTurns
from screening.model.evidence import Evidence, Outcome
from screening.model.sight import sight_of
from tests.hostile.bombs import gzip_bomb
from tests.hostile.certificates import Authority
from tests.hostile.server import Exchange, HostileServer, Script, redirects, replies, says
from tests.hostile.world import World
from tests.unit.classify.rulebook import rule, rules_of
from tests.unit.collect.rdap.registry import BASE, DOMAIN, EVENTS, FACTS, NOW, PATH, answer, look

XML_BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><d>&c;&x;</d>"""
POLICY = "scope: [name, rdap]\nmandatory: [name]\ncategories: {gambling: {new: refuse, existing: allow}}"
KIND = "Content-Type: application/rdap+json"


def endless(exchange: Exchange) -> None:
    """50 MB of a list, if the client takes it."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n[")
    exchange.drip(repeat(b"1," * 500_000, 50), 0)


def chatter(exchange: Exchange) -> None:
    """A byte at a time, for ever."""
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    exchange.drip(repeat(b" "), 0.1)


FAULTS: list[tuple[str, Script]] = [
    ("timeout", Exchange.hold),
    ("deadline", chatter),
    ("reset", says()),
    ("protocol", says(b"\x16\x03\x01 junk\r\n\r\n")),
    ("headers", says(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 200, b"\r\n")),
    ("too-large", endless),
    ("too-large", replies(gzip_bomb(2), "Content-Encoding: gzip")),
    ("cut-short", replies(answer(), "Content-Length: 100000")),
    ("bad-gzip", replies(b"\x1f\x8b\x08 no", "Content-Encoding: gzip")),
    ("coding:br", replies(b"\x0b\x02\x80", "Content-Encoding: br")),
    ("http:403", replies(b"go away", status="403 Forbidden")),
    ("http:500", replies(answer(), KIND, status="500 Oops")),
    ("http:503", replies(b"", status="503 Later")),
    ("rdap-throttled", replies(b"", status="429 Too Many Requests")),
    ("rdap-throttled", replies(b"", "Retry-After: 30", status="503 Later")),
    ("not-json", replies(b"")),
    ("not-json", replies(b"<!doctype html><title>Welcome</title>", "Content-Type: text/html")),
    ("not-json", replies(b'{"objectClassName": "domain"', KIND)),
    ("not-json", replies(b"\xff\xfe{\x00}\x00", KIND)),
    ("not-rdap", replies(b"[]", KIND)),
    ("not-rdap", replies(b"null", KIND)),
    ("rdap-error", replies(b'{"errorCode": 404, "title": "not found"}', KIND)),
    ("wrong-class", replies(answer(objectClassName="entity"), KIND)),
    ("wrong-class", replies(b"{}", KIND)),
    ("wrong-name", replies(answer(ldhName="casino.example"), KIND)),
    ("wrong-name", replies(answer(ldhName=None), KIND)),
    ("too-many-redirects", redirects(PATH)),
    ("bad-redirect", redirects("")),
    ("blocked:numeric-host", redirects("http://127.0.0.1/")),
    ("blocked:private", redirects("http://inside.example/")),
    ("blocked:port", redirects("http://rdap.example:6379/")),
    ("nxdomain", redirects("http://gone.example/")),
]


def without_effect(found: Evidence) -> None:
    """Whatever came of it, the verdict is as if nobody had asked, and says that this is not known."""
    rules = rules_of(
        rule(), policy="scope: [name, rdap]\nmandatory: [name]\ncategories: {gambling: {new: refuse, existing: allow}}"
    )
    name = Evidence("name", Outcome.OBSERVED, NOW, texts={"name": (DOMAIN.ascii,)})
    (unasked,) = judge([Item(DOMAIN, (name,))], rules, rules.policy, ("name",))
    (asked,) = judge([Item(DOMAIN, (name, found))], rules, rules.policy)
    assert (asked.conclusion, asked.scores, asked.signals) == (unasked.conclusion, unasked.scores, unasked.signals)
    assert asked.missing == (f"rdap:{found.cause}",)
    assert sight_of(asked, [name, found], rules.policy, NOW).complete


@pytest.mark.parametrize(("cause", "script"), FAULTS, ids=[f"{n}_{cause}" for n, (cause, _) in enumerate(FAULTS)])
def test_each_fault_has_its_own_cause_and_changes_no_verdict(
    site: HostileServer, world: World, cause: str, script: Script
) -> None:
    world.names |= {"inside.example": ("10.0.0.1",), "gone.example": "nxdomain"}
    site.scripts[PATH] = script
    found = look(world.guard(Limits(connect=1.0, read=1.0, deadline=3.0, burst=100)))
    assert (found.outcome, found.cause) == (Outcome.FAILED, cause)
    assert found.facts == {"name": "shop.example", "server": "rdap.example"}
    without_effect(found)


def test_the_table_tells_many_kinds_apart() -> None:
    assert len({cause for cause, _ in FAULTS}) >= 20


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        ("tls:expired", {"expired": True}),
        ("tls:self-signed", {"self_signed": True}),
        ("tls:wrong-host", {"host": "other.example"}),
        ("tls:unknown-ca", {"stranger": True}),
    ],
)
def test_a_server_that_cannot_prove_its_name_is_not_believed(tmp_path: Path, cause: str, kind: dict[str, bool]) -> None:
    authority = Authority(tmp_path)
    issuer = Authority(tmp_path, "stranger") if kind.pop("stranger", False) else authority
    with HostileServer(tls=issuer.context(**{"host": "rdap.example", **kind})) as secure:  # type: ignore[arg-type]
        guard = World({443: secure.port}).guard(roots=str(authority.roots))
        found = look(guard, "https://rdap.example/v1/")
    assert (found.outcome, found.cause) == (Outcome.FAILED, cause)
    without_effect(found)


def test_a_server_that_is_down_refuses(closed_port: int) -> None:
    found = look(World({80: closed_port}).guard())
    assert (found.outcome, found.cause) == (Outcome.FAILED, "refused")
    without_effect(found)


@pytest.mark.parametrize("cause", ["servfail", "dns-timeout", "nxdomain"])
def test_a_server_without_an_address_is_told_as_the_resolver_has_it(world: World, cause: str) -> None:
    world.names["rdap.example"] = cause
    found = look(world.guard())
    assert (found.outcome, found.cause) == (Outcome.FAILED, cause)
    assert found.facts["server"] == "rdap.example"


def test_an_answer_is_read_and_no_person_is_in_it(site: HostileServer, world: World) -> None:
    site.scripts[PATH] = replies(answer(), KIND)
    found = look(world.guard())
    assert (found.outcome, found.cause) == (Outcome.OBSERVED, "")
    assert found.facts == {"name": "shop.example", "server": "rdap.example", **FACTS}
    assert found.texts == {"rdap.registrar": ("Names Inc.",), "rdap.nameserver": ("ns1", "ns2.host.example")}
    assert "Person" not in json.dumps([found.facts, found.texts])
    (request,) = site.requests
    assert request.startswith(b"GET /v1/domain/shop.example HTTP/1.1\r\n")
    assert b"\r\nAccept: application/rdap+json\r\n" in request


def test_two_looks_at_the_same_registration_have_one_digest(site: HostileServer, world: World) -> None:
    site.scripts[PATH] = replies(answer(), KIND)
    first = look(world.guard())
    events = [*EVENTS[:-1], {**EVENTS[-1], "eventDate": "2026-10-02T13:59:59Z"}]
    site.scripts[PATH] = replies(answer(events=[*events]), KIND)
    assert look(world.guard()).digest == first.digest


def test_a_name_that_nobody_has_registered_is_an_answer(site: HostileServer, world: World) -> None:
    site.scripts[PATH] = replies(b'{"errorCode": 404}', KIND, status="404 Not Found")
    found = look(world.guard())
    assert (found.outcome, found.cause) == (Outcome.ABSENT, "not-found")
    assert found.facts == {"name": "shop.example", "server": "rdap.example"}


def test_a_redirect_to_another_registry_is_followed_through_the_guard(site: HostileServer, world: World) -> None:
    site.scripts[PATH] = redirects("http://rdap.registrar.example/domain/shop.example")
    site.scripts["/domain/shop.example"] = replies(answer(), KIND)
    found = look(world.guard())
    assert (found.outcome, found.facts["server"]) == (Outcome.OBSERVED, "rdap.registrar.example")
    assert world.asked == ["rdap.example", "rdap.registrar.example"]


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_what_comes_over_http_where_https_was_asked_is_not_believed(
    site: HostileServer, tmp_path: Path, status: str
) -> None:
    authority = Authority(tmp_path)
    with HostileServer(tls=authority.context("rdap.example")) as secure:
        secure.scripts[PATH] = redirects("http://rdap.example/plain")
        site.scripts["/plain"] = replies(answer(), KIND, status=status)
        guard = World({80: site.port, 443: secure.port}).guard(roots=str(authority.roots))
        found = look(guard, "https://rdap.example/v1/")
    assert (found.outcome, found.cause) == (Outcome.FAILED, "downgrade")


def test_the_second_server_is_asked_where_the_first_is_away(site: HostileServer, world: World) -> None:
    world.names["away.example"] = "servfail"
    site.scripts[PATH] = replies(answer(), KIND)
    found = look(world.guard(), "http://away.example/", BASE)
    assert (found.outcome, found.facts["server"]) == (Outcome.OBSERVED, "rdap.example")


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        (replies(b"", status="500 Oops"), "http:500"),
        (redirects(PATH), "too-many-redirects"),
        (replies(b""), "not-json"),
    ],
)
def test_the_second_server_is_not_asked_where_the_first_answers(
    site: HostileServer, world: World, script: Script, cause: str
) -> None:
    site.scripts[PATH] = script
    found = look(world.guard(), BASE, "http://second.example/v1/")
    assert found.cause == cause
    assert world.asked == ["rdap.example"]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Later"])
def test_who_asks_for_a_rest_is_left_alone(site: HostileServer, world: World, status: str) -> None:
    turns = LocalTurns(2, 100.0, 100)
    site.scripts[PATH] = replies(b"", "Retry-After: 3600", status=status)
    assert look(world.guard(), turns=turns).cause == "rdap-throttled"
    site.scripts[PATH] = replies(answer(), KIND)
    assert look(world.guard(), turns=turns).cause == "rdap-busy"
    assert len(site.requests) == 1
    assert look(world.guard(), "http://other.example/v1/", turns=turns).outcome is Outcome.OBSERVED


def test_case_55_an_xml_bomb_is_not_json(site: HostileServer, world: World) -> None:
    for kind in ("application/rdap+json", "application/xml", "text/xml"):
        site.scripts[PATH] = replies(XML_BOMB, f"Content-Type: {kind}")
        assert look(world.guard()).cause == "not-json"


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        pytest.param(b"[" * 100_000, "too-deep", id="case_56_depth_of_lists"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, "too-deep", id="case_56_depth_that_ends"),
        pytest.param(b'{"a":' * 50_000, "too-deep", id="case_56_depth_of_objects"),
        pytest.param(answer()[:-1] + b', "ldhName": "other.example"}', "duplicate-keys", id="case_56_duplicate_key"),
        pytest.param(answer()[:-1] + b', "x": {"a": 1, "a": 1}}', "duplicate-keys", id="case_56_duplicate_key_below"),
        pytest.param(answer()[:-1] + b', "x": NaN}', "not-json", id="case_56_nan"),
        pytest.param(answer()[:-1] + b', "x": -Infinity}', "not-json", id="case_56_infinity"),
        pytest.param(answer()[:-1] + b', "x": ' + b"9" * 100_000 + b"}", "not-json", id="case_56_digits"),
        pytest.param(answer()[:-1] + b', "x": 1e999}', "", id="case_56_a_float_too_large_that_nobody_reads"),
        pytest.param(answer()[:-1] + b', "x": [' + b"{}," * 90_000 + b"0]}", "", id="case_56_many_small_things"),
        pytest.param(b" " * 290_000, "not-json", id="case_56_blanks"),
    ],
)
def test_case_56_a_json_bomb_is_a_cause_and_no_crash(
    site: HostileServer, world: World, body: bytes, cause: str
) -> None:
    site.scripts[PATH] = replies(body, KIND)
    found = look(world.guard(Limits(burst=100)))
    assert (found.outcome, found.cause) == (Outcome.FAILED if cause else Outcome.OBSERVED, cause)


def test_case_56_fifty_megabytes_are_not_taken(site: HostileServer, world: World) -> None:
    site.scripts[PATH] = endless
    assert look(world.guard()).cause == "too-large"
    assert site.sent < 10_000_000  # what the buffers of both ends hold


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is bound and does not listen."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]
