"""The collector on its real parts: guard, sockets on loopback, parser child."""

import gzip
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
def collector(site: HostileServer, world: World) -> Iterator[PageCollector]:
    world.ports[443] = site.port  # speaks no TLS
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


def test_case_58_what_a_page_is_made_of_is_never_fetched(
    site: HostileServer, world: World, collector: PageCollector
) -> None:
    kinds = (
        "<img src='{0}.png'>",
        "<iframe src='//frames.example/{0}'></iframe>",
        "<script src='http://10.0.0.{1}/{0}.js'></script>",
        "<link rel='stylesheet' href='{0}.css'>",
        "<video src='{0}.mp4' poster='{0}.jpg'></video>",
        "<object data='http://objects.example/{0}'></object>",
        "<a href='/{0}' ping='/ping/{0}'>more</a>",
        "<p style='background:url({0}.gif)'>",
    )
    parts = [kinds[n % len(kinds)].format(n, n % 250) for n in range(10_000)]
    body = gzip.compress(f"<title>Shop</title><p>Bread and rolls{''.join(parts)}<p>Open daily".encode())
    site.scripts["/"] = lambda exchange: exchange.answer(body, "Content-Type: text/html", "Content-Encoding: gzip")
    found = look(collector)
    assert found.texts["page.text"][-1].endswith("Open daily")  # it was read to its end
    assert found.texts["page.title"] == ("Shop",)
    assert {request.split()[1] for request in site.requests} == {b"/", b"/favicon.ico"}
    assert set(world.asked) == {"shop.example"}
