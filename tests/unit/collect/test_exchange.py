"""One question to one server: which answers count, and that no bytes do harm."""

import contextlib
from collections.abc import Iterator

import dns.message
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.exchange import DnsFailedError, ask, read
from tests.dnsworld.server import Message, Reply, World, reply


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


def test_an_answer_that_spells_the_question_otherwise_counts(world: World) -> None:
    def mangled(query: Message, _: str) -> Reply:
        response = reply(query, answer=["sHoP.CoM. A 192.0.2.1"])
        response.question[0].name = dns.name.from_text("ShOp.cOm.")
        return response

    world.serve("127.0.0.1", mangled)
    answer = ask(dns.message.make_query("shop.com.", "A"), "127.0.0.1", world.port, 2)
    assert answer.answer[0].name == dns.name.from_text("shop.com.")


QUERY = dns.message.make_query("shop.com.", "NS")
ANSWER = reply(QUERY, authority=["shop.com. NS ns1.host.example."]).to_wire()


@given(
    st.binary(max_size=200)
    | st.builds(lambda tail: ANSWER[:12] + tail, st.binary(max_size=100))
    | st.builds(
        lambda at, byte: ANSWER[:at] + bytes([byte]) + ANSWER[at + 1 :],
        st.integers(0, len(ANSWER) - 1),
        st.integers(0, 255),
    )
)
def test_any_bytes_are_an_answer_or_a_failure(wire: bytes) -> None:
    with contextlib.suppress(DnsFailedError):
        assert read(QUERY, wire).id == QUERY.id
