"""The one judge over labelled names or pages, and how well it did, by figures that can be held against others'."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from screening.classify.judge import Item, judge
from screening.classify.rule import RuleSet
from screening.learn.labelled import BENIGN, HARD_NEGATIVE
from screening.learn.measures import Scores, Share, above, area, average_precision, reliability, threshold_at
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.model.verdict import CATEGORIES, Conclusion, Verdict

RATES = (0.001, 0.0001)
PRIORS = (0.01, 0.03)
FEW = 300  # names of a category, below which no figure promises anything
_BATCH = 10_000
_WORST = 40  # mistakes that are listed, of either sort
_WEIGHTIEST = 3  # signals told with each


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled thing: what to judge, and what it is said to be."""

    item: Item
    label: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A name that scored unlike its label, and what weighed most."""

    domain: str
    label: str
    category: str
    score: int
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one category comes to; scores by group, for plots.

    Args:
        own: scores of what is of the category.
        benign: of what is benign.
        hard: of hard negatives.
        auc: area under the receiver's curve against benign.
        precision: average precision against benign.
        recall: by rate of false positives among benign, the share found.
        hard_rate: by the same rates, the share of hard negatives above the threshold.
        calibration: by prior, the expected calibration error against benign and hard negatives.
        mistakes: the worst, first benign ones that score high, then its own that score low.
    """

    own: Scores
    benign: Scores
    hard: Scores
    auc: float
    precision: float
    recall: Mapping[float, Share]
    hard_rate: Mapping[float, Share]
    calibration: Mapping[float, float]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures.

    Args:
        counts: labelled things by label.
        verdicts: by label, how many came to each conclusion under the policy.
        categories: the figures of each category that the file has both sides of.
        ruleset: digest of the rules.
    """

    counts: Mapping[str, int]
    verdicts: Mapping[str, Mapping[str, int]]
    categories: Mapping[str, Figures]
    ruleset: str


@dataclass(slots=True)
class _Tally:
    labels: list[str] = field(default_factory=list)
    names: list[Domain] = field(default_factory=list)
    scores: dict[str, list[int]] = field(default_factory=lambda: {category: [] for category in CATEGORIES})
    verdicts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, case: Case, verdict: Verdict) -> None:
        self.labels.append(case.label)
        self.names.append(case.item.domain)
        for category in CATEGORIES:
            self.scores[category].append(verdict.scores[category])
        self.verdicts.setdefault(case.label, Counter())[str(verdict.conclusion)] += 1


def evaluate(cases: Iterable[Case], rules: RuleSet | None, policy: Policy, scope: tuple[str, ...]) -> Evaluation:
    """Judge labelled things in batches and measure.

    Args:
        cases: what to judge; nothing is kept of it but names and scores.
        rules: the rules and the model.
        policy: in force.
        scope: the collectors that count; `("name",)` for names alone.
    """
    tally = _Tally()
    for batch in _batches(cases):
        verdicts = judge([case.item for case in batch], rules, policy, scope)
        for case, verdict in zip(batch, verdicts, strict=True):
            tally.add(case, verdict)
    again = _Explainer(rules, policy)
    groups = {label: np.flatnonzero(np.array(tally.labels) == label) for label in set(tally.labels)}
    found = {}
    for category in CATEGORIES:
        if len(groups.get(category, ())) and len(groups.get(BENIGN, ())):
            found[category] = _figures(category, tally, groups, again)
    return Evaluation(
        counts=dict(Counter(tally.labels)),
        verdicts={label: {str(c): counted[str(c)] for c in Conclusion} for label, counted in tally.verdicts.items()},
        categories=found,
        ruleset=rules.digest if rules else "",
    )


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    rest = iter(cases)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _figures(category: str, tally: _Tally, groups: Mapping[str, Any], explainer: "_Explainer") -> Figures:
    scores = np.array(tally.scores[category], np.int64)
    nobody = np.zeros(0, np.int64)
    own, benign = scores[groups[category]], scores[groups[BENIGN]]
    hard = scores[groups[HARD_NEGATIVE]] if HARD_NEGATIVE in groups else nobody
    thresholds = {rate: threshold_at(benign, rate) for rate in RATES}
    harmless = np.concatenate([benign, hard])
    high = groups[BENIGN][np.argsort(-benign, kind="stable")[:_WORST]]
    low = groups[category][np.argsort(own, kind="stable")[:_WORST]]
    return Figures(
        own=own,
        benign=benign,
        hard=hard,
        auc=area(own, benign),
        precision=average_precision(own, benign),
        recall={rate: above(own, threshold) for rate, threshold in thresholds.items()},
        hard_rate={rate: above(hard, threshold) for rate, threshold in thresholds.items()},
        calibration={prior: reliability(own, harmless, prior).error for prior in PRIORS},
        mistakes=tuple(
            Mistake(
                tally.names[at].unicode,
                tally.labels[at],
                category,
                int(scores[at]),
                explainer.told(tally.names[at], category),
            )
            for at in (*high.tolist(), *low.tolist())
        ),
    )


@dataclass(frozen=True, slots=True)
class _Explainer:
    """Judges the few names again that are shown; their signals were not kept."""

    rules: RuleSet | None
    policy: Policy

    def told(self, domain: Domain, category: str) -> tuple[str, ...]:
        """What its name alone says for or against a category, strongest first."""
        signals = judge([Item(domain, ())], self.rules, self.policy, ("name",))[0].signals
        own = [signal for signal in signals if signal.category == category]
        return tuple(f"{signal.weight:+d} {signal.rule}: {signal.text}" for signal in own[:_WEIGHTIEST])


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The figures as an object for JSON; shares with their counts and intervals."""
    return {
        "ruleset": evaluation.ruleset,
        "counts": dict(evaluation.counts),
        "verdicts": {label: dict(counted) for label, counted in evaluation.verdicts.items()},
        "categories": {category: _category(figures) for category, figures in evaluation.categories.items()},
    }


