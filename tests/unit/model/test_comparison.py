import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.model.comparison import MOST, Difference, compare
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.sketch import sketch

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def page(outcome: Outcome = Outcome.OBSERVED, cause: str = "", texts: dict[str, tuple[str, ...]] | None = None,
         **facts: Json) -> Evidence:  # fmt: skip
    return Evidence("page", outcome, NOW, cause, facts, texts or {})


def test_a_look_does_not_differ_from_itself() -> None:
    look = [page(title="Shop", hops=[{"url": "a"}], sketch=[*sketch("bread and rolls")])]
    assert compare(look, look) == ()


@pytest.mark.parametrize(
    ("before", "after", "field", "was", "is_"),
    [
        (page(), page(Outcome.ABSENT), "outcome", "observed", "absent"),
        (page(cause="a"), page(cause="b"), "cause", "a", "b"),
        (page(title="Shop"), page(title="Casino"), "title", "Shop", "Casino"),
        (page(), page(title="Casino"), "title", None, "Casino"),
        (page(status=200), page(), "status", 200, None),
        (page(favicon={"mmh3": 1}), page(favicon={"mmh3": 2}), "favicon.mmh3", 1, 2),
        (page(), page(favicon={"mmh3": 2}), "favicon.mmh3", None, 2),
        (page(technologies=["a", "b"]), page(technologies=["b", "c"]), "technologies", ["a"], ["c"]),
        (page(), page(addresses=["192.0.2.1"]), "addresses", [], ["192.0.2.1"]),
        (page(forms=[{"a": 1}]), page(forms=[{"a": 2}]), "forms", [{"a": 1}], [{"a": 2}]),
        (page(outbound={"x": ["a"]}), page(outbound={"x": []}), "outbound.x", ["a"], []),
        (page(soa=None), page(soa={"serial": 1}), "soa.serial", None, 1),
        (page(texts={"page.host": ("a",)}), page(texts={"page.host": ("a", "b")}), "page.host", [], ["b"]),
        (page(title="x"), page(title=["x"]), "title", "x", ["x"]),
    ],
)
def test_what_differs_is_told(before: Evidence, after: Evidence, field: str, was: Json, is_: Json) -> None:
    assert compare([before], [after]) == (Difference("page", field, was, is_),)


def test_another_text_is_told_by_its_similarity() -> None:
    before, after = (page(sketch=[*sketch(text)]) for text in ("bread and rolls", "spin the wheel"))
    assert compare([before], [after]) == (Difference("page", "similarity", None, 0.0),)


def test_what_changes_with_every_visit_is_not_told() -> None:
    assert compare([page(length=1, words=2, hidden=3)], [page(length=4, words=5, hidden=6)]) == ()
    before, after = ({"inline": [mark], "accounts": ["ga:1"]} for mark in "ab")
    assert compare([page(script={**before}, form_count=1)], [page(script={**after}, form_count=2)]) == ()


def test_order_is_no_difference_in_a_list() -> None:
    assert compare([page(addresses=["a", "b"])], [page(addresses=["b", "a"])]) == ()


def test_a_collector_that_looked_once_only_is_told() -> None:
    assert compare([], [page()]) == (Difference("page", "outcome", None, "observed"),)
    assert compare([page()], []) == (Difference("page", "outcome", "observed", None),)


def test_what_is_told_is_bounded() -> None:
    long = page(title="x" * 5000, hosts=[*map(str, range(1000))], deep={"a": {"b": {"c": {"d": {"e": ["f"] * 99}}}}})
    deep, hosts, title = compare([page()], [long])
    assert title.after == "x" * 300
    assert hosts.after == [*map(str, range(20))]
    assert len(json.dumps(deep.after)) < 500
    assert len(compare([page()], [page(**{f"fact{number}": number for number in range(1000)})])) == MOST


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["sketch", "title", "hops", "favicon", "x"])
LOOKS = st.lists(
    st.builds(
        Evidence,
        st.sampled_from(["page", "dns", "x"]),
        st.sampled_from(Outcome),
        st.just(NOW),
        st.text(max_size=5),
        st.dictionaries(KEYS, JSON, max_size=4),
        st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=3), max_size=3).map(tuple), max_size=3),
    ),
    max_size=4,
)


@given(LOOKS, LOOKS)
def test_whatever_the_evidence_is_it_can_be_compared(before: list[Evidence], after: list[Evidence]) -> None:
    json.dumps([[d.collector, d.field, d.before, d.after] for d in compare(before, after)])
