import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.model.sketch import SIZE, _words, similarity, sketch

WORDS = [f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600)]
CHINESE = "".join(chr(0x4E00 + 7 * n) for n in range(600))
THAI = "".join(chr(0x0E01 + n**3 % 43) for n in range(43)) + "".join(chr(0x0E01 + 5**n % 47 % 43) for n in range(46))


def test_a_sketch_is_the_same_on_every_machine() -> None:
    assert sketch("The quick brown fox, the lazy dog.") == (
        940281042,
        2416039095,
        2464191841,
        2477614852,
        3586779336,
    )


def test_a_sketch_is_bounded_and_ascending() -> None:
    found = sketch(" ".join(WORDS))
    assert len(found) == SIZE
    assert list(found) == sorted(set(found))
    assert all(0 <= value < 2**32 for value in found)


@pytest.mark.parametrize("text", ["", "   ", "...!?", "\u200b"])
def test_a_text_without_words_has_an_empty_sketch(text: str) -> None:
    assert sketch(text) == ()


def test_two_empty_pages_are_equal_and_an_empty_one_is_unlike_a_full_one() -> None:
    assert similarity((), ()) == 1.0
    assert similarity((), sketch("some words here")) == 0.0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Open today, 9:41", "OPEN today: 17:03"),
        ("Visitors 1,204 so far", "Visitors 98,001 so far"),
        ("ＣＡＳＩＮＯ night now", "casino night now"),
    ],
)
def test_case_punctuation_width_and_numbers_are_no_rewriting(before: str, after: str) -> None:
    assert similarity(sketch(before), sketch(after)) == 1.0


@pytest.mark.parametrize("shared", [0, 150, 300, 450, 600])
def test_the_estimate_is_near_the_true_share_of_word_triples(shared: int) -> None:
    a = " ".join(WORDS)
    b = " ".join(WORDS[:shared] + [word + "x" for word in WORDS[shared:]])
    common = max(0, shared - 2)
    true = common / (2 * (len(WORDS) - 2) - common)
    assert similarity(sketch(a), sketch(b)) == pytest.approx(true, abs=0.15)  # two and a half standard errors at k = 64


def test_short_texts_are_compared_exactly() -> None:
    # three triples each, two of them common: 2 / 4
    assert similarity(sketch("a b c d e"), sketch("x b c d e")) == pytest.approx(2 / 4)


@pytest.mark.parametrize("text", [CHINESE, THAI], ids=["chinese", "thai"])
def test_scripts_without_spaces_are_compared_by_characters(text: str) -> None:
    edited = text[:-10]
    assert similarity(sketch(text), sketch(edited)) > 0.8
    assert similarity(sketch(text), sketch(text[::-1])) < 0.5


@given(st.text(max_size=400), st.text(max_size=400))
def test_similarity_is_symmetric_and_between_nought_and_one(a: str, b: str) -> None:
    first, second = sketch(a), sketch(b)
    assert 0.0 <= similarity(first, second) <= 1.0
    assert similarity(first, second) == similarity(second, first)
    assert similarity(first, first) == 1.0


@given(st.text(st.characters(max_codepoint=127), max_size=400))
def test_a_text_with_one_foreign_letter_has_the_words_of_one_without(text: str) -> None:
    assert [*_words(f"{text} é".lower())][:-1] == _words(text.lower())
