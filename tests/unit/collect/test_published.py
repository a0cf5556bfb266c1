"""What the resolver tells of a domain: aliases told apart from nothing, and broken DNSSEC from dead servers."""

from collections.abc import Iterator, Mapping

import dns.flags
import dns.rdatatype
import pytest

from tests.dnsworld.faults import held_back
from tests.dnsworld.server import Entry, Handler, Message, Reply, World, reply
from tests.dnsworld.shop import TABLE, delegated, failing, look, without


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def test_an_apex_that_is_an_alias_is_told_and_has_no_soa_of_its_own(world: World) -> None:
    alias: dict[tuple[str, str], Entry] = {
        ("shop.com.", "CNAME"): ["pages.builder.example."],
        ("pages.builder.example.", "SOA"): ["a. b. 7 1 1 1 1"],
    }
    facts = look(world, without(TABLE, "shop.com.") | alias).facts
    assert (facts["apex_cname"], facts["dname"], facts["nxdomain"]) == ("pages.builder.example", None, False)
    assert facts["soa"] is None
    assert facts["addresses"] == ["192.0.2.2"]


def test_an_apex_that_is_an_alias_of_nothing_exists(world: World) -> None:
    alias: dict[tuple[str, str], Entry] = {("shop.com.", "CNAME"): ["nowhere.invalid."]}
    facts = look(world, without(TABLE, "shop.com.", "www.shop.com.") | alias).facts
    assert (facts["apex_cname"], facts["nxdomain"], facts["addresses_cause"]) == (
        "nowhere.invalid",
        False,
        "no-address",
    )


def renames(owner: str, target: str) -> Handler:
    """A recursor's answer for what lies below a DNAME: the CNAME that is made from it, and where that leads."""

    def answer(query: Message, _: str) -> Reply:
        asked = query.question[0].name.to_text()
        made = asked.removesuffix(owner) + target
        return reply(query, answer=[f"{owner} DNAME {target}", f"{asked} CNAME {made}", f"{made} A 192.0.2.3"])

    return answer


def test_a_dname_at_the_apex_is_told(world: World) -> None:
    renamed: dict[tuple[str, str], Entry] = {("www.shop.com.", "A"): renames("shop.com.", "shop.example.")}
    facts = look(world, without(TABLE, "www.shop.com.") | renamed).facts
    assert (facts["dname"], facts["apex_cname"]) == ({"owner": "shop.com", "target": "shop.example"}, None)
    assert facts["addresses"] == ["192.0.2.1", "192.0.2.3"]


def test_a_dname_above_the_apex_is_told_apart_from_an_alias(world: World) -> None:
    renamed: dict[tuple[str, str], Entry] = {("shop.com.", "A"): renames("com.", "moved.example.")}
    facts = look(world, without(TABLE, "shop.com.") | renamed).facts
    assert (facts["dname"], facts["apex_cname"]) == ({"owner": "com", "target": "moved.example"}, None)


def test_a_dname_elsewhere_on_the_way_is_none_of_the_domains(world: World) -> None:
    renamed: dict[tuple[str, str], Entry] = {("pages.builder.example.", "A"): renames("example.", "other.")}
    assert look(world, without(TABLE, "pages.builder.example.") | renamed).facts["dname"] is None


SIGNED = "shop.com. DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"


def parent_with(*records: str) -> Handler:
    def parent(query: Message, how: str) -> Reply:
        if query.question[0].rdtype == dns.rdatatype.DS:
            return reply(query, authoritative=True, answer=records)
        return delegated(query, how)

    return parent


def vouched(query: Message, _: str) -> Reply:
    response = reply(query, answer=["shop.com. SOA a. b. 7 1 1 1 1"])
    response.flags |= dns.flags.AD
    return response


@pytest.mark.parametrize(
    ("records", "table", "word"),
    [
        pytest.param([SIGNED], {**TABLE, ("shop.com.", "SOA"): vouched}, "secure", id="secure"),
        pytest.param([SIGNED], TABLE, "unvalidated", id="a resolver that does not validate"),
        pytest.param([], TABLE, "insecure", id="not signed"),
        pytest.param([SIGNED], failing(held_back), "bogus", id="signed, and wrongly so"),
        pytest.param([], failing(held_back), "bogus", id="wrongly signed further up"),
        pytest.param([SIGNED], {**TABLE, ("shop.com.", "TXT"): held_back}, "bogus", id="one record set is bogus"),
        pytest.param([SIGNED], failing("SERVFAIL"), "dead", id="nobody answers"),
        pytest.param([], {**TABLE, ("shop.com.", "MX"): "SERVFAIL"}, "insecure", id="one type nobody answers"),
        pytest.param([SIGNED], {**TABLE, ("shop.com.", "SOA"): "REFUSED"}, "unknown", id="no SOA to judge by"),
    ],
)
def test_dnssec_that_is_broken_is_told_apart_from_servers_that_are_dead(
    world: World, records: list[str], table: Mapping[tuple[str, str], Entry], word: str
) -> None:
    assert look(world, table, parent_with(*records)).facts["dnssec"] == word


def test_addresses_that_dnssec_holds_back_have_their_own_cause(world: World) -> None:
    facts = look(world, failing(held_back), parent_with(SIGNED)).facts
    assert (facts["addresses"], facts["addresses_cause"]) == ([], "dnssec-bogus")


def test_addresses_that_nobody_has_are_a_server_failure(world: World) -> None:
    facts = look(world, failing("SERVFAIL"), parent_with(SIGNED)).facts
    assert (facts["addresses"], facts["addresses_cause"]) == ([], "servfail")
