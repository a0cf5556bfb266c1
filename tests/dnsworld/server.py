"""Real DNS servers on loopback, UDP and TCP, that answer what a test tells them, however wrong."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdatatype
import dns.rrset

Message = dns.message.Message
# A message, raw bytes, several raw datagrams, or None: silence over UDP, and over TCP until the client gives up.
Reply = Message | bytes | list[bytes] | None
Handler = Callable[[Message, str], Reply]  # the query and "udp" or "tcp"

# What a recursor knows of one name and type: presented data, an rcode's name, a raw reply, or a handler.
Entry = list[str] | tuple[str, ...] | str | Message | bytes | Handler | None

HANG_UP = b""  # over TCP: close without an answer


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65535
    handler: Handler


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    handler: Handler


class _UdpRequest(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, udp = self.request
        reply = self.server.handler(dns.message.from_wire(wire), "udp")  # type: ignore[attr-defined]
        for datagram in reply if isinstance(reply, list) else [reply]:
            if datagram is not None:
                udp.sendto(_wire(datagram), self.client_address)


class _TcpRequest(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        tcp: socket.socket = self.request
        tcp.settimeout(5)
        with contextlib.suppress(OSError):
            length = int.from_bytes(tcp.recv(2, socket.MSG_WAITALL), "big")
            query = dns.message.from_wire(tcp.recv(length, socket.MSG_WAITALL))
            reply = self.server.handler(query, "tcp")  # type: ignore[attr-defined]
            if reply is None:
                tcp.recv(1)  # until the client hangs up
            elif reply != HANG_UP:
                wire = _wire(reply)
                tcp.sendall(len(wire).to_bytes(2, "big") + wire)


class World:
    """Servers at several loopback addresses, all on one free port."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[tuple[str, str, str, bool]] = []  # address, name, type, recursion desired
        self._servers: list[_Udp | _Tcp] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def serve(self, address: str, handler: Handler, *, tcp: bool = True) -> None:
        """Start a server; the first one chooses the port."""

        def noted(query: Message, transport: str) -> Reply:
            question = query.question[0]
            desired = bool(query.flags & dns.flags.RD)
            self.asked.append((address, str(question.name), dns.rdatatype.to_text(question.rdtype), desired))
            return handler(query, transport)

        udp = _Udp((address, self.port), _UdpRequest)
        self.port = udp.server_address[1]
        self._start(udp, noted)
        if tcp:
            self._start(_Tcp((address, self.port), _TcpRequest), noted)

    def _start(self, server: _Udp | _Tcp, handler: Handler) -> None:
        server.handler = handler
        self._servers.append(server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._threads.append(thread)
        thread.start()


def recursor(table: Mapping[tuple[str, str], Entry]) -> Handler:
    """Answer from a table by name and type.

    A name without entries at or below it does not exist. CNAMEs are followed within the table.
    """

    def answer(query: Message, transport: str) -> Reply:
        owner = query.question[0].name.to_text().lower()
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        response = dns.message.make_response(query, recursion_available=True)
        for _ in range(20):
            entry = table.get((owner, kind), table.get((owner, "CNAME"), ()))
            if callable(entry):
                return entry(query, transport)
            if isinstance(entry, str):
                response.set_rcode(dns.rcode.from_text(entry))
                return response
            if entry is None or isinstance(entry, bytes | Message):
                return entry
            if not entry:
                break
            found = kind if (owner, kind) in table else "CNAME"
            response.answer.append(dns.rrset.from_text(owner, 60, "IN", found, *entry))
            if found == kind:
                return response
            owner = entry[0]
        if not any(name == owner or name.endswith(f".{owner.lstrip('.')}") for name, _ in table):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    return answer


def authority(zone: str, table: Mapping[tuple[str, str], Sequence[str]]) -> Handler:
    """Answer with authority for one zone, from a table by name and type, and refuse everything else."""

    def answer(query: Message, _: str) -> Reply:
        owner = query.question[0].name.to_text().lower()
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        if owner != zone and not owner.endswith(f".{zone}"):
            return reply(query, "REFUSED")
        found = table.get((owner, kind), ())
        rcode = "NOERROR" if owner in {name for name, _ in table} else "NXDOMAIN"
        return reply(query, rcode, authoritative=True, answer=[f"{owner} {kind} {one}" for one in found])

    return answer


def reply(
    query: Message,
    rcode: str = "NOERROR",
    *,
    authoritative: bool = False,
    answer: Sequence[str] = (),
    authority: Sequence[str] = (),
    additional: Sequence[str] = (),
) -> Message:
    """Build a response; records as `owner type data`."""
    response = dns.message.make_response(query)
    response.set_rcode(dns.rcode.from_text(rcode) if not rcode.isdigit() else dns.rcode.Rcode(int(rcode)))
    if authoritative:
        response.flags |= dns.flags.AA
    sections = ((response.answer, answer), (response.authority, authority), (response.additional, additional))
    for section, lines in sections:
        for line in lines:
            owner, kind, content = line.split(maxsplit=2)
            rrset = dns.rrset.from_text(owner, 60, "IN", kind, content)
            same = next((r for r in section if (r.name, r.rdtype) == (rrset.name, rrset.rdtype)), None)
            if same is None:
                section.append(rrset)
            else:
                same.add(rrset[0])
    return response


def _wire(reply: Message | bytes) -> bytes:
    return reply if isinstance(reply, bytes) else reply.to_wire(max_size=65535)
