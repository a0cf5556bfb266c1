"""What the public DNS tells, on real servers on loopback."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import dns.flags
import pytest

from screening.collect.dns import DnsCollector
from screening.collect.resolver import Resolver
from screening.collect.suffixes import BundledSuffixes
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.ports import Collector, Subject
from tests.dnsworld.server import Entry, Handler, Message, Reply, World, recursor, reply

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SUFFIXES = BundledSuffixes()
DOMAIN = Domain.parse("shop.com", SUFFIXES)
RECURSOR, PARENT = "127.0.0.53", "127.0.1.1"
TABLE: Mapping[tuple[str, str], Entry] = {
    ("com.", "NS"): ["a.nic.example."],
    ("a.nic.example.", "A"): [PARENT],
    ("shop.com.", "A"): ["192.0.2.1"],
    ("shop.com.", "SOA"): ["ns1.host.example. hostmaster.shop.com. 7 1 1 1 1"],
    ("shop.com.", "MX"): ["10 mx.mail.example.", "20 shop-com.mail.protection.outlook.com."],
    ("shop.com.", "NS"): ["ns1.host.example."],
    ("shop.com.", "TXT"): ['"v=spf1 include:shop.com " "-all"'],
    ("www.shop.com.", "CNAME"): ["pages.builder.example."],
    ("pages.builder.example.", "A"): ["192.0.2.2"],
}


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def delegated(query: Message, _: str) -> Reply:
    return reply(query, authority=["shop.com. NS ns1.host.example.", "shop.com. NS ns.other.co.uk."])


def look(
    world: World, table: Mapping[tuple[str, str], Entry] = TABLE, parent: Handler = delegated, timeout: float = 0.3
) -> Evidence:
    world.serve(RECURSOR, recursor(table))
    world.serve(PARENT, parent)
    resolver = Resolver([RECURSOR], world.port, timeout)
    ours = frozenset({"NS1.host.example."})
    collector: Collector = DnsCollector(resolver, SUFFIXES, ours, lambda _: "", world.port)
    return collector.look(Subject(DOMAIN, previous_nameservers=("ns.old.example",)), NOW)


def test_delegation_and_records_are_facts(world: World) -> None:
    evidence = look(world)
    assert (evidence.collector, evidence.outcome, evidence.cause) == ("dns", Outcome.OBSERVED, "")
    assert evidence.facts == {
        "delegation": "partial",
        "parent": "com",
        "parent_ns": ["ns.other.co.uk", "ns1.host.example"],
        "providers": ["host.example", "other.co.uk"],
        "addresses": ["192.0.2.1", "192.0.2.2"],
        "addresses_cause": "",
        "soa": {"mname": "ns1.host.example", "rname": "hostmaster.shop.com", "serial": 7},
        "cname": ["pages.builder.example"],
        "mx": ["mx.mail.example", "shop-com.mail.protection.outlook.com"],
        "unanswered": {},
        "previous_nameservers": ["ns.old.example"],
        "nxdomain": False,
    }


def test_the_rules_read_targets_and_txt_without_the_domains_own_name(world: World) -> None:
    assert look(world).texts == {
        "dns.target": (
            "mail.protection.outlook.com",
            "mx.mail.example",
            "ns.other.co.uk",
            "ns1.host.example",
            "pages.builder.example",
        ),
        "dns.txt": ("v=spf1 include: -all",),
    }


def test_an_undelegated_domain_is_observed_and_has_no_address(world: World) -> None:
    table = {key: entry for key, entry in TABLE.items() if "shop" not in key[0]}
    evidence = look(world, table, lambda q, _: reply(q, "NXDOMAIN", authoritative=True))
    assert evidence.outcome is Outcome.OBSERVED
    assert evidence.facts["delegation"] == "undelegated"
    assert evidence.facts["nxdomain"] is True
    assert (evidence.facts["addresses"], evidence.facts["addresses_cause"]) == ([], "nxdomain")
    assert evidence.facts["unanswered"] == {}


def test_an_unknown_delegation_is_a_failure_that_keeps_what_was_seen(world: World) -> None:
    evidence = look(world, parent=lambda q, _: reply(q, "SERVFAIL"))
    assert (evidence.outcome, evidence.cause) == (Outcome.FAILED, "parent-servfail")
    assert evidence.facts["delegation"] == "unknown"
    assert evidence.facts["addresses"] == ["192.0.2.1", "192.0.2.2"]


def test_failed_addresses_leave_the_delegation_observed(world: World) -> None:
    broken: dict[tuple[str, str], Entry] = {
        (host, kind): "SERVFAIL" for host in ("shop.com.", "www.shop.com.") for kind in ("A", "AAAA")
    }
    evidence = look(world, {**TABLE, **broken})
    assert evidence.outcome is Outcome.OBSERVED
    assert (evidence.facts["addresses"], evidence.facts["addresses_cause"]) == ([], "servfail")
    assert evidence.facts["unanswered"] == dict.fromkeys(("A", "AAAA", "www A", "www AAAA"), "servfail")


def test_a_domain_without_addresses_says_so(world: World) -> None:
    table = {key: entry for key, entry in TABLE.items() if key[1] not in {"A", "CNAME"} or "nic" in key[0]}
    assert look(world, table).facts["addresses_cause"] == "no-address"


def test_txt_that_could_not_be_had_is_told(world: World) -> None:
    evidence = look(world, {**TABLE, ("shop.com.", "TXT"): "SERVFAIL"})
    assert evidence.facts["unanswered"] == {"TXT": "servfail"}
    assert evidence.texts["dns.txt"] == ()


def test_a_silent_resolver_is_a_failure(world: World) -> None:
    evidence = look(world, {("com.", "NS"): None, ("shop.com.", "A"): ["192.0.2.1"]}, timeout=0.2)
    assert (evidence.outcome, evidence.cause) == (Outcome.FAILED, "dns-timeout")


def test_huge_records_are_cut(world: World) -> None:
    many = [" ".join(f'"{number:03d}{"x" * 250}"' for _ in range(5)) for number in range(45)]

    def huge(query: Message, how: str) -> Reply:
        if how == "udp":
            cut = reply(query)
            cut.flags |= dns.flags.TC
            return cut
        return reply(query, answer=[f"shop.com. TXT {line}" for line in many])

    evidence = look(world, {**TABLE, ("shop.com.", "TXT"): huge}, timeout=2)
    assert len(evidence.texts["dns.txt"]) == 45
    assert {len(text) for text in evidence.texts["dns.txt"]} == {1024}


def test_the_same_sight_in_another_order_is_the_same_evidence(world: World) -> None:
    first = look(world)
    with World() as other:
        entries = {key: entry[::-1] if isinstance(entry, list) else entry for key, entry in TABLE.items()}
        assert look(other, entries).digest == first.digest
