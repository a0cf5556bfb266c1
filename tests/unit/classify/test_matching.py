import pytest

from screening.classify.rule import FIELDS
from screening.model.evidence import Evidence, Outcome
from tests.unit.classify.rulebook import NOW, fired, rule, rules_of, seen, verdict_of

HIT = [("g.casino", "name")]


@pytest.mark.parametrize(
    ("keys", "name", "fires"),
    [
        # words: whole tokens of the labels left of the public suffix
        ({}, "casino.example", True),
        ({}, "best-casino.example", True),
        ({}, "casino.shop.example", True),
        ({}, "casino88.example", True),
        ({}, "c4sino.example", True),
        ({}, "cas1no.example", True),
        ({}, "casinos.example", False),
        ({}, "mycasino.example", False),
        ({}, "flowers.casino", False),
        ({"words": ["online casino"]}, "online-casino.example", True),
        ({"words": ["online casino"]}, "onlinecasino.example", False),
        ({"words": ["赌场"]}, "在线赌场网.example", True),
        ({"words": ["ставки"]}, "ставки-на-спорт.example", True),
        # stems: anywhere, hyphens kept or left out
        ({"words": None, "stems": ["casino"]}, "mycasinos.example", True),
        ({"words": None, "stems": ["casino"]}, "my-cas-ino.example", True),
        ({"words": None, "stems": ["casino"]}, "my-c4s-ino.example", True),
        ({"words": None, "stems": ["casino"]}, "cas.ino.example", False),
        ({"words": None, "stems": ["bet-at-home"]}, "betathome.example", True),
        ({"words": None, "stems": ["bet-at-home"]}, "bet-at-home.example", True),
        # patterns: the whole name as it is
        ({"words": None, "patterns": [r"\b1x[0-9a-z]*bet"]}, "1xslotbet.example", True),
        ({"words": None, "patterns": [r"\.casino$"]}, "flowers.casino", True),
        ({"words": None, "patterns": [r"^x-[a-z]"]}, "x-y.example", True),
        ({"words": None, "patterns": [r"^y"]}, "x-y.example", False),
        # except: cancels what lies inside
        ({"stems": ["casino"], "except": ["casino nsw"]}, "casinonsw.example", False),
        ({"stems": ["casino"], "except": ["casino nsw"]}, "casino-nsw.example", False),
        ({"stems": ["casino"], "except": ["casino nsw"]}, "casino-nsw-casino.example", True),
        ({"words": None, "stems": ["sex"], "except": ["essex"]}, "essexclub.example", False),
        ({"words": None, "stems": ["sex"], "except": ["essex"]}, "essexsex.example", True),
        ({"words": None, "patterns": ["casino"], "except": ["casino-nsw"]}, "casino-nsw.example", False),
        # unless: the field does not count
        ({"unless": ["therapist"]}, "casino-therapist.example", False),
        ({"unless": ["therapist"]}, "casino-therapists.example", True),
        # at_least: distinct entries
        ({"words": ["casino", "bonus"], "at_least": 2}, "casino-bonus.example", True),
        ({"words": ["casino", "bonus"], "at_least": 2}, "casino-casino.example", False),
        ({"words": ["casino"], "stems": ["bon"], "patterns": ["77"], "at_least": 3}, "casino-bonus77.example", True),
        ({"words": ["casino"], "stems": ["bon"], "patterns": ["77"], "at_least": 3}, "casino-bonus7.example", False),
        ({"words": ["casino", "nsw"], "except": ["casino nsw"], "at_least": 1}, "casino-nsw.example", False),
        ({"words": ["casino", "Casino"], "at_least": 1}, "casino.example", True),
    ],
)
def test_a_rule_on_names(keys: dict[str, object], name: str, fires: bool) -> None:
    assert bool(fired(rules_of(rule(**keys)), name)) is fires


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "name"])
def test_every_field_can_be_looked_at(field: str) -> None:
    rules = rules_of(rule(**{"in": [field], "fires": ["casino"], "silent": ["x"]}))
    evidence = Evidence(field.partition(".")[0], Outcome.OBSERVED, NOW, texts={field: ("the Casino!",)})
    assert fired(rules, "flowers.example", evidence) == [("g.casino", field)]
    assert fired(rules, "casino.example") == []


