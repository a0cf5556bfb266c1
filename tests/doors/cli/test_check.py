"""The command line as an operator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.cli.main import cli
from screening.model.errors import RulesBrokenError


@pytest.mark.parametrize("command", ["check", "explain"])
def test_broken_rules_are_told_and_nothing_is_judged(tmp_path: Path, command: str) -> None:
    (tmp_path / "policy.yml").write_text("categories: [")
    env = {"SCREENING_RULES": str(tmp_path), "SCREENING_DATA_DIR": str(tmp_path / "data")}
    done = CliRunner().invoke(cli, [command, "--offline", "shop.example"], env=env)
    assert done.output == ""
    assert isinstance(done.exception, RulesBrokenError)
    assert "policy.yml:" in str(done.exception)
