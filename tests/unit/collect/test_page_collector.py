import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.collect.guard import Fetched
from screening.collect.page import PageCollector, page_evidence
from screening.model.evidence import Evidence, Outcome
from screening.model.sight import NOTHING
from screening.model.zone import Record, Zone
from screening.ports import Subject
from tests.unit.collect.sites import (
    ADDRESS,
    DOMAIN,
    HTTP,
    HTTPS,
    NOW,
    SHOP,
    WWW,
    WWW_HTTP,
    InProcess,
    Web,
    answered,
)


def look(web: Web, zone: Zone | None = None, dns: Evidence | None = None) -> Evidence:
    seen = {"dns": dns} if dns else {}
    found = PageCollector(web, InProcess(), web.clock).look(Subject(DOMAIN, zone=zone, seen=seen), NOW)
    json.dumps(found.facts)  # JSON only
    return found


def test_a_page_is_observed() -> None:
    web = Web({HTTPS: SHOP})
    found = look(web)
    assert (found.collector, found.outcome, found.cause, found.at) == ("page", Outcome.OBSERVED, "", NOW)
    assert web.asked == [HTTPS]
    assert found.texts["page.title"] == ("Shop",)
    assert found.texts["page.text"] == ("Bread and rolls, baked every morning in the old town.",)
    assert found.texts["page.url"] == (HTTPS,)
    assert {name: found.facts[name] for name in ("kind", "status", "url", "title", "words")} == {
        "kind": "content", "status": 200, "url": HTTPS, "title": "Shop", "words": 10,
    }  # fmt: skip
    assert found.facts["hops"] == [{"url": HTTPS, "status": 200, "address": ADDRESS}]
    assert found.facts["addresses"] == [ADDRESS]
    assert found.facts["causes"] == {}
    assert found.facts["sketch"]


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        pytest.param({HTTPS: SHOP}, [HTTPS], id="https is enough"),
        pytest.param({HTTPS: "refused", HTTP: SHOP}, [HTTPS, HTTP], id="http where https gave no answer"),
        pytest.param({HTTPS: "tls:expired", HTTP: SHOP}, [HTTPS, HTTP], id="http where TLS failed"),
        pytest.param({HTTPS: 404, WWW: SHOP}, [HTTPS, WWW], id="www where the apex shows nothing"),
        pytest.param({HTTPS: b"", WWW: SHOP}, [HTTPS, WWW], id="www where the apex is empty"),
        pytest.param({HTTPS: "no-address", WWW: SHOP}, [HTTPS, WWW], id="no http without an address"),
        pytest.param({HTTPS: 503, WWW: SHOP}, [HTTPS, WWW], id="www where the apex is down"),
        pytest.param({}, [HTTPS, HTTP, WWW, WWW_HTTP], id="four at most"),
    ],
)
def test_only_as_many_urls_as_needed_are_asked_for(pages: dict[str, bytes | str | int], asked: list[str]) -> None:
    web = Web(pages)
    look(web)
    assert web.asked == asked


def test_no_url_is_started_after_twenty_seconds() -> None:
    web = Web({}, each=15.0)
    found = look(web)
    assert web.asked == [HTTPS, HTTP]
    assert found.facts["causes"] == {HTTPS: "timeout", HTTP: "timeout", WWW: "deadline", WWW_HTTP: "deadline"}


@pytest.mark.parametrize(
    ("pages", "outcome", "cause"),
    [
        pytest.param(
            dict.fromkeys((HTTPS, HTTP, WWW, WWW_HTTP), "refused"), "absent", "refused", id="refused everywhere"
        ),
        pytest.param({HTTPS: "nxdomain", WWW: "nxdomain"}, "absent", "nxdomain", id="no such name"),
        pytest.param({HTTPS: "no-address", WWW: "nxdomain"}, "absent", "no-address", id="no address"),
        pytest.param({HTTPS: "refused", HTTP: "timeout", WWW: "nxdomain"}, "failed", "timeout", id="refused and slow"),
        pytest.param({HTTPS: "tls:expired", HTTP: "refused", WWW: "nxdomain"}, "failed", "tls:expired", id="TLS only"),
        pytest.param({HTTPS: "blocked:private", HTTP: "blocked:private"}, "failed", "blocked:private", id="private"),
        pytest.param({HTTPS: "servfail", WWW: "servfail"}, "failed", "servfail", id="servfail"),
        pytest.param({HTTPS: "deadline"}, "failed", "deadline", id="deadline"),
        pytest.param({HTTPS: "reset", HTTP: "protocol"}, "failed", "reset", id="reset"),
        pytest.param({HTTPS: 404, WWW: "nxdomain"}, "observed", "", id="404"),
        pytest.param({HTTPS: 410, WWW: "refused", WWW_HTTP: "refused"}, "observed", "", id="410"),
        pytest.param({HTTPS: 404, WWW: 503}, "failed", "http:503", id="nothing here does not stand for www"),
        pytest.param({HTTPS: 503, WWW: SHOP}, "observed", "", id="www stands for the site"),
        *[
            pytest.param({HTTPS: status, WWW: "nxdomain"}, "failed", f"http:{status}", id=str(status))
            for status in (401, 403, 407, 408, 425, 429, 451, 500, 502, 503, 999)
        ],
    ],
)
def test_what_came_of_it_all(pages: dict[str, bytes | str | int], outcome: str, cause: str) -> None:
    found = look(Web(pages))
    assert (found.outcome, found.cause) == (outcome, cause)


