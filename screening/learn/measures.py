"""How well scores tell a category from all else: at rates that matter, with intervals, and against a stated prior."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NORMAL = 1.959964  # of a 95 % interval
BINS = 15

Scores = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the 95 % interval of the share that lies behind it (Wilson 1927)."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """The share seen, 0 where there was nothing to see."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """From where to where the share lies, by this sample; everywhere, by an empty one."""
        if not self.of:
            return 0.0, 1.0
        square = _NORMAL**2 / self.of
        middle = (self.share + square / 2) / (1 + square)
        half = math.sqrt(square * (self.share * (1 - self.share) + square / 4)) / (1 + square)
        return max(0.0, middle - half), min(1.0, middle + half)


def threshold_at(benign: Scores, rate: float) -> int:
    """The score that at most this share of benign names exceed."""
    allowed = int(rate * len(benign))
    return int(np.sort(benign)[len(benign) - 1 - allowed])


def above(scores: Scores, threshold: int) -> Share:
    """How many scores exceed a threshold."""
    return Share(int((scores > threshold).sum()), len(scores))


def area(own: Scores, others: Scores) -> float:
    """The area under the receiver's curve: how often one of the category scores above another, ties by half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, own, "left") + np.searchsorted(ordered, own, "right")
    return float(below.sum() / (2 * len(own) * len(others)))


def precision_recall(own: Scores, others: Scores) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Recall and precision at every score that occurs, from the highest down."""
    levels = np.unique(np.concatenate([own, others]))[::-1]
    hits = len(own) - np.searchsorted(np.sort(own), levels, "left")
    false = len(others) - np.searchsorted(np.sort(others), levels, "left")
    return hits / len(own), hits / (hits + false)


def average_precision(own: Scores, others: Scores) -> float:
    """Precision, averaged over the steps of recall."""
    recall, precision = precision_recall(own, others)
    return float((np.diff(recall, prepend=0) * precision).sum())


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins of equal mass, from the least to the most probable, at one prior.

    Args:
        said: the mean probability of each.
        seen: the share of the category in each.
    """

    said: NDArray[np.float64]
    seen: NDArray[np.float64]

    @property
    def error(self) -> float:
        """The expected calibration error (Naeini et al. 2015)."""
        return float(np.abs(self.said - self.seen).mean())


def reliability(own: Scores, others: Scores, prior: float, bins: int = BINS) -> Reliability:
    """How true the probabilities are, with the sample weighted so that the category has its prior share.

    Names of one score are one mass: where a bin ends inside it, it is divided as water is, whatever their order.

    Args:
        own: scores in milli-log-odds without the prior.
        others: of what is not of the category.
        prior: the share of the category.
        bins: of equal mass.
    """
    levels, place = np.unique(np.concatenate([own, others]), return_inverse=True)
    ours = np.bincount(place[: len(own)], minlength=len(levels)) * (prior / len(own))
    theirs = np.bincount(place[len(own) :], minlength=len(levels)) * ((1 - prior) / len(others))
    probability = 1 / (1 + np.exp(-(math.log(prior / (1 - prior)) + levels / 1000)))
    mass = np.concatenate([[0], np.cumsum(ours + theirs)])
    cuts = np.linspace(0, mass[-1], bins + 1)
    said = np.concatenate([[0], np.cumsum((ours + theirs) * probability)])
    seen = np.concatenate([[0], np.cumsum(ours)])
    return Reliability(*(np.diff(np.interp(cuts, mass, total)) * bins for total in (said, seen)))