def _category(figures: Figures) -> dict[str, Any]:
    return {
        "few": len(figures.own) < FEW,
        "auc": round(figures.auc, 5),
        "average_precision": round(figures.precision, 5),
        "recall_at_fpr": {str(rate): _share(share) for rate, share in figures.recall.items()},
        "hard_negative_fpr": {str(rate): _share(share) for rate, share in figures.hard_rate.items()},
        "calibration_error": {str(prior): round(error, 5) for prior, error in figures.calibration.items()},
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "share": round(share.share, 5),
        "interval": [round(end, 5) for end in share.interval],
        "hits": share.hits,
        "of": share.of,
    }


def lines(evaluation: Evaluation) -> Sequence[str]:
    """The figures for people, a line each."""
    told = [f"{count:9,} {label}" for label, count in sorted(evaluation.counts.items())]
    for category, figures in evaluation.categories.items():
        few = f" (fewer than {FEW}: promises nothing)" if len(figures.own) < FEW else ""
        told.append(f"{category}{few}: AUC {figures.auc:.4f}, average precision {figures.precision:.4f}")
        for rate, share in figures.recall.items():
            low, high = share.interval
            hard = figures.hard_rate[rate]
            told.append(
                f"  at {rate:.2%} of benign: recall {share.share:.2%} ({low:.2%} to {high:.2%}),"
                f" hard negatives {hard.share:.2%} of {hard.of:,}"
            )
        errors = ", ".join(f"{error:.4f} at {prior:.0%}" for prior, error in figures.calibration.items())
        told.append(f"  calibration error {errors}")
    for label, counted in sorted(evaluation.verdicts.items()):
        told.append(f"verdicts on {label}: " + ", ".join(f"{count:,} {word}" for word, count in counted.items()))
    return told
