"""One DNS question to one server: UDP, then TCP where the answer was cut; every way to fail has its own name."""

import ipaddress
import socket
import time
from typing import Final

import dns.exception
import dns.flags
import dns.message

from screening.model.errors import ScreeningError

_HEADER: Final = 12  # octets, RFC 1035, section 4.1.1
_MOST_RECORDS: Final = 256  # a record of a long compressed name takes over 1 ms to read, and 64 kB have room for 4,500
_MOST_STRAYS: Final = 100  # datagrams that answer another question, before we stop reading


class DnsFailedError(ScreeningError):
    """No usable answer; `cause`: `timeout`, `mismatch`, `malformed`, `oversized`, `closed` or `unreachable`."""

    def __init__(self, cause: str, message: str = "") -> None:
        super().__init__(message or cause)
        self.cause = cause


def ask(query: dns.message.Message, address: str, port: int, seconds: float) -> dns.message.Message:
    """Send a query and return the answer, whatever its response code; TCP on truncation (RFC 7766).

    A datagram with another id or question is passed over (RFC 5452, section 9), so that guessing wrong gains nothing.

    Args:
        query: the question.
        address: of the server, IPv4 or IPv6.
        port: of the server.
        seconds: for all of it, TCP included.

    Raises:
        DnsFailedError: no usable answer.
    """
    deadline = time.monotonic() + seconds
    try:
        wire = _over_udp(query, address, port, deadline)
        if _is_cut(wire):
            wire = _over_tcp(query, address, port, deadline)
    except TimeoutError as failure:
        raise DnsFailedError("timeout") from failure
    except OSError as failure:
        raise DnsFailedError("unreachable", str(failure)) from failure
    return read(query, wire)


def read(query: dns.message.Message, wire: bytes) -> dns.message.Message:
    """Parse the answer to a query.

    Raises:
        DnsFailedError: these bytes are none (`malformed`), or too many records (`oversized`).
    """
    if sum(int.from_bytes(wire[at : at + 2], "big") for at in (6, 8, 10)) > _MOST_RECORDS:
        raise DnsFailedError("oversized", f"more than {_MOST_RECORDS} records")
    try:
        answer = dns.message.from_wire(wire, ignore_trailing=True)
        if query.is_response(answer) and not answer.flags & dns.flags.TC:
            return answer
    except (dns.exception.DNSException, ValueError) as failure:
        raise DnsFailedError("malformed", str(failure)) from failure
    raise DnsFailedError("malformed", "not an answer to the question")


def _over_udp(query: dns.message.Message, address: str, port: int, deadline: float) -> bytes:
    strays = 0
    with socket.socket(_family(address), socket.SOCK_DGRAM) as udp:
        udp.connect((address, port))  # the kernel then drops what comes from elsewhere
        udp.send(query.to_wire())
        while strays < _MOST_STRAYS:
            try:
                udp.settimeout(_remaining(deadline))
                wire = udp.recv(65535)
            except TimeoutError:
                if strays:
                    break
                raise
            if _answers(query, wire):
                return wire
            strays += 1
    raise DnsFailedError("mismatch", "only answers to other questions came")


def _over_tcp(query: dns.message.Message, address: str, port: int, deadline: float) -> bytes:
    with socket.socket(_family(address), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(_remaining(deadline))
        tcp.connect((address, port))
        tcp.sendall(query.to_wire(prepend_length=True))
        length = int.from_bytes(_receive(tcp, 2, deadline), "big")
        return _receive(tcp, length, deadline)


def _receive(tcp: socket.socket, length: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        tcp.settimeout(_remaining(deadline))
        part = tcp.recv(length - len(parts))
        if not part:
            raise DnsFailedError("closed", "the server closed the connection before the answer was complete")
        parts += part
    return bytes(parts)


def _answers(query: dns.message.Message, wire: bytes) -> bool:
    """Whether a datagram is meant for us: our id and our question, if its question can be read."""
    if len(wire) < _HEADER or int.from_bytes(wire[:2], "big") != query.id or not wire[2] & 0x80:
        return False
    try:
        asked = dns.message.from_wire(wire, question_only=True, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError):
        return True
    return not asked.question or asked.question == query.question


def _is_cut(wire: bytes) -> bool:
    return bool(wire[2] & 0x02)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
