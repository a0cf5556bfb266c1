"""What only some visitors are shown counts for as much as what all are, and hiding it is a signal of its own."""

from dataclasses import replace

import pytest

from screening.model.evidence import Evidence
from screening.model.verdict import Conclusion, Verdict
from tests.unit.classify.rulebook import rule, rules_of, seen, verdict_of

RULES = rules_of(
    rule("g.casino", **{"in": ["page.title"], "weight": 5000, "fires": ["casino"]}),
    rule("g.slots", **{"in": ["page.text"], "words": ["slots"], "weight": 1000, "fires": ["slots"]}),
    rule("g.help", **{"in": ["page.text"], "words": ["helpline"], "weight": -3000, "fires": ["helpline"]}),
    rule("g.name", words=["royal"], weight=3000, fires=["royal.example"]),
)
SCOPE = ("name", "page", "vantage")


def vantage(**texts: str) -> Evidence:
    """Texts that some visitor was shown and we were not."""
    return replace(seen("page", **texts), collector="vantage")


def judged(*evidence: Evidence, name: str = "flowers.example", scope: tuple[str, ...] = SCOPE) -> Verdict:
    return verdict_of(RULES, name, *evidence, scope=scope)


def rules_in(verdict: Verdict) -> list[str]:
    return [signal.rule for signal in verdict.signals]


def test_a_category_that_only_some_visitors_see_is_found_and_hiding_it_weighs() -> None:
    verdict = judged(seen("page", title="flowers"), vantage(title="casino"))
    assert rules_in(verdict) == ["g.casino", "gambling.cloaked"]
    assert verdict.scores["gambling"] == 5000 + RULES.policy.cloaked_weight
    assert verdict.conclusion is Conclusion.REVIEW
    assert verdict.signals[1].field == "page.cloaked"


def test_what_everybody_sees_is_not_hidden() -> None:
    verdict = judged(seen("page", title="casino"), vantage(title="casino for phones", text="slots"))
    assert rules_in(verdict) == ["g.casino", "g.slots"]
    assert verdict.scores["gambling"] == 6000


def test_what_stays_below_review_for_everybody_is_not_hidden() -> None:
    verdict = judged(seen("page", title="flowers"), vantage(text="slots"))
    assert rules_in(verdict) == ["g.slots"]
    assert verdict.conclusion is Conclusion.CLEAR


def test_innocent_words_for_some_visitors_buy_nothing() -> None:
    page = seen("page", title="casino")
    assert judged(page, vantage(text="helpline")).scores == judged(page).scores


def test_where_nothing_differs_the_verdict_is_that_on_the_page() -> None:
    page = seen("page", title="casino")
    assert judged(page, vantage()).signals == judged(page).signals


def test_outside_the_scope_it_is_not_looked_at() -> None:
    verdict = judged(seen("page", title="flowers"), vantage(title="casino"), scope=("name", "page"))
    assert verdict.signals == ()


@pytest.mark.parametrize(("kind", "conclusion"), [("content", Conclusion.REFUSE), ("parked", Conclusion.REVIEW)])
def test_only_content_that_is_shown_to_some_bears_witness(kind: str, conclusion: Conclusion) -> None:
    shown = replace(vantage(title="casino"), facts={"kind": kind})
    assert judged(seen("page", title="flowers"), shown, name="royal.example").conclusion is conclusion
