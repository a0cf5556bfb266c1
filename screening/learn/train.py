"""From labelled names to a name model: score with lists left out, clean, score again, calibrate, fit on all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.classify.ngrams import Grams, NameModel, Part, part_of
from screening.learn.calibrate import meaning_of
from screening.learn.fit import Floats, fit, matrix_of
from screening.learn.labelled import BENIGN, HARD_NEGATIVE, UNLABELLED, Labelled
from screening.learn.measures import Share, above, threshold_at
from screening.learn.noise import NOISE, noise
from screening.learn.rounds import Mask, fairness, left_out, split_lists
from screening.model.verdict import CATEGORIES

GRAMS = Grams(bits=19, shortest=2, longest=5)
FLOOR = 1500  # milli-log-odds from which a name is a signal: what one kind of evidence has to say to agree with another
_HARD = 5.0  # how much a hard negative counts: there are few, and they are what a wrong refusal looks like
_NOTHING = 500  # milli-log-odds below which a name that one list alone calls bad looks like nothing: it is left out
_MISLABELLED = 3000  # milli-log-odds from which a benign name that one list alone vouches for is not believed
_NOISY = ("gambling", "adult")  # cleaned; a HYIP may look like any exchange, and to clean by looks would hide that
_UNITS = 127  # of the heaviest weight: to cut the few heaviest down cost a sixth of what gambling names scored
_NOISE_SHARE = 50  # labelled names to one of no meaning
RATE = 0.001  # of benign names, at which the card gives recall


@dataclass(frozen=True)
class Material:
    """Labelled names in columns."""

    names: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lists: list[frozenset[str]] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Labelled]) -> "Material":
        """Gather labelled rows, once a name and label."""
        material, seen = cls(), set()
        for row in rows:
            key = (row.domain.registrable, row.label)
            if key not in seen and row.label != UNLABELLED:
                seen.add(key)
                material.names.append(row.domain.registrable)
                material.parts.append(part_of(row.domain))
                material.labels.append(row.label)
                material.lists.append(row.lists)
        return material

    def add_noise(self, count: int, seed: int) -> None:
        """Add names of no meaning, under the suffixes of the benign ones, as a label of their own."""
        suffixes = [part[1] for part, label in zip(self.parts, self.labels, strict=True) if label == BENIGN]
        for part in noise(count, suffixes, seed):
            self.names.append(".".join(part))
            self.parts.append(part)
            self.labels.append(NOISE)
            self.lists.append(frozenset({NOISE}))

    def are(self, *labels: str) -> Mask:
        """Which names have one of the labels."""
        return np.isin(np.array(self.labels), labels)


@dataclass(frozen=True, slots=True)
class Account:
    """What training did, for the model card.

    Args:
        counts: names by label.
        dropped: by category, benign names that were not believed.
        doubted: by category, its own names that were left out since they look like nothing.
        recall: by category and list, the share found at `RATE`, by models that the list did not teach.
        hard: by category, the share of hard negatives above the same threshold.
        split: lists, as (label, list), too large to be left out whole.
        background: unlabelled names that were calibrated against.
    """

    counts: dict[str, int]
    dropped: dict[str, int]
    doubted: dict[str, int]
    recall: dict[str, dict[str, Share]]
    hard: dict[str, Share]
    split: frozenset[tuple[str, str]]
    background: int


def train(material: Material, background: Sequence[Part], seed: int, grams: Grams = GRAMS) -> tuple[NameModel, Account]:
    """Train on all names; the same names and seed give the same model on one machine.

    Args:
        material: labelled names. Names of no meaning are added to it.
        background: unlabelled names of the population, to calibrate against; may be empty.
        seed: of all dice.
        grams: what the model looks at.
    """
    material.add_noise(len(material.names) // _NOISE_SHARE, seed)
    unlabelled = matrix_of(background, grams) if background else None
    matrix = matrix_of(material.parts, grams)
    rounds = left_out(material.names, material.labels, material.lists)
    counts = fairness(material.labels, material.lists)
    single = np.array([len(named) == 1 for named in material.lists])
    benign, harmless = material.are(BENIGN), material.are(BENIGN, HARD_NEGATIVE)
    weights, meanings, recall, hard = {}, {}, {}, {}
    dropped, doubted = {}, {}
    for category in CATEGORIES:
        own = material.are(category)
        plain = np.where(material.are(HARD_NEGATIVE), _HARD, 1.0)
        first = _unseen(matrix, rounds, own, plain, seed)
        said = meaning_of(first, own, harmless, counts, FLOOR).curve.at(_rounded(first))
        wrong = benign & single & (said >= _MISLABELLED) & (category in _NOISY)
        nothing = own & single & (said < _NOTHING) & (category in _NOISY)
        trust = np.where(wrong | nothing, 0.0, plain)
        second = _unseen(matrix, rounds, own, trust, seed)
        whole = fit(matrix, own, trust, seed)
        unit = (float(np.abs(whole).max()) or 1.0) / _UNITS
        weights[category] = np.round(whole / unit).astype(np.int8)
        population = None if unlabelled is None else unlabelled @ (whole / unit)
        meanings[category] = meaning_of(second / unit, own, harmless, counts, FLOOR, population)
        dropped[category], doubted[category] = int(wrong.sum()), int(nothing.sum())
        scores = _rounded(second / unit)
        threshold = threshold_at(scores[benign], RATE)
        recall[category] = _by_list(material, scores, category, threshold)
        hard[category] = above(scores[material.are(HARD_NEGATIVE)], threshold)
    labels = {label: material.labels.count(label) for label in (*CATEGORIES, BENIGN, HARD_NEGATIVE)}
    split = split_lists(material.labels, material.lists)
    return NameModel(grams, weights, meanings), Account(labels, dropped, doubted, recall, hard, split, len(background))


def _unseen(matrix: Any, rounds: Sequence[Mask], own: Mask, weights: Floats, seed: int) -> Floats:
    """The score of every name by the model of the first round that left it out."""
    scores = np.full(len(own), np.nan)
    for out in rounds:
        taught = np.flatnonzero(~out & (weights > 0))
        new = np.flatnonzero(out & np.isnan(scores))
        if len(new):
            scores[new] = matrix[new] @ fit(matrix[taught], own[taught], weights[taught], seed)
    return scores


def _by_list(material: Material, scores: NDArray[np.int64], category: str, threshold: int) -> dict[str, Share]:
    found: dict[str, list[int]] = {}
    for at in np.flatnonzero(material.are(category)).tolist():
        for name in material.lists[at]:
            found.setdefault(name, []).append(at)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: above(scores[np.array(places)], threshold) for name, places in ordered}


def _rounded(scores: Floats) -> NDArray[np.int64]:
    return np.round(scores).astype(np.int64)
