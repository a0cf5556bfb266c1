"""The shipped rules and policy, and names and pages to put before them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from screening.classify.judge import Item, judge
from screening.classify.rule import RuleSet
from screening.collect.page import page_evidence
from screening.model.evidence import Evidence
from screening.model.names import Domain
from screening.model.verdict import Verdict
from tests.adversarial.disguises import Page
from tests.unit.collect.sites import InProcess

SAMPLES = Path(__file__).parents[1] / "rules"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = Domain("north-harbour.example", "north-harbour.example", "north-harbour.example", "example")


@dataclass(frozen=True)
class Court:
    """Judges by the shipped rules."""

    rules: RuleSet

    @property
    def bad_names(self) -> list[str]:
        return _names("positives.tsv")

    @property
    def good_names(self) -> list[str]:
        return _names("hard_negatives.tsv")

    @property
    def bad_pages(self) -> list[Page]:
        return _pages("positive_pages.jsonl")

    @property
    def good_pages(self) -> list[Page]:
        return _pages("hard_negative_pages.jsonl")

    def of_names(self, domains: Sequence[Domain]) -> list[Verdict]:
        return judge([Item(domain, ()) for domain in domains], self.rules, self.rules.policy, ("name",))

    def of_pages(self, pages: Iterable[Page]) -> list[Verdict]:
        return self.of_evidence([(seen(page),) for page in pages])

    def of_evidence(self, looks: Iterable[tuple[Evidence, ...]]) -> list[Verdict]:
        items = [Item(PLAIN, look) for look in looks]
        return judge(items, self.rules, self.rules.policy, ("name", "page", "vantage"))


def seen(page: Page) -> Evidence:
    """A page as its collector sees it."""
    return page_evidence(page.html(), None, f"https://{PLAIN.ascii}/", NOW, InProcess())


def _names(file: str) -> list[str]:
    lines = (SAMPLES / file).read_text("utf-8").splitlines()[1:]
    return [line.split("\t")[0].replace(".example", ".com") for line in lines]


def _pages(file: str) -> list[Page]:
    rows = [json.loads(line) for line in (SAMPLES / file).read_text("utf-8").splitlines()]
    return [Page(row["page"], row["lang"]) for row in rows]
