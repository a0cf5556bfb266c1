"""Answers that no server in its right mind gives: any records, in any section, some with any bytes for data."""

from typing import Final

import dns.message
import dns.name
import dns.rdatatype
from hypothesis import strategies as st

_NAMES: Final = [name.to_wire() for name in map(dns.name.from_text, (".", "com.", "shop.com.", "www.shop.com.", "x."))]
_ODD: Final = [
    b"\xc0\x0c",
    b"\xc0\xff",
    b"\x03a\xff\x00\xc0\x0c",
    b"\x01*\xc0\x0c",
]  # pointers back, forward; odd bytes

owners = st.sampled_from([*_NAMES, *_ODD[:1], *_ODD])
numbers = st.sampled_from([0, 1, 7, 0xFFFF]).map(lambda number: number.to_bytes(2, "big"))
texts = st.binary(max_size=60).map(lambda text: bytes([len(text)]) + text)


def _joined(*parts: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.tuples(*parts).map(b"".join)


DATA: Final = {
    "A": st.binary(min_size=4, max_size=4),
    "AAAA": st.binary(min_size=16, max_size=16),
    "NS": owners,
    "SOA": _joined(owners, owners, st.binary(min_size=20, max_size=20)),
    "MX": _joined(numbers, owners),
    "TXT": st.lists(texts, min_size=1, max_size=6).map(b"".join),
    "CNAME": owners,
    "DNAME": owners,
    "DS": st.binary(min_size=5, max_size=40),
    "SVCB": _joined(numbers, owners, st.binary(max_size=9)),
}
_any: Final = st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40) | owners)
_known: Final = st.sampled_from(sorted(DATA)).flatmap(
    lambda kind: st.tuples(st.just(int(dns.rdatatype.from_text(kind))), DATA[kind])
)


def _record(owner: bytes, kind: tuple[int, bytes], where: int) -> bytes:
    number, data = kind
    return owner + number.to_bytes(2, "big") + where.to_bytes(2, "big") + bytes(4) + len(data).to_bytes(2, "big") + data


records = st.lists(
    st.builds(_record, owners, st.one_of(*[_known] * 15, _any), st.sampled_from([*[1] * 20, 3, 254, 255])), max_size=5
)
headers = st.sampled_from([0x8000, 0x8400, 0x8180, 0x81A0, 0x8403, 0x8402, 0x8405, 0x8006, 0x0000])


@st.composite
def wires(draw: st.DrawFn, query: dns.message.Message) -> bytes:
    """Something that begins as an answer to a query, and goes on as it may; one in four is altered or cut besides."""
    sections = [draw(records) for _ in range(3)]
    wire = bytearray(query.to_wire())
    wire[2:4] = draw(headers).to_bytes(2, "big")
    wire[6:12] = b"".join(len(section).to_bytes(2, "big") for section in sections)
    wire += b"".join(record for section in sections for record in section)
    fate = draw(st.sampled_from(["whole"] * 6 + ["altered", "cut"]))
    if fate == "altered":
        wire[draw(st.integers(2, len(wire) - 1))] = draw(st.integers(0, 255))
    return bytes(wire[: draw(st.integers(12, len(wire)))]) if fate == "cut" else bytes(wire)
