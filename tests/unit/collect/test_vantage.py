import json

import pytest

from screening.collect.page import PageCollector
from screening.collect.vantage import VISITORS, VantageCollector, passages
from screening.model.evidence import Evidence, Outcome
from screening.model.policy import VANTAGES
from screening.model.zone import Record
from screening.ports import Subject
from tests.unit.collect.sites import (
    ADDRESS,
    DOMAIN,
    HTTP,
    HTTPS,
    NOW,
    SHOP,
    WWW,
    Answer,
    Headers,
    InProcess,
    Plain,
    Web,
    answered,
)

CASINO = (
    b"<title>Royal</title><p>Spin the wheel at the casino and win a bonus of 500 euros today, no deposit needed.</p>"
)
AWAY = "https://royal.example/"
JUST_A_MOMENT = b"<title>Just a moment...</title>"


def looked(web: Web, page: Evidence | None = None, visitors: tuple[str, ...] = VANTAGES) -> Evidence:
    """What the vantage sees; the page is looked at first, unless its evidence is given."""
    if page is None:
        page = PageCollector(web, InProcess(), web.clock).look(Subject(DOMAIN), NOW)
        web.asked.clear()
    web.time = 0.0
    subject = Subject(DOMAIN, seen={"page": page})
    found = VantageCollector(web, InProcess(), lambda: visitors, web.clock).look(subject, NOW)
    json.dumps(found.facts)  # JSON only
    return found


def to(phone: Plain = SHOP, search: Plain = SHOP, us: Plain = SHOP) -> Answer:
    """A page that tells its visitors apart."""

    def answer(headers: Headers) -> Plain:
        if "Mobile" in headers.get("User-Agent", ""):
            return phone
        return search if "google" in headers.get("Referer", "") else us

    return answer


def seen_by(found: Evidence, visitor: str) -> dict[str, object]:
    return found.facts["visitors"][visitor]  # type: ignore[index, call-overload, return-value]


def test_a_site_that_is_the_same_for_all_gives_no_texts() -> None:
    web = Web({HTTPS: SHOP})
    found = looked(web)
    assert (found.collector, found.outcome, found.texts) == ("vantage", Outcome.OBSERVED, {})
    assert web.asked == [HTTPS, HTTPS]
    for visitor in VANTAGES:
        assert seen_by(found, visitor)["similarity"] == 1.0
        assert seen_by(found, visitor)["differs"] == []


@pytest.mark.parametrize("visitor", VANTAGES)
def test_what_one_visitor_only_is_shown_is_told(visitor: str) -> None:
    found = looked(Web({HTTPS: to(**{visitor: CASINO})}))
    assert found.texts["page.title"] == ("Royal",)
    assert "casino" in found.texts["page.text"][0]
    assert seen_by(found, visitor)["differs"] == ["text"]
    (other,) = {*VANTAGES} - {visitor}
    assert seen_by(found, other)["differs"] == []
    assert found.facts["kind"] == "content"


def test_a_redirect_for_phones_only_is_a_text() -> None:
    found = looked(Web({HTTPS: to(phone=answered(AWAY, CASINO))}))
    assert found.texts["page.url"] == (AWAY,)
    assert seen_by(found, "phone")["host"] == "royal.example"
    assert seen_by(found, "phone")["differs"] == ["host", "text"]


def test_a_page_that_passes_phones_on_is_followed_and_says_where_they_come_from() -> None:
    onward = f"<meta http-equiv=refresh content='0; url={AWAY}'>".encode()
    web = Web({HTTPS: to(search=onward), AWAY: CASINO})
    found = looked(web, visitors=("search",))
    assert web.asked == [HTTPS, AWAY]
    assert web.sent[-1]["Referer"] == HTTPS
    assert AWAY in found.texts["page.url"]


def test_of_a_text_only_what_is_new_is_told() -> None:
    old = " ".join(f"word{number}" for number in range(100))
    page = f"<p>{old} and {old}".encode()
    found = looked(Web({HTTPS: to(us=page, search=page, phone=f"<p>{old} casino bonus and {old}".encode())}))
    (text,) = found.texts["page.text"]
    assert "casino bonus" in text
    assert len(text.split()) < 20


