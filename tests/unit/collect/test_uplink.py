"""Our own resolver and line, told apart on loopback."""

from collections.abc import Iterator, Mapping

import pytest

from screening.collect.resolver import Resolver
from screening.collect.uplink import Uplink
from tests.dnsworld.server import Entry, Handler, World, authority, recursor, reply

RECURSOR = "127.0.0.53"
ROOTS = {f"{letter}.root.example.": f"127.0.3.{number}" for number, letter in enumerate("abcde", 1)}
TABLE: Mapping[tuple[str, str], Entry] = {
    (".", "NS"): [*ROOTS],
    **{(name, "A"): [address] for name, address in ROOTS.items()},
    **{(name, "AAAA"): ["2001:db8::1"] for name in ROOTS},
}
SERVES = authority(".", {(".", "SOA"): ["a.root.example. x. 1 1 1 1 1"]})


@pytest.fixture
def world() -> Iterator[World]:
    with World() as world:
        yield world


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def uplink(
    world: World,
    table: Mapping[tuple[str, str], Entry] = TABLE,
    roots: Handler | None = SERVES,
    allowed: str = "",
    clock: Time | None = None,
) -> Uplink:
    world.serve(RECURSOR, recursor(table))
    for address in ROOTS.values():
        if roots is not None:
            world.serve(address, roots)
    return Uplink(Resolver([RECURSOR], world.port, timeout=0.5), lambda _: allowed, world.port, clock or Time())


def roots_asked(world: World) -> list[str]:
    return [entry[0] for entry in world.asked if entry[0] != RECURSOR]


def test_nothing_is_down_where_a_server_of_the_root_answers(world: World) -> None:
    assert uplink(world).why_down() == ""
    assert [entry for entry in world.asked if entry[0] != RECURSOR] == [("127.0.3.1", ".", "SOA", False)]


def test_any_answer_of_the_root_shows_that_the_line_works(world: World) -> None:
    assert uplink(world, roots=lambda q, _: reply(q, "REFUSED")).why_down() == ""


def test_one_server_of_the_root_that_is_away_is_not_our_line(world: World) -> None:
    silent = uplink(world, roots=None)
    world.serve("127.0.3.1", lambda *_: None)
    world.serve("127.0.3.3", SERVES)
    assert silent.why_down() == ""
    assert roots_asked(world) == ["127.0.3.1", "127.0.3.3"]


@pytest.mark.parametrize("roots", [pytest.param(None, id="unreachable"), pytest.param(lambda *_: None, id="silent")])
def test_the_line_is_down_where_no_server_of_the_root_answers(world: World, roots: Handler | None) -> None:
    assert uplink(world, roots=roots).why_down() == "uplink-down"
    assert len(roots_asked(world)) == (3 if roots else 0)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({(".", "NS"): None}, id="silent"),
        pytest.param({(".", "NS"): "SERVFAIL"}, id="server failure"),
        pytest.param({(".", "NS"): "REFUSED"}, id="refused"),
        pytest.param({(".", "NS"): (), ("a.", "A"): ["192.0.2.1"]}, id="empty"),
        pytest.param({(".", "NS"): ["a.root.example."], ("a.root.example.", "A"): "SERVFAIL"}, id="no addresses"),
    ],
)
def test_the_resolver_is_down_where_it_does_not_tell_who_serves_the_root(
    world: World, table: Mapping[tuple[str, str], Entry]
) -> None:
    assert uplink(world, table).why_down() == "resolver-down"
    assert roots_asked(world) == []


def test_servers_that_may_not_be_contacted_say_nothing_about_the_line(world: World) -> None:
    assert uplink(world, allowed="blocked:private").why_down() == ""
    assert roots_asked(world) == []


def test_what_was_learnt_is_remembered_for_a_while(world: World) -> None:
    clock = Time()
    line = uplink(world, clock=clock)
    line.why_down()
    asked = len(world.asked)
    clock.now += 15
    line.why_down()
    assert len(world.asked) == asked
    clock.now += 0.1
    line.why_down()
    assert len(world.asked) == 2 * asked
