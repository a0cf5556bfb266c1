import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from screening.learn.measures import Share, above, area, average_precision, reliability, threshold_at

scores = st.lists(st.integers(-50, 50), min_size=1, max_size=60).map(np.array)


@given(scores, scores)
def test_areas_are_those_of_the_textbook(own: np.ndarray, others: np.ndarray) -> None:
    truth, every = [1] * len(own) + [0] * len(others), np.concatenate([own, others])
    assert area(own, others) == pytest.approx(roc_auc_score(truth, every))
    assert average_precision(own, others) == pytest.approx(average_precision_score(truth, every))


@given(scores, st.sampled_from([0.0, 0.01, 0.1, 0.5]))
def test_no_more_than_the_rate_of_benign_names_exceed_the_threshold(benign: np.ndarray, rate: float) -> None:
    threshold = threshold_at(benign, rate)
    assert above(benign, threshold).share <= rate
    assert above(benign, threshold - 1).share > rate or rate == 0.0


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1000, 0.0002, 0.0056), (0, 0, 0, 1)],
)
def test_the_interval_of_a_share_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=0.0001)


def test_true_probabilities_have_no_error_and_false_ones_theirs() -> None:
    # 10 times as frequent among the category's: weight ln 10; the rest speaks against it by ln(0.0/0.9).
    own = np.array([2303] * 50 + [-588] * 50)
    others = np.array([2303] * 5 + [-588] * 95)
    true = reliability(own, others, 0.03)
    assert true.error == pytest.approx(0, abs=0.002)
    bold = reliability(own + 3000, others, 0.03)
    assert bold.error > 0.02
    assert len(true.said) == 15


@given(scores, scores, st.integers(0, 10))
def test_the_order_of_names_does_not_change_the_error(own: np.ndarray, others: np.ndarray, seed: int) -> None:
    dice = np.random.default_rng(seed)
    first = reliability(own, others, 0.01).error
    assert first == pytest.approx(reliability(dice.permutation(own), dice.permutation(others), 0.01).error)
    assert 0 <= first <= 1


def test_who_knows_nothing_and_says_the_prior_is_calibrated() -> None:
    nothing = np.zeros(100, np.int64)
    found = reliability(nothing, nothing, 0.01)
    assert found.error == pytest.approx(0, abs=1e-12)
    assert math.isclose(found.said[0], 0.01)
