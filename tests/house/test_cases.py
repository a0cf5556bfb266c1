"""Every attack that is written down has a test that carries its number."""

import re
from pathlib import Path

from tests.hostile.cases import CASES

TESTS = Path(__file__).parents[1]
CASE = re.compile(r"(?:def test_|\")case_(\d+)(?=[_\"])")


def test_each_case_has_a_test_and_there_is_no_other() -> None:
    found = [number for path in TESTS.rglob("test_*.py") for number in CASE.findall(path.read_text("utf-8"))]
    assert sorted({int(number) for number in found}) == sorted(CASES) == list(range(1, 61))
