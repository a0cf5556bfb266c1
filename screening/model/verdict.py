"""The machine's conclusion of one look, and the signals that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

CATEGORIES = ("gambling", "adult", "hyip")


class Conclusion(StrEnum):
    """CLEAR < INSUFFICIENT < REVIEW < REFUSE."""

    CLEAR = "clear"
    INSUFFICIENT = "insufficient"
    REVIEW = "review"
    REFUSE = "refuse"

    @property
    def suspicious(self) -> bool:
        """Whether a person has to see it."""
        return self in {Conclusion.REVIEW, Conclusion.REFUSE}


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: which, how strongly (integer milli-log-odds), and the text that fired it.

    Args:
        rule: the rule's id.
        category: `gambling`, `adult` or `hyip`.
        weight: milli-log-odds; negative speaks against the category.
        collector: whose evidence it points into.
        field: the field in that evidence (`page.title`).
        text: the text that fired with a little context, at most 200 characters.
        why: the rule's own reason, for people.
    """

    rule: str
    category: str
    weight: int
    collector: str
    field: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The conclusion over a declared scope of collectors; immutable.

    Args:
        conclusion: see Conclusion.
        scope: the collectors that were asked.
        missing: what was not asked, failed or is undecided, as `collector` or `collector:cause`.
        categories: probability per category, at the policy's prior.
        scores: the exact integer sum behind each probability, milli-log-odds without the prior.
        signals: what fired, strongest first.
        ruleset: digest of the rule folder, policy included.
        evidence: digest of the evidence that was judged.
        mandatory: the collectors without which nothing is CLEAR, as policy and host had it.
    """

    conclusion: Conclusion
    scope: tuple[str, ...]
    missing: tuple[str, ...]
    categories: Mapping[str, float]
    scores: Mapping[str, int]
    signals: tuple[Signal, ...]
    ruleset: str
    evidence: str
    mandatory: tuple[str, ...] = ()
