"""To run from host to host adds to a suspicion, and makes none by itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES, Conclusion
from screening.store.rules_folder import default_rules_folder, read_folder

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RULES = load_ruleset(read_folder(default_rules_folder()))
HOPPING = ("providers in 30 days: 8", "moves in 30 days: 7", "left a provider within 24 hours")


def judged(name: str, *history: str) -> tuple[Conclusion, dict[str, int]]:
    domain = Domain(name, name, name, name.rpartition(".")[2])
    dns = Evidence("dns", Outcome.OBSERVED, NOW, texts={"dns.history": history})
    verdict = judge([Item(domain, (dns,))], RULES, RULES.policy, ("name", "dns"))[0]
    return verdict.conclusion, dict(verdict.scores)


def test_it_counts_for_every_category_and_is_clear_by_itself() -> None:
    assert judged("flowers.example", *HOPPING) == (Conclusion.CLEAR, dict.fromkeys(CATEGORIES, 1500))


@pytest.mark.parametrize(
    "history", ["providers in 30 days: 2", "moves in 30 days: 1", "left a provider within 168 hours"]
)
def test_an_ordinary_transfer_counts_for_nothing(history: str) -> None:
    conclusion, scores = judged("flowers.example", history)
    assert conclusion is Conclusion.CLEAR
    assert max(scores.values()) <= 0


def test_it_is_no_second_kind_of_evidence_beside_a_name() -> None:
    sure = replace(RULES.policy, refuse_at=RULES.policy.review_at, agree_weight=1)
    name = "online-casino-slots-jackpot.example"
    domain = Domain(name, name, name, "example")
    dns = Evidence("dns", Outcome.OBSERVED, NOW, texts={"dns.history": HOPPING})
    assert judge([Item(domain, (dns,))], RULES, sure, ("name", "dns"))[0].conclusion is Conclusion.REVIEW
