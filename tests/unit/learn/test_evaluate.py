from dataclasses import replace

import pytest

from screening.classify.judge import Item
from screening.classify.rule import RuleSet
from screening.learn.evaluate import Case, Evaluation, as_json, evaluate, lines
from screening.learn.report import page_of
from tests.unit.classify.modelbook import model_saying
from tests.unit.classify.rulebook import rule, rules_of
from tests.unit.learn.lists import domain


def rules() -> RuleSet:
    """A rule for casino, and a model that knows another word."""
    return replace(rules_of(rule(words=None, stems=["casino"])), model=model_saying(3000))


def cases(*names: tuple[str, str]) -> list[Case]:
    return [Case(Item(domain(name), ()), label) for name, label in names]


@pytest.fixture
def found() -> Evaluation:
    gambling = [(f"casino{n}.com", "gambling") for n in range(50)] + [(f"zocker{n}.com", "gambling") for n in range(30)]
    missed = [(f"fortune{n}.com", "gambling") for n in range(20)]
    benign = [(f"garden{n}.com", "benign") for n in range(1999)] + [("casino-<b>town.com", "benign")]
    hard = [("casinofilm.com", "hard_negative"), ("essex.com", "hard_negative")]
    loose = [("who.com", "unlabelled"), ("mycasino.com", "unlabelled")]
    return evaluate(cases(*gambling, *missed, *benign, *hard, *loose), rules(), rules().policy, ("name",))


def test_the_figures_are_those_of_the_verdicts(found: Evaluation) -> None:
    figures = found.categories["gambling"]
    assert figures.recall[0.001].hits == 80
    assert figures.recall[0.0001].hits == 0
    assert figures.hard_rate[0.001].hits == 1
    assert figures.auc == pytest.approx(0.8 + 0.2 / 2, abs=0.001)
    assert found.verdicts["gambling"] == {"clear": 50, "insufficient": 0, "review": 50, "refuse": 0}
    assert found.verdicts["unlabelled"] == {"clear": 1, "insufficient": 0, "review": 1, "refuse": 0}
    assert found.counts["benign"] == 2000
    assert set(found.categories) == {"gambling"}


def test_the_worst_mistakes_come_first_with_what_made_them(found: Evaluation) -> None:
    mistakes = found.categories["gambling"].mistakes
    assert (mistakes[0].domain, mistakes[0].label, mistakes[0].score) == ("casino-<b>town.com", "benign", 4800)
    assert mistakes[0].signals == ("+4800 g.casino: casino-<b>town.com",)
    assert mistakes[40].domain.startswith("fortune")


def test_the_figures_for_machines_carry_intervals(found: Evaluation) -> None:
    told = as_json(found)["categories"]["gambling"]
    assert told["recall_at_fpr"]["0.001"] == {"share": 0.8, "interval": [0.71117, 0.86663], "hits": 80, "of": 100}
    assert told["few"]
    assert set(told["calibration_error"]) == {"0.01", "0.03"}


def test_the_figures_for_people_say_where_they_promise_nothing(found: Evaluation) -> None:
    text = "\n".join(lines(found))
    assert "gambling (fewer than 300: promises nothing)" in text
    assert "recall 80.00% (71.12% to 86.66%), hard negatives 50.00% of 2" in text


def test_the_report_stands_alone_and_is_safe_to_open(found: Evaluation) -> None:
    page = page_of(found, "names <x>.tsv")
    assert page.count("<svg") == 4
    assert "casino-&lt;b&gt;town.com" in page
    assert "<b>" not in page
    assert "names &lt;x&gt;.tsv" in page
    assert not any(word in page for word in ("http", "<script", "src="))
    assert "nan" not in page


def test_a_file_without_benign_names_has_counts_only() -> None:
    found = evaluate(cases(("casino.com", "gambling")), rules(), rules().policy, ("name",))
    assert found.categories == {}
    assert found.verdicts["gambling"]["review"] == 1
    assert page_of(found, "x")


def test_without_rules_nothing_is_clear() -> None:
    found = evaluate(cases(("garden.com", "benign")), None, rules().policy, ("name",))
    assert found.verdicts["benign"] == {"clear": 0, "insufficient": 1, "review": 0, "refuse": 0}