def test_an_absent_page_is_nothing_to_see() -> None:
    found = look(Web({HTTPS: "nxdomain", WWW: "nxdomain"}))
    assert found.facts["kind"] in NOTHING
    assert found.texts == {}


def test_a_refused_page_still_speaks() -> None:
    found = look(Web({HTTPS: answered(HTTPS, b"<title>Casino royal</title>", 403), WWW: "nxdomain"}))
    assert found.outcome is Outcome.FAILED
    assert found.texts["page.title"] == ("Casino royal",)


@pytest.mark.parametrize(
    ("fetched", "cause"),
    [
        pytest.param(answered(HTTPS, b"<title>Just a moment...</title>"), "bot-wall", id="bot wall"),
        pytest.param(answered(HTTPS, b"<p>Sorry", 403, cf_mitigated="challenge"), "bot-wall", id="bot wall's header"),
        pytest.param(answered(HTTPS, b"<p>Not available in your country", 403), "geo-blocked", id="elsewhere"),
        pytest.param(answered(HTTPS, b"\x89PNG", content_type="image/png"), "not-text", id="a picture"),
        pytest.param(replace(answered(HTTPS, b""), flags=("coding:br",)), "coding:br", id="unasked coding"),
        pytest.param(replace(answered(HTTPS, b"<style>..."), truncated=True), "cut", id="padded before the body"),
        pytest.param(answered(HTTPS, b" " * 600_000 + b"casino"), "cut", id="padded beyond the parser's cap"),
        pytest.param(replace(answered(HTTPS, SHOP), cause="deadline"), "deadline", id="dripping"),
        pytest.param(answered(HTTPS, b"poison"), "parser:cpu", id="poison"),
    ],
)
def test_a_page_that_could_not_be_seen_is_a_failure(fetched: Fetched, cause: str) -> None:
    found = look(Web({HTTPS: fetched, HTTP: "refused", WWW: "nxdomain"}))
    assert (found.outcome, found.cause) == (Outcome.FAILED, cause)


def test_a_content_page_that_was_cut_is_content() -> None:
    found = look(Web({HTTPS: replace(answered(HTTPS, SHOP), truncated=True, flags=("cut-wire",))}))
    assert found.outcome is Outcome.OBSERVED
    assert found.facts["flags"] == ["cut-wire"]


def test_a_page_that_kills_its_parser_is_never_outvoted() -> None:
    found = look(Web({HTTPS: b"poison", WWW: SHOP}))
    assert (found.outcome, found.cause) == (Outcome.FAILED, "parser:cpu")
    assert found.texts["page.title"] == ("Shop",)


def test_markup_sent_as_octets_is_read() -> None:
    found = look(Web({HTTPS: answered(HTTPS, b" <html><p>" + SHOP, content_type="application/octet-stream")}))
    assert found.texts["page.title"] == ("Shop",)


def test_rating_headers_are_labels_and_the_language_header_counts() -> None:
    fetched = answered(HTTPS, SHOP, rating="RTA-5042-1996-1400-1577-RTA", content_language="DE")
    found = look(Web({HTTPS: fetched}))
    assert found.texts["page.label"] == ("RTA-5042-1996-1400-1577-RTA",)
    assert found.facts["lang"] == "de"


REFRESH = b"<title>Moved</title><meta http-equiv=refresh content='0; url=/shop#top'>"


def test_case_30_a_refresh_is_followed_once_and_recorded() -> None:
    again = SHOP + b"<meta http-equiv=refresh content='0; url=/third'>"
    web = Web({HTTPS: REFRESH, HTTPS + "shop": again})
    found = look(web)
    assert web.asked == [HTTPS, HTTPS + "shop"]
    assert found.facts["refresh"] == HTTPS + "shop"
    assert found.facts["url"] == HTTPS + "shop"
    assert [hop["url"] for hop in found.facts["hops"]] == [HTTPS, HTTPS + "shop"]  # type: ignore[union-attr, index, call-overload]
    assert found.texts["page.title"] == ("Shop",)
    assert "Moved" in found.texts["page.meta"]
    assert found.facts["kind"] == "content"


