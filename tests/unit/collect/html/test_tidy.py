import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.tidy import ENTRIES, ENTRY, tidy, tidy_all


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two \n\t lines\r\n", "two lines"),
        ("nul\x00byte", "nulbyte"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("ca\u200bsi\u200dno", "casino"),
        ("ca\u00adsino", "casino"),
        ("\u202eonisac\u202c", "onisac"),
        ("\u2067left\u2069", "left"),
        ("non\u00a0breaking", "non breaking"),
        ("half \ud800 pair", "half pair"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # text is text; whoever shows it escapes it
    ],
)
def test_case_50_what_cannot_be_seen_is_dropped(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


def test_case_50_a_title_of_a_megabyte_is_cut() -> None:
    assert tidy("a" * 1_000_000) == "a" * ENTRY


def test_a_field_keeps_distinct_entries_in_order_and_not_too_many() -> None:
    assert tidy_all(["b", " b ", "", "\u200b", "a"]) == ["b", "a"]
    assert tidy_all(str(n) for n in range(10_000)) == [str(n) for n in range(ENTRIES)]


@given(st.text(), st.integers(1, 50))
def test_a_tidy_text_is_one_short_line_without_controls(raw: str, limit: int) -> None:
    clean = tidy(raw, limit)
    assert len(clean) <= limit
    assert clean == clean.strip()
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in clean)
    assert tidy(clean, limit) == clean
