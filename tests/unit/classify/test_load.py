import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.load import digest_of_files, load_ruleset
from screening.classify.model_file import write_model
from screening.classify.rule import RuleSet
from screening.model.errors import RulesBrokenError
from tests.unit.classify.modelbook import dice_model
from tests.unit.classify.rulebook import POLICY, pack, rule, rules_of

HEAD = "pack: p\ncategory: gambling\nstatus: live\nrules:\n"
# Lines 5 to 11 of a pack.
RULE = """\
  - id: g.casino
    in: [name]
    words: [casino]
    weight: 4800
    why: because
    fires: [casino.example]
    silent: [flowers.example]
"""


def faults_of(files: dict[str, str | bytes]) -> list[str]:
    encoded = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    with pytest.raises(RulesBrokenError) as broken:
        load_ruleset(encoded)
    return [str(fault) for fault in broken.value.faults]


def faults_in(pack_text: str | bytes) -> list[str]:
    return faults_of({"policy.yml": POLICY, "p.yml": pack_text})


def test_a_sound_folder_loads() -> None:
    rules = load_ruleset({"policy.yml": POLICY.encode(), "p.yml": (HEAD + RULE).encode()})
    assert rules.count == 1
    assert rules.rules[0].id == "g.casino"
    assert rules.rules[0].where == "p.yml:5"
    assert rules.rules[0].fires[0].where == "p.yml:10"
    assert rules.packs[0].live
    assert rules.policy.categories["gambling"].grace_days == 30


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("    weight: 4800\n", "    weight: 4800\n    color: red\n", 9, "unknown key 'color'"),
        ("    weight: 4800\n", "    weight: 4800\n    weight: 4801\n", 9, "duplicate key 'weight'"),
        ("    weight: 4800\n", "", 5, "lacks 'weight'"),
        ("    why: because\n", "", 5, "lacks 'why'"),
        ("    fires: [casino.example]\n", "", 5, "lacks 'fires'"),
        ("    silent: [flowers.example]\n", "", 5, "lacks 'silent'"),
        ("    in: [name]\n", "", 5, "lacks 'in'"),
        ("  - id: g.casino\n    in", "  - in", 5, "lacks 'id'"),
        ("    words: [casino]\n", "", 5, "words, stems or patterns"),
        ("[casino.example]", "[]", 10, "at least one example"),
        ("[flowers.example]", "[]", 11, "at least one example"),
        ("[flowers.example]", "[{page.colour: x}]", 11, "unknown key 'page.colour'"),
        ("[flowers.example]", "flowers.example", 11, "silent is a list, not a text"),
        ("because", "''", 9, "why is empty"),
        ("4800", "0", 8, "a weight of 0 says nothing"),
        ("4800", "heavy", 8, "whole number"),
        ("4800", "4.8", 8, "whole number"),
        ("4800", "--5", 8, "whole number"),
        ("4800", "²", 8, "whole number"),
        ("4800", "999999", 8, "whole number"),
        ("4800", "{name: 10, page.title: 20}", 8, "does not look at"),
        ("[name]", "[name, page.title]\n    weight: {name: 1}", 7, "no weight for page.title"),
        ("[name]", "[name, page.title]\n    weight: {name: 1, page.title: -1}", 7, "one sign"),
        ("[name]", "[names]", 6, "field 'names' is unknown"),
        ("[name]", "[]", 6, "at least one field"),
        ("[name]", "name", 6, "in is a list, not a text"),
        ("[casino]", "[]", 7, "words is empty"),
        ("[casino]", "[x]", 7, "too short"),
        ("[casino]", "['\u200b\u200b']", 7, "too short"),
        ("[casino]", "[[casino]]", 7, "is a text, not a list"),
        ("[casino]", f"[{'x' * 201}]", 7, "longer than 200"),
        ("[casino]", "[" + "\ufdfa" * 20 + "]", 7, "folds to more than 200"),
        ("words: [casino]", "patterns: ['(a']", 7, "RE2 does not take"),
        ("words: [casino]", r"patterns: ['(a)\1']", 7, "RE2 does not take"),
        ("words: [casino]", "patterns: ['(?=a)']", 7, "flags and look-around"),
        ("words: [casino]", "patterns: ['(?i)a']", 7, "flags and look-around"),
        ("words: [casino]", r"patterns: ['\Aa']", 7, "are not part of the language"),
        ("words: [casino]", "patterns: ['a*']", 7, "empty text"),
        ("words: [casino]", "patterns: ['']", 7, "a pattern is empty"),
        ("words: [casino]", f"patterns: ['{'x' * 501}']", 7, "longer than 500"),
        ("words: [casino]", "patterns: ['((((a{99}){99}){99}){99})']", 7, "RE2 does not take"),
        ("words: [casino]", "patterns: [[a]]", 7, "a pattern is a text"),
        ("    weight: 4800\n", "    weight: 4800\n    at_least: 2\n", 9, "whole number from 1 to 1"),
        ("    weight: 4800\n", "    weight: 4800\n    at_least: 0\n", 9, "whole number from 1 to 1"),
        ("g.casino", "G casino", 5, "is not a rule name"),
        ("pack: p", "pack: P p", 1, "is not a pack name"),
        ("status: live", "status: alive", 3, "status 'alive' is unknown"),
        ("category: gambling", "category: gaming", 2, "category 'gaming' is unknown"),
        ("pack: p\n", "", 1, "lacks 'pack'"),
        ("pack: p\n", "pack: p\ncolor: red\n", 2, "unknown key 'color'"),
        ("[casino]", "&a [casino]", 7, "anchors and aliases"),
        ("[casino]", "[*a]", 7, "anchors and aliases"),
        ("[casino]", "!!python/name:os.system x", 7, "tags are not"),
        ("[casino]", "[casino", 8, "not YAML"),
        ("[casino]", "[" * 20 + "casino" + "]" * 20, 7, "nested too deep"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, says: str) -> None:
    text = (HEAD + RULE).replace(old, new, 1)
    if "\n    weight" in new and old == "[name]":
        text = text.replace("    weight: 4800\n", "")
    assert any(fault.startswith(f"p.yml:{line}: ") and says in fault for fault in faults_in(text)), faults_in(text)


