"""What one look came to, small enough to keep with the case and to compare with the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from screening.model.evidence import Evidence, Outcome
from screening.model.policy import Policy
from screening.model.sketch import similarity
from screening.model.verdict import Conclusion, Verdict

UNKNOWN = "unknown"  # the kind of a page that could not be seen
NOTHING = frozenset({"absent", "empty", "parked", "for-sale", "default", "error"})


class Change(StrEnum):
    """How a look differs from an earlier one; the first three are material."""

    THRESHOLD = "threshold"  # a category crosses its review threshold
    APPEARED = "appeared"  # the page goes from nothing to content
    REWRITTEN = "rewritten"  # another text, and a category score rose
    MOVED = "moved"  # delegation or addresses: an extra look at most


MATERIAL = frozenset({Change.THRESHOLD, Change.APPEARED, Change.REWRITTEN})


@dataclass(frozen=True, slots=True)
class Sight:
    """One look in short.

    Args:
        at: when it was judged.
        conclusion: of the verdict.
        complete: whether all mandatory evidence was had.
        delegated: whether the parent lists us; None where that could not be learnt.
        kind: of page: `content`, one of NOTHING, or `unknown`.
        sketch: of the page's text, for `similarity`.
        suspects: categories at or above the review threshold.
        scores: milli-log-odds per category.
        places: parent nameservers and addresses, sorted.
        evidence: digest over all evidence of the look.
        ours: whether it is our own fault that the look is not complete.
    """

    at: datetime
    conclusion: Conclusion
    complete: bool
    delegated: bool | None
    kind: str
    sketch: tuple[int, ...]
    suspects: tuple[str, ...]
    scores: Mapping[str, int]
    places: tuple[str, ...]
    evidence: str
    ours: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to see yet: no page, or an empty, parked or default one."""
        return self.kind in NOTHING


def complete(evidence: Sequence[Evidence], policy: Policy) -> bool:
    """Whether all mandatory evidence was had (ABSENT is had, FAILED is not)."""
    had = {item.collector for item in evidence if item.outcome is not Outcome.FAILED}
    return had.issuperset(policy.mandatory)


def sight_of(
    verdict: Verdict, evidence: Sequence[Evidence], policy: Policy, at: datetime, *, ours: bool = False
) -> Sight:
    """Put a look's evidence and verdict in short."""
    by_name = {item.collector: item for item in evidence}
    page, dns = by_name.get("page"), by_name.get("dns")
    facts = dns.facts if dns else {}
    addresses = cast("list[str]", facts.get("addresses") or [])
    parent = cast("list[str]", facts.get("parent_ns") or [])
    return Sight(
        at=at,
        conclusion=verdict.conclusion,
        complete=complete(evidence, policy),
        delegated=_delegated(dns, policy),
        kind=_kind(page),
        sketch=tuple(cast("list[int]", page.facts.get("sketch") or [])) if page else (),
        suspects=tuple(sorted(c for c, p in verdict.categories.items() if p >= policy.review_at)),
        scores=dict(verdict.scores),
        places=tuple(sorted({*addresses, *parent})),
        evidence=verdict.evidence,
        ours=ours,
    )


def changes(before: Sight, after: Sight, policy: Policy) -> frozenset[Change]:
    """What changed between two looks, as lifecycle terms."""
    found = set()
    if set(after.suspects) - set(before.suspects):
        found.add(Change.THRESHOLD)
    if before.nothing and after.kind == "content":
        found.add(Change.APPEARED)
    both = before.kind == after.kind == "content"
    # From innocent to less innocent is no rise: benign words come and go on any lively page.
    rose = any(score > max(before.scores.get(category, 0), 0) for category, score in after.scores.items())
    if both and rose and similarity(before.sketch, after.sketch) < policy.similar:
        found.add(Change.REWRITTEN)
    if before.places != after.places:
        found.add(Change.MOVED)
    return frozenset(found)


def _delegated(dns: Evidence | None, policy: Policy) -> bool | None:
    if not policy.delegation:
        return True
    if dns is None or dns.outcome is Outcome.FAILED:
        return None
    return dns.facts.get("delegation") in {"to-us", "partial"}


def _kind(page: Evidence | None) -> str:
    if page is None or page.outcome is Outcome.FAILED:
        return UNKNOWN
    return "absent" if page.outcome is Outcome.ABSENT else str(page.facts.get("kind", UNKNOWN))
