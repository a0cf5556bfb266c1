"""What a model's sums mean, read off names that it was not taught: weights of evidence, made to rise."""

import numpy as np
from numpy.typing import NDArray

from screening.classify.ngrams import Curve, Meaning

_STEPS = 24  # knots between the lowest and the highest sum of the category's own names
_DOUBT = 3.0  # names that are thought into every step of either side: an empty one is no certainty
_HEADROOM = 1500  # milli-log-odds that the curve still rises beyond its last knot, so that order is kept there
_POPULATION = 0.1  # how much the unlabelled population counts beside benign names: the lists are cleaner, but other
_LIMIT = 12_000  # milli-log-odds; no list is so clean that more could be known

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def meaning_of(
    sums: Floats, own: Mask, others: Mask, counts: Floats, floor: int, background: Floats | None = None
) -> Meaning:
    """The curve, and the weight of silence, of one category.

    Args:
        sums: of every name, by a model that no list of its taught.
        own: which names are of the category.
        others: which are benign.
        counts: how much each name counts.
        floor: the weight in milli-log-odds from which a name is a signal.
        background: the sums of unlabelled names of the population, if there are any.
    """
    curve = curve_of(sums, own, others, counts, background)
    silent = curve.at(np.round(sums).astype(np.int64)) < floor
    kept = _share(silent & own, own, counts), _share(silent & others, others, counts)
    silence = round(1000 * float(np.log(kept[0] / kept[1])))
    return Meaning(curve, floor, min(silence, 0))


def curve_of(sums: Floats, own: Mask, others: Mask, counts: Floats, background: Floats | None = None) -> Curve:
    """From a sum to the logarithm of how much more often the category's names reach it than benign ones do.

    The steps hold equal shares of the category; those that would fall are merged (isotonic regression by pooling
    adjacent violators, Ayer et al. 1955). Where the population is known, benign names and what of the population is
    not of the category count alike.
    """
    inside = np.unique(np.quantile(sums[own], np.linspace(0.02, 0.995, _STEPS), method="nearest"))
    step = np.searchsorted(inside, sums, "right")
    for_it: Floats = (
        np.bincount(step[own], counts[own] / counts[own].mean(), len(inside) + 1).astype(np.float64) + _DOUBT
    )
    against = np.bincount(step[others], counts[others] / counts[others].mean(), len(inside) + 1) + _DOUBT
    ours, theirs = for_it / for_it.sum(), against / against.sum()
    if background is not None:
        seen = np.bincount(np.searchsorted(inside, background, "right"), minlength=len(inside) + 1) + _DOUBT
        theirs = (1 - _POPULATION) * theirs + _POPULATION * _without(seen / seen.sum(), ours, theirs)
    said: Floats = np.log(ours / theirs).astype(np.float64)
    # The lowest step is all that lies below the category's own names: its place is where most benign ones are.
    below = sums[others & (step == 0)]
    lowest = min(float(np.median(below)), inside[0] - 1) if len(below) else inside[0] - 1
    middles = np.concatenate([[lowest], (inside[1:] + inside[:-1]) / 2, inside[-1:]])
    return _whole(middles, 1000 * _rising(said, for_it))


def _without(population: Floats, ours: Floats, theirs: Floats) -> Floats:
    """The population less its share of the category, which is the most that the category's own shape leaves room for.

    (The mixture proportion of Blanchard, Lee and Scott 2010.) Nowhere less than benign names are.
    """
    tails = np.cumsum(population[::-1])[::-1], np.cumsum(ours[::-1])[::-1]
    share = float((tails[0] / tails[1]).min())
    rest = np.maximum(population - share * ours, theirs * (1 - share))
    whole: Floats = rest / rest.sum()
    return whole


def _rising(values: Floats, weights: Floats) -> Floats:
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            (low, heavy, many), (high, light, few) = pools[-2], pools[-1]
            pools[-2:] = [[(low * heavy + high * light) / (heavy + light), heavy + light, many + few]]
    return np.array([value for value, _, many in pools for _ in range(int(many))])


def _whole(sums: Floats, weights: Floats) -> Curve:
    """A curve in whole numbers with room above: its last rise goes on, flatter."""
    xs = np.round(sums).astype(np.int64).tolist()
    ys = np.round(np.clip(weights, -_LIMIT, _LIMIT - _HEADROOM)).astype(np.int64).tolist()
    knots = dict(zip(xs, ys, strict=True))
    last, spread = xs[-1], max(xs[-1] - xs[0], 1)
    knots[last + spread] = knots[last] + _HEADROOM
    return Curve(tuple(knots), tuple(knots.values()))


def _share(some: Mask, of: Mask, counts: Floats) -> float:
    return float((counts[some].sum() + counts[of].mean()) / (counts[of].sum() + counts[of].mean()))
