"""What lists come to with the rules that ship: one brings a domain to a person, and never further by itself."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.collect.suffixes import BundledSuffixes
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES, Conclusion, Verdict
from screening.store.rules_folder import default_rules_folder, read_folder

NOW = datetime(2026, 11, 24, tzinfo=UTC)
RULES = load_ruleset(read_folder(default_rules_folder()))
PLAIN = Domain.parse("green-garden.com", BundledSuffixes())
NAMES = {"gambling": "best-casino-bonus.com", "adult": "porn-videos.com", "hyip": "hyip-invest-daily-profit.com"}


def listed(category: str, lists: int, domain: Domain = PLAIN) -> Evidence:
    names = [f"list-{number}" for number in range(lists)]
    texts = [f"{name} (synced 2026-11-24) lists {domain.ascii}" for name in names]
    if lists > 1:
        texts.append(f"{lists} lists agree: {', '.join(names)}")
    return Evidence("feeds", Outcome.OBSERVED, NOW, texts={f"feed.{category}": tuple(texts)})


def judged(*evidence: Evidence, domain: Domain = PLAIN) -> Verdict:
    return judge([Item(domain, evidence)], RULES, RULES.policy, ("name", "feeds"))[0]


@pytest.mark.parametrize("category", CATEGORIES)
def test_lists_alone_bring_a_domain_to_a_person_and_no_number_of_them_refuses(category: str) -> None:
    one, two, many = (judged(listed(category, lists)) for lists in (1, 2, 100))
    assert {verdict.conclusion for verdict in (one, two, many)} == {Conclusion.REVIEW}
    assert RULES.policy.review_at < one.categories[category] < two.categories[category] == many.categories[category]
    assert one.signals[0].text == "list-0 (synced 2026-11-24) lists", "which list, and of when"
    assert all(one.categories[other] <= RULES.policy.prior for other in CATEGORIES if other != category)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_list_and_a_name_of_the_trade_agree_on_a_refusal(category: str) -> None:
    domain = Domain.parse(NAMES[category], BundledSuffixes())
    assert judged(domain=domain).conclusion is Conclusion.REVIEW
    assert judged(listed(category, 1, domain), domain=domain).conclusion is Conclusion.REFUSE
    (other, *_) = (each for each in CATEGORIES if each != category)
    assert judged(listed(other, 2, domain), domain=domain).conclusion is Conclusion.REVIEW, (
        "of two minds is no agreement"
    )


def test_lists_of_two_categories_do_not_agree_with_each_other() -> None:
    for one, other in combinations(CATEGORIES, 2):
        both = {**listed(one, 2).texts, **listed(other, 2).texts}
        found = judged(Evidence("feeds", Outcome.OBSERVED, NOW, texts=both))
        assert found.conclusion is Conclusion.REVIEW


def test_a_mandatory_list_that_could_not_be_asked_keeps_a_domain_from_being_cleared() -> None:
    assert judged(Evidence("feeds", Outcome.OBSERVED, NOW)).conclusion is Conclusion.CLEAR
    assert judged(Evidence("feeds", Outcome.ABSENT, NOW, "no-feeds")).conclusion is Conclusion.CLEAR
    found = judged(Evidence("feeds", Outcome.FAILED, NOW, "feed-stale:casinos"))
    assert (found.conclusion, found.missing[0]) == (Conclusion.INSUFFICIENT, "feeds:feed-stale:casinos")
