"""The nameservers of a delegation, asked themselves on loopback: who answers for the zone, and what it says there."""

from collections.abc import Iterator, Mapping

import pytest

from screening.collect.delegation.servers import Server, ask_servers, disagreement, missing_glue, stale_glue
from screening.collect.delegation.walk import Delegation
from screening.collect.resolver import Resolver
from tests.dnsworld.faults import garbage, half_over_tcp, upwards
from tests.dnsworld.server import Entry, Handler, Message, Reply, World, authority, recursor, reply

RECURSOR, FIRST, SECOND, INSIDE = "127.0.0.53", "127.0.2.1", "127.0.2.2", "127.0.2.3"
SOA = ["ns.one.example. hostmaster.shop.com. 7 1 1 1 1"]
NS = ["ns.one.example.", "ns.shop.com."]
ZONE: Mapping[tuple[str, str], list[str]] = {
    ("shop.com.", "SOA"): SOA,
    ("shop.com.", "NS"): NS,
    ("ns.shop.com.", "A"): [INSIDE],
    ("ns.shop.com.", "AAAA"): ["2001:db8::7"],
}
TABLE: Mapping[tuple[str, str], Entry] = {
    ("ns.one.example.", "A"): [FIRST],
    ("ns.two.example.", "A"): [SECOND],
    ("ns.two.example.", "AAAA"): ["2001:db8::2"],
    ("ns.broken.example.", "A"): "SERVFAIL",
    ("ns.broken.example.", "AAAA"): "SERVFAIL",
    ("ns.mail.example.", "MX"): ["10 mx.example."],
}
SERVES = authority("shop.com.", ZONE)


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def delegated(*names: str, glue: tuple[str, ...] = ()) -> Delegation:
    return Delegation("com", names, glue={"ns.shop.com": glue} if glue else {})


def ask(world: World, delegation: Delegation, *forbidden: str) -> dict[str, Server]:
    world.serve(RECURSOR, recursor(TABLE))
    resolver = Resolver([RECURSOR], world.port, timeout=0.5)
    return ask_servers("shop.com", delegation, resolver, lambda at: "blocked" if at in forbidden else "", world.port)


def state(world: World, name: str, handler: Handler = SERVES, *, tcp: bool = True) -> str:
    world.serve(FIRST, handler, tcp=tcp)
    return ask(world, delegated(name))[name].state


def test_a_server_of_the_zone_tells_its_nameservers(world: World) -> None:
    world.serve(FIRST, SERVES)
    assert ask(world, delegated("ns.one.example")) == {
        "ns.one.example": Server("ok", frozenset({"ns.one.example", "ns.shop.com"}))
    }


def test_the_servers_are_asked_without_recursion(world: World) -> None:
    state(world, "ns.one.example")
    assert {desired for address, _, _, desired in world.asked if address == FIRST} == {False}


def from_a_cache(query: Message, _: str) -> Reply:
    return reply(query, answer=[f"shop.com. SOA {SOA[0]}"])


def only_above(query: Message, _: str) -> Reply:
    return reply(query, authoritative=True, authority=["com. SOA a. b. 1 2 3 4 5"])


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        pytest.param(lambda q, _: reply(q, "REFUSED"), "lame", id="refused"),
        pytest.param(lambda q, _: reply(q, "9"), "lame", id="not authoritative, it says"),
        pytest.param(upwards, "lame", id="referral upwards"),
        pytest.param(from_a_cache, "lame", id="from a cache"),
        pytest.param(only_above, "lame", id="serves the parent only"),
        pytest.param(lambda q, _: reply(q, "NXDOMAIN", authoritative=True), "lame", id="denies the zone"),
        pytest.param(lambda q, _: reply(q, "SERVFAIL"), "servfail", id="server failure"),
        pytest.param(lambda *_: None, "timeout", id="silence"),
        pytest.param(lambda *_: b"\x00", "mismatch", id="less than a header"),
        pytest.param(garbage, "malformed", id="garbage"),
        pytest.param(half_over_tcp, "closed", id="TCP closed early"),
    ],
)
def test_a_server_that_does_not_serve_the_zone_has_its_state(world: World, handler: Handler, expected: str) -> None:
    assert state(world, "ns.one.example", handler) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ns.nowhere.invalid", "no-address"),
        ("ns.mail.example", "no-address"),
        ("", "no-address"),
        ("ns.broken.example", "unresolved"),
        ("ns.two.example", "unreachable"),
    ],
)
def test_a_server_that_cannot_be_asked_has_its_state(world: World, name: str, expected: str) -> None:
    assert state(world, name) == expected


