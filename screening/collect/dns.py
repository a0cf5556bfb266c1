"""What the public DNS tells: who the parent delegates to, and what is served there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import dns.name
import dns.rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.NS import NS
from dns.rdtypes.ANY.SOA import SOA
from dns.rdtypes.ANY.TXT import TXT

from screening.collect.delegation.walk import Delegation, DelegationUnknownError, delegation_of
from screening.collect.records import MOST_TEXTS, MOST_TXT, OwnName, bounded, plain
from screening.collect.resolver import LookupFailedError, Resolver
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.names import SuffixTable
from screening.ports import Subject

_SECONDS: Final = 10.0
_DELEGATION_SECONDS: Final = 6.0  # so that a silent parent leaves time for the rest


class DnsCollector:
    """Asks the parent's servers about the delegation, and a recursive resolver about the records."""

    name = "dns"

    def __init__(
        self,
        resolver: Resolver,
        suffixes: SuffixTable,
        nameservers: frozenset[str],
        allowed: Callable[[str], str],
        port: int = 53,
    ) -> None:
        """Choose how to look; nothing is sent yet.

        Args:
            resolver: for everything but the delegation itself.
            suffixes: tells the providers among the parent's nameservers.
            nameservers: the host's own, in A-labels; empty where it has configured none.
            allowed: tells why an address must not be contacted, or ''.
            port: of the parent's servers.
        """
        self._resolver = resolver
        self._suffixes = suffixes
        self._ours = frozenset(name.lower().rstrip(".") for name in nameservers)
        self._allowed = allowed
        self._port = port

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Look for at most ten seconds; OBSERVED when the delegation is known, whatever else could not be had."""
        name = subject.domain.ascii
        start = time.monotonic()
        delegation, outcome, cause = None, Outcome.OBSERVED, ""
        try:
            until = start + _DELEGATION_SECONDS
            delegation = delegation_of(name, self._resolver, self._allowed, until, self._port)
        except DelegationUnknownError as unknown:
            outcome, cause = Outcome.FAILED, unknown.cause
        sight = _Sight(self._resolver, start + _SECONDS)
        facts = self._delegation_facts(delegation) | sight.facts(name)
        facts["previous_nameservers"] = [*subject.previous_nameservers[:50]]
        facts["nxdomain"] = delegation.nxdomain if delegation else sight.nxdomain
        own = OwnName(subject.domain)
        targets = sight.targets | set(delegation.nameservers if delegation else ())
        texts = {
            "dns.target": bounded((own.out_of_host(target) for target in targets), MOST_TEXTS),
            "dns.txt": bounded((own.out_of_text(text) for text in sight.txt), MOST_TXT),
        }
        return Evidence(self.name, outcome, now, cause, facts, texts)

    def _delegation_facts(self, delegation: Delegation | None) -> dict[str, Json]:
        if delegation is None:
            return {"delegation": "unknown"}
        providers = {self._suffixes.split(name).registrable or name for name in delegation.nameservers}
        return {
            "delegation": delegation.state(self._ours),
            "parent": delegation.parent,
            "parent_ns": [*delegation.nameservers],
            "providers": [*sorted(providers)],
        }


@dataclass(slots=True)
class _Sight:
    """What the resolver tells until a deadline. Where a name does not exist, nothing below it does (RFC 8020)."""

    resolver: Resolver
    deadline: float
    nxdomain: bool = False
    aliases: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    txt: list[str] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)

    def facts(self, name: str) -> dict[str, Json]:
        """Look at a domain's records, filling `targets` and `txt` on the way."""
        soa: list[Json] = [
            {"mname": _text(record.mname), "rname": _text(record.rname), "serial": record.serial}
            for record in self._ask(name, "SOA")
            if isinstance(record, SOA)
        ]
        addresses = {
            record.to_text()
            for host in (name, f"www.{name}")
            for kind in ("A", "AAAA")
            for record in self._ask(host, kind, "www " if host != name else "")
        }
        mx = [_text(record.exchange) for record in self._ask(name, "MX") if isinstance(record, MX)]
        ns = [_text(record.target) for record in self._ask(name, "NS") if isinstance(record, NS)]
        self.txt = [plain(b"".join(record.strings)) for record in self._ask(name, "TXT") if isinstance(record, TXT)]
        self.targets = {*self.aliases, *mx, *ns}
        return {
            "addresses": [*sorted(addresses)],
            "addresses_cause": "" if addresses else self._why_no_address(),
            "soa": soa[0] if soa else None,
            "cname": [*sorted(self.aliases)],
            "mx": [*sorted(filter(None, mx))],
            "unanswered": dict(self.unanswered),
        }

    def _ask(self, name: str, kind: str, host: str = "") -> tuple[dns.rdata.Rdata, ...]:
        if self.nxdomain:
            return ()
        try:
            answer = self.resolver.query(name, kind, self.deadline)
        except LookupFailedError as failed:
            if failed.cause != "nxdomain":
                self.unanswered[f"{host}{kind}"] = failed.cause
            elif not host:
                self.nxdomain = True
            return ()
        self.aliases.update(answer.way.chain)
        return answer.records

    def _why_no_address(self) -> str:
        failures = [self.unanswered[key] for key in ("A", "AAAA", "www A", "www AAAA") if key in self.unanswered]
        return "nxdomain" if self.nxdomain else next(iter(failures), "no-address")


def _text(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower().removesuffix(".")
