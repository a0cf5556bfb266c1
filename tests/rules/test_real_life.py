"""The shipped packs against names and pages as they are met in real life, through the one judge."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES, Conclusion, Verdict
from screening.store.rules_folder import default_rules_folder, read_folder

HERE = Path(__file__).parent
PLAIN_NAME = "north-harbour.example"
LANGUAGES = {"en", "es", "de", "ru", "id"}


def names(file: str) -> list[tuple[str, str]]:
    """Rows of (name, second column) of a table whose first line is its head."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()[1:]
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def pages(file: str) -> list[dict[str, object]]:
    """The pages of a JSON Lines file."""
    return [json.loads(line) for line in (HERE / file).read_text(encoding="utf-8").splitlines()]


def item(name: str, page: object = None) -> Item:
    """A name, with or without a page; its last label stands for the public suffix."""
    domain = Domain(ascii=name, unicode=name, registrable=name, suffix=name.rpartition(".")[2])
    if not isinstance(page, dict):
        return Item(domain, ())
    texts = {field: tuple(found) for field, found in page.items()}
    return Item(domain, (Evidence("page", Outcome.OBSERVED, datetime(2026, 1, 1, tzinfo=UTC), texts=texts),))


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_ruleset(read_folder(default_rules_folder()))


def look(rules: RuleSet, items: list[Item]) -> list[Verdict]:
    return judge(items, rules, rules.policy, ("name", "page"))


def told(names_: list[str], verdicts: list[Verdict]) -> list[str]:
    """What a person has to read when a name went wrong: its name, its scores and the rules that fired."""
    return [
        f"{name}: {dict(v.scores)} {[(s.rule, s.weight) for s in v.signals]}"
        for name, v in zip(names_, verdicts, strict=True)
    ]


def test_the_samples_are_wide_enough_to_mean_something() -> None:
    positive = pages("positive_pages.jsonl")
    assert len(names("hard_negatives.tsv")) >= 120
    assert len(names("positives.tsv")) >= 90
    assert len(pages("hard_negative_pages.jsonl")) >= 25
    for category in CATEGORIES:
        assert sum(page["category"] == category for page in positive) >= 12
        assert {page["lang"] for page in positive if page["category"] == category} == LANGUAGES
    assert {page["lang"] for page in pages("hard_negative_pages.jsonl")} == LANGUAGES


def test_a_name_of_the_trade_reaches_review_in_its_category_and_no_more(rules: RuleSet) -> None:
    listed = names("positives.tsv")
    verdicts = look(rules, [item(name) for name, _ in listed])
    wrong = [
        text
        for text, (_, category), verdict in zip(
            told([name for name, _ in listed], verdicts), listed, verdicts, strict=True
        )
        if verdict.conclusion is not Conclusion.REVIEW or verdict.categories[category] < rules.policy.review_at
    ]
    assert wrong == []


def test_an_innocent_name_that_looks_bad_is_hardly_ever_held(rules: RuleSet) -> None:
    listed = [name for name, _ in names("hard_negatives.tsv")]
    verdicts = look(rules, [item(name) for name in listed])
    held = [
        text for text, verdict in zip(told(listed, verdicts), verdicts, strict=True) if verdict.conclusion.suspicious
    ]
    assert all(verdict.conclusion is not Conclusion.REFUSE for verdict in verdicts)
    assert len(held) * 20 <= len(listed), held


def test_a_page_that_only_talks_about_the_subject_is_hardly_ever_held(rules: RuleSet) -> None:
    listed = pages("hard_negative_pages.jsonl")
    verdicts = look(rules, [item(str(page["name"]), page["page"]) for page in listed])
    held = [
        text
        for text, verdict in zip(told([str(page["name"]) for page in listed], verdicts), verdicts, strict=True)
        if verdict.conclusion.suspicious
    ]
    assert all(verdict.conclusion is not Conclusion.REFUSE for verdict in verdicts)
    assert len(held) * 20 <= len(listed), held


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_page_of_the_trade_reaches_review_under_any_name(rules: RuleSet, category: str) -> None:
    listed = [page for page in pages("positive_pages.jsonl") if page["category"] == category]
    verdicts = look(rules, [item(PLAIN_NAME, page["page"]) for page in listed])
    wrong = [
        text
        for text, verdict in zip(told([str(page["name"]) for page in listed], verdicts), verdicts, strict=True)
        if verdict.categories[category] < rules.policy.review_at
    ]
    assert wrong == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_page_of_the_trade_with_a_matching_name_is_refused(rules: RuleSet, category: str) -> None:
    listed = [page for page in pages("positive_pages.jsonl") if page["category"] == category]
    verdicts = look(rules, [item(str(page["name"]), page["page"]) for page in listed])
    wrong = [
        text
        for text, verdict in zip(told([str(page["name"]) for page in listed], verdicts), verdicts, strict=True)
        if verdict.conclusion is not Conclusion.REFUSE
    ]
    assert wrong == []


def test_a_page_of_the_trade_is_never_refused_on_the_page_alone(rules: RuleSet) -> None:
    listed = pages("positive_pages.jsonl")
    verdicts = look(rules, [item(PLAIN_NAME, page["page"]) for page in listed])
    assert {verdict.conclusion for verdict in verdicts} == {Conclusion.REVIEW}
