import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.facts import bounded, facts_of, outbound, ratings, texts_of
from screening.collect.html.view import View, view_of
from tests.unit.collect.sites import HTTPS, InProcess, answered

ROOM = 100_000


def view(body: str, status: int = 200, **headers: str) -> View:
    return view_of(HTTPS, answered(HTTPS, body.encode(), status, **headers), InProcess())


def test_a_page_tells_structured_facts() -> None:
    found = view(
        "<html lang=en><title>Brot</title><p>Willkommen in unserer Bäckerei, wir backen jeden Morgen frisches Brot."
        "<form method=post><input type=password></form><a href=https://www.paypal.com/>Pay</a>"
        "<script src=https://code.example/a.js></script><script>gtag('config', 'AW-123456789')</script>"
        "<meta name=generator content='WordPress 6'><meta name=rating content=General>",
        server="nginx",
    )
    facts = facts_of(found, [found])
    assert {name: facts[name] for name in ("lang", "language", "technology", "ratings", "form_count", "script")} == {
        "lang": "en",
        "language": "de",
        "technology": ["nginx", "wordpress"],
        "ratings": ["general"],
        "form_count": 1,
        "script": {"hosts": ["code.example"], "inline": [], "accounts": ["google-ads:AW-123456789"]},
    }
    assert facts["forms"] == [
        {"kind": "login", "method": "post", "host": "own", "outbound": False, "fields": ["password"]}
    ]
    assert facts["outbound"] == {
        "link": ["www.paypal.com"], "payment": ["paypal.com"], "script": ["code.example"],
    }  # fmt: skip


def test_rules_can_look_at_technology_scripts_and_the_age_gate() -> None:
    texts = texts_of(view("<p>Are you over 18?<script src=//code.example/a.js></script>", x_powered_by="PHP/8"))
    assert texts["page.label"] == ("age-gate: are you over 18",)
    assert texts["page.technology"] == ("php", "x-powered-by: PHP/8")
    assert texts["page.script"] == ("code.example/a.js",)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, "<title>404 Not Found</title><p>Sorry", True),
        (404, "<title>404 Not Found</title><p>Sorry", False),
        (200, "<title>Bread</title><p>Bread and rolls, every morning", False),
    ],
)
def test_a_page_that_says_it_was_not_found_is_told_from_a_404(status: int, body: str, *, told: bool) -> None:
    found = view(body, status)
    assert facts_of(found, [found])["not_found"] is told
    assert (found.kind == "error") == (told or status == 404)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("RTA-5042-1996-1400-1577-RTA", ["rta"]),
        ("Adult", ["adult"]),
        ("mature", ["mature"]),
        ("restricted", ["restricted"]),
        ("safe for kids", ["general"]),
        ('(pics-1.1 "http://www.icra.org/ratingsv02.html" l r (nz 1))', ["icra"]),
        ("age=18 hash: x v=1.0", ["age-de"]),
        ("https://shop.example/age-de.xml", ["age-de"]),
        ("5 stars", []),
    ],
)
def test_rating_labels_become_stable_words(label: str, words: list[str]) -> None:
    assert ratings([label]) == words


def test_a_link_to_an_age_label_is_a_label() -> None:
    found = view("<link rel=meta href=/age-de.xml>")
    assert facts_of(found, [found])["ratings"] == ["age-de"]


def test_only_hosts_of_known_kinds_are_outbound() -> None:
    told = ["link a.example", "rocket b.example", "link", "link <b>", "link " + "a" * 200, "image www.x.com"]
    assert outbound(told) == {"link": ["a.example"], "image": ["www.x.com"], "social": ["x.com"]}


def size_of(texts: dict[str, tuple[str, ...]]) -> int:
    return len(json.dumps(texts, ensure_ascii=False).encode())


ENTRIES = st.lists(st.text(max_size=40).map(lambda text: text * 20), max_size=200)
FIELDS = st.sampled_from(["page.url", "page.title", "page.anchor", "page.text", "page.alt", "page.host"])


@given(st.dictionaries(FIELDS, ENTRIES))
def test_texts_have_their_room_whatever_they_are(fields: dict[str, list[str]]) -> None:
    fields["page.text"] = ["".join(filter(str.isprintable, text)) for text in fields.get("page.text", ())]
    assert size_of(bounded(fields)) <= ROOM


@pytest.mark.parametrize("char", ["a", "é", "中", "🎰", '"', "\\"])
def test_the_text_gets_what_the_others_leave(char: str) -> None:
    others = {f"page.{n}": [f"{n}{m}{char * 290}" for m in range(200)] for n in range(10)}
    full, alone = bounded({**others, "page.text": [char * 60_000]}), bounded({"page.text": [char * 60_000]})
    assert 99_000 < size_of(full) <= ROOM
    assert all(full[name] for name in others)
    assert 39_000 < size_of({"page.text": full["page.text"]}) <= size_of(alone)


def test_usual_texts_are_kept_whole() -> None:
    fields = {"page.anchor": ["Home", "About"], "page.text": ["Bread and rolls"], "page.alt": []}
    assert bounded(fields) == {"page.anchor": ("Home", "About"), "page.text": ("Bread and rolls",)}
