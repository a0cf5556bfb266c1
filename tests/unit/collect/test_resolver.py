"""Names to addresses, asked of real servers on loopback."""

import time
from collections.abc import Iterator, Mapping

import dns.flags
import pytest

from screening.collect.resolver import LookupFailedError, Resolver, Way
from tests.dnsworld.faults import cut, garbage, other_id
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
    assert answer.way.chain == ("n1.example", "n2.example", "n3.example")


def test_one_family_is_enough_where_the_other_fails(world: World) -> None:
    table: dict[tuple[str, str], Entry] = {("a.example.", "A"): ["192.0.2.1"], ("a.example.", "AAAA"): "SERVFAIL"}
    assert resolver(world, table).addresses("a.example") == ("192.0.2.1",)


def test_a_truncated_answer_is_asked_again_over_tcp(world: World) -> None:
    def answer(query: Message, how: str) -> Reply:
        response = recursor({("a.example.", "A"): [f"192.0.2.{i}" for i in range(200)]})(query, how)
        return response if how == "tcp" else cut(query, how)

    world.serve(ADDRESS, answer)
    assert len(Resolver([ADDRESS], world.port).addresses("a.example")) == 50


def test_an_alias_that_is_made_from_a_dname_is_followed_and_told(world: World) -> None:
    made = ["old.example. DNAME new.example.", "a.old.example. CNAME a.new.example.", "a.new.example. A 192.0.2.1"]
    world.serve(ADDRESS, lambda query, _: reply(query, answer=made))
    answer = Resolver([ADDRESS], world.port).query("a.old.example", "A")
    assert [record.to_text() for record in answer.records] == ["192.0.2.1"]
    assert answer.way == Way(("a.new.example",), {"old.example": "new.example"})


def test_an_alias_of_nothing_is_not_nothing(world: World) -> None:
    table: dict[tuple[str, str], Entry] = {("a.example.", "CNAME"): ["nowhere.invalid."]}
    with pytest.raises(LookupFailedError) as failed:
        resolver(world, table).query("a.example", "A")
    assert (failed.value.cause, failed.value.way.chain) == ("nxdomain", ("nowhere.invalid",))


@pytest.mark.parametrize("vouched", [True, False])
def test_what_the_resolver_vouches_for_is_told(world: World, vouched: bool) -> None:
    def answer(query: Message, _: str) -> Reply:
        assert query.flags & dns.flags.AD
        response = reply(query, answer=["a.example. A 192.0.2.1"])
        response.flags |= dns.flags.AD if vouched else 0
        return response

    world.serve(ADDRESS, answer)
    assert Resolver([ADDRESS], world.port).query("a.example", "A").validated is vouched


def test_what_fails_dnssec_can_be_asked_for_all_the_same(world: World) -> None:
    def bogus(query: Message, _: str) -> Reply:
        checked = not query.flags & dns.flags.CD
        return reply(query, "SERVFAIL") if checked else reply(query, answer=["a.example. A 192.0.2.1"])

    world.serve(ADDRESS, bogus)
    asked = Resolver([ADDRESS], world.port)
    with pytest.raises(LookupFailedError) as failed:
        asked.query("a.example", "A")
    assert failed.value.cause == "servfail"
    assert asked.query("a.example", "A", checked=False).records


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
