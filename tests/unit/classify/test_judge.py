from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.model.evidence import Evidence, Outcome, digest_of_all
from screening.model.policy import CategoryPolicy, Cohort, Policy, Treatment
from screening.model.verdict import CATEGORIES, Conclusion
from tests.unit.classify.rulebook import POLICY, domain, pack, rule, rules_of, seen, verdict_of

CLEAR, INSUFFICIENT, REVIEW, REFUSE = Conclusion
RANK = {conclusion: rank for rank, conclusion in enumerate(Conclusion)}
WORDS = ("one", "two", "three", "four")


def on(field: str, word: str, weight: int, **keys: object) -> dict[str, object]:
    """A rule for one word in one field."""
    return rule(f"{field}.{word}", **{"in": [field], "words": [word], "weight": weight, **keys})


def weighing(*weights: tuple[str, int], status: str = "live", category: str = "gambling") -> RuleSet:
    """A set whose n-th rule fires on the n-th of WORDS, in the field and with the weight given."""
    rules = [on(field, word, weight) for word, (field, weight) in zip(WORDS, weights, strict=False)]
    return rules_of(*rules, status=status, category=category)


PAGE = seen("page", title="one two three four", text="one two three four")
ZONE = seen("zone", name="one two three four")
DNS = seen("dns", target="one two three four", history="one two three four")
RDAP = seen("rdap", nameserver="one two three four")
NAME = "one-two-three-four.example"


@pytest.mark.parametrize(
    ("weight", "conclusion", "probability"),
    [(4594, CLEAR, 0.4997), (4595, REVIEW, 0.5), (7540, REVIEW, 0.95), (20000, REVIEW, 1.0), (1, CLEAR, 0.01)],
)
def test_thresholds_in_whole_milli_log_odds(weight: int, conclusion: Conclusion, probability: float) -> None:
    verdict = verdict_of(weighing(("page.title", weight)), "a.example", PAGE)
    assert verdict.conclusion is conclusion
    assert verdict.scores["gambling"] == weight
    assert verdict.categories["gambling"] == pytest.approx(probability, abs=0.0001)


@pytest.mark.parametrize(
    ("weights", "conclusion"),
    [
        # two kinds that agree, and enough of it
        ([("name", 4800), ("page.title", 2740)], REFUSE),
        ([("name", 4800), ("page.title", 2739)], REVIEW),
        ([("name", 4800), ("zone.name", 2740)], REFUSE),
        ([("name", 4800), ("dns.target", 2740)], REFUSE),
        ([("page.title", 6040), ("name", 1500)], REFUSE),
        ([("page.title", 6041), ("name", 1499)], REVIEW),
        # one kind, however heavy
        ([("name", 9000), ("name", 9000)], REVIEW),
        ([("page.title", 9000), ("page.text", 9000)], REVIEW),
        ([("zone.name", 9000), ("dns.target", 9000)], REVIEW),
        ([("rdap.nameserver", 9000), ("dns.target", 9000)], REVIEW),
        # where a domain has been hosted counts, and agrees on nothing
        ([("name", 9000), ("dns.history", 9000)], REVIEW),
        ([("page.title", 9000), ("dns.target", 1000), ("dns.history", 9000)], REVIEW),
        ([("name", 2000), ("page.title", 4040), ("dns.history", 1500)], REFUSE),
        # what speaks against counts within its kind and in all
        ([("name", 4800), ("page.title", 9000), ("page.text", -3000)], REFUSE),
        ([("name", 9000), ("page.title", 4400), ("page.text", -3000)], REVIEW),
        ([("name", 4800), ("page.title", 4000), ("page.text", -2000)], REVIEW),
        ([("name", 4800), ("page.text", -3000)], CLEAR),
    ],
)
def test_refusal_takes_two_kinds_of_evidence_that_agree(weights: list[tuple[str, int]], conclusion: Conclusion) -> None:
    scope = ("name", "zone", "dns", "rdap", "page")
    verdict = verdict_of(weighing(*weights), NAME, PAGE, ZONE, DNS, RDAP, scope=scope)
    assert verdict.conclusion is conclusion


@pytest.mark.parametrize(("kind", "conclusion"), [("content", REFUSE), ("parked", REVIEW), ("for-sale", REVIEW)])
def test_a_parked_page_does_not_witness_against_its_owner(kind: str, conclusion: Conclusion) -> None:
    page = replace(PAGE, facts={"kind": kind})
    assert verdict_of(weighing(("name", 4800), ("page.title", 4800)), NAME, page).conclusion is conclusion


def test_all_that_speaks_against_counts_down_to_the_floor() -> None:
    rules = weighing(("page.title", 9000), ("page.text", -3000), ("page.text", -3000), ("page.text", -3000))
    assert verdict_of(rules, "a.example", PAGE).scores["gambling"] == 5000


