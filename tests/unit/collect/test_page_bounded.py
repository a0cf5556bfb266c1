"""Whatever a page is: its evidence is bounded, and what nobody could read is never clear."""

import json
import random
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.collect.guard import Fetched
from screening.collect.html.charset import _CODECS
from screening.collect.html.facts import EVIDENCE_CAP
from screening.collect.html.parser_pool import ParserPool
from screening.collect.html.view import view_of
from screening.collect.page import evidence_of
from screening.model.evidence import Evidence, Outcome
from screening.model.sight import NOTHING
from screening.model.verdict import Conclusion
from screening.store.rules_folder import default_rules_folder, read_folder
from tests.unit.collect.sites import DOMAIN, HTTPS, NOW, answered

CHARSETS = [labels[0] for labels in _CODECS.values()]
LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def parser() -> Iterator[ParserPool]:
    parser = ParserPool()
    yield parser
    parser.close()


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_ruleset(read_folder(default_rules_folder()))


def seen(fetched: Fetched, parser: ParserPool) -> Evidence:
    return evidence_of([view_of(HTTPS, fetched, parser)], NOW)


def size_of(found: Evidence) -> int:
    return len(json.dumps([dict(found.facts), dict(found.texts)], ensure_ascii=False).encode())


def letters_of(found: Evidence) -> int:
    """Letters that a visitor, or a machine, is told."""
    fields = ("page.title", "page.meta", "page.alt", "page.text")
    text = "".join(entry for field in fields for entry in found.texts.get(field, ()))
    return sum(unicodedata.category(char)[0] == "L" for char in text)


HEADERS = st.dictionaries(
    st.sampled_from(["server", "set-cookie", "rating", "content-language", "x-powered-by", "x-generator", "x-shopid"]),
    st.text(max_size=40).map(lambda text: (text * 100)[:1_000]),
)
PIECES = (
    "<p> <a@href=//h.example/> <img@src=x@alt=' '> <script> </script> <form> <input@name=q> <title> </title> "
    "\x00 @ &#0; "
    '<meta@name=generator@content= " = 18 中 🎰 \ue000 casino'
)
MARKUP = st.lists(st.sampled_from([piece.replace("@", " ") for piece in PIECES.split(" ")]), max_size=60).map(
    lambda parts: "".join(parts).encode()
)


@LIMITS
@given(
    body=st.binary(max_size=1_000) | MARKUP,
    charset=st.sampled_from(CHARSETS) | st.text(max_size=30),
    headers=HEADERS,
    status=st.sampled_from([200, 200, 404, 403]),
)
def test_no_page_breaks_its_bounds_and_none_without_words_is_clear(
    parser: ParserPool, shipped: RuleSet, body: bytes, charset: str, headers: dict[str, str], status: int
) -> None:
    sent = {"content-type": f"text/html; charset={charset}", **headers}
    found = seen(Fetched(HTTPS, (), status, sent, body), parser)
    assert size_of(found) <= EVIDENCE_CAP
    assert found.digest
    readable = letters_of(found) >= 4 or bool(found.facts["age_gate"])
    assert readable or found.outcome is not Outcome.OBSERVED or found.facts["kind"] in NOTHING
    (verdict,) = judge([Item(DOMAIN, (found,))], shipped, shipped.policy, ("name", "page"))
    if verdict.conclusion is Conclusion.CLEAR:
        assert readable or found.facts["kind"] in NOTHING


@pytest.mark.parametrize("charset", CHARSETS)
def test_noise_is_not_content_in_any_charset(parser: ParserPool, charset: str) -> None:
    for size in (400, 4_000, 40_000):
        noise = random.Random(f"{charset} {size}").randbytes(size)
        found = seen(answered(HTTPS, noise, content_type=f"text/html; charset={charset}"), parser)
        assert (found.outcome, found.cause) == (Outcome.FAILED, "not-text")


def fat(char: str) -> str:
    """A page that fills every field with one character."""
    line, host = char * 290, "h" * 95
    return f"<title>{line}</title><p>{char * 70_000}" + "".join(
        f"<h2>{n}{line}</h2><a href='//{n}{char * 200}.example/{char * 900}{n}'>{n}{line}</a>"
        f"<img alt='{n}{line}' src='//i{n}.{host}/'><link href=//l{n}.{host}><iframe src=//r{n}.{host}></iframe>"
        f"<script src='//s{n}.{host}/{'f' * 99}'></script><script>'GTM-{n:05}'; {'function ' * 9}{'x' * n}</script>"
        f"<meta property=og:x content='{n}{line}'><meta name=rating content='{n}{line}'>"
        f"<meta name=generator content='{line}{n}'><form action=//f{n}.{host}><input type=password></form>"
        for n in range(120)
    )


@pytest.mark.parametrize("char", ["a", "é", "中", "🎰", "&quot;", "\\"])
def test_the_fattest_page_stays_below_the_cap(parser: ParserPool, char: str) -> None:
    hops = tuple(answered(f"{HTTPS}{'u' * 990}{n}", b"").hops[0] for n in range(12))
    headers = {"set-cookie": char * 1000, "server": char * 1000, "x-powered-by": char * 1000, "content-type": ""}
    found = seen(Fetched(HTTPS + char * 990, hops, 200, headers, fat(char).encode()), parser)
    assert found.texts["page.text"]
    assert 50_000 < size_of(found) <= EVIDENCE_CAP
