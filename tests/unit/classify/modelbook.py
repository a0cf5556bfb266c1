"""Small name models to test with."""

import numpy as np

from screening.classify.ngrams import Curve, Grams, Meaning, NameModel

GRAMS = Grams(bits=16, shortest=2, longest=5)
WORD = "zocker"
FLOOR, SILENCE = 1500, -700


def model_saying(weight: int, category: str = "gambling", word: str = WORD) -> NameModel:
    """A model for which a name that holds the word says just this, and any other next to nothing."""
    grams = [word[at : at + GRAMS.longest] for at in range(len(word) - GRAMS.longest + 1)]
    slots = {gram: slot for _, gram, slot in GRAMS.listed((word, "example"))}
    weights = np.zeros(1 << GRAMS.bits, np.int8)
    for gram in grams:
        weights[slots[gram]] = 100
    whole = 100 * len(grams)
    curve = Curve((0, whole - 1, whole), (-2000, min(-1, weight), weight))
    return NameModel(GRAMS, {category: weights}, {category: Meaning(curve, FLOOR, SILENCE)})


def dice_model(seed: int = 1, grams: Grams = GRAMS) -> NameModel:
    """A model with random weights in all categories."""
    dice = np.random.default_rng(seed)
    weights = {}
    for category in ("adult", "gambling", "hyip"):
        weights[category] = dice.integers(-127, 128, 1 << grams.bits).astype(np.int8)
        weights[category][0] = 0
    meaning = Meaning(Curve((-900, 0, 400, 2000), (-3000, 0, 2500, 9000)), FLOOR, SILENCE)
    return NameModel(grams, weights, dict.fromkeys(weights, meaning))
