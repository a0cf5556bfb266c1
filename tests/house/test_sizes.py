"""A file or a function that outgrows its size is two ideas."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("screening", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
HISTORY = ROOT / "screening/store/migrations/versions"  # a migration is as long as what it changes


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_or_function_is_too_long(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and path.parent != HISTORY:
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} at line {node.lineno}"
