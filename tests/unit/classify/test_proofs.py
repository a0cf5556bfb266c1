import pytest

from screening.classify.load import load_ruleset
from screening.classify.proofs import prove
from tests.unit.classify.rulebook import POLICY, rule, rules_of

PACK = """\
pack: p
category: gambling
status: live
rules:
  - id: g.casino
    in: [name, page]
    words: [casino]
    weight: 4800
    why: because
    fires:
      - best-casino.example
      - lasino.example
      - page.title: "Casino"
      - {page.text: ["one", "two"]}
    silent:
      - lasino.example
      - casino.example
      - page.title: "Casino"
"""


def test_every_example_that_does_not_behave_is_told_with_its_line() -> None:
    faults = prove(load_ruleset({"policy.yml": POLICY.encode(), "p.yml": PACK.encode()}))
    assert [str(fault) for fault in faults] == [
        "p.yml:12: rule g.casino does not fire on name: 'lasino.example'",
        "p.yml:14: rule g.casino does not fire on page.text: 'one | two'",
        "p.yml:17: rule g.casino fires on name: 'casino.example'",
        "p.yml:18: rule g.casino fires on page.title: 'Casino'",
    ]


@pytest.mark.parametrize(
    "keys",
    [
        {"in": ["page"], "fires": ["the casino"], "silent": ["nothing"]},
        {"in": ["page"], "fires": [{"page.text": "casino"}], "silent": [{"page.host": "casino"}]},
        {"words": ["赌场"], "fires": ["在线赌场.example"], "silent": ["博物馆.example"]},
        {"in": ["name", "page.title"], "fires": [{"name": "x.example", "page.title": "casino"}]},
        {"words": None, "patterns": [r"\.casino$"], "fires": ["a.casino"], "silent": ["casino.a"]},
    ],
)
def test_an_example_may_be_a_name_or_texts_by_field(keys: dict[str, object]) -> None:
    assert prove(rules_of(rule(**keys))) == []


def test_a_rule_is_proved_alone() -> None:
    rules = rules_of(rule("a"), rule("b", words=["poker"], fires=["poker.example"], silent=["casino.example"]))
    assert prove(rules) == []
