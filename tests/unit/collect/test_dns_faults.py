"""Every way in which the DNS goes wrong has its own reason, and none leads to an approval."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import dns.name
import pytest

from screening.classify.judge import Item, judge
from screening.collect.guard import Fetched
from screening.collect.page import PageCollector
from screening.collect.resolver import LookupFailedError, Resolver
from screening.model.evidence import Evidence, Outcome
from screening.model.verdict import Conclusion
from screening.ports import Subject
from tests.dnsworld.faults import (
    cut,
    garbage,
    garbage_over_tcp,
    half_over_tcp,
    held_back,
    hundreds_over_tcp,
    other_id,
    other_question,
    referral_loop,
    silent_over_tcp,
    swollen,
    upwards,
)
from tests.dnsworld.server import Entry, Handler, Message, Reply, World, authority, reply
from tests.dnsworld.shop import DOMAIN, HOST, NOW, PARENT, RECURSOR, TABLE, delegated, failing, look, without
from tests.unit.classify.rulebook import rule, rules_of
from tests.unit.collect.sites import SHOP, InProcess, answered

RULES = rules_of(rule())
SERVES = authority("shop.com.", {("shop.com.", "SOA"): ["a. b. 7 1 1 1 1"], ("shop.com.", "NS"): ["ns1.host.example."]})
Table = Mapping[tuple[str, str], Entry]


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


class Browser:
    """Shows the shop wherever its name leads to an address."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def fetch(
        self, url: str, *, pinned: tuple[str, ...] = (), headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        try:
            self._resolver.addresses(urlsplit(url).hostname or "")
        except LookupFailedError as failed:
            return Fetched(url, cause=failed.cause)
        return answered(url, SHOP)


def judged(world: World, evidence: Evidence) -> Conclusion:
    """What the judge makes of it, with the page as its visitors find it."""
    browser = Browser(Resolver([RECURSOR], world.port, 0.5))
    page = PageCollector(browser, InProcess()).look(Subject(DOMAIN, seen={"dns": evidence}), NOW)
    return judge([Item(DOMAIN, (evidence, page))], RULES, RULES.policy, ("name", "dns", "page"))[0].conclusion


def mangled(query: Message, how: str) -> Reply:
    response = delegated(query, how)
    assert isinstance(response, Message)
    response.question[0].name = dns.name.from_text("sHoP.CoM.")
    return response


def fifty(query: Message, how: str) -> Reply:
    many = [f"shop.com. NS ns{number:02}.a-host-with-rather-a-long-name.example." for number in range(55)]
    return cut(query, how) if how == "udp" else reply(query, authority=many)


def inward(query: Message, _: str) -> Reply:
    return reply(query, authority=["shop.com. NS ns.shop.com."], additional=[f"ns.shop.com. A {HOST}"])


def huge(query: Message, how: str) -> Reply:
    lines = [f'shop.com. TXT "{number:03}{"x" * 200}"' for number in range(250)]
    return cut(query, how) if how == "udp" else reply(query, answer=lines)


def aliases(links: int) -> dict[tuple[str, str], Entry]:
    chain: dict[tuple[str, str], Entry] = {(f"n{i}.example.", "CNAME"): [f"n{i + 1}.example."] for i in range(links)}
    ends: dict[tuple[str, str], Entry] = {
        ("shop.com.", "CNAME"): ["n0.example."],
        ("www.shop.com.", "CNAME"): ["n0.example."],
        (f"n{links}.example.", "A"): ["192.0.2.1"],
    }
    return without(TABLE, "shop.com.") | chain | ends


LOOP: Table = without(aliases(2), "n2.example.") | {("n2.example.", "CNAME"): ["n0.example."]}


def rcode(word: str) -> Handler:
    return lambda query, _: reply(query, word)


def test_a_world_without_faults_is_clear(world: World) -> None:
    evidence = look(world, host=SERVES)
    assert (evidence.outcome, judged(world, evidence)) == (Outcome.OBSERVED, Conclusion.CLEAR)


