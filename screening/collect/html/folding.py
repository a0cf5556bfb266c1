"""Texts and phrases made alike, so that the one can be found in the other."""

import unicodedata
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation


def folded(text: str) -> str:
    """A text in compatibility form and lower case, its apostrophes straight."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def says(said: str, phrases: str) -> str:
    """The first phrase of a list that a text has in it, or "".

    Args:
        said: folded and tidy.
        phrases: by lines, `; ` between them.
    """
    listed, automaton = _listed(phrases)  # 255 phrases one by one take 15 times as long
    found = automaton.find_matches_as_indexes(said, overlapping=True)
    return listed[min(found)[0]] if found else ""


@cache
def _listed(phrases: str) -> tuple[tuple[str, ...], AhoCorasick]:
    listed = tuple(folded(phrase) for line in phrases.strip().splitlines() for phrase in line.split("; "))
    return listed, AhoCorasick(listed, implementation=Implementation.DFA, store_patterns=False)
