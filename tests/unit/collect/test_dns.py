"""What the public DNS tells, on real servers on loopback."""

from collections.abc import Iterator
from datetime import timedelta

import dns.flags
import pytest

from screening.model.evidence import Outcome
from screening.model.hosting import Sighting
from tests.dnsworld.server import Entry, Message, Reply, World, authority, reply
from tests.dnsworld.shop import HOST, NOW, TABLE, look


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def test_delegation_and_records_are_facts(world: World) -> None:
    evidence = look(world)
    assert (evidence.collector, evidence.outcome, evidence.cause) == ("dns", Outcome.OBSERVED, "")
    assert evidence.facts == {
        "delegation": "partial",
        "parent": "com",
        "parent_ns": ["ns.other.co.uk", "ns1.host.example"],
        "providers": ["host.example", "other.co.uk"],
        "nameservers": {"ns.other.co.uk": "no-address", "ns1.host.example": "lame"},
        "ns_mismatch": None,
        "glue": {},
        "glue_missing": [],
        "glue_mismatch": [],
        "dnssec": "unknown",
        "addresses": ["192.0.2.1", "192.0.2.2"],
        "addresses_cause": "",
        "soa": {"mname": "ns1.host.example", "rname": "hostmaster.shop.com", "serial": 7},
        "cname": ["pages.builder.example"],
        "apex_cname": None,
        "dname": None,
        "mx": ["mx.mail.example", "shop-com.mail.protection.outlook.com"],
        "unanswered": {},
        "previous_nameservers": ["ns.old.example"],
        "providers_30d": ["old.example", "other.co.uk"],
        "moves_30d": 0,
        "left": None,
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
        "dns.history": ("providers in 30 days: 2",),
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


def test_nameservers_that_answer_are_told_with_what_parent_and_child_disagree_on(world: World) -> None:
    zone = {("shop.com.", "SOA"): ["a. b. 7 1 1 1 1"], ("shop.com.", "NS"): ["ns1.host.example.", "ns2.host.example."]}
    facts = look(world, host=authority("shop.com.", zone)).facts
    assert facts["nameservers"] == {"ns.other.co.uk": "no-address", "ns1.host.example": "ok"}
    assert facts["ns_mismatch"] == {"parent": ["ns.other.co.uk"], "child": ["ns2.host.example"]}


def test_glue_is_told_with_what_is_wrong_with_it(world: World) -> None:
    def parent(query: Message, _: str) -> Reply:
        listed = ["shop.com. NS ns1.shop.com.", "shop.com. NS ns2.shop.com."]
        return reply(query, authority=listed, additional=[f"ns1.shop.com. A {HOST}"])

    zone = {("shop.com.", "SOA"): ["a. b. 7 1 1 1 1"], ("ns1.shop.com.", "A"): ["192.0.2.7"]}
    facts = look(world, parent=parent, host=authority("shop.com.", zone)).facts
    assert facts["glue"] == {"ns1.shop.com": [HOST]}
    assert facts["glue_missing"] == ["ns2.shop.com"]
    assert facts["glue_mismatch"] == ["ns1.shop.com"]


def test_earlier_looks_and_this_one_are_the_history(world: World) -> None:
    earlier = (
        Sighting(NOW - timedelta(days=3), ("ns.first.example",), ("first.example",)),
        Sighting(NOW - timedelta(hours=20), ("ns.second.example",), ("second.example",)),
    )
    evidence = look(world, sightings=earlier)
    assert evidence.facts["providers_30d"] == ["first.example", "old.example", "other.co.uk", "second.example"]
    assert evidence.facts["moves_30d"] == 2
    assert evidence.facts["left"] == {"provider": "second.example", "hours": 24}
    assert evidence.texts["dns.history"] == (
        "providers in 30 days: 4",
        "moves in 30 days: 2",
        "left a provider within 24 hours",
    )
