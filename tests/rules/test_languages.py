"""Every language that ships its rules live, against pages as they are met in it: `pages/<language>.jsonl`."""

import json
import re
from pathlib import Path

import pytest

from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.model.verdict import CATEGORIES, Conclusion, Verdict
from screening.store.rules_folder import default_rules_folder, read_folder
from tests.rules.test_real_life import HERE, LANGUAGES, PLAIN_NAME, item, look, told

FILES = sorted((HERE / "pages").glob("*.jsonl"))
ROWS = [(path.stem, json.loads(line)) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
# What a live pack has to reach, of the pages of its category: a person sees it, whatever the name; with a name to match
# it is refused.
REVIEWED = 0.8
REFUSED = 0.6
Rows = list[dict[str, object]]


def of(language: str, *, about: str, label: str | None = None) -> Rows:
    """The pages of a language on one subject, whatever their label or with one label."""
    return [
        row
        for stem, row in ROWS
        if stem == language and row["about"] == about and (label is None or row["label"] == label)
    ]


def judged(rules: RuleSet, rows: Rows, name: str | None = None) -> list[Verdict]:
    """The verdicts on the pages, each under its own name or all under one."""
    return look(rules, [item(name or str(row["name"]), row["page"]) for row in rows])


def read_rules() -> RuleSet:
    return load_ruleset(read_folder(default_rules_folder()))


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return read_rules()


LIVE = {pack.path for pack in read_rules().packs if pack.live}
PROVEN = [
    (path.stem, category) for path in FILES for category in CATEGORIES if f"{category}/pages-{path.stem}.yml" in LIVE
]


def names_of(rows: Rows) -> list[str]:
    return [str(row["name"]) for row in rows]


def test_no_language_is_live_without_pages_to_prove_it() -> None:
    live = {found[1] for path in LIVE if (found := re.search(r"/pages-([a-z]{2})\.yml", path))}
    assert live - LANGUAGES <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_row_says_what_it_is(path: Path) -> None:
    rows = [row for stem, row in ROWS if stem == path.stem]
    assert {tuple(sorted(row)) for row in rows} == {("about", "label", "lang", "name", "page", "why")}
    assert {row["lang"] for row in rows} == {path.stem}
    assert all(row["label"] in (row["about"], "benign") for row in rows)
    assert len({row["name"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("language", "category"), PROVEN)
def test_a_live_pack_is_proven_by_enough_pages(language: str, category: str) -> None:
    assert len(of(language, about=category, label=category)) >= 5
    assert len(of(language, about=category, label="benign")) >= 6


@pytest.mark.parametrize(("language", "category"), PROVEN)
def test_a_page_of_the_trade_reaches_review_under_any_name(rules: RuleSet, language: str, category: str) -> None:
    rows = of(language, about=category, label=category)
    verdicts = judged(rules, rows, PLAIN_NAME)
    seen = [verdict.categories[category] >= rules.policy.review_at for verdict in verdicts]
    assert sum(seen) >= REVIEWED * len(rows), told(names_of(rows), verdicts)


@pytest.mark.parametrize(("language", "category"), PROVEN)
def test_a_page_of_the_trade_with_a_matching_name_is_refused(rules: RuleSet, language: str, category: str) -> None:
    rows = of(language, about=category, label=category)
    verdicts = judged(rules, rows)
    refused = [verdict.conclusion is Conclusion.REFUSE for verdict in verdicts]
    assert sum(refused) >= REFUSED * len(rows), told(names_of(rows), verdicts)


@pytest.mark.parametrize("name", [PLAIN_NAME, None], ids=["plain name", "own name"])
def test_an_innocent_page_is_never_refused_and_hardly_ever_held(rules: RuleSet, name: str | None) -> None:
    rows = [row for _, row in ROWS if row["label"] == "benign"]
    verdicts = judged(rules, rows, name)
    held = [
        text
        for text, verdict in zip(told(names_of(rows), verdicts), verdicts, strict=True)
        if verdict.conclusion.suspicious
    ]
    assert [verdict for verdict in verdicts if verdict.conclusion is Conclusion.REFUSE] == []
    assert len(held) * 20 <= len(rows), held
