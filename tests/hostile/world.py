"""An internet of one machine: names with public addresses, and a dial that finds them all on loopback.

In a box, where the hostile servers have a public address, the dial goes to the very address that it is given.
"""

import socket

from screening.collect.guard import Denied, Guard, Limits
from screening.collect.resolver import LookupFailedError
from screening.collect.web.leash import dial
from tests.hostile.server import HOME

SITE = "93.184.216.34"
QUICK = Limits(connect=0.5, read=0.5, deadline=2.0, burst=100)


class World:
    """Answers a Guard's look-ups and connections, and remembers them.

    `names` maps a host to its addresses, or to the cause of a failed look-up; any other host is at SITE. `ports` maps
    80 and 443 to ports of hostile servers.
    """

    def __init__(self, ports: dict[int, int] | None = None) -> None:
        self.names: dict[str, tuple[str, ...] | str] = {}
        self.ports = ports or {}
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []

    def resolve(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        answer = self.names.get(host, (SITE,))
        if isinstance(answer, str):
            raise LookupFailedError(answer)
        return answer

    def dial(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.dialled.append(address)
        host = address[0] if HOME == SITE else HOME
        return dial((host, self.ports[address[1]]), timeout)

    def guard(
        self,
        limits: Limits = QUICK,
        *,
        denied_networks: tuple[str, ...] = (),
        denied_names: tuple[str, ...] = (),
        roots: str = "",
    ) -> Guard:
        """A Guard that lives in this world."""
        return Guard(
            self.resolve,
            denied=Denied(denied_networks, denied_names),
            dial=self.dial,
            limits=limits,
            roots=roots,
        )
