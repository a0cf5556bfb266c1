"""A town of 200 domains goes through the house: real API, Redis, workers, guard and DNS, on a moved clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from screening.model.case import Serving
from screening.model.lifecycle import Event, State
from tests.box import pages
from tests.box.box import Box, need_box
from tests.box.product import PORT, Product
from tests.box.world import World
from tests.parts import need

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
HEADCOUNT = {
    "clean": 62,
    "flips": 24,  # blank, a casino from hour 20
    "banned": 24,
    "banned-undelegated": 8,
    "mail-only": 16,
    "parked": 16,
    "news": 10,  # another text at every look
    "late-content": 10,  # blank, a bakery from hour 20
    "undelegated": 10,
    "elsewhere": 6,
    "blind": 6,  # addresses cannot be resolved
    "inward": 4,  # addresses and redirects that point inside
    "zone-casino": 4,  # undelegated, the uploaded zone leads to a casino
}
BANNED, BENIGN = list(pages.BANNED), list(pages.BENIGN)


@dataclass
class Town:
    """The running product, its world, and who was submitted."""

    product: Product
    headcount: dict[str, int]
    ids: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.product.world

    def states(self, kind: str) -> set[State | None]:
        return {self.product.case(case_id).state for case_id in self.ids[kind]}

    def settle_in(self) -> None:
        for kind, count in self.headcount.items():
            self.names[kind] = [f"{kind}-lot{n}.com" if kind != "flips" else f"corner-lot{n}.com" for n in range(count)]
            for n, name in enumerate(self.names[kind]):
                zone = self.build(kind, n, name)
                self.ids.setdefault(kind, []).append(self.product.submit(name, **({"zone": zone} if zone else {})))
        self.product.settle(300)

    def build(self, kind: str, n: int, name: str) -> list[dict[str, str]]:
        """Put a domain into the world; the records its customer uploads, if any."""
        world = self.world
        if kind == "zone-casino":
            address = world.site(name, pages.page(BANNED[n % len(BANNED)], n, name))
            return [{"name": "@", "type": "A", "content": address}, {"name": "www", "type": "A", "content": address}]
        if kind == "elsewhere":
            world.delegate_elsewhere(name)
        elif kind not in {"undelegated", "banned-undelegated"}:
            world.delegate(name)
        if body := self._page(kind, n, name):
            world.site(name, body)
        match kind:
            case "mail-only":
                world.records(name, MX=[f"10 mx.{name}."], TXT=['"v=spf1 mx -all"'])
            case "blind":
                world.dns_fault(name, "servfail")
            case "inward":
                self._inward(n, name)
        return []

    def _page(self, kind: str, n: int, name: str) -> str | list[str]:
        match kind:
            case "clean":
                return pages.page(BENIGN[n % len(BENIGN)], n, name)
            case "banned":
                return pages.page(BANNED[n % len(BANNED)], n, name)
            case "flips" | "late-content":
                return pages.page("blank", n, name)
            case "parked":
                return pages.page(("parked", "for-sale", "nginx", "soon")[n % 4], n, name)
            case "news":
                return pages.rotating_news(n)
            case "blind":
                return pages.page("bakery", n, name)
        return ""

    def _inward(self, n: int, name: str) -> None:
        inside = ("10.1.2.3", "127.0.0.1", "169.254.169.254")
        if n < len(inside):
            self.world.records(name, A=[inside[n]])
        else:
            self.world.site(name, pages.page("blank", n, name))
            self.world.redirect(name, "http://192.168.1.1/admin")


@pytest.fixture(params=["sqlite and embedded Redis", "PostgreSQL and Debian's Redis"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """200 domains on the parts that `make run` uses, and 40 on those of production."""
    need_box()
    settings, headcount = {}, HEADCOUNT
    if request.param != "sqlite and embedded Redis":
        settings = {
            "SCREENING_DATABASE_URL": request.getfixturevalue("postgres_url"),
            "BOX_REDIS": str(need("redis-server")),
        }
        headcount = {kind: -(-count // 6) for kind, count in HEADCOUNT.items()}
    with Box(loopback_ports=[PORT]) as box, Product(box, tmp_path, settings) as product:
        yield Town(product, headcount)


@pytest.mark.xdist_group("town")
@pytest.mark.timeout(900)
def test_a_town_goes_through_the_house(town: Town) -> None:
    product, began = town.product, town.product.clock()
    assert sum(HEADCOUNT.values()) == 200
    town.settle_in()
    assert town.states("clean") == town.states("flips") == town.states("mail-only") == {State.WATCHING}
    assert town.states("undelegated") == town.states("elsewhere") == {State.WAITING}
    assert town.states("banned") == {State.HELD}, "delegated to us already: a person's case"
    assert town.states("zone-casino") <= {State.HELD, State.REFUSED}

    for step in (70 * MINUTE, 5 * HOUR):
        product.pass_time(step, 300)
    product.pass_time(20 * HOUR - (product.clock() - began))
    for n, name in enumerate(town.names["flips"]):
        town.world.site(name, pages.page(BANNED[n % len(BANNED)], n, name))
    for n, name in enumerate(town.names["late-content"]):
        town.world.site(name, pages.page("bakery", n, name))
    product.pass_time(5 * HOUR, 300)
    assert town.states("flips") == {State.HELD}, "a blank page that became a casino is held at the next look"
    assert town.states("late-content") == {State.WATCHING}

    product.pass_time(25 * HOUR, 300)
    product.pass_time(72 * HOUR - 8 * MINUTE - (product.clock() - began), 300)  # the looks take real minutes
    watched = ("clean", "mail-only", "parked", "news", "late-content", "blind")
    assert {kind: town.states(kind) for kind in watched} == {kind: {State.WATCHING} for kind in watched}, (
        "nobody is approved before the window is over"
    )
    finish_and_judge(town)


def finish_and_judge(town: Town) -> None:
    product = town.product
    product.pass_time(25 * MINUTE, 300)
    for kind in ("clean", "mail-only", "parked", "news"):
        assert town.states(kind) == {State.APPROVED}, kind
        assert {product.case(i).serving for i in town.ids[kind]} == {Serving.LIVE}
    assert all(product.case(i).quiet for kind in ("mail-only", "parked") for i in town.ids[kind])
    assert not any(product.case(i).quiet for i in town.ids["clean"])
    assert {product.case(i).watch.restarts for i in town.ids["news"]} == {0}, "a rotating page restarted the clock"
    assert {product.case(i).watch.restarts for i in town.ids["late-content"]} == {1}
    assert town.states("late-content") == town.states("blind") == {State.WATCHING}

    product.pass_time(25 * HOUR, 300)
    assert town.states("late-content") == {State.APPROVED}, "approved 72 h after its content appeared"
    assert town.states("blind") == {State.HELD}, "what could not be seen is never approved"
    assert not any(
        row.event in {Event.PASSED, Event.PASSED_QUIET}
        for kind in ("banned", "flips", "blind", "inward", "zone-casino", "undelegated", "elsewhere")
        for case_id in town.ids[kind]
        for row in product.history(case_id)
    )
    product.pass_time(30 * DAY, 300)
    assert town.states("undelegated") == town.states("elsewhere") == {State.DORMANT}
    assert town.world.inward() == {}, "a packet left for an address inside"
