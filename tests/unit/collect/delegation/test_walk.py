"""What the parent says, told by real servers on loopback: the truth, and every way to get none."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import dns.flags
import dns.message
import dns.rdatatype
import pytest

from screening.collect.delegation.walk import Delegation, DelegationUnknownError, delegation_of
from screening.collect.resolver import Resolver
from tests.dnsworld.faults import (
    cut,
    garbage,
    garbage_over_tcp,
    half_over_tcp,
    hundreds_over_tcp,
    other_id,
    other_question,
    silent_over_tcp,
)
from tests.dnsworld.server import Handler, Message, Reply, World, recursor, reply

OURS = frozenset({"ns1.host.example", "ns2.host.example"})
RECURSOR, PARENT, SECOND, NOBODY = "127.0.0.53", "127.0.1.1", "127.0.1.2", "127.0.1.9"
DS_TYPE = dns.rdatatype.DS
TABLE: Mapping[tuple[str, str], Any] = {
    (".", "NS"): ["a.root.example."],
    ("com.", "NS"): ["a.nic.example."],
    ("a.nic.example.", "A"): [PARENT],
    ("b.nic.example.", "A"): [SECOND],
    ("nobody.nic.example.", "A"): [NOBODY],
    ("v6only.nic.example.", "AAAA"): ["2001:db8::1"],
    ("broken.nic.example.", "A"): "SERVFAIL",
    ("a.root.example.", "A"): [PARENT],
}


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def ask(
    world: World,
    parent: Handler,
    *,
    name: str = "shop.com",
    table: Mapping[tuple[str, str], Any] = TABLE,
    allowed: Callable[[str], str] = lambda _: "",
    tcp: bool = True,
) -> Delegation:
    world.serve(RECURSOR, recursor(table))
    world.serve(PARENT, parent, tcp=tcp)
    resolver = Resolver([RECURSOR], world.port, timeout=0.6)
    return delegation_of(name, resolver, allowed, time.monotonic() + 0.8, world.port)


def refers(*names: str) -> Handler:
    return lambda query, _: reply(query, authority=[f"shop.com. NS {name}" for name in names])


@pytest.mark.parametrize(
    ("names", "state"),
    [
        (("ns1.host.example.", "ns2.host.example."), "to-us"),
        (("NS1.Host.Example.",), "to-us"),
        (("ns1.host.example.", "ns.other.example."), "partial"),
        (("ns.other.example.",), "elsewhere"),
    ],
)
def test_a_referral_tells_whose_the_domain_is(world: World, names: tuple[str, ...], state: str) -> None:
    found = ask(world, refers(*names))
    assert found.state(OURS) == state
    assert found.parent == "com"
    assert found.nameservers == tuple(sorted(name.lower().rstrip(".") for name in names))


def test_a_host_without_nameservers_of_its_own_sees_delegations_elsewhere(world: World) -> None:
    assert ask(world, refers("ns1.host.example.")).state(frozenset()) == "elsewhere"


def test_the_parent_is_asked_without_recursion(world: World) -> None:
    ask(world, refers("ns1.host.example."))
    assert (PARENT, "shop.com.", "NS", False) in world.asked
    assert (PARENT, "shop.com.", "NS", True) not in world.asked


def test_the_resolver_is_never_asked_for_the_domain_itself(world: World) -> None:
    ask(world, refers("ns1.host.example."))
    assert not [entry for entry in world.asked if entry[:2] == (RECURSOR, "shop.com.")]


@pytest.mark.parametrize(
    ("answer", "nxdomain"),
    [
        (lambda q, _: reply(q, "NXDOMAIN", authoritative=True, authority=["com. SOA a. b. 1 2 3 4 5"]), True),
        (lambda q, _: reply(q, authoritative=True, authority=["com. SOA a. b. 1 2 3 4 5"]), False),
        (lambda q, _: reply(q, authoritative=True, answer=["shop.com. CNAME other.example."]), False),
    ],
)
def test_an_authoritative_denial_is_undelegated(world: World, answer: Handler, nxdomain: bool) -> None:
    found = ask(world, answer)
    assert found == Delegation("com", (), nxdomain)
    assert found.state(OURS) == "undelegated"


def test_a_server_that_serves_parent_and_child_answers_for_both(world: World) -> None:
    found = ask(world, lambda q, _: reply(q, authoritative=True, answer=["shop.com. NS ns1.host.example."]))
    assert found.state(OURS) == "to-us"


def test_a_subdomain_has_its_parent_at_the_closest_zone_cut(world: World) -> None:
    table = {**TABLE, ("shop.com.", "NS"): ["b.nic.example."]}
    world.serve(SECOND, lambda q, _: reply(q, authority=["eu.shop.com. NS ns1.host.example."]))
    found = ask(world, refers("b.nic.example."), name="eu.shop.com", table=table)
    assert (found.parent, found.state(OURS)) == ("shop.com", "to-us")


def test_a_referral_to_a_closer_parent_is_followed(world: World) -> None:
    world.serve(SECOND, lambda q, _: reply(q, "NXDOMAIN", authoritative=True))
    found = ask(world, refers("b.nic.example."), name="eu.shop.com")
    assert found == Delegation("shop.com", (), nxdomain=True)


def test_a_name_under_a_nonexistent_top_level_domain_is_undelegated_by_the_root(world: World) -> None:
    found = ask(world, lambda q, _: reply(q, "NXDOMAIN", authoritative=True), name="shop.nosuchtld")
    assert found == Delegation("", (), nxdomain=True)


def test_a_truncated_answer_is_asked_again_over_tcp(world: World) -> None:
    found = ask(world, lambda q, how: cut(q, how) if how == "udp" else refers("ns1.host.example.")(q, how))
    assert found.state(OURS) == "to-us"


def test_a_forged_datagram_before_the_answer_changes_nothing(world: World) -> None:
    def answer(query: Message, _: str) -> Reply:
        forged = reply(query, authority=["shop.com. NS ns1.host.example."])
        forged.id ^= 1
        truth = reply(query, authority=["shop.com. NS ns.other.example."])
        return [forged.to_wire(), truth.to_wire()]

    assert ask(world, answer).state(OURS) == "elsewhere"


def test_where_one_server_of_the_parent_fails_the_next_is_asked(world: World) -> None:
    table = {**TABLE, ("com.", "NS"): ["a.nic.example.", "b.nic.example."]}
    world.serve(SECOND, refers("ns.other.example."))
    assert ask(world, lambda q, _: reply(q, "SERVFAIL"), table=table).state(OURS) == "elsewhere"


def test_glue_is_what_comes_for_nameservers_at_or_below_the_name(world: World) -> None:
    names = ["ns1.shop.com.", "ns2.shop.com.", "ns.other.com."]
    addresses = ["NS1.shop.com. A 192.0.2.1", "ns1.shop.com. AAAA 2001:db8::1", "ns1.shop.com. TXT x"]
    others = ["ns.other.com. A 192.0.2.3", "ns3.shop.com. A 192.0.2.4"]
    listed = [f"shop.com. NS {name}" for name in names]
    found = ask(world, lambda q, _: reply(q, authority=listed, additional=[*addresses, *others]))
    assert found.glue == {"ns1.shop.com": ("192.0.2.1", "2001:db8::1")}


DS = "shop.com. DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("answer", "signed"),
    [
        pytest.param(lambda q: reply(q, authoritative=True, answer=[DS]), True, id="there is one"),
        pytest.param(lambda q: reply(q, authoritative=True), False, id="there is none"),
        pytest.param(lambda q: reply(q, answer=[DS]), None, id="from a cache"),
        pytest.param(lambda q: reply(q, authority=["shop.com. NS ns1.host.example."]), None, id="a referral"),
        pytest.param(lambda q: reply(q, "SERVFAIL"), None, id="server failure"),
        pytest.param(lambda q: garbage(q, ""), None, id="garbage"),
    ],
)
def test_the_parent_tells_whether_the_domain_is_signed(
    world: World, answer: Callable[[Message], Reply], signed: bool | None
) -> None:
    referral = refers("ns1.host.example.")
    found = ask(world, lambda q, how: answer(q) if q.question[0].rdtype == DS_TYPE else referral(q, how))
    assert found.nameservers == ("ns1.host.example",)
    assert found.signed is signed


def ours(q: Message, rcode: str = "NOERROR", owner: str = "shop.com.") -> Message:
    return reply(q, rcode, authority=[f"{owner} NS ns1.host.example."])


@pytest.mark.parametrize(
    ("parent", "cause"),
    [
        pytest.param(lambda q, _: ours(q, "SERVFAIL"), "parent-servfail", id="server failure"),
        pytest.param(lambda q, _: ours(q, "REFUSED"), "parent-refused", id="refused"),
        pytest.param(lambda q, _: ours(q, "FORMERR"), "parent-formerr", id="query not understood"),
        pytest.param(lambda q, _: ours(q, "NOTIMP"), "parent-notimp", id="query not implemented"),
        pytest.param(lambda q, _: ours(q, "11"), "parent-rcode", id="a response code nobody knows"),
        pytest.param(lambda *_: None, "parent-timeout", id="silence"),
        pytest.param(other_id, "parent-mismatch", id="another id"),
        pytest.param(other_question, "parent-mismatch", id="another question"),
        pytest.param(lambda *_: b"\x00\x01", "parent-mismatch", id="less than a header"),
        pytest.param(garbage, "parent-malformed", id="garbage under our id"),
        pytest.param(cut, "parent-malformed", id="truncated over TCP too"),
        pytest.param(garbage_over_tcp, "parent-malformed", id="garbage over TCP"),
        pytest.param(hundreds_over_tcp, "parent-oversized", id="hundreds of nameservers"),
        pytest.param(half_over_tcp, "parent-closed", id="TCP closed early"),
        pytest.param(silent_over_tcp, "parent-timeout", id="silence over TCP"),
        pytest.param(lambda q, _: ours(q, owner="."), "parent-lame", id="referral upwards"),
        pytest.param(lambda q, _: ours(q, owner="com."), "parent-lame", id="referral to itself"),
        pytest.param(lambda q, _: ours(q, owner="x.shop.com."), "parent-lame", id="referral below"),
        pytest.param(lambda q, _: ours(q, owner="other.com."), "parent-lame", id="referral for another domain"),
        pytest.param(lambda q, _: ours(q, "NXDOMAIN"), "parent-lame", id="denial without authority"),
        pytest.param(lambda q, _: reply(q), "parent-lame", id="empty without authority"),
        pytest.param(
            lambda q, _: reply(q, answer=["shop.com. NS ns1.host.example."]), "parent-lame", id="from a cache"
        ),
    ],
)
def test_an_answer_that_settles_nothing_is_a_failure_with_its_cause(world: World, parent: Handler, cause: str) -> None:
    with pytest.raises(DelegationUnknownError) as unknown:
        ask(world, parent)
    assert unknown.value.cause == cause


def test_truncation_without_tcp_is_unreachable(world: World) -> None:
    with pytest.raises(DelegationUnknownError) as unknown:
        ask(world, cut, tcp=False)
    assert unknown.value.cause == "parent-unreachable"


@pytest.mark.parametrize(
    ("entries", "cause"),
    [
        ({("com.", "NS"): ["nobody.nic.example."]}, "parent-unreachable"),
        ({("com.", "NS"): ["nowhere.example."]}, "parent-no-address"),
        ({("com.", "NS"): ["broken.nic.example."]}, "servfail"),
        ({("com.", "NS"): "SERVFAIL"}, "servfail"),
        ({("com.", "NS"): "REFUSED"}, "dns-refused"),
        ({("com.", "NS"): None}, "dns-timeout"),
        ({("com.", "NS"): b"\x00" * 12}, "dns-mismatch"),
        ({("com.", "NS"): garbage}, "dns-malformed"),
        ({("com.", "NS"): (), (".", "NS"): ()}, "parent-unknown"),
    ],
)
def test_a_parent_that_cannot_be_found_is_a_failure_with_its_cause(
    world: World, entries: Mapping[tuple[str, str], Any], cause: str
) -> None:
    with pytest.raises(DelegationUnknownError) as unknown:
        ask(world, refers("ns1.host.example."), table={**TABLE, **entries})
    assert unknown.value.cause == cause


def test_a_server_at_a_forbidden_address_is_not_asked(world: World) -> None:
    with pytest.raises(DelegationUnknownError) as unknown:
        ask(world, refers("ns1.host.example."), allowed=lambda _: "blocked:loopback")
    assert unknown.value.cause == "parent-blocked"
    assert PARENT not in {entry[0] for entry in world.asked}


def test_referrals_without_end_are_given_up(world: World) -> None:
    def deeper(query: Message, _: str) -> Reply:
        depth = sum(entry[0] == PARENT for entry in world.asked)
        owner = "a.b.c.d.e.f.com."[2 * (6 - depth) :]  # f.com. first, then e.f.com.
        return reply(query, authority=[f"{owner} NS a.nic.example."])

    with pytest.raises(DelegationUnknownError) as unknown:
        ask(world, deeper, name="x.a.b.c.d.e.f.com")
    assert unknown.value.cause == "parent-lame"
    assert sum(entry[0] == PARENT for entry in world.asked) == 4


def test_not_more_than_four_servers_of_a_parent_are_asked(world: World) -> None:
    many = [f"s{i}.nic.example." for i in range(9)]
    table: dict[tuple[str, str], Any] = {**TABLE, ("com.", "NS"): many}
    table |= {(name, "A"): [PARENT] for name in many}
    with pytest.raises(DelegationUnknownError):
        ask(world, lambda q, _: reply(q, "SERVFAIL"), table=table)
    assert sum(entry[0] == PARENT for entry in world.asked) == 4
