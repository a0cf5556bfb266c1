import json
from datetime import timedelta

import pytest

from screening.collect.favicon import favicon_url
from screening.collect.guard import Fetched
from screening.collect.page import PageCollector
from screening.model.evidence import Evidence, Outcome
from screening.model.zone import Record
from screening.ports import Subject
from tests.unit.collect.sites import ADDRESS, DOMAIN, HTTPS, ICON, NOW, SHOP, WWW, Answer, InProcess, Web, answered

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
ICONS = [
    b"\x00\x00\x01\x00\x01\x00", PNG, b"GIF89a...", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"BM6\x00",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xef\xbb\xbf <?xml version='1.0'?><!-- --><svg/>",
]  # fmt: skip


def look(web: Web, earlier: Evidence | None = None, after: timedelta = timedelta(0)) -> Evidence:
    subject = Subject(DOMAIN, earlier={"page": earlier} if earlier else {})
    found = PageCollector(web, InProcess(), web.clock).look(subject, NOW + after)
    json.dumps(found.facts)
    return found


def test_the_hash_is_that_of_shodan() -> None:
    icon = look(Web({HTTPS: SHOP, ICON: PNG})).facts["favicon"]
    # MurmurHash3 x86 32 of the base64 in lines of 76 characters, computed apart with another implementation
    assert icon == {"url": ICON, "mmh3": -305527877, "sha256": "1550193689dd2d61"}


@pytest.mark.parametrize("body", ICONS)
def test_every_common_kind_of_image_is_an_icon(body: bytes) -> None:
    icon = look(Web({HTTPS: SHOP, ICON: body})).facts["favicon"]
    assert "mmh3" in icon  # type: ignore[operator]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        pytest.param(404, "http:404", id="none"),
        pytest.param("timeout", "timeout", id="no answer"),
        pytest.param(b"<html><svg></svg>", "no-image", id="a page"),
        pytest.param(b"", "no-image", id="empty"),
        pytest.param(PNG + bytes(100_000), "too-large", id="large"),
        pytest.param(Fetched(ICON, status=200, body=PNG, truncated=True), "too-large", id="cut"),
        pytest.param("blocked:private", "blocked:private", id="refused"),
    ],
)
def test_an_icon_that_is_not_had_is_a_quiet_fact(answer: Answer, cause: str) -> None:
    found = look(Web({HTTPS: SHOP, ICON: answer}))
    assert (found.outcome, found.facts["favicon"]) == (Outcome.OBSERVED, {"url": ICON, "cause": cause})


@pytest.mark.parametrize("page", [404, 503, b"", b"<title>This domain is parked</title>", b"<script></script>"])
def test_only_content_has_an_icon(page: Answer) -> None:
    web = Web({HTTPS: page, WWW: "nxdomain", ICON: PNG})
    assert "favicon" not in look(web).facts
    assert web.icons == []


@pytest.mark.parametrize(("after", "fetches"), [(timedelta(hours=6), 1), (timedelta(hours=24), 2)])
def test_it_is_fetched_once_a_day(after: timedelta, fetches: int) -> None:
    web = Web({HTTPS: SHOP, ICON: PNG})
    first = look(web)
    assert look(web, first, after).facts["favicon"] == first.facts["favicon"]
    assert web.icons == [ICON] * fetches


def test_another_icon_is_fetched_at_once() -> None:
    web = Web({HTTPS: answered("https://www.shop.example/", SHOP), "https://www.shop.example/favicon.ico": PNG})
    before = Evidence("page", Outcome.OBSERVED, NOW, facts={"favicon": {"url": ICON, "mmh3": 1}})
    assert look(web, before).facts["favicon"]["url"] == "https://www.shop.example/favicon.ico"  # type: ignore[index, call-overload]


def test_there_is_no_time_for_it_after_a_slow_page() -> None:
    web = Web({HTTPS: SHOP, ICON: PNG}, each=21.0)
    assert "favicon" not in look(web).facts


def test_it_is_fetched_at_the_zone_s_addresses() -> None:
    class Pinning(Web):
        def fetch(self, url: str, **named: object) -> Fetched:  # type: ignore[override]
            pins[url] = named["pinned"]
            return super().fetch(url, **named)  # type: ignore[arg-type]

    pins: dict[str, object] = {}
    web = Pinning({HTTPS: SHOP, ICON: PNG})
    dns = Evidence("dns", Outcome.OBSERVED, NOW, facts={"delegation": "undelegated", "addresses": []})
    subject = Subject(DOMAIN, zone=(Record("shop.example", "A", ADDRESS),), seen={"dns": dns})
    PageCollector(web, InProcess(), web.clock).look(subject, NOW)
    assert pins[ICON] == (ADDRESS,)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("", ICON),
        ("/i.png", "https://shop.example/i.png"),
        ("//cdn.example/i.png", "https://cdn.example/i.png"),
        ("data:image/png;base64,AAAA", ""),
        ("http://[::1", ""),
        ("/" + "i" * 1000, ""),
    ],
)
def test_where_the_icon_is(href: str, url: str) -> None:
    assert favicon_url(HTTPS, href) == url


def test_the_icon_that_a_page_names_is_the_one_that_is_fetched() -> None:
    named = "https://shop.example/img/a.png"
    found = look(Web({HTTPS: SHOP + b"<link rel='shortcut icon' href=/img/a.png>", named: PNG}))
    assert found.facts["favicon"]["url"] == named  # type: ignore[index, call-overload]
