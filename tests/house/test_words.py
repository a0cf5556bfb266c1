"""The project speaks of itself only, and names things after what they are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("screening", "rules", "tests", "docs", "bench", ".ci")
SORTS = {".py", ".md", ".yml", ".toml", ".html", ".mako", ""}
ALL = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")] + list(ROOT.iterdir())
FILES = sorted(path for path in ALL if path.is_file() and path.suffix in SORTS and path.stat().st_size < 200_000)
MODULES = sorted(path for folder in ("screening", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))

# Written in pieces, so that this file does not hold what it forbids.
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me/", "Us" + "ers/")) + r")\b"
)
NUMBERED = re.compile(
    r"\b(?:iss" + r"ues?|tick" + r"ets?|pull requests?|PR)(?:\s+|\s*#)\d+|(?<=[\s(])#\d+\b", re.IGNORECASE
)
EMPTY_NAMES = {"manager", "managers", "helper", "helpers", "utils", "util", "data", "info", "common", "misc"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, NUMBERED], ids=["path of a machine", "number in a tracker"])
def test_nothing_is_said_that_only_one_machine_or_tracker_knows(forbidden: re.Pattern[str]) -> None:
    assert len(FILES) > 100
    lines = [(path, *line) for path in FILES for line in enumerate(path.read_text("utf-8").splitlines(), 1)]
    assert [f"{name_of(path)}:{number}: {line}" for path, number, line in lines if forbidden.search(line)] == []


def test_no_module_is_called_after_what_it_might_hold() -> None:
    assert [name_of(path) for path in MODULES if EMPTY_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)] == []
    assert [name_of(path) for path in MODULES if EMPTY_NAMES & set(path.stem.split("_"))] == []


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("see /" + "work/main", MACHINE_PATH),
        ("in '/" + "root/.cache'", MACHINE_PATH),
        ("fixes iss" + "ue 12", NUMBERED),
        ("as in (#" + "12)", NUMBERED),
    ],
)
def test_what_is_forbidden_is_found(text: str, forbidden: re.Pattern[str]) -> None:
    assert forbidden.search(text)
