"""`screening rules` as whoever writes rules types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screening.cli.main import cli
from screening.model.errors import NotFoundError, RulesBrokenError
from tests.unit.classify.rulebook import POLICY, pack, rule


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.yml").write_text(POLICY)
    (tmp_path / "p.yml").write_bytes(pack(rule("g.casino", words=None, stems=["casino", "casinos"])))
    return tmp_path


def run(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments], env=env)


def test_lint_says_what_is_hardly_meant_and_fails(folder: Path) -> None:
    done = run("lint", str(folder))
    assert (done.exit_code, done.output) == (
        1, "p.yml:5: rule g.casino: 'casinos' never counts, 'casino' is in it\n"
    )  # fmt: skip
    (folder / "p.yml").write_bytes(pack(rule("g.casino")))
    assert (run("lint", str(folder)).exit_code, run("lint", str(folder)).output) == (0, "")


def test_a_rule_is_shown_with_all_that_it_does(folder: Path) -> None:
    shown = run("explain", "g.casino", SCREENING_RULES=str(folder)).output
    for part in ("g.casino: gambling, live, p.yml:5", "because", "name (+4800)", "stems: casino, casinos"):
        assert part in shown
    assert "fires on name: casino.example" in shown
    assert "silent on name: flowers.example" in shown


def test_a_rule_that_is_not_there_is_told_with_its_like(folder: Path) -> None:
    done = run("explain", "g.cassino", SCREENING_RULES=str(folder))
    assert isinstance(done.exception, NotFoundError)
    assert "did you mean g.casino?" in str(done.exception)


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_folder_that_does_not_load_is_told_with_every_fault(folder: Path, command: str) -> None:
    (folder / "p.yml").write_text("pack: [")
    (folder / "policy.yml").write_text(POLICY + "color: red\n")
    done = run(command, str(folder))
    assert isinstance(done.exception, RulesBrokenError)
    assert [fault.where.split(":")[0] for fault in done.exception.faults] == ["p.yml", "policy.yml"]
