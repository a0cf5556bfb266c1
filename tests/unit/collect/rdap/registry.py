"""A registry for tests: what it answers, and short ways to ask it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from screening.collect.html.visit import Fetcher
from screening.collect.rdap.bootstrap import Servers
from screening.collect.rdap.collector import RdapCollector
from screening.collect.web.turns import LocalTurns
from screening.model.evidence import Evidence, Json
from screening.model.names import Domain
from screening.ports import Subject, Turns

NOW = datetime(2026, 10, 2, 12, 0, 0, tzinfo=UTC)
DOMAIN = Domain("www.shop.example", "www.shop.example", "shop.example", "example")
BASE = "http://rdap.example/v1/"
URL = f"{BASE}domain/shop.example"
PATH = "/v1/domain/shop.example"

EVENTS = [
    {"eventAction": "registration", "eventDate": "2026-09-30T23:30:00.123Z"},
    {"eventAction": "expiration", "eventDate": "2027-09-30T23:30:00Z"},
    {"eventAction": "last changed", "eventDate": "2026-10-01T02:30:00+02:00"},
    {"eventAction": "last update of RDAP database", "eventDate": "2026-10-02T11:59:59Z"},
]
ANSWER: dict[str, Json] = {
    "objectClassName": "domain",
    "handle": "2336799_DOMAIN_EXAMPLE-REG",
    "ldhName": "SHOP.EXAMPLE",
    "unicodeName": "shop.example",
    "rdapConformance": ["rdap_level_0", "icann_rdap_response_profile_1"],
    "status": ["client transfer prohibited", "serverHold", "ok"],
    "entities": [
        {
            "objectClassName": "entity",
            "roles": ["registrant"],
            "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Ada Person"]]],
        },
        {
            "objectClassName": "entity",
            "handle": "292",
            "roles": ["registrar"],
            "publicIds": [{"type": "IANA Registrar ID", "identifier": "292"}],
            "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Names Inc."]]],
            "entities": [
                {
                    "roles": ["abuse"],
                    "vcardArray": [
                        "vcard",
                        [["fn", {}, "text", "Ben Person"], ["email", {}, "text", "ben@x.example"]],
                    ],
                }
            ],
        },
    ],
    "events": [*EVENTS],
    "nameservers": [
        {"objectClassName": "nameserver", "ldhName": "NS2.HOST.EXAMPLE."},
        {"objectClassName": "nameserver", "ldhName": "ns1.shop.example"},
    ],
}
FACTS: dict[str, Json] = {
    "created": "2026-09-30T23:30:00+00:00",
    "changed": "2026-10-01T00:30:00+00:00",
    "expires": "2027-09-30T23:30:00+00:00",
    "transferred": None,
    "registrar": {"name": "Names Inc.", "iana_id": 292},
    "statuses": ["active", "client transfer prohibited", "server hold"],
    "nameservers": ["ns1.shop.example", "ns2.host.example"],
    "handle": "2336799_DOMAIN_EXAMPLE-REG",
}


def answer(**changed: Json) -> bytes:
    """The answer with members replaced."""
    return json.dumps({**ANSWER, **changed}).encode()


def servers(*bases: str) -> Servers:
    """A list in which these answer for `.example`."""
    return Servers(NOW, {"example": bases or (BASE,)})


def look(
    guard: Fetcher,
    *bases: str,
    turns: Turns | None = None,
    domain: Domain = DOMAIN,
    earlier: Mapping[str, Evidence] | None = None,
    now: datetime = NOW,
) -> Evidence:
    """Look once."""
    known = servers(*bases)
    collector = RdapCollector(guard, lambda: known, turns or LocalTurns(2, 100.0, 100))
    found = collector.look(Subject(domain, earlier=earlier or {}), now)
    assert len(json.dumps(found.facts, ensure_ascii=False)) < 20_000
    return found
