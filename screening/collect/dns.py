"""What the public DNS tells: who the parent delegates to, who has been before, and what is served there."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from screening.collect.delegation.servers import ask_servers, disagreement, missing_glue, stale_glue
from screening.collect.delegation.walk import Delegation, DelegationUnknownError, delegation_of
from screening.collect.published import Published
from screening.collect.records import MOST_TEXTS, MOST_TXT, OwnName, bounded
from screening.collect.resolver import Resolver
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.hosting import History, Sighting, history_of
from screening.model.names import SuffixTable
from screening.ports import Subject

_SECONDS: Final = 10.0
_DELEGATION_SECONDS: Final = 6.0  # so that a silent parent leaves time for the rest
_MOST_PREVIOUS: Final = 50


class DnsCollector:
    """Asks the parent's servers about the delegation, the servers they name, and a recursive resolver."""

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
            port: of the parent's servers and the domain's.
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
        published = Published(self._resolver, start + _SECONDS)
        history = self._history(subject, delegation, now)
        facts = self._delegation_facts(name, delegation) | published.facts(name) | _history_facts(history)
        facts["dnssec"] = published.dnssec(signed=delegation.signed if delegation else None)
        facts["previous_nameservers"] = [*subject.previous_nameservers[:_MOST_PREVIOUS]]
        facts["nxdomain"] = delegation.nxdomain if delegation else published.nxdomain
        own = OwnName(subject.domain)
        targets = published.targets | set(delegation.nameservers if delegation else ())
        texts = {
            "dns.target": bounded((own.out_of_host(target) for target in targets), MOST_TEXTS),
            "dns.txt": bounded((own.out_of_text(text) for text in published.txt), MOST_TXT),
            "dns.history": history.sentences(),
        }
        return Evidence(self.name, outcome, now, cause, facts, texts)

    def _delegation_facts(self, name: str, delegation: Delegation | None) -> dict[str, Json]:
        if delegation is None:
            return {"delegation": "unknown"}
        servers = ask_servers(name, delegation, self._resolver, self._allowed, self._port)
        return {
            "delegation": delegation.state(self._ours),
            "parent": delegation.parent,
            "parent_ns": [*delegation.nameservers],
            "providers": [*self._providers(delegation.nameservers)],
            "nameservers": {host: server.state for host, server in servers.items()},
            "ns_mismatch": disagreement(delegation, servers),
            "glue": {host: [*addresses] for host, addresses in delegation.glue.items()},
            "glue_missing": [*missing_glue(name, delegation)],
            "glue_mismatch": [*stale_glue(delegation, servers)],
        }

    def _history(self, subject: Subject, delegation: Delegation | None, now: datetime) -> History:
        declared = self._providers(subject.previous_nameservers[:_MOST_PREVIOUS])
        seen = subject.sightings
        if delegation:
            seen = (*seen, Sighting(now, delegation.nameservers, self._providers(delegation.nameservers)))
        return history_of(seen, declared, self._providers(self._ours), now)

    def _providers(self, nameservers: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({self._suffixes.split(host).registrable or host for host in nameservers}))


def _history_facts(history: History) -> dict[str, Json]:
    left = history.left
    return {
        "providers_30d": [*history.providers[:_MOST_PREVIOUS]],
        "moves_30d": history.moves,
        "left": {"provider": left.provider, "hours": left.hours} if left else None,
    }
