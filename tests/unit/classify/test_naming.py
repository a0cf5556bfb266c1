from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.model_file import write_model
from screening.classify.rule import RuleSet
from screening.model.verdict import Conclusion
from tests.unit.classify.modelbook import SILENCE, WORD, model_saying
from tests.unit.classify.rulebook import POLICY, domain, pack, rule, rules_of, seen, verdict_of

NAME = f"{WORD}-one-two-three.example"
WORDS = ("one", "two", "three")
PAGE = seen("page", title="casino")


def rules_with(said: int, *weights: int) -> RuleSet:
    """A model that says so much of NAME, and a rule on names for each weight that fires on it."""
    ruled = [rule(f"g.{w}", words=[w], weight=weight) for w, weight in zip(WORDS, weights, strict=False)]
    page = rule("g.page", **{"in": ["page.title"]}, weight=9000)
    return replace(rules_of(*ruled, page), model=model_saying(said))


def score(rules: RuleSet, name: str = NAME) -> int:
    return verdict_of(rules, name).scores["gambling"]


@pytest.mark.parametrize(
    ("said", "weights", "whole"),
    [
        (3000, (), 3000),
        (3000, (1000,), 3000),
        (3000, (2999,), 3000),
        (3000, (3000,), 3000),
        (3000, (4000,), 4000),
        (3000, (2000, 2000), 4000),
        (3000, (1000, -500), 2500),
        (1499, (), SILENCE),
        (1499, (1000,), 1000),
        (1499, (-500,), SILENCE - 500),
    ],
)
def test_of_model_and_rules_on_the_name_the_heavier_counts_once(
    said: int, weights: tuple[int, ...], whole: int
) -> None:
    assert score(rules_with(said, *weights)) == whole


@given(st.integers(-2000, 9000), st.lists(st.integers(-4000, 6000).filter(bool), max_size=2), st.integers(1, 6000))
def test_one_more_bad_signal_never_lowers_a_score(said: int, weights: list[int], more: int) -> None:
    before, after = score(rules_with(said, *weights)), score(rules_with(said, *weights, more))
    assert after >= before


@given(st.integers(1500, 9000), st.integers(0, 3000), st.lists(st.integers(-4000, 6000).filter(bool), max_size=3))
def test_a_worse_looking_name_never_scores_lower(said: int, more: int, weights: list[int]) -> None:
    assert score(rules_with(said + more, *weights)) >= score(rules_with(said, *weights))


@given(st.lists(st.integers(-4000, 6000).filter(bool), max_size=3))
def test_a_harmless_look_takes_nothing_off_what_the_rules_say(weights: list[int]) -> None:
    rules = rules_with(-2000, *weights)
    if any(weight > 0 for weight in weights):
        assert score(rules) == score(replace(rules, model=None))


def test_the_signal_says_what_it_adds_and_which_letters_did_it() -> None:
    first, second = verdict_of(rules_with(5000, 2000), NAME).signals
    assert (first.rule, first.category, first.weight) == ("gambling.name.model", "gambling", 3000)
    assert (first.collector, first.field, first.text) == ("name", "name", "zocker")
    assert "gambling" in first.why
    assert (second.rule, second.weight) == ("g.one", 2000)


def test_a_name_alone_is_never_refused_whatever_the_model_says() -> None:
    rules = rules_with(20_000, 9000)
    assert verdict_of(rules, NAME, scope=("name",)).conclusion is Conclusion.REVIEW
    assert verdict_of(rules, NAME, seen("page", title="flowers")).conclusion is Conclusion.REVIEW


@pytest.mark.parametrize(("said", "conclusion"), [(1499, Conclusion.REVIEW), (1500, Conclusion.REFUSE)])
def test_what_the_model_says_agrees_with_a_page_from_the_policys_weight_on(said: int, conclusion: Conclusion) -> None:
    assert verdict_of(rules_with(said), NAME, PAGE).conclusion is conclusion


def test_silence_speaks_only_where_nothing_speaks_for_the_category() -> None:
    rules = rules_with(3000)
    quiet = verdict_of(rules, "flowers.example")
    assert quiet.signals == ()
    assert quiet.scores == {"gambling": SILENCE, "adult": 0, "hyip": 0}
    assert quiet.categories["gambling"] < 0.01
    assert verdict_of(rules, "flowers.example", PAGE).scores["gambling"] == 9000


def test_without_the_name_in_scope_the_model_says_nothing() -> None:
    assert verdict_of(rules_with(9000), NAME, scope=("page",)).scores["gambling"] == 0


def test_verdicts_do_not_depend_on_how_the_batch_is_cut() -> None:
    rules = rules_with(3000, 1000)
    items = [Item(domain(name), ()) for name in (NAME, "flowers.example", f"{WORD}.example", "one.example") * 3]
    whole = judge(items, rules, rules.policy, ("name",))
    assert whole == [judge([item], rules, rules.policy, ("name",))[0] for item in items]
    assert whole[0] != whole[1]


def test_a_draft_rule_on_the_name_is_not_counted_on_top_either() -> None:
    packs = {
        "l.yml": pack(rule("l.xyz", words=["xyz"])),
        "d.yml": pack(rule("d.one", words=["one"], weight=1000), name="d", status="draft"),
    }
    drafted = load_ruleset({"policy.yml": POLICY.encode(), **packs, "n.model": write_model(model_saying(3000))})
    assert score(drafted) == 3000


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        (NAME, 3000),
        ("zockerheim.example", SILENCE),
        ("zocker-heim.example", SILENCE),
        ("das-zockerheim.example", SILENCE),
        ("zockerheimzocker.example", 3000),
        ("zockerheim-casino.example", 4800),
    ],
)
def test_what_a_rule_on_names_excuses_the_model_does_not_read(name: str, whole: int) -> None:
    excusing = rules_of(rule(words=None, stems=["casino"], except_=["zocker-heim"]))
    assert score(replace(excusing, model=model_saying(3000)), name) == whole


def test_an_excuse_in_another_category_or_for_a_page_or_against_is_none() -> None:
    for keys in ({"in": ["page.title"]}, {"weight": -500}):
        other = rules_of(rule(words=None, stems=["casino"], except_=["zockerheim"], **keys))
        assert score(replace(other, model=model_saying(3000)), "zockerheim.example") == 3000
    adult = rules_of(rule(words=None, stems=["casino"], except_=["zockerheim"]), category="adult")
    assert score(replace(adult, model=model_saying(3000)), "zockerheim.example") == 3000
