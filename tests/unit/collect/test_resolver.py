"""Names to addresses, asked of real servers on loopback."""

import time
from collections.abc import Iterator, Mapping

import dns.flags
import pytest

from screening.collect.resolver import LookupFailedError, Resolver
from tests.dnsworld.server import Entry, Message, Reply, World, recursor, reply

ADDRESS, SECOND = "127.0.0.53", "127.0.0.54"


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def resolver(world: World, table: Mapping[tuple[str, str], Entry]) -> Resolver:
    world.serve(ADDRESS, recursor(table))
    return Resolver([ADDRESS], world.port, timeout=0.5)


def chain(length: int) -> dict[tuple[str, str], Entry]:
    links: dict[tuple[str, str], Entry] = {(f"n{i}.example.", "CNAME"): [f"n{i + 1}.example."] for i in range(length)}
    return links | {(f"n{length}.example.", "A"): ["192.0.2.1"]}


def one_link_at_a_time(query: Message, _: str) -> Reply:
    """Answer with one CNAME and leave the rest to the client, as some resolvers do."""
    name = query.question[0].name.to_text()
    number = int(name[1 : name.index(".")])
    return reply(query, answer=[f"{name} CNAME n{number + 1}.example." if number < 3 else f"{name} A 192.0.2.1"])


def test_both_families_are_looked_up(world: World) -> None:
    table = {("a.example.", "A"): ["192.0.2.2", "192.0.2.1"], ("a.example.", "AAAA"): ["2001:db8::1"]}
    assert resolver(world, table).addresses("A.Example") == ("192.0.2.1", "192.0.2.2", "2001:db8::1")


def test_eight_aliases_are_followed(world: World) -> None:
    assert resolver(world, chain(8)).addresses("n0.example") == ("192.0.2.1",)


def test_aliases_that_come_one_at_a_time_are_followed(world: World) -> None:
    world.serve(ADDRESS, one_link_at_a_time)
    answer = Resolver([ADDRESS], world.port).query("n0.example", "A")
    assert [record.to_text() for record in answer.records] == ["192.0.2.1"]
    assert answer.chain == ("n1.example", "n2.example", "n3.example")


def test_one_family_is_enough_where_the_other_fails(world: World) -> None:
    table: dict[tuple[str, str], Entry] = {("a.example.", "A"): ["192.0.2.1"], ("a.example.", "AAAA"): "SERVFAIL"}
    assert resolver(world, table).addresses("a.example") == ("192.0.2.1",)


def test_a_truncated_answer_is_asked_again_over_tcp(world: World) -> None:
    def answer(query: Message, how: str) -> Reply:
        response = recursor({("a.example.", "A"): [f"192.0.2.{i}" for i in range(200)]})(query, how)
        if how == "tcp":
            return response
        cut = reply(query)
        cut.flags |= dns.flags.TC
        return cut

    world.serve(ADDRESS, answer)
    assert len(Resolver([ADDRESS], world.port).addresses("a.example")) == 50


def garbage(query: Message, _: str) -> Reply:
    return query.id.to_bytes(2, "big") + b"\x80\x00" + b"\x00\x01" * 4 + b"\xff" * 40


def other_id(query: Message, _: str) -> Reply:
    response = reply(query, answer=["a.example. A 192.0.2.66"])
    response.id ^= 1
    return response


@pytest.mark.parametrize(
    ("table", "cause"),
    [
        ({}, "nxdomain"),
        ({("a.example.", "MX"): ["10 mx.example."]}, "no-address"),
        ({("a.example.", "A"): "SERVFAIL", ("a.example.", "AAAA"): "SERVFAIL"}, "servfail"),
        ({("a.example.", "A"): (), ("a.example.", "AAAA"): "SERVFAIL"}, "servfail"),
        ({("a.example.", "A"): "REFUSED"}, "dns-refused"),
        ({("a.example.", "A"): "NOTIMP"}, "dns-rcode"),
        ({("a.example.", "A"): None}, "dns-timeout"),
        ({("a.example.", "A"): garbage}, "dns-malformed"),
        ({("a.example.", "A"): other_id}, "dns-mismatch"),
        ({("a.example.", "CNAME"): ["a.example."]}, "cname-loop"),
        ({("a.example.", "CNAME"): ["b.example."], ("b.example.", "CNAME"): ["a.example."]}, "cname-loop"),
        ({("a.example.", "CNAME"): ["n0.example."], **chain(8)}, "cname-loop"),
        ({("a.example.", "CNAME"): ["nowhere.invalid."]}, "nxdomain"),
        ({("a.example.", "CNAME"): ["mail.example."], ("mail.example.", "MX"): ["10 mx.example."]}, "no-address"),
    ],
)
def test_no_address_has_a_cause(world: World, table: Mapping[tuple[str, str], Entry], cause: str) -> None:
    with pytest.raises(LookupFailedError) as failed:
        resolver(world, table).addresses("a.example")
    assert failed.value.cause == cause


@pytest.mark.parametrize("host", ["münchen.de", "a..example", "x" * 64 + ".example", "a\\046b.example", "", "@"])
def test_what_is_not_a_name_is_not_asked(world: World, host: str) -> None:
    with pytest.raises(LookupFailedError) as failed:
        resolver(world, {}).addresses(host)
    assert failed.value.cause == "bad-name"
    assert world.asked == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1"])
def test_a_number_is_a_name_and_never_read_as_an_address(world: World, host: str) -> None:
    with pytest.raises(LookupFailedError) as failed:
        resolver(world, {}).addresses(host)
    assert failed.value.cause == "nxdomain"


def test_a_records_owner_has_to_be_the_name_that_was_asked(world: World) -> None:
    world.serve(ADDRESS, lambda query, _: reply(query, answer=["other.example. A 192.0.2.66"]))
    with pytest.raises(LookupFailedError) as failed:
        Resolver([ADDRESS], world.port).addresses("a.example")
    assert failed.value.cause == "no-address"


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED"])
def test_where_one_server_fails_the_next_is_asked(world: World, rcode: str) -> None:
    world.serve(ADDRESS, lambda query, _: reply(query, rcode))
    world.serve(SECOND, recursor({("a.example.", "A"): ["192.0.2.1"]}))
    assert Resolver([ADDRESS, SECOND], world.port).addresses("a.example") == ("192.0.2.1",)


def test_a_server_that_is_not_there_is_unreachable(world: World) -> None:
    world.serve(ADDRESS, recursor({}))
    with pytest.raises(LookupFailedError) as failed:
        Resolver([SECOND], world.port, timeout=0.5).addresses("a.example")
    assert failed.value.cause == "dns-unreachable"


def test_a_deadline_that_has_passed_asks_nobody(world: World) -> None:
    with pytest.raises(LookupFailedError) as failed:
        resolver(world, {}).addresses("a.example", deadline=time.monotonic() - 1)
    assert failed.value.cause == "dns-timeout"
    assert world.asked == []
