"""The built wheel, installed where nothing of the project is, judges from another folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(argv: list[str | Path], cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        list(map(str, argv)), cwd=cwd, input=stdin, text=True, capture_output=True, check=False, env=plain
    )


@pytest.mark.timeout(300)
def test_the_wheel_carries_rules_migrations_and_templates_and_judges_from_another_folder(tmp_path: Path) -> None:
    built = run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("screening-*.whl")
    home = tmp_path / "elsewhere"
    assert run([sys.executable, "-m", "venv", home], tmp_path).returncode == 0
    installed = run([home / "bin/pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel], tmp_path)
    assert installed.returncode == 0, installed.stderr

    names = "best-casino-bonus.com\nessex.co.uk\nnot a name\n"
    checked = run([home / "bin/screening", "check", "-", "--offline", "--json"], home, names)
    answers = [json.loads(line) for line in checked.stdout.splitlines()]
    assert [answer.get("verdict") for answer in answers] == ["review", "clear", None], checked.stderr
    assert answers[2]["error"]
    assert checked.returncode == 1
    assert answers[0]["signals"][0]["rule"] == "gambling.name.casino"

    page = {"domain": "lindenbakery.com", "html": "<title>Bakery</title><p>Fresh bread and rolls, baked every morning."}
    judged = run([home / "bin/screening", "check", "--offline", "--json"], home, json.dumps(page) + "\n")
    assert json.loads(judged.stdout)["scope"] == ["name", "feeds", "page"], judged.stderr

    migrated = run([home / "bin/screening", "migrate"], home)
    assert migrated.returncode == 0, migrated.stderr
    assert (home / ".local/share/screening/screening.sqlite3").exists()