def test_all_faults_are_told_at_once_in_the_order_of_their_places() -> None:
    text = (HEAD + RULE).replace("4800", "0").replace("[name]", "[names]").replace("because", "''")
    faults = faults_of(
        {"policy.yml": POLICY + "color: red\n", "p.yml": text, "q.yml": HEAD.replace("pack: p", "pack: q")}
    )
    places = [fault.split(": ")[0] for fault in faults]
    assert places == ["p.yml:6", "p.yml:8", "p.yml:9", "policy.yml:7", "q.yml:4", "q.yml:4"]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "the file is empty"),
        (b"# nothing\n", 1, "the file is empty"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        (b"a: 1\n---\nb: 2\n", 2, "one document"),
        (b"- a\n", 1, "a pack is a mapping, not a list"),
        (b"a: \x00\n", 1, "not YAML"),
        ((HEAD + RULE).encode("utf-16"), 1, "not UTF-8"),
        (HEAD.encode() + b"  []\n", 5, "at least one rule"),
        (HEAD.encode() + b"  - casino\n", 5, "a rule is a mapping, not a text"),
    ],
)
def test_a_file_that_is_no_pack_is_a_fault(content: bytes, line: int, says: str) -> None:
    faults = faults_in(content)
    assert any(fault.startswith(f"p.yml:{line}: ") and says in fault for fault in faults), faults


def test_the_same_rule_or_pack_twice_is_a_fault_that_names_the_first() -> None:
    faults = faults_of({"policy.yml": POLICY, "p.yml": HEAD + RULE, "q.yml": HEAD + RULE})
    assert faults == ["q.yml:1: pack 'p' is already at p.yml:1", "q.yml:5: rule 'g.casino' is already at p.yml:5"]
    assert "p.yml:12: rule 'g.casino' is already at p.yml:5" in faults_in(HEAD + RULE + RULE)


def test_a_folder_in_which_nothing_would_ever_be_found_is_broken() -> None:
    assert "there is no policy" in faults_of({})[0]
    assert "there is no policy" in faults_of({"p.yml": HEAD + RULE})[0]
    assert "no live rule" in faults_of({"policy.yml": POLICY})[0]
    assert "no live rule" in faults_in((HEAD + RULE).replace("live", "draft"))[0]


