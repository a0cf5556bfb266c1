"""Rounds of training that leave whole lists out: a name is only ever scored by a model that no list of its taught."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4

Mask = NDArray[np.bool_]


def lists_by_round(
    labels: Sequence[str], lists: Sequence[frozenset[str]], rounds: int = ROUNDS
) -> list[frozenset[str]]:
    """Which lists each round leaves out: of every label some, the large ones apart.

    Args:
        labels: one a name.
        lists: the lists that name it, one set a name.
        rounds: how many; a label that fewer lists name is left in where there is none of it to leave out.
    """
    sizes: Counter[tuple[str, str]] = Counter()
    for label, named in zip(labels, lists, strict=True):
        sizes.update((label, name) for name in named)
    load: Counter[tuple[str, int]] = Counter()
    place: dict[str, int] = {}
    for (label, name), size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        if name not in place:
            place[name] = min(range(rounds), key=lambda number: (load[label, number], number))
        load[label, place[name]] += size
    return [frozenset(name for name, number in place.items() if number == wanted) for wanted in range(rounds)]


def held_out(lists: Sequence[frozenset[str]], left_out: frozenset[str]) -> Mask:
    """Which names any of the lists left out names."""
    return np.fromiter((not named.isdisjoint(left_out) for named in lists), np.bool_, len(lists))


def fairness(labels: Sequence[str], lists: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """A weight a name, with which a list counts by the root of its size, so that no large one speaks for all."""
    sizes: Counter[tuple[str, str]] = Counter()
    for label, named in zip(labels, lists, strict=True):
        sizes.update((label, name) for name in named)
    smallest: Mapping[tuple[str, str], int] = sizes
    return np.array(
        [1 / min(smallest[label, name] for name in named) ** 0.5 for label, named in zip(labels, lists, strict=True)]
    )
