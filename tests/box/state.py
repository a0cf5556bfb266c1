"""What is true in the box at this moment: delegations, records, sites, faults; and what was asked of it."""

import base64
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Final

from tests.box.plan import OURS, PARENTS, ROOT_NAMES, STREETS, THEIRS

# Two-label registries, served like real ones by the same servers as the label above.
SUFFIXES: Final = frozenset({"co.uk", "org.uk", "com.br", "com.au", "co.jp", "co.za", "com.tr", "co.id", "com.mx"})
# Top-level labels that the root does not know.
UNKNOWN: Final = frozenset({"invalid", "localhost", "local", "onion", "internal"})
_KEPT: Final = 5000  # questions, requests or connections remembered, each


@dataclass(slots=True)
class Page:
    """What one path answers; several bodies take turns."""

    bodies: Sequence[bytes]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    turn: Iterator[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.turn = cycle(self.bodies)


@dataclass(slots=True)
class Site:
    """One host name on the web: pages by path, `*` for any other; `tls` is the kind of its certificate, if any."""

    address: str
    tls: str = ""
    pages: dict[str, Page] = field(default_factory=dict)


class State:
    """The world; changed by the control thread, read by the servers. All names are lower case without a final dot."""

    def __init__(self) -> None:
        self.delegations: dict[str, tuple[str, ...]] = {}
        self.rrs: dict[str, dict[str, tuple[str, ...]]] = {}
        self.nodes: set[str] = set()
        self.dns_faults: dict[tuple[str, str], str] = {}
        self.sites: dict[str, Site] = {}
        self.questions: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self.requests: dict[str, deque[dict[str, Any]]] = defaultdict(lambda: deque(maxlen=_KEPT))
        self.totals: dict[str, int] = defaultdict(int)
        self.connections: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._next = dict.fromkeys(("plain", "secure"), 256)
        for address_by_name in (ROOT_NAMES, PARENTS, OURS, THEIRS):
            for name, address in address_by_name.items():
                self.delegate(name.split(".", 1)[1], tuple(address_by_name))
                self.records(name, {"A": [address]})

    def delegate(self, name: str, ns: Sequence[str]) -> None:
        """The parent lists these nameservers for a name from now on; none takes the delegation away."""
        if ns:
            self.delegations[name] = tuple(host.lower().rstrip(".") for host in ns)
        else:
            self.delegations.pop(name, None)

    def records(self, name: str, rrs: Mapping[str, Sequence[str]]) -> None:
        """Set records of one owner, by type, in presentation form; an empty list takes the type away."""
        kept = {**self.rrs.get(name, {}), **{kind.upper(): tuple(texts) for kind, texts in rrs.items()}}
        self.rrs[name] = {kind: texts for kind, texts in kept.items() if texts}
        if self.rrs[name]:
            self.nodes.update(chain(name))
        else:
            del self.rrs[name]
            self.nodes = {node for owner in self.rrs for node in chain(owner)}

    def dns_fault(self, name: str, fault: str, at: str) -> None:
        """A fault of the DNS for a name and all below it, `*` for all names.

        Args:
            fault: servfail, refused, nxdomain, nodata, lame, silence, truncate, wrong-id, garbage, or "" for none.
            at: root, parent, ours, theirs, recursor, or one server's address.
        """
        if fault:
            self.dns_faults[name, at] = fault
        else:
            self.dns_faults.pop((name, at), None)

    def site(self, name: str, address: str, tls: str) -> str:
        """A host on the web and its address record; what is left empty stays as it was. Gives the address."""
        known = self.sites.get(name, Site(""))
        tls = tls or known.tls
        fits = known.address and not (tls and known.address.startswith(f"{STREETS.plain}."))
        address = address or (known.address if fits else self._allot("secure" if tls else "plain"))
        self.sites[name] = Site(address, tls, known.pages)
        self.records(name, {"AAAA" if ":" in address else "A": [address]})
        return address

    def _allot(self, street: str) -> str:
        number = self._next[street]
        self._next[street] += 1
        return f"{getattr(STREETS, street)}.{number // 256}.{number % 256}"

    def page(
        self, name: str, path: str, bodies: Sequence[bytes], status: int, headers: Mapping[str, str], fault: str
    ) -> None:
        """What a path of a site answers from now on."""
        self.sites[name].pages[path] = Page(bodies, status, headers, fault)

    def asked(self, name: str, **question: Any) -> None:
        """Remember a question to the DNS."""
        self.questions.append({"name": name, "at": time.monotonic(), **question})

    def hit(self, host: str, body: bytes, **request: Any) -> None:
        """Remember a request."""
        self.totals[host] += 1
        encoded = base64.b64encode(body).decode()
        self.requests[host].append({"host": host, "at": time.monotonic(), "body": encoded, **request})

    def zone(self, name: str) -> str | None:
        """The delegated name at or above a name; None where there is none."""
        return next((node for node in chain(name) if node in self.delegations), None)

    def fault(self, name: str, address: str, role: str) -> str:
        """The fault in force for a question to a server."""
        if self.dns_faults:
            for node in (*chain(name), "*"):
                for place in (address, role):
                    if found := self.dns_faults.get((node, place)):
                        return found
        return ""


def chain(name: str) -> list[str]:
    """A name and what is above it, root excluded, nearest first."""
    labels = name.split(".") if name else []
    return [".".join(labels[i:]) for i in range(len(labels))]


def registry(name: str) -> str:
    """The registry zone that a name falls under, itself included; "" is the root."""
    nodes = chain(name)
    if not nodes or nodes[-1] in UNKNOWN:
        return ""
    return nodes[-2] if len(nodes) > 1 and nodes[-2] in SUFFIXES else nodes[-1]