def test_a_category_without_a_policy_is_a_fault() -> None:
    policy = "categories:\n  hyip: {new: refuse, existing: remove}\n"
    faults = faults_of({"policy.yml": policy, "p.yml": HEAD + RULE})
    assert faults == ["p.yml:1: policy.yml does not say what to do about gambling"]


def test_plain_words_stay_words_whatever_yaml_takes_them_for() -> None:
    text = (HEAD + RULE).replace("[casino]", "[no, on, 0x10, 1_000, 2012-01-01, ~~]")
    rules = load_ruleset({"policy.yml": POLICY.encode(), "p.yml": text.encode()})
    assert rules.rules[0].words == ("no", "on", "0x10", "1_000", "2012-01-01", "~~")


def test_a_collector_in_weights_stands_for_its_fields_and_the_exact_field_has_the_last_word() -> None:
    loaded = rules_of(rule(**{"in": ["page.title", "page.text"], "weight": {"page.title": 4000, "page": 1500}})).rules[
        0
    ]
    assert loaded.weights == {"page.title": 4000, "page.text": 1500}


def test_the_digest_covers_every_byte_and_every_path() -> None:
    files = {"policy.yml": POLICY.encode(), "p.yml": pack(rule())}
    digest = load_ruleset(files).digest
    assert digest == load_ruleset(dict(reversed(files.items()))).digest == digest_of_files(files)
    assert digest != load_ruleset({**files, "policy.yml": POLICY.encode() + b"# \n"}).digest
    assert digest != load_ruleset({"policy.yml": files["policy.yml"], "r.yml": files["p.yml"]}).digest
    assert digest_of_files({"a": b"bc"}) != digest_of_files({"ab": b"c"})


def loads_or_is_broken(files: dict[str, bytes]) -> None:
    try:
        assert isinstance(load_ruleset(files), RuleSet)
    except RulesBrokenError as broken:
        assert broken.faults  # noqa: PT017 - either outcome is right


@given(st.dictionaries(st.sampled_from(["policy.yml", "p.yml", "a/b.yml"]), st.binary(max_size=200)))
def test_any_bytes_load_or_are_broken_and_nothing_else(files: dict[str, bytes]) -> None:
    loads_or_is_broken(files)


YAMLISH = st.recursive(
    st.sampled_from(["name", "page", "casino", "live", "0", "-1", "[", "é", "''", "(a", "\\", "&a", "*a", "{"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["id", "in", "words", "weight", "page.title"]), inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.integers(1, 11), YAMLISH), max_size=4), st.integers(0, 400))
def test_a_damaged_pack_loads_or_is_broken_and_nothing_else(damage: list[tuple[int, str]], cut: int) -> None:
    lines = (HEAD + RULE).splitlines()
    for line, value in damage:
        lines[line - 1] = lines[line - 1].split(":")[0] + ": " + value
    text = "\n".join(lines).encode()
    loads_or_is_broken({"policy.yml": POLICY.encode(), "p.yml": text})
    loads_or_is_broken({"policy.yml": POLICY.encode(), "p.yml": text[:cut]})
    loads_or_is_broken({"policy.yml": text, "p.yml": (HEAD + RULE).encode()})


def test_a_folder_may_hold_one_name_model_and_its_digest_covers_it() -> None:
    files = {"policy.yml": POLICY.encode(), "p.yml": pack(rule())}
    models = [write_model(dice_model(seed)) for seed in (1, 2)]
    first, second = (load_ruleset({**files, "names.model": model}) for model in models)
    assert first.model is not None
    assert len({first.digest, second.digest, load_ruleset(files).digest}) == 3
    assert write_model(load_ruleset(first.files).model or dice_model(3)) == models[0]
    two = {**files, "a.model": models[0], "b.model": models[1]}
    assert faults_of(two) == ["b.model:1: there is a name model already: a.model"]


def test_faults_of_packs_and_of_the_model_are_told_together() -> None:
    files = {"policy.yml": POLICY, "p.yml": "pack: [", "names.model": b"\x00"}
    assert [fault.partition(":")[0] for fault in faults_of(files)] == ["names.model", "p.yml"]