def test_where_a_wall_shut_us_out_visitors_may_get_in() -> None:
    found = looked(Web({HTTPS: to(us=JUST_A_MOMENT, phone=CASINO, search=JUST_A_MOMENT), WWW: "nxdomain"}))
    assert found.outcome is Outcome.OBSERVED
    assert found.texts["page.title"] == ("Royal",)
    assert seen_by(found, "search")["cause"] == "bot-wall"


@pytest.mark.parametrize("us", [503, 404, 403, b"", b"poison", b"<script src=/app.js></script>"])
def test_whatever_answer_we_had_visitors_may_have_another(us: Plain) -> None:
    found = looked(Web({HTTPS: to(us=us, phone=CASINO, search=us), WWW: "nxdomain"}))
    assert found.texts["page.title"] == ("Royal",)
    assert "status" in seen_by(found, "phone")["differs"] or us not in {503, 404, 403}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("pages", "visitors", "cause"),
    [
        ({HTTPS: SHOP}, (), "no-visitors"),
        ({HTTPS: SHOP}, ("astronaut",), "no-visitors"),
        ({HTTPS: "nxdomain", WWW: "nxdomain"}, VANTAGES, "page-absent"),
        ({HTTPS: "timeout", HTTP: "timeout"}, VANTAGES, "page-unanswered"),
    ],
)
def test_where_there_is_nothing_to_look_at_again_nobody_is_asked(
    pages: dict[str, Answer], visitors: tuple[str, ...], cause: str
) -> None:
    web = Web(pages)
    found = looked(web, visitors=visitors)
    assert (found.outcome, found.cause) == (Outcome.ABSENT, cause)
    assert web.asked == []


def test_without_a_look_at_the_page_there_is_nothing_to_compare() -> None:
    web = Web({HTTPS: SHOP})
    found = VantageCollector(web, InProcess(), lambda: VANTAGES).look(Subject(DOMAIN), NOW)
    assert (found.outcome, found.cause, web.asked) == (Outcome.ABSENT, "no-page", [])


def test_one_visitor_who_gets_nothing_is_a_fact_and_all_are_a_failure() -> None:
    found = looked(Web({HTTPS: to(phone="timeout")}))
    assert (found.outcome, seen_by(found, "phone")["cause"]) == (Outcome.OBSERVED, "timeout")
    found = looked(Web({HTTPS: to(phone="timeout", search="reset")}))
    assert (found.outcome, found.cause) == (Outcome.FAILED, "timeout")


def test_it_starts_where_the_page_s_look_did_and_at_the_zone_s_addresses() -> None:
    dns = Evidence("dns", Outcome.OBSERVED, NOW, facts={"delegation": "undelegated", "addresses": []})
    zone = (Record("www.shop.example", "A", ADDRESS),)
    web = Web({WWW: SHOP})
    subject = Subject(DOMAIN, zone=zone, seen={"dns": dns})
    page = PageCollector(web, InProcess(), web.clock).look(subject, NOW)
    web.asked.clear()
    subject = Subject(DOMAIN, zone=zone, seen={"dns": dns, "page": page})
    VantageCollector(web, InProcess(), lambda: ("phone",)).look(subject, NOW)
    assert (web.asked, web.pinned[WWW]) == ([WWW], (ADDRESS,))


def test_nobody_starts_after_twenty_seconds() -> None:
    web = Web({HTTPS: to()}, each=21.0)
    page = PageCollector(web, InProcess(), web.clock).look(Subject(DOMAIN), NOW)
    found = looked(web, page)
    assert [seen_by(found, visitor)["cause"] for visitor in VANTAGES] == ["", "deadline"]


def test_every_visitor_of_the_policy_is_known_and_sends_what_browsers_send() -> None:
    assert {*VISITORS} == {*VANTAGES}
    assert all("Chrome/" in sent["User-Agent"] and sent["Accept-Language"] for sent in VISITORS.values())


@pytest.mark.parametrize(
    ("text", "known", "new"),
    [
        ("", [], []),
        ("one", [], ["one"]),
        ("one", ["one"], []),
        ("a b c d", ["a b c d"], []),
        ("a b c d", ["x a b c d y"], []),
        ("b c d a", ["a b c d"], ["b c d a"]),
        ("a b c " + "k " * 20 + "d e f", ["a b c " + "k " * 20 + "g h i"], ["k k k k k k k d e f"]),
    ],
)
def test_passages_are_what_no_known_text_has(text: str, known: list[str], new: list[str]) -> None:
    assert list(passages(text, known)) == new
