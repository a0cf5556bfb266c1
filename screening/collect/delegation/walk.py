"""What the parent zone says about a domain, asked at its own servers: a recursive resolver tells the child's story."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.NS import NS

from screening.collect.exchange import DnsFailedError, ask
from screening.collect.records import hostname
from screening.collect.resolver import LookupFailedError, Resolver
from screening.model.errors import ScreeningError

_MOST_SERVERS: Final = 4  # servers of the parent that are asked before we give up
_MOST_NAMES: Final = 50  # nameservers in a delegation; a UDP answer has room for some 30
_MOST_GLUE: Final = 10  # addresses of one nameserver
_MOST_STEPS: Final = 4  # parents on the way down, where the resolver did not know the closest one
_SECONDS: Final = 1.5  # for one server

_ADDRESSES: Final = frozenset({dns.rdatatype.A, dns.rdatatype.AAAA})

_FAILURES: Final = {
    dns.rcode.SERVFAIL: "parent-servfail",
    dns.rcode.REFUSED: "parent-refused",
    dns.rcode.FORMERR: "parent-formerr",
    dns.rcode.NOTIMP: "parent-notimp",
}


class DelegationUnknownError(ScreeningError):
    """No parent, or no answer of worth from it; `cause` starts with `parent-` or is the resolver's."""

    def __init__(self, cause: str, message: str = "") -> None:
        super().__init__(message or cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Delegation:
    """What the parent's servers said.

    Args:
        parent: the parent zone; empty for the root.
        nameservers: host names that the parent lists, sorted; empty: not delegated.
        nxdomain: the parent says that nothing of that name exists.
        glue: nameservers at or below the name to the addresses that came with them, sorted: nobody finds those
            servers without (RFC 9471).
        signed: whether the parent has a DS record; None where it did not say.
    """

    parent: str
    nameservers: tuple[str, ...] = ()
    nxdomain: bool = False
    glue: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signed: bool | None = None

    def state(self, ours: frozenset[str]) -> str:
        """Return `to-us`, `partial`, `elsewhere` or `undelegated`, given our own nameservers' names."""
        listed = frozenset(self.nameservers)
        if not listed:
            return "undelegated"
        if listed <= ours:
            return "to-us"
        return "partial" if listed & ours else "elsewhere"


def delegation_of(
    name: str, resolver: Resolver, allowed: Callable[[str], str], deadline: float, port: int = 53
) -> Delegation:
    """Ask the servers of the zone above `name` for its delegation, without recursion (RFC 1034, section 4.3.1).

    Args:
        name: A-labels, lower case.
        resolver: finds the parent zone and its servers.
        allowed: tells why an address must not be contacted, or ''.
        deadline: `time.monotonic()` by which to be done.
        port: of the parent's servers.

    Raises:
        DelegationUnknownError: nobody could be asked, or no answer settles it.
    """
    child = dns.name.from_text(name)
    parent, servers = _parent_of(child, resolver, deadline)
    for _ in range(_MOST_STEPS):
        found = _ask_all(child, parent, _addresses(servers, resolver, allowed, deadline), deadline, port)
        if isinstance(found, Delegation):
            return found
        parent, servers = found
    raise DelegationUnknownError("parent-lame", "referral follows referral")


def _parent_of(child: dns.name.Name, resolver: Resolver, deadline: float) -> tuple[dns.name.Name, tuple[str, ...]]:
    """Find the closest zone above and its servers; an error on the way could hide it, so it ends the search."""
    parent = child
    while parent != dns.name.root:
        parent = parent.parent()
        try:
            answer = resolver.query(hostname(parent) or ".", "NS", deadline)
        except LookupFailedError as failed:
            if failed.cause == "nxdomain":
                continue
            raise DelegationUnknownError(failed.cause, str(failed)) from failed
        if answer.records and not answer.way.chain:
            return parent, _targets(answer.records)
    raise DelegationUnknownError("parent-unknown", "the resolver does not know the root's servers")


def _addresses(
    servers: tuple[str, ...], resolver: Resolver, allowed: Callable[[str], str], deadline: float
) -> Iterator[str]:
    """Give one address after the other, one per server first; at most four, only those that may be contacted."""
    cause, given = "parent-unknown", 0
    for server in servers:
        try:
            addresses = resolver.addresses(server, deadline)
        except LookupFailedError as failed:
            cause = "parent-no-address" if failed.cause in {"nxdomain", "no-address"} else failed.cause
            continue
        usable = sorted((address for address in addresses if not allowed(address)), key=lambda address: ":" in address)
        if not usable:
            cause = "parent-blocked"
        for address in usable[:1]:  # IPv4 first: it works from everywhere
            given += 1
            yield address
        if given == _MOST_SERVERS:
            return
    if not given:
        raise DelegationUnknownError(cause, "no server of the parent zone has an address that may be contacted")


def _ask_all(
    child: dns.name.Name, parent: dns.name.Name, addresses: Iterator[str], deadline: float, port: int
) -> Delegation | tuple[dns.name.Name, tuple[str, ...]]:
    failure = DelegationUnknownError("parent-timeout", "no time is left")
    for address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            found = _read(ask(plain_query(child, "NS"), address, port, min(left, _SECONDS)), child, parent)
        except DnsFailedError as failed:
            failure = DelegationUnknownError(f"parent-{failed.cause}", f"{address}: {failed}")
        except DelegationUnknownError as unknown:
            failure = unknown
        else:
            if isinstance(found, Delegation) and found.nameservers:
                return replace(found, signed=_signed(child, address, deadline, port))
            return found
    raise failure


def plain_query(name: dns.name.Name, kind: str) -> dns.message.Message:
    """Make a query that asks a server for what it knows itself: no recursion."""
    query = dns.message.make_query(name, kind)
    query.flags &= ~dns.flags.RD
    return query


def _signed(child: dns.name.Name, address: str, deadline: float, port: int) -> bool | None:
    """Whether the parent has a DS for the child; it alone answers with authority for that (RFC 4035, 3.1.4.1)."""
    left = deadline - time.monotonic()
    try:
        response = ask(plain_query(child, "DS"), address, port, min(left, _SECONDS)) if left > 0 else None
    except DnsFailedError:
        return None
    if response is None or response.rcode() != dns.rcode.NOERROR or not response.flags & dns.flags.AA:
        return None
    return any(rrset.rdtype == dns.rdatatype.DS and rrset.name == child for rrset in response.answer)


def _read(
    response: dns.message.Message, child: dns.name.Name, parent: dns.name.Name
) -> Delegation | tuple[dns.name.Name, tuple[str, ...]]:
    """Take a delegation, or a referral to a closer parent, from one answer; believe a denial only with authority."""
    rcode = response.rcode()
    authoritative = bool(response.flags & dns.flags.AA)
    zone = hostname(parent)
    if rcode == dns.rcode.NXDOMAIN and authoritative:
        return Delegation(zone, nxdomain=True)
    if rcode not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
        raise DelegationUnknownError(_FAILURES.get(rcode, "parent-rcode"), dns.rcode.to_text(rcode))
    if rcode == dns.rcode.NOERROR:
        for rrset in [*(response.answer if authoritative else ()), *response.authority]:
            if rrset.rdtype != dns.rdatatype.NS or rrset.rdclass != dns.rdataclass.IN:
                continue
            names = _targets(rrset)
            if rrset.name == child:
                return Delegation(zone, names, glue=_glue(response, child, names))
            if child.is_subdomain(rrset.name) and rrset.name.is_subdomain(parent) and rrset.name != parent:
                return rrset.name, names
        if authoritative:
            return Delegation(zone)
    raise DelegationUnknownError("parent-lame", "the server does not answer for the parent zone")


def _targets(records: Iterable[dns.rdata.Rdata]) -> tuple[str, ...]:
    return tuple(sorted({hostname(record.target) for record in records if isinstance(record, NS)})[:_MOST_NAMES])


def _glue(
    response: dns.message.Message, child: dns.name.Name, nameservers: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for rrset in response.additional:
        name = hostname(rrset.name)
        here = rrset.rdclass == dns.rdataclass.IN and rrset.name.is_subdomain(child)
        if here and rrset.rdtype in _ADDRESSES and name in nameservers:
            found.setdefault(name, set()).update(record.to_text() for record in rrset)
    return {name: tuple(sorted(addresses)[:_MOST_GLUE]) for name, addresses in sorted(found.items())}
