"""The collector on its real parts: guard, sockets on loopback, parser child."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from screening.collect.html.parser_pool import ParserPool
from screening.collect.page import PageCollector
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.ports import Subject
from tests.hostile.server import Exchange, HostileServer
from tests.hostile.world import SITE, World

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DOMAIN = Domain("shop.example", "shop.example", "shop.example", "example")


@pytest.fixture
def site() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def collector(site: HostileServer) -> Iterator[PageCollector]:
    world = World({80: site.port, 443: site.port})  # speaks no TLS
    world.names["www.shop.example"] = "nxdomain"
    parser = ParserPool(cpu=0.5, wall=20)
    yield PageCollector(world.guard(), parser)
    parser.close()


def look(collector: PageCollector) -> Evidence:
    return collector.look(Subject(DOMAIN), NOW)


def test_a_page_is_fetched_and_read(site: HostileServer, collector: PageCollector) -> None:
    def shop(exchange: Exchange) -> None:
        body = "<title>Лавка\u202e</title><p>Хлеб и булки каждое утро</p>".encode("cp1251", "ignore")
        exchange.answer(body, "Content-Type: text/html; charset=windows-1251")

    site.scripts["/"] = shop
    found = look(collector)
    assert (found.outcome, found.texts["page.title"]) == (Outcome.OBSERVED, ("Лавка",))
    assert found.texts["page.text"] == ("Хлеб и булки каждое утро",)
    assert found.facts["addresses"] == [SITE]
    assert list(found.facts["causes"]) == ["https://shop.example/"]  # type: ignore[arg-type]


def test_a_poison_page_is_failed_evidence_and_the_next_page_is_read(
    site: HostileServer, collector: PageCollector
) -> None:
    site.scripts["/"] = lambda exchange: exchange.answer(b"<div>" * 50_000, "Content-Type: text/html")
    found = look(collector)
    assert (found.outcome, found.cause) == (Outcome.FAILED, "parser:cpu")
    site.scripts["/"] = lambda exchange: exchange.answer(b"<title>Shop</title><p>Bread, rolls and cakes</p>")
    assert look(collector).texts["page.title"] == ("Shop",)


def test_a_script_that_only_moves_on_leads_through_the_guard(site: HostileServer, collector: PageCollector) -> None:
    site.scripts["/"] = lambda exchange: exchange.answer(b"<script>location='http://127.0.0.1:6379/'</script>")
    found = look(collector)
    assert (found.outcome, found.cause) == (Outcome.FAILED, "blocked:port")
