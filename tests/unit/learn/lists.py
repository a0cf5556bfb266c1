"""Invented lists of names, large enough to learn from."""

import random
from pathlib import Path

from screening.learn.labelled import Labelled
from screening.model.names import Domain

WORDS = {
    "gambling": ("casino", "poker", "slots", "bet"),
    "adult": ("porn", "nude", "xxx", "escort"),
    "hyip": ("invest", "profit", "doubler", "yield"),
    "benign": ("garden", "school", "bakery", "books"),
    "hard_negative": ("casinofilm", "essex"),
}
LISTS = {"gambling": 4, "adult": 4, "hyip": 4, "benign": 6, "hard_negative": 2}


def rows(each: int = 120, seed: int = 1) -> list[tuple[str, str, str]]:
    """Rows of domain, label and source: a word of the label, and two syllables."""
    dice = random.Random(seed)
    syllables = ("ka", "lo", "mi", "ter", "ban", "so", "ve", "ri")
    found = {}
    for label, words in WORDS.items():
        for _ in range(each):
            name = "".join((dice.choice(syllables), dice.choice(words), dice.choice(syllables), dice.choice(syllables)))
            named = dice.sample(range(LISTS[label]), dice.choice((1, 1, 2)))
            found[f"{name}.{dice.choice(('com', 'net'))}"] = label, "+".join(f"{label[:3]}{n}" for n in named)
    return [(name, *rest) for name, rest in found.items()]


def domain(name: str) -> Domain:
    """A name whose last label is its suffix."""
    return Domain(name, name, name, name.rpartition(".")[2])


def labelled(each: int = 120, seed: int = 1) -> list[Labelled]:
    """The rows as they are read."""
    return [Labelled(domain(name), label, frozenset(lists.split("+"))) for name, label, lists in rows(each, seed)]


def table(path: Path, each: int = 120) -> Path:
    """The rows as a file."""
    lines = ["domain\tlabel\tsource", *("\t".join(row) for row in rows(each))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
