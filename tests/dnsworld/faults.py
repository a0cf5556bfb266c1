"""Ways in which a DNS server answers wrongly. What they say of a delegation is about shop.com."""

import dns.flags
import dns.message

from tests.dnsworld.server import HANG_UP, Message, Reply, reply


def cut(query: Message, _: str) -> Message:
    """Truncated, over TCP too."""
    response = reply(query)
    response.flags |= dns.flags.TC
    return response


def other_id(query: Message, _: str) -> Reply:
    """The answer to a question with another id."""
    response = reply(query, authority=["shop.com. NS ns1.host.example."])
    response.id ^= 1
    return response


def other_question(query: Message, _: str) -> Reply:
    """The answer to another question, under our id."""
    asked = dns.message.make_query("other.com.", "NS")
    asked.id = query.id
    return reply(asked, authority=["shop.com. NS ns1.host.example."])


def garbage(query: Message, _: str) -> Reply:
    """Counts of records, and no records."""
    return query.id.to_bytes(2, "big") + b"\x80\x00" + b"\x00\x01" * 4 + b"\xff" * 40


def swollen(query: Message, _: str) -> Reply:
    """The question, and the count of more records than there is room for."""
    wire = bytearray(reply(query).to_wire())
    wire[6:8] = b"\xff\xff"
    return bytes(wire)


def half_over_tcp(query: Message, how: str) -> Reply:
    """Truncated, and then a connection that is closed."""
    return cut(query, how) if how == "udp" else HANG_UP


def silent_over_tcp(query: Message, how: str) -> Reply:
    """Truncated, and then a connection that stays silent."""
    return cut(query, how) if how == "udp" else None


def garbage_over_tcp(query: Message, how: str) -> Reply:
    """Truncated, and then less than a header."""
    return cut(query, how) if how == "udp" else b"\x00"


def hundreds_over_tcp(query: Message, how: str) -> Reply:
    """Truncated, and then more nameservers than anybody has."""
    many = [f"shop.com. NS ns{number}.host.example." for number in range(300)]
    return cut(query, how) if how == "udp" else reply(query, authority=many)


def held_back(query: Message, _: str) -> Reply:
    """What a validating recursor says of records that fail DNSSEC."""
    checked = not query.flags & dns.flags.CD
    return reply(query, "SERVFAIL") if checked else reply(query, answer=["shop.com. A 192.0.2.1"])


def referral_loop(query: Message, _: str) -> Reply:
    """A referral to the zone that is asked already."""
    return reply(query, authority=["com. NS a.nic.example."])


def upwards(query: Message, _: str) -> Reply:
    """A referral to the root."""
    return reply(query, authority=[". NS a.root.example."])