def test_a_server_behind_a_forbidden_address_is_not_asked(world: World) -> None:
    world.serve(FIRST, SERVES)
    assert ask(world, delegated("ns.one.example"), FIRST)["ns.one.example"].state == "blocked"
    assert FIRST not in {entry[0] for entry in world.asked}


def test_glue_that_leads_inside_is_not_followed(world: World) -> None:
    world.serve(INSIDE, SERVES)
    found = ask(world, delegated("ns.shop.com", glue=(INSIDE, "10.0.0.1")), INSIDE, "10.0.0.1")
    assert found["ns.shop.com"].state == "blocked"
    assert INSIDE not in {entry[0] for entry in world.asked}


def test_of_several_addresses_one_that_may_be_contacted_is_asked(world: World) -> None:
    world.serve(INSIDE, SERVES)
    assert ask(world, delegated("ns.shop.com", glue=("10.0.0.1", INSIDE)), "10.0.0.1")["ns.shop.com"].state == "ok"


def test_one_slow_server_does_not_hold_up_the_others(world: World) -> None:
    world.serve(FIRST, lambda *_: None)
    world.serve(SECOND, SERVES)
    found = ask(world, delegated("ns.one.example", "ns.two.example"))
    assert {host: server.state for host, server in found.items()} == {
        "ns.one.example": "timeout",
        "ns.two.example": "ok",
    }


def test_not_more_than_six_servers_are_asked(world: World) -> None:
    world.serve(INSIDE, SERVES)
    names = tuple(f"ns{number}.shop.com" for number in range(50))
    many = Delegation("com", names, glue=dict.fromkeys(names, (INSIDE,)))
    assert len(ask(world, many)) == 6
    assert sum(entry[:3] == (INSIDE, "shop.com.", "SOA") for entry in world.asked) == 6


def test_nobody_is_asked_where_nothing_is_delegated(world: World) -> None:
    assert ask(world, delegated()) == {}


@pytest.mark.parametrize(
    ("glue", "stale"),
    [
        ((INSIDE,), []),
        ((INSIDE, "2001:db8::7"), []),
        ((INSIDE, "2001:db8::8"), ["ns.shop.com"]),
        ((INSIDE, "192.0.2.9"), ["ns.shop.com"]),
    ],
)
def test_glue_that_the_zone_does_not_know_is_stale(world: World, glue: tuple[str, ...], stale: list[str]) -> None:
    world.serve(INSIDE, SERVES)
    delegation = delegated("ns.shop.com", glue=glue)
    assert stale_glue(delegation, ask(world, delegation, "192.0.2.9")) == stale


def test_a_server_that_does_not_tell_its_address_leaves_the_glue_as_it_is(world: World) -> None:
    def shy(query: Message, how: str) -> Reply:
        return SERVES(query, how) if query.question[0].name.to_text() == "shop.com." else reply(query, "SERVFAIL")

    world.serve(INSIDE, shy)
    delegation = delegated("ns.shop.com", glue=(INSIDE,))
    found = ask(world, delegation)
    assert found["ns.shop.com"].state == "ok"
    assert stale_glue(delegation, found) == []


def test_glue_is_missing_only_where_it_is_needed() -> None:
    delegation = delegated("ns.one.example", "ns.shop.com", "ns2.shop.com", "shop.com", glue=(INSIDE,))
    assert missing_glue("shop.com", delegation) == ["ns2.shop.com", "shop.com"]


def test_what_only_the_parent_and_only_the_child_lists_is_told() -> None:
    told = {
        "a.example": Server("ok", frozenset({"a.example", "b.example"})),
        "b.example": Server("ok", frozenset({"b.example", "new.example"})),
        "old.example": Server("lame"),
    }
    delegation = delegated("a.example", "b.example", "old.example")
    assert disagreement(delegation, told) == {"parent": ["old.example"], "child": ["new.example"]}


def test_without_a_server_that_tells_there_is_no_disagreement() -> None:
    assert disagreement(delegated("a.example"), {"a.example": Server("lame")}) is None
