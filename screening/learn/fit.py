"""Linear models over the same n-grams that scoring uses, one category against all else."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.classify.ngrams import Grams, Part

_BLOCK = 20_000  # names hashed at a time
_PENALTY = 1e-6  # of the square of the weights; larger ones lost recall, smaller ones changed nothing
_PASSES = 5

Floats = NDArray[np.float64]


def matrix_of(parts: Sequence[Part], grams: Grams) -> Any:
    """A sparse matrix (SciPy CSR): a row a name, a column a slot, how often the name has it."""
    from scipy.sparse import csr_matrix, vstack  # noqa: PLC0415 (an optional part)

    pieces = []
    for at in range(0, len(parts), _BLOCK):
        block = parts[at : at + _BLOCK]
        sizes, starts, whole = grams.slots(block)
        owners = np.repeat(np.arange(len(block)), np.diff(starts, append=len(sizes[0])))
        columns = np.concatenate([*sizes, *whole]).astype(np.int32)
        rows = np.concatenate([np.tile(owners, len(sizes)), np.tile(np.arange(len(block)), len(whole))])
        counts = np.ones(int((columns > 0).sum()), np.float32)
        piece = csr_matrix((counts, (rows[columns > 0], columns[columns > 0])), shape=(len(block), 1 << grams.bits))
        piece.sum_duplicates()
        pieces.append(piece)
    return vstack(pieces, format="csr")


def fit(matrix: Any, wanted: NDArray[np.bool_], weights: Floats, seed: int) -> Floats:
    """The weights of a logistic regression by averaged stochastic gradient descent, one a column.

    Args:
        matrix: from `matrix_of`.
        wanted: which rows are of the category.
        weights: how much each row counts.
        seed: of the order in which the rows are seen.
    """
    from sklearn.linear_model import SGDClassifier  # noqa: PLC0415 (an optional part)

    model = SGDClassifier(loss="log_loss", alpha=_PENALTY, max_iter=_PASSES, tol=None, average=True, random_state=seed)
    model.fit(matrix, wanted, sample_weight=weights)
    found: Floats = model.coef_[0].astype(np.float64)
    return found