def test_a_name_alone_is_for_review_at_most() -> None:
    verdict = verdict_of(weighing(("name", 20000), ("name", 20000)), NAME, scope=("name",))
    assert verdict.conclusion is REVIEW


def test_a_draft_leads_to_review_and_never_counts_towards_refusal() -> None:
    name, page = on("name", "one", 9000), on("page.title", "two", 9000)
    assert verdict_of(rules_of(name, page), NAME, PAGE).conclusion is REFUSE
    files = {"policy.yml": POLICY.encode()}
    mixed = load_ruleset({**files, "a.yml": pack(name, name="a"), "b.yml": pack(page, name="b", status="draft")})
    assert verdict_of(mixed, NAME, PAGE).conclusion is REVIEW
    assert verdict_of(mixed, "a.example", PAGE).conclusion is REVIEW


@pytest.mark.parametrize(
    ("category", "cohort", "conclusion"),
    [
        ("gambling", Cohort.NEW, REFUSE),
        ("gambling", Cohort.EXISTING, CLEAR),
        ("hyip", Cohort.NEW, REFUSE),
        ("hyip", Cohort.EXISTING, REFUSE),
        ("adult", Cohort.NEW, REVIEW),
        ("adult", Cohort.EXISTING, CLEAR),
    ],
)
def test_each_category_is_treated_as_the_policy_says_for_the_cohort(
    category: str, cohort: Cohort, conclusion: Conclusion
) -> None:
    rules = weighing(("name", 9000), ("page.title", 9000), category=category)
    verdict = verdict_of(rules, NAME, PAGE, cohort=cohort)
    assert verdict.conclusion is conclusion
    assert verdict.scores[category] == 18000
    assert len(verdict.signals) == 2


def test_a_category_that_the_policy_does_not_know_is_for_review() -> None:
    rules = weighing(("name", 9000), ("page.title", 9000))
    assert verdict_of(rules, NAME, PAGE, policy=replace(rules.policy, categories={})).conclusion is REVIEW


def test_every_category_has_a_probability_and_a_score() -> None:
    verdict = verdict_of(weighing(("name", 4800)), "a.example", PAGE)
    assert dict(verdict.scores) == dict.fromkeys(CATEGORIES, 0)
    assert dict(verdict.categories) == dict.fromkeys(CATEGORIES, 0.01)


def test_signals_come_strongest_first_then_by_rule() -> None:
    rules = weighing(("name", 1000), ("name", -2000), ("name", 1000), ("page.text", 3000))
    verdict = verdict_of(rules, NAME, PAGE)
    assert [(s.rule, s.weight) for s in verdict.signals] == [
        ("page.text.four", 3000),
        ("name.two", -2000),
        ("name.one", 1000),
        ("name.three", 1000),
    ]
    assert verdict.signals[0].why == "because"


TINY = weighing(("name", 4800), ("page.title", 4800), ("page.text", 4800))
QUIET = seen("page", title="flowers")


@pytest.mark.parametrize(
    ("evidence", "scope", "conclusion", "missing"),
    [
        ((QUIET,), ("name", "page"), CLEAR, ("zone", "dns")),
        ((), ("name",), CLEAR, ("zone", "dns", "page")),
        ((), ("name", "page"), INSUFFICIENT, ("page:not-looked", "zone", "dns")),
        ((seen("page", Outcome.ABSENT, "no-address"),), ("name", "page"), CLEAR, ("zone", "dns")),
        ((seen("page", Outcome.FAILED, "timeout"),), ("name", "page"), INSUFFICIENT, ("page:timeout", "zone", "dns")),
        ((seen("page", Outcome.FAILED),), ("name", "page"), INSUFFICIENT, ("page:failed", "zone", "dns")),
        ((seen("name", Outcome.FAILED, "odd"),), ("name",), INSUFFICIENT, ("name:odd", "zone", "dns", "page")),
        (
            (seen("page", Outcome.FAILED, "cut", title="one"),),
            ("name", "page"),
            INSUFFICIENT,
            ("page:cut", "zone", "dns"),
        ),
        ((seen("page", Outcome.FAILED, "cut", title="two"),), ("name", "page"), REVIEW, ("page:cut", "zone", "dns")),
        ((QUIET, seen("page", Outcome.FAILED, "cut")), ("name", "page"), INSUFFICIENT, ("page:cut", "zone", "dns")),
        ((seen("page", Outcome.FAILED, "cut"), QUIET), ("name", "page"), INSUFFICIENT, ("page:cut", "zone", "dns")),
        ((QUIET,), ("name", "page", "rdap"), CLEAR, ("rdap:not-looked", "zone", "dns")),
        ((QUIET, seen("rdap", Outcome.FAILED, "429")), ("name", "page", "rdap"), CLEAR, ("rdap:429", "zone", "dns")),
        ((seen("page", title="two"),), ("name",), CLEAR, ("zone", "dns", "page")),
    ],
)
def test_unknown_is_never_clean_and_what_is_missing_is_told(
    evidence: tuple[Evidence, ...], scope: tuple[str, ...], conclusion: Conclusion, missing: tuple[str, ...]
) -> None:
    verdict = verdict_of(TINY, "flowers.example", *evidence, scope=scope)
    assert verdict.conclusion is conclusion
    assert verdict.missing == missing
    assert verdict.scope == scope


