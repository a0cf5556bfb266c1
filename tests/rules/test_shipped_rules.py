"""Every rule that ships, against its own examples."""

from screening.classify.lint import lint
from screening.classify.load import digest_of_files, load_ruleset
from screening.classify.proofs import prove
from screening.model.verdict import CATEGORIES
from screening.store.rules_folder import default_rules_folder, read_folder

FILES = read_folder(default_rules_folder())


def test_every_pack_loads() -> None:
    rules = load_ruleset(FILES)
    assert {pack.path for pack in rules.packs} == set(FILES) - {"policy.yml", "names.model"}
    assert {pack.category for pack in rules.packs if pack.live} == set(CATEGORIES)


def test_every_rule_fires_and_stays_silent_on_its_own_examples() -> None:
    assert [str(fault) for fault in prove(load_ruleset(FILES))] == []


def test_the_folder_of_a_pack_is_its_category() -> None:
    assert [pack.path for pack in load_ruleset(FILES).packs if pack.path.split("/")[0] != pack.category] == []


def test_the_digest_is_that_of_the_files_whatever_their_order() -> None:
    assert load_ruleset(FILES).digest == load_ruleset(dict(sorted(FILES.items(), reverse=True))).digest
    assert load_ruleset(FILES).digest == digest_of_files(FILES)


def test_no_entry_and_no_exception_of_a_rule_is_idle() -> None:
    assert [str(remark) for remark in lint(load_ruleset(FILES)) if "counts twice" not in remark.message] == []