@pytest.mark.parametrize("parent", [pytest.param(mangled, id="a question spelt in other cases")])
def test_what_is_odd_and_right_is_clear(world: World, parent: Handler) -> None:
    evidence = look(world, parent=parent)
    assert (evidence.outcome, judged(world, evidence)) == (Outcome.OBSERVED, Conclusion.CLEAR)


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        pytest.param({"parent": rcode("SERVFAIL")}, "parent-servfail", id="server failure"),
        pytest.param({"parent": rcode("REFUSED")}, "parent-refused", id="refused"),
        pytest.param({"parent": rcode("FORMERR")}, "parent-formerr", id="query not understood"),
        pytest.param({"parent": rcode("NOTIMP")}, "parent-notimp", id="query not implemented"),
        pytest.param({"parent": rcode("11")}, "parent-rcode", id="unknown response code"),
        pytest.param({"parent": lambda *_: None}, "parent-timeout", id="silence"),
        pytest.param({"parent": cut, "tcp": False}, "parent-unreachable", id="truncated, TCP refused"),
        pytest.param({"parent": half_over_tcp}, "parent-closed", id="truncated, TCP closed"),
        pytest.param({"parent": silent_over_tcp}, "parent-timeout", id="truncated, TCP silent"),
        pytest.param({"parent": garbage_over_tcp}, "parent-malformed", id="truncated, TCP garbage"),
        pytest.param({"parent": other_id}, "parent-mismatch", id="wrong id"),
        pytest.param({"parent": other_question}, "parent-mismatch", id="wrong question"),
        pytest.param({"parent": garbage}, "parent-malformed", id="malformed"),
        pytest.param({"parent": hundreds_over_tcp}, "parent-oversized", id="too many records"),
        pytest.param({"parent": upwards}, "parent-lame", id="lame: referral upwards"),
        pytest.param({"parent": referral_loop}, "parent-lame", id="referral loop"),
        pytest.param({"parent": rcode("NXDOMAIN")}, "parent-lame", id="denial without authority"),
        pytest.param({"parent": rcode("NOERROR")}, "parent-lame", id="empty answer without authority"),
        pytest.param({"table": without(TABLE, "a.nic.example.")}, "parent-no-address", id="parent without address"),
        pytest.param({"allowed": lambda at: "x" if at == PARENT else ""}, "parent-blocked", id="parent blocked"),
        pytest.param({"table": {**TABLE, ("com.", "NS"): "SERVFAIL"}}, "servfail", id="parent not to be found"),
        pytest.param({"table": {**TABLE, ("com.", "NS"): None}}, "dns-timeout", id="silent resolver"),
        pytest.param({"table": {**TABLE, ("com.", "NS"): other_id}}, "dns-mismatch", id="forged answers only"),
        pytest.param({"table": {**TABLE, ("com.", "NS"): garbage}}, "dns-malformed", id="malformed for the resolver"),
    ],
)
def test_a_delegation_that_could_not_be_learnt_is_never_clear(
    world: World, given: Mapping[str, Any], cause: str
) -> None:
    evidence = look(world, **given)
    assert (evidence.outcome, evidence.cause) == (Outcome.FAILED, cause)
    assert evidence.facts["delegation"] == "unknown"
    assert judged(world, evidence) is Conclusion.INSUFFICIENT


@pytest.mark.parametrize(
    ("table", "dnssec", "cause"),
    [
        pytest.param(failing(held_back), "bogus", "dnssec-bogus", id="bogus DNSSEC"),
        pytest.param(failing("SERVFAIL"), "dead", "servfail", id="dead servers"),
        pytest.param(failing("REFUSED"), "unknown", "dns-refused", id="refused by the resolver"),
        pytest.param(failing("YXDOMAIN"), "unknown", "dns-rcode", id="alias too long"),
        pytest.param(failing(None), "unknown", "dns-timeout", id="silence"),
        pytest.param(failing(garbage), "unknown", "dns-malformed", id="malformed"),
        pytest.param(failing(swollen), "unknown", "dns-oversized", id="too many records"),
        pytest.param(failing(half_over_tcp), "unknown", "dns-closed", id="truncated, TCP closed"),
        pytest.param(aliases(17), "unknown", "cname-loop", id="seventeen aliases in a row"),
        pytest.param(LOOP, "unknown", "cname-loop", id="aliases in a loop"),
    ],
)
def test_a_site_that_cannot_be_found_is_never_clear(world: World, table: Table, dnssec: str, cause: str) -> None:
    evidence = look(world, table, timeout=0.3 if cause == "dns-timeout" else 1.0)
    assert (evidence.outcome, evidence.facts["delegation"]) == (Outcome.OBSERVED, "partial")
    assert (evidence.facts["dnssec"], evidence.facts["addresses_cause"]) == (dnssec, cause)
    assert judged(world, evidence) is Conclusion.INSUFFICIENT


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param({}, lambda f: f["delegation"] == "partial", id="partial"),
        pytest.param({"host": rcode("REFUSED")}, lambda f: f["nameservers"]["ns1.host.example"] == "lame", id="lame"),
        pytest.param(
            {"host": SERVES}, lambda f: f["ns_mismatch"]["parent"] == ["ns.other.co.uk"], id="parent and child disagree"
        ),
        pytest.param(
            {"parent": fifty}, lambda f: (len(f["parent_ns"]), len(f["nameservers"])) == (50, 6), id="fifty nameservers"
        ),
        pytest.param(
            {"table": {**TABLE, ("shop.com.", "TXT"): swollen}},
            lambda f: f["unanswered"] == {"TXT": "dns-oversized"},
            id="too many TXT records",
        ),
        pytest.param(
            {"table": {**TABLE, ("shop.com.", "TXT"): None}},
            lambda f: f["unanswered"] == {"TXT": "dns-timeout"},
            id="no TXT",
        ),
        pytest.param(
            {"table": without(TABLE, "shop.com.") | {("shop.com.", "CNAME"): ["nowhere.invalid."]}},
            lambda f: f["apex_cname"] == "nowhere.invalid",
            id="alias of nothing",
        ),
    ],
)
def test_what_is_wrong_beside_the_delegation_is_a_fact(
    world: World, given: Mapping[str, Any], reason: Callable[[Any], bool]
) -> None:
    evidence = look(world, **given)
    assert evidence.outcome is Outcome.OBSERVED
    assert reason(evidence.facts), evidence.facts


def test_glue_that_points_inside_is_told_and_never_contacted(world: World) -> None:
    evidence = look(
        world, failing("SERVFAIL"), inward, host=SERVES, allowed=lambda at: "blocked:private" if at == HOST else ""
    )
    assert evidence.facts["nameservers"] == {"ns.shop.com": "blocked"}
    assert evidence.facts["glue"] == {"ns.shop.com": [HOST]}
    assert HOST not in {entry[0] for entry in world.asked}
    assert judged(world, evidence) is Conclusion.INSUFFICIENT


def test_huge_txt_is_bounded(world: World) -> None:
    evidence = look(world, {**TABLE, ("shop.com.", "TXT"): huge}, timeout=2)
    assert len(evidence.texts["dns.txt"]) == 50
