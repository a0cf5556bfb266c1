"""The name model that ships, through the one judge."""

import random

import pytest

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.classify.rule import RuleSet
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES, Conclusion, Verdict
from screening.store.rules_folder import default_rules_folder, read_folder

FILES = read_folder(default_rules_folder())

KINDS = {
    "towns and countries": "essex-county sussexheritage middlesbrough-tourism scunthorpeunited cockburnlibrary "
    "stadt-luebeck ville-bordeaux ayuntamiento-getafe beppu-onsen analytics-conference visit-titisee",
    "health and help": "breastcancer-support prostate-clinic sexualhealth-leeds gamblers-helpline vaginismus-therapy "
    "hausarzt-mueller clinicadental-sevilla praxis-schoenfeld kinesiologie-bern apotheke-am-markt",
    "schools and churches": "stmary-primaryschool grundschule-nord lycee-pasteur colegio-sanjose bible-study-group "
    "universitas-indonesia gymnasium-kiel music-lessons-oslo kindergarten-sonne",
    "shops": "grandmas-quilts oakfurniture24 bikesandparts coffee-roaster-berlin wooltrading gartenbedarf-online "
    "zapatos-infantiles handmade-soap-shop bedandbath-outlet slotcar-racing",
    "firms": "mueller-steuerberatung smith-plumbing rossi-avvocati capital-city-movers nordic-windpower "
    "blue-river-consulting delta-logistics alpine-investigations kowalski-transport greenfield-architects",
    "clubs and games": "chess-club-utrecht rugby-sussex bridgeclub-wien pokemon-trading-cards sailing-association "
    "volleyball-livorno crossword-daily boardgame-night schuetzenverein-altdorf",
    "news and people": "daily-herald anna-petrova john-smith-photography maria-garcia-blog tech-weekly "
    "travel-with-lena peterandjane-wedding opinion-matters kultur-magazin",
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_ruleset(FILES)


def look(rules: RuleSet, names: list[str]) -> list[Verdict]:
    items = [Item(Domain(name, name, name, name.rpartition(".")[2]), ()) for name in names]
    return judge(items, rules, rules.policy, ("name",))


def test_the_model_is_small_and_knows_all_categories(rules: RuleSet) -> None:
    assert len(FILES["names.model"]) < 2_000_000
    assert rules.model is not None
    assert set(rules.model.weights) == set(CATEGORIES)
    for meaning in rules.model.meanings.values():
        assert meaning.floor >= rules.policy.agree_weight
        assert -2500 <= meaning.silence < 0
        assert meaning.curve.weights[0] < 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["com", "org", "de", "shop"])
def test_names_of_benign_kinds_stay_clear(rules: RuleSet, kind: str, suffix: str) -> None:
    names = [f"{name}.{suffix}" for name in KINDS[kind].split()]
    wrong = {
        name: (dict(verdict.scores), [signal.rule for signal in verdict.signals])
        for name, verdict in zip(names, look(rules, names), strict=True)
        if verdict.conclusion is not Conclusion.CLEAR
    }
    assert wrong == {}


def test_names_of_no_meaning_stay_clear(rules: RuleSet) -> None:
    dice = random.Random(5)
    names = [
        "".join(dice.choices(letters, k=length)) + suffix
        for letters in ("0123456789abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuvwxyz", "0123456789abcdef")
        for length in (16, 32, 40)
        for suffix in (".com", ".xyz", ".top")
        for _ in range(20)
    ]
    held = [name for name, verdict in zip(names, look(rules, names), strict=True) if verdict.conclusion.suspicious]
    assert len(held) * 50 <= len(names), held


def test_the_model_finds_names_that_no_rule_knows(rules: RuleSet) -> None:
    names = ["luckyspin888vip.com", "hotcamgirlsnude.com", "cryptoassetprofit.com"]
    for verdict, category in zip(look(rules, names), CATEGORIES, strict=True):
        assert f"{category}.name.model" in {signal.rule for signal in verdict.signals}
        assert verdict.conclusion is not Conclusion.REFUSE
