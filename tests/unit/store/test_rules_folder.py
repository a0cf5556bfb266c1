from pathlib import Path

import pytest

from screening.classify.load import load_ruleset
from screening.classify.model_file import write_model
from screening.model.errors import RulesBrokenError
from screening.store.rules_folder import RuleShelf, default_rules_folder, read_folder
from tests.unit.classify.modelbook import dice_model
from tests.unit.classify.rulebook import POLICY, pack, rule


def rules_named(*names: str) -> list[dict[str, object]]:
    return [rule(name) for name in names]


TEN = [f"r{number}" for number in range(10)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound folder with ten live rules in `a/p.yml`."""
    root = tmp_path / "rules"
    (root / "a").mkdir(parents=True)
    (root / "policy.yml").write_text(POLICY)
    (root / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN)))
    return root


def test_a_folder_is_read_by_relative_path_and_only_its_rules_and_model(folder: Path) -> None:
    (folder / "README.md").write_text("not a rule")
    (folder / ".p.yml").write_text("an editor's")
    (folder / "names.model").write_bytes(b"\x00")
    (folder / "..2026").mkdir()
    (folder / "..2026" / "p.yml").write_text("a mount's")
    assert set(read_folder(folder)) == {"policy.yml", "a/p.yml", "names.model"}


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "..2026").mkdir()
    (folder / "..2026" / "q.yml").write_text("x")
    (folder / "q.yml").symlink_to("..2026/q.yml")
    assert read_folder(folder)["q.yml"] == b"x"


def broken(folder: Path) -> str:
    with pytest.raises(RulesBrokenError) as error:
        read_folder(folder)
    return str(error.value)


def test_what_is_no_regular_file_inside_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("x")
    (folder / "out.yml").symlink_to(tmp_path / "secret.yml")
    (folder / "dir.yml").mkdir()
    told = broken(folder)
    assert "out.yml:1: this is not a regular file inside the folder" in told
    assert "dir.yml:1" in told


def test_loose_and_looping_links_are_refused(folder: Path) -> None:
    (folder / "loose.yml").symlink_to("nowhere.yml")
    assert "cannot be read" in broken(folder)
    (folder / "loose.yml").unlink()
    (folder / "loop.yml").symlink_to("loop.yml")
    assert "cannot be read" in broken(folder)


def test_reading_is_bounded(folder: Path) -> None:
    (folder / "big.yml").write_bytes(b"#" * 1_000_001)
    assert "big.yml:1: this is larger than 1000000 bytes" in broken(folder)
    (folder / "big.yml").unlink()
    for number in range(499):
        (folder / f"{number}.yml").touch()
    assert "more than 500 files" in broken(folder)


def test_a_model_may_be_larger_than_a_pack_and_is_bounded_too(folder: Path) -> None:
    (folder / "names.model").write_bytes(b"#" * 4_000_000)
    assert len(read_folder(folder)["names.model"]) == 4_000_000
    (folder / "names.model").write_bytes(b"#" * 4_000_001)
    assert "names.model:1: this is larger than 4000000 bytes" in broken(folder)


def with_model(folder: Path) -> Path:
    """Put a sound model into the folder."""
    (folder / "names.model").write_bytes(write_model(dice_model()))
    return folder / "names.model"


@pytest.mark.parametrize("length", [0, 10, 100, 1000])
def test_a_damaged_model_leaves_the_set_in_force_and_is_told(folder: Path, length: int) -> None:
    path = with_model(folder)
    shelf = RuleShelf(folder)
    good = shelf.current()
    assert good is not None
    assert good.model is not None
    path.write_bytes(path.read_bytes()[:length])
    (fault,) = shelf.refresh()
    assert str(fault).startswith("names.model:1: ")
    assert shelf.current() is good


def test_a_model_that_goes_missing_is_taken_for_half_written_unless_on_purpose(folder: Path) -> None:
    path = with_model(folder)
    shelf, bold = RuleShelf(folder), RuleShelf(folder, allow_shrink=True)
    good = shelf.current()
    path.unlink()
    assert "the name model is gone" in str(shelf.refresh()[0])
    assert shelf.current() is good
    assert bold.refresh() == ()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in broken(tmp_path / "none")


def test_a_sound_folder_is_in_force(folder: Path) -> None:
    shelf = RuleShelf(folder)
    assert shelf.faults == ()
    rules = shelf.current()
    assert rules is not None
    assert rules.count == 10
    assert rules.digest == load_ruleset(read_folder(folder)).digest


def test_an_unchanged_folder_is_not_loaded_again(folder: Path) -> None:
    shelf = RuleShelf(folder)
    before = shelf.current()
    assert shelf.refresh() == ()
    assert shelf.current() is before


def test_a_better_folder_replaces_the_set(folder: Path) -> None:
    shelf = RuleShelf(folder)
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN, "r10")))
    assert shelf.refresh() == ()
    rules = shelf.current()
    assert rules is not None
    assert rules.count == 11


def empty(folder: Path) -> None:
    (folder / "a" / "p.yml").unlink()
    (folder / "policy.yml").unlink()


def gone(folder: Path) -> None:
    empty(folder)
    (folder / "a").rmdir()
    folder.rmdir()


def without_policy(folder: Path) -> None:
    (folder / "policy.yml").unlink()


def truncated(folder: Path) -> None:
    path = folder / "a" / "p.yml"
    path.write_bytes(path.read_bytes()[:200])


def emptied(folder: Path) -> None:
    (folder / "a" / "p.yml").write_bytes(b"")


def another_encoding(folder: Path) -> None:
    path = folder / "a" / "p.yml"
    path.write_bytes(path.read_text().encode("utf-16"))


def duplicate_keys(folder: Path) -> None:
    path = folder / "policy.yml"
    path.write_text(path.read_text() + "prior: 0.01\nprior: 0.9\n")


def unproved(folder: Path) -> None:
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN), rule("liar", fires=["flowers.example"])))


def shrunk(folder: Path) -> None:
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN[:7])))


def all_draft_but_one(folder: Path) -> None:
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN), status="draft"))
    (folder / "q.yml").write_bytes(pack(rule("live"), name="q"))


WORSE = [
    empty,
    gone,
    without_policy,
    truncated,
    emptied,
    another_encoding,
    duplicate_keys,
    unproved,
    shrunk,
    all_draft_but_one,
]


@pytest.mark.parametrize("spoil", WORSE, ids=lambda spoil: spoil.__name__)
def test_a_worse_folder_never_replaces_a_good_set_and_is_told(folder: Path, spoil) -> None:
    shelf = RuleShelf(folder)
    good = shelf.current()
    spoil(folder)
    faults = shelf.refresh()
    assert faults
    assert shelf.faults == faults
    assert shelf.refresh() == faults
    assert shelf.current() is good


@pytest.mark.parametrize("spoil", WORSE, ids=lambda spoil: spoil.__name__)
def test_a_mended_folder_is_taken_again(folder: Path, spoil) -> None:
    shelf = RuleShelf(folder)
    content = read_folder(folder)
    spoil(folder)
    shelf.refresh()
    (folder / "a").mkdir(parents=True, exist_ok=True)
    (folder / "q.yml").unlink(missing_ok=True)
    for path, text in content.items():
        (folder / path).write_bytes(text)
    (folder / "q.yml").write_bytes(pack(rule("new"), name="q"))
    assert shelf.refresh() == ()
    rules = shelf.current()
    assert rules is not None
    assert rules.count == 11


def test_a_fifth_fewer_rules_are_taken_and_more_only_on_purpose(folder: Path) -> None:
    shelf, on_purpose = RuleShelf(folder), RuleShelf(folder, allow_shrink=True)
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named(*TEN[:8])))
    assert shelf.refresh() == ()
    (folder / "a" / "p.yml").write_bytes(pack(*rules_named("r0")))
    assert "1 live rules where there were 8" in shelf.refresh()[0].message
    assert on_purpose.refresh() == ()


def test_at_start_a_broken_folder_leaves_nothing_in_force(folder: Path) -> None:
    emptied(folder)
    shelf = RuleShelf(folder)
    assert shelf.current() is None
    assert shelf.faults


def test_at_start_with_a_broken_folder_the_last_good_set_stays_in_force(folder: Path) -> None:
    last_good = read_folder(folder)
    emptied(folder)
    shelf = RuleShelf(folder, last_good=last_good)
    rules = shelf.current()
    assert rules is not None
    assert rules.count == 10
    assert shelf.faults


def test_a_last_good_set_that_no_longer_loads_is_left_aside(folder: Path) -> None:
    shelf = RuleShelf(folder, last_good={"policy.yml": b"color: red"})
    assert shelf.current() is not None
    assert shelf.faults == ()


def test_the_rules_of_this_installation_are_found() -> None:
    assert (default_rules_folder() / "policy.yml").is_file()
