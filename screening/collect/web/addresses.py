"""Which addresses are public, by a table: `ipaddress.is_global` says so of 64:ff9b::/96, 2002::/16, ::127.0.0.1."""

import ipaddress
from collections.abc import Sequence
from typing import Final

from screening.model.errors import SettingsError

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's Special-Purpose Address Registries (RFC 6890 and updates), 2026, plus what clouds keep for themselves.
# What IANA lists as globally reachable (AS112, AMT relays) is here too: no web page lives there.
_IPV4: Final = (
    ("0.0.0.0/8", "reserved"),  # "this network"; 0.0.0.0 reaches the machine itself
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "private"),  # carrier NAT; 100.100.100.200 is Alibaba's metadata service
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "private"),  # Azure's wire server: a public number that only answers inside
    ("169.254.0.0/16", "link-local"),  # 169.254.169.254: cloud metadata
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),  # 192.0.0.192: Oracle's metadata service
    ("192.0.2.0/24", "reserved"),
    ("192.31.196.0/24", "reserved"),
    ("192.52.193.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),  # 6to4 relays
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved"),
    ("198.18.0.0/15", "reserved"),
    ("198.51.100.0/24", "reserved"),
    ("203.0.113.0/24", "reserved"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
)
_IPV6: Final = (
    ("::1/128", "loopback"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "private"),
    ("ff00::/8", "multicast"),
    ("2001::/23", "reserved"),  # Teredo, ORCHID, benchmarking, AMT, AS112
    ("2001:db8::/32", "reserved"),
    ("2002::/16", "reserved"),  # 6to4 carries any IPv4 address inside
    ("2620:4f:8000::/48", "reserved"),
    ("3ffe::/16", "reserved"),  # 6bone, handed back
    ("3fff::/20", "reserved"),
)
_REFUSED: Final[tuple[tuple[_Network, str], ...]] = tuple(
    (ipaddress.ip_network(network), kind) for network, kind in (*_IPV4, *_IPV6)
)
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")  # all that IANA has given out; everything else is refused unseen


def refused_kind(address: str) -> str:
    """Say why an address must not be contacted.

    Args:
        address: IPv4 dotted quad or IPv6 text, as a DNS answer spells it.

    Returns:
        "" where it is public; else loopback, private, link-local, multicast or reserved. Text that is no address, or
        has a zone id, is `reserved`. An IPv4-mapped address is refused under the kind of what it maps to (RFC 4291).
    """
    if "%" in address:
        return refused_kind(address.partition("%")[0]) or "reserved"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "reserved"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        return refused_kind(str(parsed.ipv4_mapped)) or "reserved"
    for network, kind in _REFUSED:
        if parsed in network:
            return kind
    return "reserved" if parsed.version == 6 and parsed not in _UNICAST else ""


class Denied:
    """What is public and yet not contacted: the operator's own networks and names."""

    def __init__(self, networks: Sequence[str] = (), names: Sequence[str] = ()) -> None:
        """Read them.

        Args:
            networks: as CIDR.
            names: host names; whatever lies below them too.

        Raises:
            SettingsError: a network that is none.
        """
        try:
            self._networks = tuple(ipaddress.ip_network(network, strict=False) for network in networks)
        except ValueError as error:
            raise SettingsError(f"denied network: {error}") from error
        self._names = tuple(name.rstrip(".").lower() for name in names)

    def address(self, address: str) -> bool:
        """Whether a well-formed address is one of these."""
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._networks)

    def name(self, host: str) -> bool:
        """Whether a host, in A-labels, is one of these."""
        return any(host == name or host.endswith(f".{name}") for name in self._names)