@pytest.mark.parametrize(
    ("target", "outcome", "cause"),
    [
        ("timeout", "failed", "timeout"),
        (403, "failed", "http:403"),
        (404, "observed", ""),
        ("nxdomain", "observed", ""),
    ],
)
def test_where_visitors_are_passed_on_to_has_to_be_seen(target: str | int, outcome: str, cause: str) -> None:
    found = look(Web({HTTPS: REFRESH, HTTPS + "shop": target, WWW: "nxdomain"}))
    assert (found.outcome, found.cause) == (outcome, cause)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "#top", "", "/", "http://[::1"])
def test_a_refresh_to_itself_or_to_no_page_is_not_followed(target: str) -> None:
    web = Web({HTTPS: SHOP + f"<meta http-equiv=refresh content='0; url={target}'>".encode()})
    assert look(web).outcome is Outcome.OBSERVED
    assert web.asked == [HTTPS]


ZONE = (Record("shop.example", "A", ADDRESS), Record("www.shop.example", "A", ADDRESS))
UNDELEGATED = Evidence(
    "dns", Outcome.OBSERVED, NOW, facts={"delegation": "undelegated", "addresses": [], "addresses_cause": "nxdomain"}
)


def test_a_site_that_is_not_public_yet_is_seen_at_the_zone_s_addresses() -> None:
    web = Web({HTTPS: SHOP})
    assert look(web, ZONE, UNDELEGATED).outcome is Outcome.OBSERVED
    assert web.pinned == {HTTPS: (ADDRESS,)}


def test_the_zone_s_addresses_are_used_for_its_own_names_only() -> None:
    away = b"<meta http-equiv=refresh content='0; url=https://elsewhere.example/'>"
    web = Web({HTTPS: away, "https://elsewhere.example/": SHOP})
    look(web, ZONE, UNDELEGATED)
    assert web.pinned == {HTTPS: (ADDRESS,), "https://elsewhere.example/": ()}


def test_no_address_anywhere_is_absent_without_a_fetch() -> None:
    web = Web({HTTPS: SHOP})
    found = look(web, (), UNDELEGATED)
    assert (found.outcome, found.cause) == (Outcome.ABSENT, "no-address")
    assert web.asked == []


def test_a_site_that_dnssec_hides_could_not_be_seen() -> None:
    web = Web({HTTPS: SHOP})
    facts = {"delegation": "to-us", "addresses": [], "addresses_cause": "dnssec-bogus"}
    found = look(web, ZONE, Evidence("dns", Outcome.OBSERVED, NOW, facts=facts))
    assert (found.outcome, found.cause) == (Outcome.FAILED, "dnssec-bogus")
    assert web.asked == []


def test_equal_sights_have_equal_digests() -> None:
    later = PageCollector(Web({HTTPS: SHOP}), InProcess()).look(Subject(DOMAIN), datetime(2026, 2, 2, tzinfo=UTC))
    assert look(Web({HTTPS: SHOP})).digest == later.digest


def test_a_page_that_the_caller_brought_is_read_as_if_it_had_been_fetched() -> None:
    brought = page_evidence(SHOP.decode(), None, HTTPS, NOW, InProcess())
    fetched = look(Web({HTTPS: SHOP}))
    assert brought.outcome is Outcome.OBSERVED
    assert brought.texts == fetched.texts
    assert brought.facts["kind"] == fetched.facts["kind"]
    assert brought.facts["sketch"] == fetched.facts["sketch"]


@pytest.mark.parametrize("html", [None, SHOP])
def test_a_brought_text_takes_the_place_of_the_page_s(html: bytes | None) -> None:
    found = page_evidence(html, "Spin \u200b the\nwheel of fortune", HTTPS, NOW, InProcess())
    assert found.texts["page.text"] == ("Spin the wheel of fortune",)
    assert found.texts.get("page.title") == (("Shop",) if html else None)
    assert found.facts["kind"] == "content"


def test_a_brought_page_that_says_nothing_is_empty() -> None:
    found = page_evidence(None, None, "", NOW, InProcess())
    assert (found.outcome, found.facts["kind"]) == (Outcome.OBSERVED, "empty")


def test_a_brought_poison_page_is_a_failure() -> None:
    assert page_evidence(b"poison", None, "", NOW, InProcess()).cause == "parser:cpu"
