"""One shop's corner of the DNS on loopback: its registry, its host, a recursor, and a look at it all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from screening.collect.dns import DnsCollector
from screening.collect.resolver import Resolver
from screening.collect.suffixes import BundledSuffixes
from screening.model.evidence import Evidence
from screening.model.hosting import Sighting
from screening.model.names import Domain
from screening.ports import Collector, Subject
from tests.dnsworld.server import Entry, Handler, Message, Reply, World, recursor, reply

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SUFFIXES = BundledSuffixes()
DOMAIN = Domain.parse("shop.com", SUFFIXES)
RECURSOR, PARENT, HOST = "127.0.0.53", "127.0.1.1", "127.0.2.1"
TABLE: Mapping[tuple[str, str], Entry] = {
    ("com.", "NS"): ["a.nic.example."],
    ("ns1.host.example.", "A"): [HOST],
    ("a.nic.example.", "A"): [PARENT],
    ("shop.com.", "A"): ["192.0.2.1"],
    ("shop.com.", "SOA"): ["ns1.host.example. hostmaster.shop.com. 7 1 1 1 1"],
    ("shop.com.", "MX"): ["10 mx.mail.example.", "20 shop-com.mail.protection.outlook.com."],
    ("shop.com.", "NS"): ["ns1.host.example."],
    ("shop.com.", "TXT"): ['"v=spf1 include:shop.com " "-all"'],
    ("www.shop.com.", "CNAME"): ["pages.builder.example."],
    ("pages.builder.example.", "A"): ["192.0.2.2"],
}


def delegated(query: Message, _: str) -> Reply:
    """The registry's referral."""
    return reply(query, authority=["shop.com. NS ns1.host.example.", "shop.com. NS ns.other.co.uk."])


def look(
    world: World,
    table: Mapping[tuple[str, str], Entry] = TABLE,
    parent: Handler = delegated,
    *,
    timeout: float = 1.0,
    host: Handler = lambda q, _: reply(q, "REFUSED"),
    sightings: tuple[Sighting, ...] = (),
    allowed: Callable[[str], str] = lambda _: "",
    tcp: bool = True,
) -> Evidence:
    """Look at the shop as it is, but for what a test says."""
    world.serve(RECURSOR, recursor(table))
    world.serve(PARENT, parent, tcp=tcp)
    world.serve(HOST, host)
    resolver = Resolver([RECURSOR], world.port, timeout)
    ours = frozenset({"NS1.host.example."})
    collector: Collector = DnsCollector(resolver, SUFFIXES, ours, allowed, world.port)
    return collector.look(Subject(DOMAIN, previous_nameservers=("ns.old.example",), sightings=sightings), NOW)


def without(table: Mapping[tuple[str, str], Entry], *names: str) -> dict[tuple[str, str], Entry]:
    """A table with some names left out."""
    return {key: entry for key, entry in table.items() if key[0] not in names}


def failing(entry: Entry) -> dict[tuple[str, str], Entry]:
    """The usual table, where every question about the shop comes to the same."""
    kinds = ("SOA", "A", "AAAA", "MX", "NS", "TXT")
    return dict(TABLE) | {(host, kind): entry for host in ("shop.com.", "www.shop.com.") for kind in kinds}
