"""The phrase that a text says is the first of the list, wherever in the text it is."""

from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.folding import folded, says

LISTED = "under construction; construction\nover 18; ÖFFNET bald; 18; 域名出售"


def test_the_first_phrase_of_the_list_is_told_not_the_first_of_the_text() -> None:
    assert says(folded("18? Construction!"), LISTED) == "construction"
    assert says(folded("UNDER CONSTRUCTION"), LISTED) == "under construction"


def test_phrases_are_folded_as_texts_are() -> None:
    assert says(folded("öffnet BALD"), LISTED) == "öffnet bald"


@given(st.lists(st.sampled_from(["under ", "construction", "over ", "18", "域名", "出售", "x"])).map("".join))
def test_a_phrase_is_found_wherever_it_is_and_nothing_else(text: str) -> None:
    phrases = [folded(phrase) for line in LISTED.splitlines() for phrase in line.split("; ")]
    assert says(text, LISTED) == next((phrase for phrase in phrases if phrase in text), "")
