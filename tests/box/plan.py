"""Who lives where in the box: one fixed plan of public addresses, so that no test needs to configure a network."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Streets:
    """Networks of web sites (IPv4 prefixes of two numbers) and what is open there."""

    plain: str = "93.184"  # port 80 only; 443 is refused
    secure: str = "93.185"  # ports 80 and 443


STREETS: Final = Streets()
SITES6: Final = "2606:2800:220::/48"  # ports 80 and 443
RECURSOR: Final = "9.9.9.9"
# The thirteen of the real root hints, so that software which carries the hints finds the box's root.
ROOTS: Final = (
    "198.41.0.4",
    "170.247.170.2",
    "192.33.4.12",
    "199.7.91.13",
    "192.203.230.10",
    "192.5.5.241",
    "192.112.36.4",
    "198.97.190.53",
    "192.36.148.17",
    "192.58.128.30",
    "193.0.14.129",
    "199.7.83.42",
    "202.12.27.33",
)
ROOT_NAMES: Final = {f"{letter}.root-servers.net": ip for letter, ip in zip("abcdefghijklm", ROOTS, strict=True)}
# Servers of every registry zone: the parents.
PARENTS: Final = {"a.gtld-servers.net": "192.5.6.30", "b.gtld-servers.net": "192.33.14.30"}
# The host's own nameservers, and those of another DNS host.
OURS: Final = {f"ns{n}.host-dns.net": f"185.136.96.{n}" for n in range(1, 5)}
THEIRS: Final = {f"ns{n}.elsewhere-dns.org": f"185.136.97.{n}" for n in range(1, 3)}

# Which role answers DNS at which address.
ROLES: Final = {
    **dict.fromkeys(ROOTS, "root"),
    **dict.fromkeys(PARENTS.values(), "parent"),
    **dict.fromkeys(OURS.values(), "ours"),
    **dict.fromkeys(THEIRS.values(), "theirs"),
    RECURSOR: "recursor",
}

# What no look may ever contact. Written down here a second time, on purpose: the product's own table is under test.
INWARD4: Final = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("168.63.129.16", "224.0.0.0/3"),
)
INWARD6: Final = ("::/3", "2001::/23", "2001:db8::/32", "2002::/16", "4000::/2", "8000::/1")
