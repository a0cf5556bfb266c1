"""A bench for each test, over a copy of one migrated SQLite file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.store.memory import Memory
from screening.store.migrate import migrate
from tests.unit.services.bench import Bench


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def bench(template: Path, tmp_path: Path) -> Iterator[Bench]:
    path = tmp_path / "screening.sqlite3"
    shutil.copy(template, path)
    memory = Memory(f"sqlite:///{path}")
    yield Bench(memory)
    memory.close()
