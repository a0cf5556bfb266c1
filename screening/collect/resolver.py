"""Names to addresses through the product's own resolver, never getaddrinfo (which reads `0x7f.1` as 127.0.0.1)."""

import ipaddress
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.DNAME import DNAME

from screening.collect.exchange import DnsFailedError, ask
from screening.collect.records import hostname
from screening.model.errors import ScreeningError

_LONGEST_CHAIN: Final = 8
_ROUNDS: Final = 2  # every server is asked twice before we give up
_MOST_RECORDS: Final = 50


class LookupFailedError(ScreeningError):
    """No answer to work with.

    `cause` is an answer (`nxdomain`, `no-address`), or a failure: `servfail`, `dns-refused`, `dns-timeout`,
    `dns-mismatch`, `dns-malformed`, `dns-oversized`, `dns-closed`, `dns-unreachable`, `dns-rcode`, `cname-loop`,
    `bad-name`.
    """

    def __init__(self, cause: str, message: str = "", way: "Way | None" = None) -> None:
        super().__init__(message or cause)
        self.cause = cause
        self.way = way or Way()


@dataclass(frozen=True, slots=True)
class Way:
    """How an answer was come by.

    Args:
        chain: CNAME targets, in order.
        renamed: owners of the DNAMEs (RFC 6672) that made some of those CNAMEs, to their targets.
    """

    chain: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the recursive resolver said.

    Args:
        records: at most 50.
        way: to them.
        validated: the resolver vouches for all of it, by DNSSEC (the AD bit; RFC 6840, section 5.7).
    """

    records: tuple[dns.rdata.Rdata, ...]
    way: Way = field(default_factory=Way)
    validated: bool = False


class Resolver:
    """Asks recursive resolvers, one after the other."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, timeout: float = 5.0) -> None:
        """Choose whom to ask; nothing is sent yet.

        Args:
            servers: addresses of recursive resolvers; empty: those of /etc/resolv.conf.
            port: of all of them.
            timeout: seconds for one look-up in all, retries and aliases included.
        """
        self._servers = tuple(servers) or _configured()
        self._port = port
        self._timeout = timeout

    def addresses(self, host: str, deadline: float | None = None) -> tuple[str, ...]:
        """Look up a host's IPv4 and IPv6 addresses, sorted, following at most 8 CNAMEs.

        Args:
            host: A-labels; never read as an address.
            deadline: `time.monotonic()` by which to be done, if sooner than the resolver's own time limit.

        Raises:
            LookupFailedError: there is none; `cause` tells why.
        """
        limit = self._limit(deadline)
        found: set[str] = set()
        failure: LookupFailedError | None = None
        for kind in ("A", "AAAA"):
            try:
                found |= {record.to_text() for record in self.query(host, kind, limit).records}
            except LookupFailedError as failed:
                if failed.cause == "nxdomain":  # for a name, whatever the type (RFC 8020)
                    raise
                failure = failure or failed
        if not found:
            raise failure or LookupFailedError("no-address", f"{host} has neither an IPv4 nor an IPv6 address")
        return tuple(sorted(found))

    def query(self, name: str, kind: str, deadline: float | None = None, *, checked: bool = True) -> Answer:
        """Look up records of one type; no records of that type are an empty answer.

        Args:
            name: A-labels.
            kind: a record type, such as `MX`.
            deadline: `time.monotonic()` by which to be done, if sooner than the resolver's own time limit.
            checked: whether the resolver is to hold back what fails DNSSEC (the CD bit; RFC 4035, section 3.2.2).

        Raises:
            LookupFailedError: the name does not exist, or it could not be looked up.
        """
        limit = self._limit(deadline)
        rdtype = dns.rdatatype.from_text(kind)
        chain: list[dns.name.Name] = [_parsed(name)]
        renamed: dict[str, str] = {}
        validated = True
        while True:
            query = dns.message.make_query(chain[-1], rdtype)
            query.flags |= dns.flags.AD if checked else dns.flags.CD
            response = self._ask(query, limit)
            known = len(chain)
            records = _follow(response, chain, rdtype)
            renamed |= _renamed(response)
            validated &= bool(response.flags & dns.flags.AD)
            missing = response.rcode() == dns.rcode.NXDOMAIN
            if records or missing or len(chain) == known:
                way = Way(tuple(hostname(link) for link in chain[1:]), renamed)
                if missing:  # what is said of the last of the aliases, not of the first (RFC 6604)
                    raise LookupFailedError("nxdomain", f"{chain[-1]} does not exist", way)
                return Answer(tuple(sorted(records)[:_MOST_RECORDS]), way, validated)

    def _ask(self, query: dns.message.Message, limit: float) -> dns.message.Message:
        cause, message = "dns-timeout", "no time is left"
        for server in self._servers * _ROUNDS:
            left = limit - time.monotonic()
            if left <= 0:
                break
            try:
                response = ask(query, server, self._port, min(left, self._timeout / 2))
            except DnsFailedError as failed:
                cause, message = f"dns-{failed.cause}", str(failed)
                continue
            rcode = response.rcode()
            if rcode in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
                return response
            causes = {dns.rcode.SERVFAIL: "servfail", dns.rcode.REFUSED: "dns-refused"}
            cause, message = causes.get(rcode, "dns-rcode"), f"{server} answered {dns.rcode.to_text(rcode)}"
        raise LookupFailedError(cause, message)

    def _limit(self, deadline: float | None) -> float:
        own = time.monotonic() + self._timeout
        return own if deadline is None else min(own, deadline)


def _follow(
    response: dns.message.Message, chain: list[dns.name.Name], rdtype: dns.rdatatype.RdataType
) -> list[dns.rdata.Rdata]:
    """Walk the CNAMEs of one response, adding to `chain`; records of the type at its end, if they are in there."""
    sets = {(rrset.name, rrset.rdtype): rrset for rrset in response.answer if rrset.rdclass == dns.rdataclass.IN}
    while True:
        if (chain[-1], rdtype) in sets:
            return list(sets[chain[-1], rdtype])
        alias = sets.get((chain[-1], dns.rdatatype.CNAME))
        if alias is None:
            return []
        target = alias[0].target
        if target in chain:
            raise LookupFailedError("cname-loop", f"{target} is an alias of itself")
        if len(chain) > _LONGEST_CHAIN:
            raise LookupFailedError("cname-loop", f"more than {_LONGEST_CHAIN} aliases in a row")
        chain.append(target)


def _renamed(response: dns.message.Message) -> dict[str, str]:
    """The DNAMEs in an answer, owner to target; they come with the CNAMEs that are made from them."""
    sets = (rrset for rrset in response.answer if rrset.rdclass == dns.rdataclass.IN)
    return {
        hostname(rrset.name): hostname(record.target) for rrset in sets for record in rrset if isinstance(record, DNAME)
    }


def _parsed(name: str) -> dns.name.Name:
    if not name.isascii() or "\\" in name or name in {"", "@"}:  # to dnspython, `@` is the root
        raise LookupFailedError("bad-name", "not a name in A-labels")
    try:
        return dns.name.from_text(name)
    except dns.exception.DNSException as failure:
        raise LookupFailedError("bad-name", str(failure)) from failure


def _configured() -> tuple[str, ...]:
    """Return the servers of /etc/resolv.conf, or the machine itself where there are none (resolv.conf(5))."""
    path = Path("/etc/resolv.conf")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    words = [line.split() for line in lines]
    servers = tuple(line[1] for line in words if line[:1] == ["nameserver"] and len(line) > 1 and _is_address(line[1]))
    return servers or ("127.0.0.1",)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
