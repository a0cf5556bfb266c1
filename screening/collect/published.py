"""What a recursive resolver tells of a domain: its records, the way to them, and whether DNSSEC vouches for them."""

from dataclasses import dataclass, field
from typing import Final

import dns.name
import dns.rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.NS import NS
from dns.rdtypes.ANY.SOA import SOA
from dns.rdtypes.ANY.TXT import TXT

from screening.collect.records import hostname, plain
from screening.collect.resolver import LookupFailedError, Resolver, Way
from screening.model.evidence import Json

_FOUND: Final = frozenset({"nxdomain", "cname-loop"})  # answers, of a sort: the resolver has something to go by


@dataclass(slots=True)
class Published:
    """Asks until a deadline. Where a name does not exist, nothing below it does (RFC 8020).

    Args:
        resolver: whom to ask.
        deadline: `time.monotonic()` by which to be done.
        nxdomain: the domain does not exist.
        targets: what aliases, MX and NS records lead to.
        txt: the TXT records.
        validated: the resolver vouches for the domain's SOA; None where it was not had.
    """

    resolver: Resolver
    deadline: float
    nxdomain: bool = False
    targets: set[str] = field(default_factory=set)
    txt: list[str] = field(default_factory=list)
    validated: bool | None = None
    _aliases: set[str] = field(default_factory=set)
    _apex_alias: str | None = None
    _renamed: dict[str, str] = field(default_factory=dict)
    _unanswered: dict[str, str] = field(default_factory=dict)
    _answered: bool = False
    _unchecked: str = ""  # what became of the first SERVFAIL when DNSSEC was left out

    def facts(self, name: str) -> dict[str, Json]:
        """Look at a domain's records, filling the rest on the way."""
        soa: list[Json] = [
            {"mname": hostname(record.mname), "rname": hostname(record.rname), "serial": record.serial}
            for record in self._ask(name, "SOA")
            if isinstance(record, SOA)
        ]
        addresses = {
            record.to_text()
            for host in (name, f"www.{name}")
            for kind in ("A", "AAAA")
            for record in self._ask(host, kind, "www " if host != name else "")
        }
        mx = [hostname(record.exchange) for record in self._ask(name, "MX") if isinstance(record, MX)]
        ns = [hostname(record.target) for record in self._ask(name, "NS") if isinstance(record, NS)]
        self.txt = [plain(b"".join(record.strings)) for record in self._ask(name, "TXT") if isinstance(record, TXT)]
        self.targets = {*self._aliases, *mx, *ns}
        dname = self._dname(name)
        return {
            "addresses": [*sorted(addresses)],
            "addresses_cause": "" if addresses else self._why_no_address(),
            "soa": soa[0] if soa and self._apex_alias is None else None,
            "cname": [*sorted(self._aliases)],
            "apex_cname": self._apex_alias if dname is None or dname["owner"] == name else None,
            "dname": dname,
            "mx": [*sorted(filter(None, mx))],
            "unanswered": dict(self._unanswered),
        }

    def dnssec(self, *, signed: bool | None) -> str:
        """Tell how far the domain's DNSSEC can be trusted.

        Args:
            signed: whether the parent has a DS record; None where that is not known.

        Returns:
            `bogus`: only who does not check it gets answers; `dead`: nobody gets any; `secure`; `unvalidated`: signed,
            and the resolver does not vouch for it; `insecure`: not signed; `unknown`.
        """
        if self._unchecked == "bogus" or (self._unchecked and not self._answered):
            return self._unchecked
        if signed is False:
            return "insecure"
        if self.validated:
            return "secure"
        return "unvalidated" if signed and self.validated is False else "unknown"

    def _ask(self, name: str, kind: str, host: str = "") -> tuple[dns.rdata.Rdata, ...]:
        if self.nxdomain:
            return ()
        try:
            answer = self.resolver.query(name, kind, self.deadline)
        except LookupFailedError as failed:
            self._go(failed.way, host)
            self._fail(name, kind, host, failed)
            return ()
        self._go(answer.way, host)
        if not host:
            self._answered = True
            if kind == "SOA":
                self.validated = answer.validated
        return answer.records

    def _go(self, way: Way, host: str) -> None:
        self._aliases.update(way.chain)
        self._renamed |= way.renamed
        if way.chain and not host and self._apex_alias is None:
            self._apex_alias = way.chain[0]

    def _fail(self, name: str, kind: str, host: str, failed: LookupFailedError) -> None:
        if not host and failed.cause in _FOUND:
            self._answered = True
        if failed.cause != "nxdomain":
            self._unanswered[f"{host}{kind}"] = failed.cause
        elif not host and not failed.way.chain:
            self.nxdomain = True
        if failed.cause == "servfail" and not self._unchecked:
            self._unchecked = self._without_checking(name, kind)

    def _without_checking(self, name: str, kind: str) -> str:
        """Ask again with DNSSEC left out; what then has an answer was held back by it."""
        try:
            self.resolver.query(name, kind, self.deadline, checked=False)
        except LookupFailedError as failed:
            if failed.cause == "servfail":
                return "dead"
            return "bogus" if failed.cause in _FOUND else "unknown"
        return "bogus"

    def _dname(self, name: str) -> dict[str, Json] | None:
        """The DNAME at the domain or above it, that passes on what lies below."""
        here = dns.name.from_text(name)
        owners = sorted(owner for owner in self._renamed if here.is_subdomain(dns.name.from_text(owner)))
        return {"owner": owners[0], "target": self._renamed[owners[0]]} if owners else None

    def _why_no_address(self) -> str:
        if self.nxdomain:
            return "nxdomain"
        failures = [self._unanswered[key] for key in ("A", "AAAA", "www A", "www AAAA") if key in self._unanswered]
        cause = next(iter(failures), "no-address")
        return "dnssec-bogus" if cause == "servfail" and self._unchecked == "bogus" else cause
