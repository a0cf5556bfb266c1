import pytest

from screening.classify.lint import lint
from tests.unit.classify.rulebook import rule, rules_of


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"words": None, "stems": ["casino", "mycasino"]}, "'mycasino' never counts, 'casino' is in it"),
        ({"words": ["casinos"], "stems": ["casino"]}, "'casinos' never counts, 'casino' is in it"),
        ({"except": ["flower shop"]}, "the exception 'flower shop' holds none of its entries"),
    ],
)
def test_what_is_hardly_meant_is_said(keys: dict[str, object], said: str) -> None:
    (remark,) = lint(rules_of(rule("g.odd", **keys)))
    assert remark.where == "p.yml:5"
    assert remark.message == f"rule g.odd: {said}"


def test_an_entry_of_two_rules_counts_twice_where_they_look_at_one_field() -> None:
    (remark,) = lint(rules_of(rule("g.one"), rule("g.two")))
    assert remark.message == "rule g.two: 'casino' is in rule g.one as well and counts twice"
    page = rule("g.two", in_=["page.text"], fires=[{"page.text": "casino"}], silent=[{"page.text": "flowers"}])
    assert lint(rules_of(rule("g.one"), page)) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"words": ["casino", "casino bonus"], "at_least": 2, "fires": ["casino-bonus.example"]},
        {"words": ["casino", "bonus"], "except": ["casino high school"]},
        {"words": None, "patterns": ["casin[o0]"], "except": ["flower shop"]},
    ],
)
def test_what_is_meant_is_left_alone(keys: dict[str, object]) -> None:
    assert lint(rules_of(rule(**keys))) == []
