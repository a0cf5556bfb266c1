"""What the customer's own records tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.records import TXT_LENGTH
from screening.collect.suffixes import BundledSuffixes
from screening.collect.upload import LONGEST_CONTENT, zone_of
from screening.collect.zone import ZoneCollector
from screening.model.errors import InvalidError
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.zone import Record, Zone
from screening.ports import Collector, Subject

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DOMAIN = Domain.parse("best-bets.com", BundledSuffixes())
COLLECTOR: Collector = ZoneCollector()


def look(*records: Record) -> Evidence:
    return COLLECTOR.look(Subject(DOMAIN, zone=records), NOW)


@pytest.mark.parametrize(("zone", "cause"), [(None, "not-given"), ((), "empty")])
def test_no_zone_and_an_empty_zone_are_absent(zone: Zone | None, cause: str) -> None:
    evidence = COLLECTOR.look(Subject(DOMAIN, zone=zone), NOW)
    assert (evidence.outcome, evidence.cause) == (Outcome.ABSENT, cause)


def test_owner_names_are_shown_without_the_domain_itself() -> None:
    evidence = look(Record("best-bets.com", "A", "192.0.2.1"), Record("casino.best-bets.com", "A", "192.0.2.1"))
    assert evidence.texts["zone.name"] == ("casino",)


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("CNAME", "Operator.WhiteLabel.example.", "operator.whitelabel.example"),
        ("MX", "10 mx.mail.example.", "mx.mail.example"),
        ("NS", "ns1.host.example.", "ns1.host.example"),
        ("SRV", "0 5 5060 sip.voice.example.", "sip.voice.example"),
        ("HTTPS", "1 cdn.front.example. alpn=h2", "cdn.front.example"),
        ("MX", "10 best-bets-com.mail.protection.outlook.com.", "mail.protection.outlook.com"),
        ("CNAME", "best-bets.com.cdn.front.example.", "cdn.front.example"),
        ("CNAME", "bestbets.myshop.example.", "myshop.example"),
        ("CNAME", "notbest-bets.com.", "notbest-bets.com"),
    ],
)
def test_a_target_is_shown_without_the_domains_own_name(kind: str, content: str, expected: str) -> None:
    assert look(Record("www.best-bets.com", kind, content)).texts["zone.target"] == (expected,)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("MX", "0 ."), ("MX", "10"), ("CNAME", ""), ("A", "192.0.2.1"), ("CNAME", "best-bets.com."), ("SRV", "0 0")],
)
def test_a_record_without_a_foreign_target_shows_none(kind: str, content: str) -> None:
    assert look(Record("best-bets.com", kind, content)).texts["zone.target"] == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('"v=spf1 -all"', "v=spf1 -all"),
        ('"one " "two"', "one two"),
        ("bare", "bare"),
        (r'"say \"yes\""', 'say "yes"'),
        (r'"\208\186\208\176"', "ка"),
        ('"unended', "unended"),
        ('"include:best-bets.com casino"', "include: casino"),
        ('"' + "x" * 5000 + '"', "x" * 1024),
    ],
)
def test_a_txt_record_is_read_as_its_text(content: str, expected: str) -> None:
    assert look(Record("best-bets.com", "TXT", content)).texts["zone.txt"] == (expected,)


def test_counts_addresses_and_uses_are_facts() -> None:
    evidence = look(
        Record("best-bets.com", "A", "192.0.2.1"),
        Record("www.best-bets.com", "AAAA", "2001:db8::1"),
        Record("ftp.best-bets.com", "A", "192.0.2.9"),
        Record("best-bets.com", "MX", "10 mx.mail.example."),
    )
    assert evidence.outcome is Outcome.OBSERVED
    assert evidence.facts == {
        "records": 4,
        "types": {"A": 2, "AAAA": 1, "MX": 1},
        "addresses": ["192.0.2.1", "2001:db8::1"],
        "has_web": True,
        "has_mail": True,
    }


def test_a_null_mx_is_no_mail_and_an_address_elsewhere_is_no_web() -> None:
    facts = look(Record("best-bets.com", "MX", "0 ."), Record("ftp.best-bets.com", "A", "192.0.2.9")).facts
    assert (facts["has_mail"], facts["has_web"]) == (False, False)


def test_the_same_zone_in_another_order_is_the_same_evidence() -> None:
    records = [Record(f"n{i}.best-bets.com", "TXT", f'"{i}"') for i in range(20)]
    assert look(*records).digest == look(*reversed(records)).digest


def test_a_huge_zone_gives_bounded_evidence() -> None:
    records = [Record(f"n{i}.best-bets.com", "TXT", '"' + f"{i}" * 900 + '"') for i in range(3000)]
    evidence = look(*records)
    assert evidence.facts["records"] == 3000
    assert len(evidence.texts["zone.name"]) == 1000
    assert len(evidence.texts["zone.txt"]) == 200


@given(
    st.lists(st.builds(Record, st.text(), st.sampled_from(["TXT", "MX", "SRV", "CNAME", "A"]) | st.text(), st.text()))
)
def test_no_record_however_odd_breaks_the_look(records: list[Record]) -> None:
    assert look(*records).digest


# What escapes, quotes and encodings are made of, besides anything.
STRINGS = st.lists(
    st.text(max_size=30) | st.sampled_from(['"', "\\", "\\999", '\\"', "\\1", '" "', "\ud800", "é" * 3000])
)


@given(st.lists(st.tuples(st.sampled_from(["TXT", "SPF", "LUA", "CAA", "MX", "SVCB", "ALIAS"]), STRINGS.map("".join))))
def test_whatever_is_uploaded_is_refused_or_gives_bounded_texts(contents: list[tuple[str, str]]) -> None:
    rows = [{"name": "@", "type": kind, "content": content} for kind, content in contents]
    try:
        zone = zone_of(rows, DOMAIN)
    except InvalidError:
        return
    evidence = COLLECTOR.look(Subject(DOMAIN, zone=zone), NOW)
    assert evidence.outcome is (Outcome.OBSERVED if zone else Outcome.ABSENT)
    assert evidence.digest
    assert all(len(text) <= TXT_LENGTH for text in evidence.texts.get("zone.txt", ()))
    assert all(len(text) <= LONGEST_CONTENT for text in evidence.texts.get("zone.target", ()))
