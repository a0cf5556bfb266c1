"""Rounds of training that leave whole lists out: a name is scored by a model that none of its lists has taught."""

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4
_MOST = 0.5  # of a label; a list with more is left out in parts, since what is left without it would be no model

Mask = NDArray[np.bool_]


def split_lists(labels: Sequence[str], lists: Sequence[frozenset[str]]) -> frozenset[tuple[str, str]]:
    """The lists, as (label, list), that hold more than half of their label: these are left out in parts only."""
    sizes, wholes = _sizes(labels, lists), Counter(labels)
    return frozenset(pair for pair, size in sizes.items() if size > _MOST * wholes[pair[0]])


def left_out(
    names: Sequence[str], labels: Sequence[str], lists: Sequence[frozenset[str]], rounds: int = ROUNDS
) -> list[Mask]:
    """Which names each round leaves out: of every label some lists whole, the large ones apart.

    Args:
        names: the names; those of a list that is left out in parts are dealt by their checksum.
        labels: one a name. A list counts apart for every label that it gives.
        lists: the lists that name it, one set a name.
        rounds: how many.
    """
    split = split_lists(labels, lists)
    load: Counter[tuple[str, int]] = Counter()
    place: dict[tuple[str, str], int] = {}
    for (label, name), size in sorted(_sizes(labels, lists).items(), key=lambda item: (-item[1], item[0])):
        if (label, name) not in split:
            place[label, name] = min(range(rounds), key=lambda number: (load[label, number], number))
            load[label, place[label, name]] += size
    masks = np.zeros((rounds, len(names)), np.bool_)
    for at, (name, label, named) in enumerate(zip(names, labels, lists, strict=True)):
        of = {place[label, one] for one in named if (label, one) in place}
        for number in of or {zlib.crc32(name.encode()) % rounds}:
            masks[number, at] = True
    return list(masks)


def fairness(labels: Sequence[str], lists: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """A weight a name, with which a list counts by the root of its size, so that no large one speaks for all."""
    sizes = _sizes(labels, lists)
    pairs = zip(labels, lists, strict=True)
    return np.array([min(sizes[label, name] for name in named) ** -0.5 for label, named in pairs])


def _sizes(labels: Sequence[str], lists: Sequence[frozenset[str]]) -> Counter[tuple[str, str]]:
    sizes: Counter[tuple[str, str]] = Counter()
    for label, named in zip(labels, lists, strict=True):
        sizes.update((label, name) for name in named)
    return sizes
