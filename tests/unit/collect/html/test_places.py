from datetime import UTC, datetime

import pytest

from screening.collect.html.places import Place, places
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.names import Domain
from screening.model.zone import Record, Zone
from screening.ports import Subject

NOW = datetime(2026, 1, 2, tzinfo=UTC)
APEX, WWW = "shop.example", "www.shop.example"
PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"
BOTH = (Record(APEX, "A", PUBLIC), Record(WWW, "A", OTHER))


def asked(zone: Zone | None = None, name: str = APEX, **facts: Json) -> tuple[Place, ...]:
    seen = {"dns": Evidence("dns", Outcome.OBSERVED, NOW, facts=facts)} if facts else {}
    return places(Subject(Domain(name, name, name, "example"), zone=zone, seen=seen))


def test_a_public_domain_is_looked_up() -> None:
    assert asked(BOTH, delegation="elsewhere", addresses=[OTHER]) == (Place(APEX), Place(WWW))


def test_without_dns_evidence_it_is_looked_up_too() -> None:
    assert asked(BOTH) == (Place(APEX), Place(WWW))


def test_a_name_that_is_www_already_is_one_place() -> None:
    assert asked(name=WWW, delegation="to-us", addresses=[PUBLIC]) == (Place(WWW),)


@pytest.mark.parametrize(
    "facts",
    [
        {"delegation": "undelegated", "addresses": [], "addresses_cause": "nxdomain"},
        {"delegation": "undelegated", "addresses": [OTHER], "addresses_cause": ""},
        {"delegation": "to-us", "addresses": [], "addresses_cause": "servfail"},
        {"delegation": "unknown", "addresses": [], "addresses_cause": "dns-timeout"},
    ],
)
def test_what_the_public_cannot_find_yet_is_found_in_the_zone(facts: dict[str, Json]) -> None:
    assert asked(BOTH, **facts) == (Place(APEX, (PUBLIC,)), Place(WWW, (OTHER,)))


@pytest.mark.parametrize(
    ("records", "apex", "www"),
    [
        ([(APEX, "A", PUBLIC)], (PUBLIC,), ()),
        ([(APEX, "A", PUBLIC), (APEX, "AAAA", "2606:2800::1")], (PUBLIC, "2606:2800::1"), ()),
        ([(APEX, "a", PUBLIC), (WWW, "cname", "SHOP.example.")], (PUBLIC,), (PUBLIC,)),
        ([(APEX, "ALIAS", "web.shop.example"), ("web.shop.example", "A", PUBLIC)], (PUBLIC,), ()),
        ([(APEX, "A", PUBLIC), (f"*.{APEX}", "A", OTHER)], (PUBLIC,), (OTHER,)),
        ([(APEX, "A", PUBLIC), (f"*.{APEX}", "A", OTHER), (WWW, "TXT", "x")], (PUBLIC,), ()),
        ([(APEX, "A", PUBLIC), (WWW, "CNAME", WWW)], (PUBLIC,), ()),
    ],
)
def test_the_zone_is_followed(records: list[tuple[str, str, str]], apex: tuple[str, ...], www: tuple[str, ...]) -> None:
    zone = tuple(Record(*record) for record in records)
    found = asked(zone, delegation="undelegated", addresses=[], addresses_cause="nxdomain")
    assert tuple(place.pinned for place in found) == (apex, www)
    assert [place.cause for place in found] == ["" if place.pinned else "no-address" for place in found]


def test_an_alias_that_leads_out_of_the_zone_is_not_no_address() -> None:
    zone = (Record(WWW, "CNAME", "shops.platform.example"),)
    found = asked(zone, delegation="undelegated", addresses=[], addresses_cause="nxdomain")
    assert [place.cause for place in found] == ["no-address", "cname-outside"]


@pytest.mark.parametrize("cause", ["nxdomain", "no-address"])
@pytest.mark.parametrize("zone", [None, (), (Record(APEX, "MX", "10 mail.shop.example"),)])
def test_no_address_anywhere_is_known_without_asking(zone: Zone | None, cause: str) -> None:
    found = asked(zone, delegation="to-us", addresses=[], addresses_cause=cause)
    assert [place.cause for place in found] == ["no-address", "no-address"]


def test_a_failed_look_up_is_not_no_address() -> None:
    assert asked(delegation="to-us", addresses=[], addresses_cause="servfail") == (Place(APEX), Place(WWW))


@pytest.mark.parametrize("zone", [None, BOTH])
def test_what_dnssec_holds_back_is_not_looked_at_behind_its_back(zone: Zone | None) -> None:
    found = asked(zone, delegation="to-us", addresses=[], addresses_cause="dnssec-bogus")
    assert found == (Place(APEX, cause="dnssec-bogus"), Place(WWW, cause="dnssec-bogus"))
