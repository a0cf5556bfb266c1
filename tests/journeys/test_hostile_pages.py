"""Hostile pages in a row, then good ones: all good ones are read, no worker dies, a page costs one child at most."""

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.collect.guard import Limits
from screening.collect.html.parser_pool import ParserPool
from screening.collect.page import PageCollector
from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import State
from screening.model.names import Domain
from screening.model.verdict import Conclusion
from screening.ports import Subject
from tests.box.box import Box
from tests.box.pages import CONTENT, page
from tests.box.product import Product
from tests.hostile.pages import answers, scripts
from tests.hostile.server import Exchange, HostileServer, Script, replies
from tests.hostile.world import World
from tests.processes import children_of
from tests.waiting import eventually

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SHORT = Limits(connect=0.5, read=0.6, deadline=1.2, burst=100)


class Town:
    """Sites by host name, each at an address of its own, and the collector that looks at them."""

    def __init__(self, server: HostileServer, parser: ParserPool) -> None:
        server.scripts["/"] = self._answer
        self._world = World({80: server.port, 443: _closed_port()})
        self._sites: dict[str, Script] = {}
        self._parser = parser
        self._collector = PageCollector(self._world.guard(SHORT), parser)
        self.lost: set[int] = set()  # children, by pid

    def look(self, host: str, script: Script) -> Evidence:
        """Put a site up and look at it; at most one parser child may be lost over it."""
        number = len(self._sites)
        self._sites[host] = script
        self._world.names[host] = (f"93.184.{number // 256}.{number % 256}",)
        self._world.names[f"www.{host}"] = "nxdomain"
        before = self.children()
        found = self._collector.look(Subject(Domain(host, host, host, "example")), NOW)
        gone = before - self.children()
        assert len(gone) <= 1, f"{host} took {len(gone)} parser children down"
        self.lost |= gone
        return found

    def children(self) -> set[int]:
        """The parser children that live."""
        return {child.pid for crew in self._parser._crews.values() for child in crew._all}

    def _answer(self, exchange: Exchange) -> None:
        host = exchange.request.lower().partition(b"\r\nhost: ")[2].partition(b"\r\n")[0].decode()
        self._sites[host](exchange)


def _closed_port() -> int:
    with HostileServer() as server:
        return server.port


@contextmanager
def town() -> Iterator[Town]:
    parser = ParserPool(cpu=0.3, wall=20)
    with HostileServer() as server:
        try:
            yield Town(server, parser)
        finally:
            parser.close()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.timeout(0)
def test_after_hostile_pages_all_good_ones_are_read(scale: int) -> None:
    with town() as here:
        here.look("warm.example", replies(page("bakery").encode()))
        files, memory = open_files(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        hostile = 0
        for seed in range(scale):
            for kind, script in {**{k: a.script for k, a in answers(seed).items()}, **scripts()}.items():
                found = here.look(f"{kind}-{seed}.example", script)
                assert len(str(found.facts)) + len(str(found.texts)) < 1_000_000
                hostile += 1
        first = here.children()
        for number in range(hostile):
            kind = CONTENT[number % len(CONTENT)]
            found = here.look(f"good{number}.example", replies(page(kind, number).encode(), "Content-Type: text/html"))
            assert (found.outcome, found.facts["kind"]) == (Outcome.OBSERVED, "content"), (number, found)
        lost = len(here.lost)
        assert 2 <= lost <= hostile
        assert here.children() == first, "a good page took a child down"
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
        assert grown < 100_000, f"{grown} kB more"
        eventually(lambda: open_files() <= files + 3)
        print(f"\n{hostile} hostile pages took {lost} parser children down, {hostile} good ones none; {grown} kB more")


@pytest.mark.xdist_group("chaos")
@pytest.mark.timeout(0)
def test_the_workers_that_began_with_hostile_sites_end_with_good_ones(box: Box, tmp_path: Path, scale: int) -> None:
    with Product(box, tmp_path) as product:
        began = workers(product)
        hostile = []
        for seed in range(scale):
            for kind, answer in answers(seed).items():
                name = f"{kind}-lot{seed}.com"
                box.world.site(name)
                box.world.page(name, answer.body, status=answer.status, headers=answer.headers)
                box.world.delegate(name)
                hostile.append(product.submit(name))
        product.settle(limit=60 + 5 * len(hostile))
        good = []
        for number in range(len(hostile)):
            name = f"good{number}.com"
            box.world.site(name, page(("bakery", "florist", "plumber", "blog")[number % 4], number))
            box.world.delegate(name)
            good.append(product.submit(name))
        product.settle(limit=60 + len(good))
        assert {product.case(case_id).state for case_id in good} == {State.WATCHING}
        assert {conclusion(product, case_id) for case_id in good} == {Conclusion.CLEAR}
        assert product.looks_ended() == Counter([*hostile, *good]), "a look was begun again: its worker died"
        assert workers(product) == began
        assert box.world.inward() == {}
        print(f"\n{len(hostile)} hostile sites, then {len(good)} good ones: workers {sorted(began)} did them all")


def conclusion(product: Product, case_id: str) -> Conclusion | None:
    verdict = product.case(case_id).verdict
    return verdict.conclusion if verdict else None


def workers(product: Product) -> set[int]:
    """The worker processes, by pid."""
    return {pid for pid, line in children_of(product.pid).items() if line.endswith("worker ")}