def test_without_rules_nothing_is_clear() -> None:
    verdict = verdict_of(None, NAME, PAGE, scope=("name", "page"))
    assert verdict.conclusion is INSUFFICIENT
    assert verdict.ruleset == ""


def test_the_scope_defaults_to_the_policys() -> None:
    verdict = judge([Item(domain("a.example"), ())], TINY, TINY.policy)[0]
    assert verdict.scope == TINY.policy.scope


def test_the_verdict_names_its_rules_and_its_evidence() -> None:
    verdict = verdict_of(TINY, "a.example", PAGE, ZONE)
    assert verdict.ruleset == TINY.digest
    assert verdict.evidence == digest_of_all([PAGE])


MANY = weighing(("name", 4800), ("page.title", 3000), ("page.text", -3000), ("zone.name", 2000))
TEXTS = st.lists(st.sampled_from([*WORDS, "casino", "x-1", "сад", "赌场", "4ne"]), max_size=5).map(" ".join)
OUTCOMES = st.sampled_from(Outcome)
COLLECTED = st.lists(
    st.builds(
        lambda collector, outcome, text: seen(collector, outcome, **{"name" if collector == "zone" else "title": text}),
        st.sampled_from(["page", "zone", "dns", "name"]),
        OUTCOMES,
        TEXTS,
    ),
    max_size=4,
).map(tuple)
NAMES = st.lists(st.sampled_from([*WORDS, "t-wo", "0ne", "flower", "赌场"]), min_size=1, max_size=3).map("-".join)
ITEMS = st.builds(Item, NAMES.map(lambda name: domain(f"{name}.example")), COLLECTED, st.sampled_from(Cohort))


@given(st.lists(ITEMS, max_size=8), st.integers(1, 8))
def test_the_same_item_has_the_same_verdict_in_any_batch(items: list[Item], size: int) -> None:
    whole = judge(items, MANY, MANY.policy)
    pieces = [
        verdict for at in range(0, len(items), size) for verdict in judge(items[at : at + size], MANY, MANY.policy)
    ]
    assert whole == pieces


@given(ITEMS, st.sampled_from(["name", "zone", "dns", "page"]))
def test_failed_mandatory_evidence_is_never_clear(item: Item, collector: str) -> None:
    blind = Item(item.domain, (*item.evidence, seen(collector, Outcome.FAILED, "timeout")), item.cohort)
    assert judge([blind], MANY, MANY.policy)[0].conclusion is not CLEAR


FIELDS = st.sampled_from(["name", "page.title", "page.text", "zone.name", "dns.target"])


@given(
    st.lists(st.tuples(FIELDS, st.integers(-9000, 9000).filter(bool)), max_size=3),
    st.tuples(FIELDS, st.integers(1, 9000)),
    st.sampled_from(CATEGORIES),
    st.sampled_from(Cohort),
)
def test_one_more_bad_signal_never_lowers_a_score_or_the_conclusion(
    before: list[tuple[str, int]], more: tuple[str, int], category: str, cohort: Cohort
) -> None:
    silent = on("page.label", "never", 1)
    rules = [on(field, word, weight) for word, (field, weight) in zip(WORDS, before, strict=False)]
    added = on(more[0], "four", more[1])
    scope = ("name", "zone", "dns", "page")
    evidence = (PAGE, ZONE, DNS)
    less = verdict_of(rules_of(silent, *rules, category=category), NAME, *evidence, scope=scope, cohort=cohort)
    worse = verdict_of(rules_of(silent, *rules, added, category=category), NAME, *evidence, scope=scope, cohort=cohort)
    assert worse.scores[category] >= less.scores[category]
    assert worse.categories[category] >= less.categories[category]
    assert RANK[worse.conclusion] >= RANK[less.conclusion]


def test_the_policy_handed_in_decides_and_not_the_one_in_the_folder() -> None:
    strict = Policy(categories={"gambling": CategoryPolicy(Treatment.REFUSE, Treatment.REMOVE)}, prior=0.03)
    assert verdict_of(weighing(("page.title", 3500)), "a.example", PAGE).conclusion is CLEAR
    assert verdict_of(weighing(("page.title", 3500)), "a.example", PAGE, policy=strict).conclusion is REVIEW
