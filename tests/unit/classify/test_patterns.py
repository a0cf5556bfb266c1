import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.folding import fold
from screening.classify.patterns import Patterns, pattern_fault

SOURCES = [
    r"\b1x[0-9a-z]*bet",
    r"^a",
    r"b$",
    r"[^a]+$",
    r"\Wb\W",
    r"(a|b){2,3}",
    r"\.(casino|bet)$",
    r"каз[а-я]+",
    r"(?:x)(?P<y>y)",
    "赌.",
] * 8  # more than one gate


@given(st.lists(st.text(alphabet="ab1xyet. -казин赌场", max_size=12).map(fold), max_size=6))
def test_many_texts_in_one_pass_match_as_each_alone(texts: list[str]) -> None:
    alone = {
        (index, entry, hit.start(), hit.end())
        for index, text in enumerate(texts)
        for entry, source in enumerate(SOURCES)
        for hit in re2.finditer(source, text)
    }
    assert set(Patterns(SOURCES).find(texts)) == alone


def test_a_sound_pattern_has_no_fault() -> None:
    assert [pattern_fault(source) for source in SOURCES] == [""] * len(SOURCES)


def test_case_57_a_pattern_that_is_slow_elsewhere_is_taken_and_ends() -> None:
    sources = [r"(a+)+$", r"^(\w+\s?)+$", r"a.*b.*c", r"a[\s\S]*b[\s\S]*c", r"\s+$"]
    assert not any(pattern_fault(source) for source in sources)
    texts = ["a" * 60_000 + "!", "x " * 30_000 + "!", " " * 60_000 + "!", "ab" * 30_000 + "!"]
    assert list(Patterns(sources).find(texts)) == []


@pytest.mark.parametrize("source", [r"(a)\1", r"(?P<x>a)(?P=x)", r"a(?=b)", r"(?<!a)b", r"(?>a+)b", r"a++b"])
def test_case_57_what_only_a_slow_engine_can_do_is_no_pattern(source: str) -> None:
    assert pattern_fault(source)


def test_the_matches_of_one_pattern_in_one_text_are_bounded() -> None:
    assert len(list(Patterns(["a.*b|a"]).find(["a" * 20_000]))) == 1000