@pytest.mark.parametrize(
    ("collector", "field", "stands_for"),
    [
        ("page", "page.text", True),
        ("page", "page.host", False),
        ("page", "page.url", False),
        ("page", "page.label", False),
        ("zone", "zone.target", True),
        ("dns", "dns.txt", True),
    ],
)
def test_a_collector_stands_for_its_text_fields(collector: str, field: str, stands_for: bool) -> None:
    rules = rules_of(rule(**{"in": [collector]}))
    evidence = Evidence(collector, Outcome.OBSERVED, NOW, texts={field: ("casino",)})
    assert bool(fired(rules, "flowers.example", evidence)) is stands_for


def test_a_phrase_spans_any_run_of_spaces_but_not_two_texts() -> None:
    rules = rules_of(rule(**{"in": ["page.anchor"], "words": ["free spins"]}))
    assert fired(rules, "a.example", seen("page", anchor="FREE \n\u00a0 Spins"))
    assert not fired(rules, "a.example", seen("page", anchor=("free", "spins")))


def test_distinct_entries_may_come_from_several_texts_of_one_field_but_not_from_two_fields() -> None:
    rules = rules_of(rule(**{"in": ["page"], "words": ["casino", "bonus"], "at_least": 2}))
    assert fired(rules, "a.example", seen("page", anchor=("casino", "bonus")))
    assert not fired(rules, "a.example", seen("page", title="casino", text="bonus"))


def test_unless_in_one_field_leaves_another_field_alone() -> None:
    rules = rules_of(rule(**{"in": ["page"], "unless": ["novel"]}))
    page = seen("page", title="casino, a novel", text="casino")
    assert fired(rules, "a.example", page) == [("g.casino", "page.text")]


def test_an_exception_in_one_text_leaves_another_text_alone() -> None:
    rules = rules_of(rule(**{"in": ["page.anchor"], "except": ["monte casino"]}))
    assert not fired(rules, "a.example", seen("page", anchor=("monte casino",)))
    assert fired(rules, "a.example", seen("page", anchor=("monte casino", "casino")))


def test_a_rule_gives_one_signal_on_its_heaviest_field() -> None:
    keys = {"in": ["page.text", "page.title"], "weight": {"page.title": 4000, "page.text": 2500}}
    rules = rules_of(rule(**keys))
    verdict = verdict_of(rules, "a.example", seen("page", title="casino", text="casino"))
    assert [(s.field, s.weight, s.collector) for s in verdict.signals] == [("page.title", 4000, "page")]


def test_equal_weights_are_told_by_the_first_field_of_the_rule() -> None:
    rules = rules_of(rule(**{"in": ["page.text", "page.title"]}))
    verdict = verdict_of(rules, "a.example", seen("page", title="casino", text="casino"))
    assert [s.field for s in verdict.signals] == ["page.text"]


def test_the_excerpt_shows_what_fired_with_a_little_around_it_and_stays_short() -> None:
    rules = rules_of(rule(**{"in": ["page.text"], "words": ["casino", "bonus"], "at_least": 2}))
    text = "word " * 500 + "the Casino is open " + "word " * 500 + "take a bonus now " + "word " * 500
    excerpt = verdict_of(rules, "a.example", seen("page", text=text)).signals[0].text
    assert "the casino is open" in excerpt
    assert "take a bonus now" in excerpt
    assert len(excerpt) <= 200


def test_a_page_that_repeats_the_domains_own_name_is_not_a_second_kind_of_evidence() -> None:
    rules = rules_of(rule(**{"in": ["name", "page.title"]}))
    name = "best-casino.example"
    assert fired(rules, name, seen("page", title="Welcome to best-casino.example!")) == HIT
    heavy = rules_of(rule(**{"in": ["page.title"]}))
    assert not fired(heavy, name, seen("page", title="www.best-casino.example"))
    assert fired(heavy, name, seen("page", title="Best Casino at best-casino.example"))
    assert fired(heavy, "no.example", seen("page", title="casino.no.example casi.no"))


def test_literals_are_folded_as_the_texts_are() -> None:
    rules = rules_of(rule(**{"in": ["page.title"], "words": ["Kaçak BAHİS"]}))
    assert fired(rules, "a.example", seen("page", title="kacak bahis siteleri"))


def test_many_hits_inside_exceptions_stay_cheap_and_cancelled() -> None:
    rules = rules_of(rule(**{"in": ["page.text"], "except": ["monte casino"]}))
    assert not fired(rules, "a.example", seen("page", text="monte casino " * 5000))
    assert fired(rules, "a.example", seen("page", text="monte casino " * 5000 + "casino"))
