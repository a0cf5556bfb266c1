"""Names of no meaning: machines register them by the thousand, no list holds them, and they must say nothing."""

import random
from collections.abc import Sequence

from screening.classify.ngrams import LONGEST_LABEL, Part

NOISE = "noise"
_ALPHABETS = ("0123456789abcdef", "0123456789abcdefghijklmnopqrstuv", "0123456789abcdefghijklmnopqrstuvwxyz")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 12  # characters; shorter ones are the names that operators use


def noise(count: int, suffixes: Sequence[str], seed: int) -> list[Part]:
    """Random labels: hexadecimal, base 32, letters and digits, or letters alone; a third as long as checksums are.

    Args:
        count: how many.
        suffixes: what to end them with; drawn evenly.
        seed: of the dice.
    """
    dice = random.Random(seed)  # noqa: S311 (no secret)
    found = []
    for _ in range(count):
        length = dice.choice((dice.randint(_SHORTEST, LONGEST_LABEL), dice.randint(_SHORTEST, 24), 32))
        letters = dice.choice((*_ALPHABETS, _LETTERS))
        found.append(("".join(dice.choices(letters, k=length)), dice.choice(suffixes)))
    return found
