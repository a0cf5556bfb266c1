"""The vantage on its real parts: guard, sockets on loopback, parser child, and a site that tells visitors apart."""

from collections.abc import Iterator

import pytest

from screening.collect.html.parser_pool import ParserPool
from screening.collect.page import PageCollector
from screening.collect.vantage import VantageCollector
from screening.model.evidence import Evidence, Outcome
from screening.model.policy import VANTAGES
from screening.ports import Subject
from tests.hostile.server import Exchange, HostileServer
from tests.hostile.world import World
from tests.unit.collect.sites import DOMAIN, NOW, SHOP

CASINO = b"<title>Royal</title><p>Spin the wheel at the casino and win a bonus of 500 euros today.</p>"
HTML = "Content-Type: text/html"


@pytest.fixture
def parser() -> Iterator[ParserPool]:
    pool = ParserPool(cpu=2, wall=20)
    yield pool
    pool.close()


def looks(site: HostileServer, parser: ParserPool) -> tuple[Evidence, Evidence]:
    world = World({80: site.port, 443: site.port})  # speaks no TLS
    world.names["www.shop.example"] = "nxdomain"
    guard = world.guard()
    page = PageCollector(guard, parser).look(Subject(DOMAIN), NOW)
    subject = Subject(DOMAIN, seen={"page": page})
    return page, VantageCollector(guard, parser, lambda: VANTAGES).look(subject, NOW)


def test_a_casino_for_phones_only_is_found(site: HostileServer, parser: ParserPool) -> None:
    def cloak(exchange: Exchange) -> None:
        exchange.answer(CASINO if b"Android" in exchange.request else SHOP, HTML)

    site.scripts["/"] = cloak
    page, vantage = looks(site, parser)
    assert page.texts["page.title"] == ("Shop",)
    assert vantage.texts["page.title"] == ("Royal",)


def test_a_redirect_for_those_who_searched_only_is_found(site: HostileServer, parser: ParserPool) -> None:
    def cloak(exchange: Exchange) -> None:
        if b"Referer: https://www.google.com/" in exchange.request:
            exchange.answer(b"", "Location: http://royal.example/bonus", status="302 Found")
        else:
            exchange.answer(SHOP, HTML)

    site.scripts["/"] = cloak
    site.scripts["/bonus"] = lambda exchange: exchange.answer(CASINO, HTML)
    page, vantage = looks(site, parser)
    assert page.texts["page.url"] == ("http://shop.example/",)
    assert vantage.texts["page.url"] == ("http://royal.example/bonus",)


def test_a_redirect_inward_for_phones_only_is_refused_by_the_guard(site: HostileServer, parser: ParserPool) -> None:
    def cloak(exchange: Exchange) -> None:
        if b"Mobile" in exchange.request:
            exchange.answer(b"", "Location: http://127.0.0.1:6379/", status="302 Found")
        else:
            exchange.answer(SHOP, HTML)

    site.scripts["/"] = cloak
    _, vantage = looks(site, parser)
    assert vantage.outcome is Outcome.OBSERVED
    assert vantage.facts["visitors"]["phone"]["cause"].startswith("blocked:")  # type: ignore[index, call-overload, union-attr]
