"""Uploaded records: owner names made absolute, data checked, faults named by their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.upload import TYPES, zone_of
from screening.model.errors import Fault, InvalidError
from screening.model.names import Domain
from screening.model.zone import Record, Zone

BOOKS = Domain("xn--bcher-kva.com", "bücher.com", "xn--bcher-kva.com", "com")
DOMAIN = Domain("example.com", "example.com", "example.com", "com")


def row(**fields: object) -> dict[str, object]:
    return {"name": "www", "type": "A", "content": "192.0.2.1", **fields}


def faults_of(rows: object) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        zone_of(rows, DOMAIN)
    return [fault.where for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("owner", "absolute"),
    [
        ("@", "example.com"),
        ("", "example.com"),
        ("example.com", "example.com"),
        ("Example.COM.", "example.com"),
        ("www", "www.example.com"),
        ("www.example.com", "www.example.com"),
        ("www.example.com.", "www.example.com"),
        ("notexample.com", "notexample.com.example.com"),
        ("www.example.org", "www.example.org.example.com"),
        ("*", "*.example.com"),
        ("*.shop", "*.shop.example.com"),
        ("_dmarc", "_dmarc.example.com"),
        ("_25._tcp.mail", "_25._tcp.mail.example.com"),
        ("Bücher", "xn--bcher-kva.example.com"),
        (" www ", "www.example.com"),
    ],
)
def test_an_owner_becomes_absolute(owner: str, absolute: str) -> None:
    (record,) = zone_of([row(name=owner)], DOMAIN)
    assert record == Record(absolute, "A", "192.0.2.1", 3600)


def test_a_zone_with_an_idn_takes_owners_in_either_form() -> None:
    owners = ["www.bücher.com", "www.xn--bcher-kva.com.", "www"]
    assert {record.name for record in zone_of([row(name=o) for o in owners], BOOKS)} == {"www.xn--bcher-kva.com"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("A", "192.0.2.1"),
        ("AAAA", "2001:db8::1"),
        ("ALIAS", "shops.example.net."),
        ("ANAME", "shops.example.net"),
        ("CAA", '0 issue "letsencrypt.org"'),
        ("CNAME", "shops.example.net"),
        ("CNAME", "@"),
        ("DS", "12345 13 2 " + "ab" * 32),
        ("HTTPS", "1 . alpn=h2,h3"),
        ("LUA", "A \"ifportup(443, {'192.0.2.1'})\""),
        ("MX", "10 mail"),
        ("MX", "0 ."),
        ("NAPTR", '100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .'),
        ("NS", "ns1.example.net."),
        ("PTR", "host.example.net."),
        ("SOA", "ns1.example.net. hostmaster.example.net. 1 3600 600 86400 300"),
        ("SRV", "10 5 5060 sip.example.com."),
        ("SSHFP", "4 2 " + "ab" * 32),
        ("SVCB", "1 svc.example.net. port=8443"),
        ("TLSA", "3 1 1 " + "ab" * 32),
        ("TXT", "v=DMARC1; p=none"),
        ("TXT", '"' + "x" * 600 + '"'),
        ("TXT", '"one" "two"'),
        ("URI", '10 1 "https://example.com/"'),
        ("txt", '"lower case"'),
    ],
)
def test_data_that_hosts_serve_is_taken_as_it_stands(kind: str, content: str) -> None:
    (record,) = zone_of([row(type=kind, content=content)], DOMAIN)
    assert (record.type, record.content) == (kind.upper(), content)


@pytest.mark.parametrize("kind", ["ANY", "AXFR", "OPT", "TSIG", "NULL", "A6", "TYPE65280", "", "BOGUS"])
def test_a_type_that_no_host_serves_is_refused(kind: str) -> None:
    assert faults_of([row(type=kind)]) == ["/zone/0/type"]


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in {"TXT", "SPF", "LUA", "ALIAS", "ANAME"}])
def test_data_of_another_type_is_refused(kind: str) -> None:
    assert faults_of([row(type=kind, content='"')]) == ["/zone/0/content"]


def test_every_fault_of_every_record_is_told() -> None:
    rows = [row(), row(name="a..b", type="AAAA", ttl="x"), 5, row(content=None)]
    assert faults_of(rows) == ["/zone/1/ttl", "/zone/2", "/zone/3/content"]


def test_five_thousand_records_are_taken_and_one_more_is_not() -> None:
    assert len(zone_of([row(name=f"h{n}") for n in range(5000)], DOMAIN)) == 5000
    assert faults_of([row()] * 5001) == ["/zone"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.text(max_size=80), "type": st.sampled_from(TYPES), "content": st.text(max_size=80)}
    )
    | JSON,
    max_size=4,
)


@given(JSON | ROWS)
def test_whatever_is_sent_is_a_zone_or_a_list_of_faults(rows: object) -> None:
    faults: tuple[Fault, ...] = ()
    zone: Zone = ()
    try:
        zone = zone_of(rows, DOMAIN)
    except InvalidError as error:
        faults = error.faults
    assert all(fault.where.startswith("/zone") and fault.message for fault in faults)
    assert all(f".{record.name}".endswith(".example.com") for record in zone)
    assert all(record.name == record.name.lower() for record in zone)
