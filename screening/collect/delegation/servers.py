"""The nameservers that a parent lists, asked themselves: whether each answers for the zone, and what it says of it."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.NS import NS

from screening.collect.delegation.walk import Delegation, plain_query
from screening.collect.exchange import DnsFailedError, ask
from screening.collect.records import hostname
from screening.collect.resolver import LookupFailedError, Resolver
from screening.model.evidence import Json

_MOST_SERVERS: Final = 6  # of a delegation that are asked, the first by name, at one address each
_MOST_NAMES: Final = 50
_SECONDS: Final = 2.0  # for all questions to one server; they are asked side by side

_IN: Final = dns.rdataclass.IN
_NO_ADDRESS: Final = frozenset({"nxdomain", "no-address", "bad-name"})
_STATES: Final = {dns.rcode.NOERROR: "lame", dns.rcode.SERVFAIL: "servfail"}
# What a server of the zone has at its apex, in answer to a question for the SOA.
_APEX: Final = frozenset({dns.rdatatype.SOA, dns.rdatatype.CNAME})


@dataclass(frozen=True, slots=True)
class Server:
    """What came of asking one nameserver.

    Args:
        state: `ok`; `lame` (it does not answer for the zone: not with authority, REFUSED, a referral), `servfail`;
            `no-address`, `unresolved` (its address could not be looked up), `blocked` (has none that may be contacted);
            else why no answer came: `timeout`, `unreachable`, `mismatch`, `malformed`, `oversized`, `closed`.
        nameservers: those that the zone itself lists there; None where it did not say.
        addresses: its own in the zone, as far as glue was given for it; None where it did not say.
    """

    state: str
    nameservers: frozenset[str] | None = None
    addresses: frozenset[str] | None = None


def ask_servers(
    name: str, delegation: Delegation, resolver: Resolver, allowed: Callable[[str], str], port: int = 53
) -> dict[str, Server]:
    """Ask the nameservers of a delegation for the zone, without recursion, for some two seconds in all.

    Args:
        name: the zone, in A-labels, lower case.
        delegation: as its parent tells it.
        resolver: finds the addresses of servers that came without glue.
        allowed: tells why an address must not be contacted, or ''.
        port: of the servers.

    Returns:
        By host name; at most six.
    """
    zone = dns.name.from_text(name)
    deadline = time.monotonic() + _SECONDS

    def one(host: str) -> Server:
        glue = delegation.glue.get(host, ())
        try:
            addresses = glue or resolver.addresses(host, deadline)
        except LookupFailedError as failed:
            return Server("no-address" if failed.cause in _NO_ADDRESS else "unresolved")
        usable = sorted((address for address in addresses if not allowed(address)), key=lambda address: ":" in address)
        if not usable:
            return Server("blocked")
        return _Conversation(zone, usable[0], port, deadline).server(host, glue)

    hosts = delegation.nameservers[:_MOST_SERVERS]
    if not hosts:
        return {}
    with ThreadPoolExecutor(len(hosts)) as pool:
        return dict(zip(hosts, pool.map(one, hosts), strict=True))


def disagreement(delegation: Delegation, servers: Mapping[str, Server]) -> dict[str, Json] | None:
    """Nameservers that only the parent lists, and those that only the child does; None where no server told."""
    told = [server.nameservers for server in servers.values() if server.nameservers is not None]
    if not told:
        return None
    parent, child = frozenset(delegation.nameservers), frozenset().union(*told)
    return {"parent": [*sorted(parent - child)], "child": [*sorted(child - parent)[:_MOST_NAMES]]}


def stale_glue(delegation: Delegation, servers: Mapping[str, Server]) -> list[str]:
    """Nameservers that have other addresses in the zone than in the glue; a family without glue is not compared."""
    return [
        host
        for host, server in sorted(servers.items())
        if server.addresses is not None and server.addresses != frozenset(delegation.glue.get(host, ()))
    ]


def missing_glue(name: str, delegation: Delegation) -> list[str]:
    """Nameservers at or below the name that came without an address: they cannot be found through them."""
    inside = (host for host in delegation.nameservers if host == name or host.endswith(f".{name}"))
    return [host for host in inside if host not in delegation.glue]


@dataclass(frozen=True, slots=True)
class _Conversation:
    """The questions to one server about one zone, until a deadline."""

    zone: dns.name.Name
    address: str
    port: int
    deadline: float

    def server(self, host: str, glue: tuple[str, ...]) -> Server:
        try:
            response = self._ask(self.zone, "SOA")
        except DnsFailedError as failed:
            return Server(failed.cause)
        if not _speaks_for(response, self.zone):
            return Server(_STATES.get(response.rcode(), "lame"))
        return Server("ok", self._nameservers(), self._addresses(host, glue))

    def _nameservers(self) -> frozenset[str] | None:
        found = self._records(self.zone, "NS")
        if not found:
            return None
        return frozenset(hostname(record.target) for rrset in found for record in rrset if isinstance(record, NS))

    def _addresses(self, host: str, glue: tuple[str, ...]) -> frozenset[str] | None:
        told: set[str] = set()
        for kind, given in (("A", any("." in one for one in glue)), ("AAAA", any(":" in one for one in glue))):
            if given:
                found = self._records(dns.name.from_text(host), kind)
                if found is None:
                    return None
                told.update(record.to_text() for rrset in found for record in rrset)
        return frozenset(told) if glue else None

    def _records(self, owner: dns.name.Name, kind: str) -> list[dns.rrset.RRset] | None:
        """The answer's records of the type; None where the server did not say with authority."""
        try:
            response = self._ask(owner, kind)
        except DnsFailedError:
            return None
        if not response.flags & dns.flags.AA or response.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            return None
        wanted = dns.rdatatype.from_text(kind)
        return [one for one in response.answer if (one.name, one.rdtype, one.rdclass) == (owner, wanted, _IN)]

    def _ask(self, owner: dns.name.Name, kind: str) -> dns.message.Message:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise DnsFailedError("timeout", "no time is left")
        return ask(plain_query(owner, kind), self.address, self.port, left)


def _speaks_for(response: dns.message.Message, zone: dns.name.Name) -> bool:
    if response.rcode() != dns.rcode.NOERROR or not response.flags & dns.flags.AA:
        return False
    return any(rrset.name == zone and rrset.rdtype in _APEX for rrset in response.answer)
