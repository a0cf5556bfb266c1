"""Whether it is our own resolver or line that is down, so that no domain is blamed for it."""

import contextlib
import time
from collections.abc import Callable
from typing import Final

import dns.name
from dns.rdtypes.ANY.NS import NS

from screening.collect.delegation.walk import plain_query
from screening.collect.exchange import DnsFailedError, ask
from screening.collect.records import hostname
from screening.collect.resolver import LookupFailedError, Resolver

_REMEMBERED: Final = 15.0  # seconds
_SECONDS: Final = 4.0  # in all
_RESOLVER_SECONDS: Final = 2.0  # of them at most for the resolver, so that the root gets its turn
_MOST_SERVERS: Final = 3  # of the root; all of them at once are not down
_SERVER_SECONDS: Final = 0.6  # for one of them; most have a site within 100 ms of anybody


class Uplink:
    """Asks the resolver for the root's servers, and some of these for the root, when somebody wants to know."""

    def __init__(
        self,
        resolver: Resolver,
        allowed: Callable[[str], str],
        port: int = 53,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Choose whom to ask; nothing is sent yet.

        Args:
            resolver: the one that looks use.
            allowed: tells why an address must not be contacted, or ''.
            port: of the root's servers.
            clock: seconds, monotonic; for how long an answer is remembered.
        """
        self._resolver = resolver
        self._allowed = allowed
        self._port = port
        self._clock = clock
        self._known: tuple[float, str] | None = None

    def why_down(self) -> str:
        """Tell within four seconds why nothing can be seen from here; what was learnt is remembered for 15 seconds.

        Returns:
            `resolver-down`: the resolver does not tell who serves the root; `uplink-down`: no server of the root
            answers; "" where one does, or where none of them may be contacted.
        """
        if self._known is None or self._clock() - self._known[0] > _REMEMBERED:
            why = self._look()
            self._known = self._clock(), why
        return self._known[1]

    def _look(self) -> str:
        start = time.monotonic()
        try:
            roots = self._roots(start + _RESOLVER_SECONDS)
        except LookupFailedError:
            roots = []
        if not roots:
            return "resolver-down"
        usable = [address for address in roots if not self._allowed(address)]
        up = not usable or any(self._answers(address, start + _SECONDS) for address in usable)
        return "" if up else "uplink-down"

    def _roots(self, until: float) -> list[str]:
        """One address for each of three servers of the root, IPv4 where there is one: it works from everywhere."""
        records = self._resolver.query(".", "NS", until).records
        found: list[str] = []
        for server in sorted(hostname(record.target) for record in records if isinstance(record, NS)):
            with contextlib.suppress(LookupFailedError):
                found.append(min(self._resolver.addresses(server, until), key=lambda address: ":" in address))
            if len(found) == _MOST_SERVERS:
                break
        return found

    def _answers(self, address: str, deadline: float) -> bool:
        left = min(deadline - time.monotonic(), _SERVER_SECONDS)
        try:
            ask(plain_query(dns.name.root, "SOA"), address, self._port, left)
        except DnsFailedError:
            return False
        return True
