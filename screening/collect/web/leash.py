"""What one fetch may cost: connections to checked addresses only, so many bytes in, nothing past the deadline."""

import contextlib
import http.client
import io
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from screening.collect.web.watchdog import Watchdog
from screening.model.errors import ScreeningError
from screening.ports import Turns

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Dial = Callable[[tuple[str, int], float], socket.socket]
ATTEMPTS: Final = 2  # addresses of one host that are tried


class DeadlineError(ScreeningError):
    """The time of a fetch is used up."""


class CrowdedError(ScreeningError):
    """No turn at the site or the address came in time: others of ours are there."""


class WireSpentError(ScreeningError):
    """The server has sent as many bytes as one fetch takes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, its redirects included; seconds and bytes.

    Args:
        connect: for one TCP connection.
        read: between two pieces from the server; also for the TLS handshake.
        deadline: for everything.
        hops: answers, redirects counted.
        wire: bytes received, heads and chunk framing counted, TLS not.
        decoded: bytes of body after decoding.
        concurrent: connections to one address, and to one site, at a time.
        rate: new ones a second.
        burst: new ones at once after a rest.
    """

    connect: float = 3.0
    read: float = 5.0
    deadline: float = 15.0
    hops: int = 5
    wire: int = 300_000
    decoded: int = 1_000_000
    concurrent: int = 2
    rate: float = 1.0
    burst: int = 4


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Manners:
    """How we take turns, so that many looks at one place are no attack on it.

    Args:
        turns: at an address, and at a site.
        site_of: host to the name of its site, such as the registrable domain, which may live at many addresses.
    """

    turns: Turns
    site_of: Callable[[str], str] = str


def dial(address: tuple[str, int], timeout: float) -> socket.socket:
    """Open a TCP connection.

    Args:
        address: numeric address and port; nothing is looked up.
        timeout: seconds.
    """
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect(address)
    except OSError:
        sock.close()
        raise
    return sock


class Leash:
    """Carries all hops of one fetch; close it, or use it in a `with`.

    A socket's timeout is no deadline: it starts anew with every byte. So a watchdog shuts the socket down when time is
    up, which wakes whoever waits on it, in a TLS handshake as well. It holds a duplicate: TLS takes the original away.
    """

    def __init__(
        self,
        limits: Limits,
        route: Callable[[str], tuple[str, ...]],
        dial: Dial,
        manners: Manners,
        watchdog: Watchdog,
    ) -> None:
        """Start the clock.

        Args:
            limits: of this fetch.
            route: host to addresses, every one of them checked; raises where there is none to go to.
            dial: opens a TCP connection to (address, port) within seconds.
            manners: shared by all fetches.
            watchdog: shared by all fetches; of the limits' deadline.
        """
        self._limits = limits
        self._route = route
        self._dial = dial
        self._manners = manners
        self._turns_held: list[str] = []
        self._room = limits.wire
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self.address = ""
        self._watchdog = watchdog
        self._deadline = watchdog.watch(self._bark)

    @property
    def expired(self) -> bool:
        """The deadline has passed, whatever error the socket gave for it."""
        return self._left <= 0

    def connect(self, host: str, port: int) -> socket.socket:
        """Resolve once, check, dial.

        Raises:
            DeadlineError, CrowdedError, OSError, or what the route raises.
        """
        self._leave()
        failure: OSError | None = None
        for address in self._route(host)[:ATTEMPTS]:
            self._enter(f"site:{self._manners.site_of(host)}")
            self._enter(address)
            self.address = address
            try:
                sock = self._dial((address, port), min(self._limits.connect, self._left))
            except OSError as error:
                failure = error
                self._leave()
                continue
            sock.settimeout(self._limits.read)
            self._watch(sock)
            return sock
        raise failure or DeadlineError(host)

    def metered(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:
        """Read a response from a socket through the meter; the arguments are http.client.HTTPResponse's."""
        response = http.client.HTTPResponse(sock, *args, **kwargs)
        response.fp = io.BufferedReader(_Meter(response.fp.detach(), self))
        return response

    def receive(self, source: io.RawIOBase, buffer: memoryview) -> int | None:
        """Read once into a buffer, no more than there is room for.

        Raises:
            WireSpentError: there is none.
        """
        if self._room <= 0:
            raise WireSpentError(f"{self._limits.wire} bytes")
        count = source.readinto(buffer[: self._room])
        self._room -= count or 0
        return count

    @property
    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _enter(self, place: str) -> None:
        if self.expired:
            raise DeadlineError(place)
        if not self._manners.turns.enter(
            place, self._left - self._limits.connect
        ):  # later, no time to connect would be left
            raise CrowdedError(place)
        self._turns_held.append(place)

    def _leave(self) -> None:
        while self._turns_held:
            self._manners.turns.leave(self._turns_held.pop())
        self.address = ""

    def _watch(self, sock: socket.socket) -> None:
        with self._lock:
            if self._watched:
                self._watched.close()
            self._watched = sock.dup()
        if self.expired:  # the watchdog may have barked between dialling and here
            self._bark()

    def _bark(self) -> None:
        with self._lock:
            if self._watched:
                with contextlib.suppress(OSError):  # the other side was quicker
                    self._watched.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Call the watchdog off and hang up."""
        self._watchdog.call_off(self._bark)
        self._leave()
        self._bark()
        with self._lock:
            if self._watched:
                self._watched.close()
                self._watched = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Meter(io.RawIOBase):
    def __init__(self, source: io.RawIOBase, leash: Leash) -> None:
        self._source = source
        self._leash = leash

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        return self._leash.receive(self._source, memoryview(buffer))

    def close(self) -> None:
        self._source.close()
        super().close()
