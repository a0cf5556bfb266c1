"""Pages that show themselves to browsers only: they were not seen."""

import pytest

from screening.collect.page import PageCollector, page_evidence
from screening.model.evidence import Evidence, Outcome
from screening.ports import Subject
from tests.unit.collect.sites import DOMAIN, HTTPS, NOW, SHOP, WWW, Answer, InProcess, Web

APPLICATION = b"<title>Shop</title><div id=root></div><script src=/app.js></script>"
TOLD = b"<meta name=description content='" + b"Bread and rolls. " * 15 + b"'>"


def look(pages: dict[str, Answer]) -> Evidence:
    web = Web({WWW: "nxdomain"} | pages)
    return PageCollector(web, InProcess(), web.clock).look(Subject(DOMAIN), NOW)


def test_a_page_that_only_scripts_could_show_was_not_seen() -> None:
    found = look({HTTPS: APPLICATION})
    assert (found.outcome, found.cause) == (Outcome.FAILED, "nothing-readable")
    assert (found.facts["kind"], found.facts["status"]) == ("script", 200)
    assert found.texts["page.title"] == ("Shop",)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(TOLD, id="description"),
        pytest.param(b"<noscript>" + b"Bread and rolls. " * 15 + b"</noscript>", id="noscript"),
        pytest.param(b"<meta property=og:title content='" + b"Bread and rolls. " * 15 + b"'>", id="og"),
    ],
)
def test_an_application_that_says_what_it_is_was_seen(said: bytes) -> None:
    found = look({HTTPS: APPLICATION + said})
    assert (found.outcome, found.facts["kind"]) == (Outcome.OBSERVED, "content")


def test_saying_the_same_again_is_not_saying_more() -> None:
    again = b"".join(b"<meta property=og:x%d content='Bread and rolls, every morning'>" % n for n in range(20))
    assert look({HTTPS: APPLICATION + again}).cause == "nothing-readable"


@pytest.mark.parametrize("body", [b"<img src=/banner.jpg>", b"<a href=/in>Enter</a>", "🎰💰 ".encode() * 9])
def test_a_page_of_pictures_and_signs_was_not_seen(body: bytes) -> None:
    found = look({HTTPS: body})
    assert (found.outcome, found.cause, found.facts["kind"]) == (Outcome.FAILED, "nothing-readable", "wordless")
    assert look({HTTPS: body + b"<img alt='" + b"Bread and rolls. " * 15 + b"'>"}).outcome is Outcome.OBSERVED


def test_a_page_that_only_asks_for_the_visitor_s_age_is_content() -> None:
    found = look({HTTPS: b"<p>Are you over 18?<button>Yes</button><script src=/gate.js></script>"})
    assert (found.outcome, found.facts["kind"]) == (Outcome.OBSERVED, "content")


HIDDEN = {
    "script": APPLICATION,
    "wordless": b"<img src=/banner.jpg>",
    "cut": b"<style>" + b" " * 600_000 + b"</style><p>casino",
    "bot wall": b"<title>Just a moment...</title>",
    "elsewhere": b"<p>Not available in your country",
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_another_host_s_page_does_not_stand_for_one_that_hides(hidden: bytes) -> None:
    found = look({HTTPS: hidden, WWW: SHOP})
    assert found.outcome is Outcome.FAILED
    assert found.cause in {"nothing-readable", "cut", "bot-wall", "geo-blocked"}
    assert found.texts["page.text"] != ()


MOVES = b"<script>location='/shop'</script>"


@pytest.mark.parametrize(
    ("then", "outcome", "cause"),
    [
        (SHOP, "observed", ""),
        (b"<title>This domain is parked</title><script></script>", "observed", ""),
        (APPLICATION, "failed", "nothing-readable"),
        (b"", "failed", "nothing-readable"),
        (404, "failed", "nothing-readable"),
        ("timeout", "failed", "timeout"),
        ("nxdomain", "failed", "nothing-readable"),
    ],
)
def test_a_script_that_moves_on_is_as_readable_as_what_it_leads_to(then: Answer, outcome: str, cause: str) -> None:
    found = look({HTTPS: MOVES, HTTPS + "shop": then})
    assert (found.outcome, found.cause) == (outcome, cause)


def test_the_text_that_a_caller_brings_is_what_the_scripts_made() -> None:
    found = page_evidence(APPLICATION, "Bread and rolls, every morning", HTTPS, NOW, InProcess())
    assert (found.outcome, found.facts["kind"]) == (Outcome.OBSERVED, "content")
    assert page_evidence(APPLICATION, None, HTTPS, NOW, InProcess()).cause == "nothing-readable"


def test_the_language_and_the_age_gate_of_a_brought_text_are_its_own() -> None:
    page = "<p>Willkommen in unserer Bäckerei, wir backen jeden Morgen frisches Brot für Sie."
    found = page_evidence(page, "Welcome to our wine shop. Are you over 18? <b>", HTTPS, NOW, InProcess())
    assert (found.facts["language"], found.facts["age_gate"]) == ("en", "are you over 18")
