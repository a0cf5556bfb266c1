import threading

import pytest

from screening.collect.guard import Limits
from screening.collect.web.turns import LocalTurns
from tests.hostile.server import Exchange, HostileServer, redirects, replies
from tests.hostile.world import World
from tests.waiting import eventually


def test_addresses_at_rest_are_forgotten() -> None:
    turns = LocalTurns(concurrent=2, rate=1e9, burst=4)
    for number in range(3000):
        address = f"8.8.{number // 256}.{number % 256}"
        assert turns.enter(address, 0)
        turns.leave(address)
    assert len(turns._places) <= 1000


def test_case_59_names_at_one_address_share_its_turns() -> None:
    held = threading.Event()

    def hold(exchange: Exchange) -> None:
        held.set()
        exchange.hold()

    with HostileServer() as site:
        site.scripts["/"] = hold
        world = World({80: site.port})
        guard = world.guard(Limits(connect=1, read=5, deadline=2, concurrent=1))
        first = threading.Thread(target=guard.fetch, args=("http://one.example/",))
        first.start()
        assert held.wait(10)
        assert guard.fetch("http://two.example/").cause == "crowded"
        first.join(10)
        assert len(world.dialled) == 1


@pytest.mark.parametrize("page", [replies(b"x"), redirects("http://[::1]/"), Exchange.hold])
def test_a_turn_is_given_back_however_a_fetch_ends(page) -> None:  # type: ignore[no-untyped-def]
    with HostileServer() as site:
        site.scripts["/"] = page
        guard = World({80: site.port}).guard(Limits(read=0.1, deadline=4, concurrent=1, rate=1000))
        assert "crowded" not in {guard.fetch("http://one.example/").cause for _ in range(3)}
        eventually(lambda: all(place.open == 0 for place in guard._manners.turns._places.values()))
