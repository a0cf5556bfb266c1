"""DNS servers on port 53, UDP and TCP, of every address in the plan."""

import asyncio
import struct
from functools import partial
from typing import Any, Final

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype

from tests.box.answers import Answers
from tests.box.plan import ROLES
from tests.box.state import State

_PLAIN: Final = 512  # bytes of an answer to a question without EDNS, RFC 1035
_MOST: Final = 1232
_IDLE: Final = 30  # seconds that a TCP connection may rest


class Desk:
    """Turns packets into packets for one address."""

    def __init__(self, state: State, answers: Answers, address: str) -> None:
        self._state = state
        self._answers = answers
        self._address = address
        self._role = ROLES[address]

    def reply(self, packet: bytes, *, tcp: bool) -> bytes | None:
        """The answer to one packet; None is silence."""
        try:
            query = dns.message.from_wire(packet)
        except (dns.exception.DNSException, ValueError):
            return None
        if query.flags & dns.flags.QR or query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            return None
        asked = query.question[0]
        self._state.asked(
            asked.name.to_text(omit_final_dot=True).lower(),
            kind=dns.rdatatype.to_text(asked.rdtype),
            role=self._role,
            address=self._address,
            recursive=bool(query.flags & dns.flags.RD),
            tcp=tcp,
        )
        response, fault = self._answers.to(query, self._role, self._address)
        if fault == "silence":
            return None
        if fault == "wrong-id":
            response.id ^= 0x5555
        size = 65535 if tcp else min(_MOST, query.payload if query.edns >= 0 else _PLAIN)
        if fault == "garbage":
            return packet[:2] + b"\x81\x80" + b"\xff" * 20
        if fault == "truncate" and not tcp:
            return _shortened(query)
        try:
            return response.to_wire(max_size=size)
        except dns.exception.TooBig:
            return _shortened(query)


def _shortened(query: dns.message.Message) -> bytes:
    short = dns.message.make_response(query)
    short.flags |= dns.flags.TC
    return short.to_wire()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        if reply := self._desk.reply(data, tcp=False):
            self._transport.sendto(reply, addr)


def _stream(desk: Desk) -> Any:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                async with asyncio.timeout(_IDLE):
                    (length,) = struct.unpack("!H", await reader.readexactly(2))
                    packet = await reader.readexactly(length)
                if reply := desk.reply(packet, tcp=True):
                    writer.write(struct.pack("!H", len(reply)) + reply)
                    await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass  # the client has hung up, or has nothing more to say
        finally:
            writer.close()

    return serve


async def open_dns(state: State) -> None:
    """Listen on every address; the servers live as long as the loop."""
    loop = asyncio.get_running_loop()
    answers = Answers(state)
    for address in ROLES:
        desk = Desk(state, answers, address)
        await loop.create_datagram_endpoint(partial(_Datagrams, desk), (address, 53))
        await asyncio.start_server(_stream(desk), address, 53, backlog=512)
