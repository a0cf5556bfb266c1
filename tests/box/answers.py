"""What each kind of DNS server says to a question: root, registries (the parents), hosts, and one recursor."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.box.plan import PARENTS, ROOT_NAMES
from tests.box.state import State, chain, registry

_TTL: Final = 300
_LINKS: Final = 8  # aliases that the recursor follows before it gives up
_CODES: Final = {"servfail": dns.rcode.SERVFAIL, "refused": dns.rcode.REFUSED}


@lru_cache(maxsize=50_000)
def rrset(name: str, kind: str, texts: tuple[str, ...]) -> dns.rrset.RRset:
    """Records in presentation form as a set; a bare TXT is quoted."""
    if kind == "TXT":
        texts = tuple(text if text.startswith('"') else f'"{text}"' for text in texts)
    return dns.rrset.from_text_list(name + ".", _TTL, "IN", kind, texts, origin=dns.name.root, relativize=False)


class Answers:
    """Answers from the state of the world."""

    def __init__(self, state: State) -> None:
        self._state = state

    def to(self, query: dns.message.Message, role: str, address: str) -> tuple[dns.message.Message, str]:
        """Answer one question.

        Args:
            query: as it came.
            role: of the server, as `plan.ROLES` has them.
            address: of the server.

        Returns:
            The message, and the fault with which it is to be sent: `silence`, `truncate`, `wrong-id`, `garbage` or "".
        """
        response = dns.message.make_response(query, recursion_available=role == "recursor")
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        name = "" if name == "." else name
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        fault = self._state.fault(name, address, role)
        if fault in _CODES:
            response.set_rcode(_CODES[fault])
        elif fault == "lame":
            self._refer(response, "", tuple(ROOT_NAMES))
        elif fault in {"nxdomain", "nodata"}:
            self._nothing(response, registry(name), exists=fault == "nodata", authoritative=role != "recursor")
        else:
            {"root": self._root, "parent": self._parent, "recursor": self._recursor}.get(role, self._host)(
                response, name, kind
            )
        return response, fault

    def _root(self, response: dns.message.Message, name: str, kind: str) -> None:
        top = name.rpartition(".")[2]
        if not top:
            self._apex(response, "", kind, tuple(ROOT_NAMES))
        elif not registry(name):
            self._nothing(response, "", exists=False)
        elif name == top and kind == "DS":
            self._nothing(response, "", exists=True)
        else:
            self._refer(response, top, tuple(PARENTS))

    def _parent(self, response: dns.message.Message, name: str, kind: str) -> None:
        zone = registry(name)
        if not zone:
            response.set_rcode(dns.rcode.REFUSED)
        elif name == zone:
            self._apex(response, zone, kind, tuple(PARENTS))
        elif (child := self._state.zone(name)) is None:
            self._nothing(response, zone, exists=False)
        elif name == child and kind == "DS":
            self._nothing(response, zone, exists=True)
        else:
            self._refer(response, child, self._state.delegations[child])

    def _host(self, response: dns.message.Message, name: str, kind: str) -> None:
        """A host serves every zone that has records or is delegated, wherever to; a fault makes it refuse one."""
        zone = self._zone_of(name)
        if zone is None:
            response.set_rcode(dns.rcode.REFUSED)
            return
        response.flags |= dns.flags.AA
        found = self._owned(name, kind, zone)
        response.answer.extend(found)
        if not found:
            self._nothing(response, zone, exists=self._exists(name, zone))

    def _recursor(self, response: dns.message.Message, name: str, kind: str) -> None:
        seen: set[str] = set()
        while name not in seen and len(seen) <= _LINKS:
            seen.add(name)
            zone = self._state.zone(name)
            if zone is None:
                above = registry(name)
                if name == above:
                    self._apex(response, above, kind, tuple(PARENTS if above else ROOT_NAMES))
                    response.flags &= ~dns.flags.AA
                else:
                    self._nothing(response, above, exists=False, authoritative=False)
                return
            found = self._owned(name, kind, zone)
            response.answer.extend(found)
            if not found:
                self._nothing(response, zone, exists=self._exists(name, zone), authoritative=False)
                return
            if dns.rdatatype.to_text(found[0].rdtype) == kind or found[0].rdtype != dns.rdatatype.CNAME:
                return
            name = found[0][0].target.to_text(omit_final_dot=True).lower()
        response.answer.clear()
        response.set_rcode(dns.rcode.SERVFAIL)

    def _zone_of(self, name: str) -> str | None:
        if found := self._state.zone(name):
            return found
        above = registry(name)
        nodes = [node for node in chain(name) if node != above and node.endswith("." + above)]
        return nodes[-1] if nodes and nodes[-1] in self._state.nodes else None

    def _owned(self, name: str, kind: str, zone: str) -> list[dns.rrset.RRset]:
        """Records at a name, of a type or of any, a CNAME in their place; NS and SOA at the apex are always there."""
        records = next((self._state.rrs[owner] for owner in self._owners(name, zone) if owner in self._state.rrs), {})
        if name == zone:
            servers = records.get("NS") or self._state.delegations.get(zone) or ("ns1.host-dns.net",)
            records = {**records, "NS": servers, "SOA": records.get("SOA") or (_soa(zone, servers[0]),)}
        if "CNAME" in records and kind != "CNAME":
            kind = "CNAME"
        wanted = [kind] if kind != "ANY" else list(records)
        return [rrset(name, one, records[one]) for one in wanted if one in records]

    def _owners(self, name: str, zone: str) -> Iterator[str]:
        """The name, or where it does not exist the wildcard nearest above it."""
        yield name
        if name not in self._state.nodes:
            for node in chain(name)[1:]:
                if node == zone or node.endswith("." + zone):
                    yield f"*.{node}"

    def _exists(self, name: str, zone: str) -> bool:
        return name == zone or name in self._state.nodes or any(o in self._state.rrs for o in self._owners(name, zone))

    def _apex(self, response: dns.message.Message, zone: str, kind: str, servers: tuple[str, ...]) -> None:
        response.flags |= dns.flags.AA
        if kind in {"NS", "SOA"}:
            texts = servers if kind == "NS" else (_soa(zone, servers[0]),)
            response.answer.append(rrset(zone, kind, texts))
            self._glue(response, servers)
        else:
            self._nothing(response, zone, exists=True)

    def _refer(self, response: dns.message.Message, zone: str, servers: tuple[str, ...]) -> None:
        response.flags &= ~dns.flags.AA
        response.authority.append(rrset(zone, "NS", servers))
        self._glue(response, servers)

    def _glue(self, response: dns.message.Message, servers: tuple[str, ...]) -> None:
        for server in servers:
            if addresses := self._state.rrs.get(server, {}).get("A"):
                response.additional.append(rrset(server, "A", addresses))

    @staticmethod
    def _nothing(response: dns.message.Message, zone: str, *, exists: bool, authoritative: bool = True) -> None:
        if authoritative:
            response.flags |= dns.flags.AA
        if not exists:
            response.set_rcode(dns.rcode.NXDOMAIN)
        response.authority.append(rrset(zone, "SOA", (_soa(zone, "ns.registry.example"),)))


def _soa(zone: str, server: str) -> str:
    return f"{server} hostmaster.{zone or 'root'} 2026112201 3600 600 1209600 300"
