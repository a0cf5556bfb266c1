"""Texts and phrases made alike, so that the one can be found in the other."""

import unicodedata
from functools import cache


def folded(text: str) -> str:
    """A text in compatibility form and lower case, its apostrophes straight."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def says(said: str, phrases: str) -> str:
    """The first phrase of a list that a text has in it, or "".

    Args:
        said: folded.
        phrases: by lines, `; ` between them.
    """
    return next((phrase for phrase in _listed(phrases) if phrase in said), "")  # four times as fast as one alternation


@cache
def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(folded(phrase) for line in phrases.strip().splitlines() for phrase in line.split("; "))
