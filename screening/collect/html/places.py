"""Where a domain's web site is looked for: by the resolver, or at the uploaded zone's addresses before it is public."""

from dataclasses import dataclass
from typing import Final

from screening.collect.records import target
from screening.model.evidence import Evidence
from screening.model.zone import Zone
from screening.ports import Subject

_ALIASES: Final = frozenset({"CNAME", "ALIAS", "ANAME"})
_MOST_LINKS: Final = 8
_MOST_ADDRESSES: Final = 20
_ANSWERS: Final = frozenset({"", "nxdomain", "no-address"})
_BOGUS: Final = "dnssec-bogus"


@dataclass(frozen=True, slots=True)
class Place:
    """One host.

    Args:
        host: A-labels.
        pinned: addresses from the zone; empty: ask the resolver.
        cause: why nothing is fetched, or "": `no-address`, `cname-outside`, `dnssec-bogus`.
    """

    host: str
    pinned: tuple[str, ...] = ()
    cause: str = ""


def places(subject: Subject) -> tuple[Place, ...]:
    """List a domain's web hosts, apex first, then `www.`.

    Where the dns evidence shows that the public cannot find the domain yet, the zone's own addresses stand in.

    Args:
        subject: with `dns` evidence in `seen`, if there is any.
    """
    name = subject.domain.ascii
    hosts = (name,) if name.startswith("www.") else (name, f"www.{name}")
    dns = subject.seen.get("dns")
    if dns is None or (_public(dns) and dns.facts.get("delegation") != "undelegated"):
        return tuple(Place(host) for host in hosts)
    if dns.facts.get("addresses_cause") == _BOGUS:  # the zone's own addresses would show what few visitors get to see
        return tuple(Place(host, cause=_BOGUS) for host in hosts)
    if subject.zone:
        found = tuple(_in_zone(subject.zone, host) for host in hosts)
        if any(place.cause != "no-address" for place in found):
            return found
    if _public(dns) or dns.facts.get("addresses_cause", "") not in _ANSWERS:
        return tuple(Place(host) for host in hosts)  # the guard's own look-up will tell
    return tuple(Place(host, cause="no-address") for host in hosts)


def _public(dns: Evidence) -> bool:
    return "addresses" not in dns.facts or bool(dns.facts["addresses"])


def _in_zone(zone: Zone, host: str) -> Place:
    """Follow CNAMEs inside the zone, wildcards included (RFC 4592: a name that exists is not matched by one)."""
    records: dict[str, list[tuple[str, str]]] = {}
    for record in zone:
        records.setdefault(record.name, []).append((record.type.upper(), record.content))
    at = host
    for _ in range(_MOST_LINKS):
        here = records.get(at) or records.get(f"*.{at.partition('.')[2]}", [])
        if at != host and not here:
            return Place(host, cause="cname-outside")
        addresses = tuple(content.strip() for kind, content in here if kind in {"A", "AAAA"})
        onward = [target(kind, content) for kind, content in here if kind in _ALIASES]
        if addresses or not onward:
            return Place(host, addresses[:_MOST_ADDRESSES], "" if addresses else "no-address")
        at = onward[0]
    return Place(host, cause="no-address")
