"""What the host wants done: thresholds, windows, and what each category means for new and existing zones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

VANTAGES = ("phone", "search")  # the visitors as whom a page can be looked at again


class Treatment(StrEnum):
    """What a category's verdict may lead to."""

    REFUSE = "refuse"  # new zones: REVIEW and REFUSE as judged
    REMOVE = "remove"  # existing zones: held, a person may remove
    REVIEW = "review"  # never more than REVIEW
    ALLOW = "allow"  # recorded, never held for it


class Cohort(StrEnum):
    """Whether the zone is new with us or was here before."""

    NEW = "new"
    EXISTING = "existing"


@dataclass(frozen=True, slots=True)
class CategoryPolicy:
    """Treatment of one category by cohort. `since` and `grace_days` are told to people, who act on them."""

    new: Treatment
    existing: Treatment
    since: str = ""
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """The host's policy, from `rules/policy.yml`; probabilities in 0..1, the rest as named.

    `agree_weight` is how much one kind of evidence has to say (milli-log-odds) to count as agreeing: REFUSE takes
    two agreeing kinds. `negative_floor` is the most that all benign evidence together may speak against a category,
    so that stuffing a page with innocent words cannot buy a pass; `cloaked_weight` is what it weighs where a category
    reaches review only in what some visitors are shown. `mandatory` names what approval cannot do without.
    `vantages` are the visitors as whom a page is looked at again.
    `delegation` is off where the host has configured no nameservers: the window then starts at acceptance.
    """

    categories: Mapping[str, CategoryPolicy]
    prior: float = 0.01
    review_at: float = 0.5
    refuse_at: float = 0.95
    agree_weight: int = 1500
    negative_floor: int = -4000
    cloaked_weight: int = 1500
    scope: tuple[str, ...] = ("name", "feeds", "zone", "dns", "rdap", "page", "vantage")
    mandatory: tuple[str, ...] = ("name", "feeds", "zone", "dns", "page")
    vantages: tuple[str, ...] = VANTAGES
    delegation: bool = True
    window: timedelta = timedelta(hours=72)
    looks: tuple[timedelta, ...] = tuple(timedelta(hours=h) for h in (0, 1, 6, 24, 48, 71))
    final_stretch: timedelta = timedelta(hours=1)
    restarts: int = 2
    longest: timedelta = timedelta(days=14)
    overtime: timedelta = timedelta(hours=24)
    overtime_every: timedelta = timedelta(hours=2)
    first_verdict: timedelta = timedelta(minutes=5)
    undecided: timedelta = timedelta(hours=24)
    waiting: timedelta = timedelta(days=30)
    after_care: tuple[timedelta, ...] = tuple(timedelta(days=d) for d in (7, 30, 90))
    quiet_window: timedelta = timedelta(hours=24)
    appeal_within: timedelta = timedelta(days=183)
    appeal_due: timedelta = timedelta(days=5)
    readded_within: timedelta = timedelta(days=30)
    remove_every: timedelta = timedelta(hours=6)
    probation_when_waiting: bool = True
    trusted_standings: frozenset[str] = field(default_factory=lambda: frozenset({"trusted"}))
    similar: float = 0.6
    outage_share: float = 0.2
    outage_window: timedelta = timedelta(minutes=15)
    evidence_kept: timedelta = timedelta(days=90)
    evidence_kept_refused: timedelta = timedelta(days=730)
