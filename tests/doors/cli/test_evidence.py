"""`screening evidence expire`: counts first where it is asked to, deletes, and says how much."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.bootstrap import House
from screening.cli.evidence import evidence
from screening.model.evidence import Evidence, Outcome
from screening.model.verdict import Conclusion, Verdict
from screening.services.retention import SLICE
from screening.settings import Settings
from screening.store.migrate import migrate
from tests.clock import FrozenClock
from tests.life import DAY, START, a_case

VERDICT = Verdict(Conclusion.CLEAR, ("name",), (), {}, {}, (), "r" * 64, "e" * 64)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with the rules that ship and evidence that is 100 days old, more than goes in one slice."""
    made = House(Settings(data_dir=tmp_path), FrozenClock(START + 100 * DAY))
    migrate(made.settings.database)
    with made.memory.write() as unit:
        unit.cases.add(a_case(), None)
        unit.screenings.add("look_1", "dom_1", "submitted", START)
        claim = unit.screenings.claim(START, START + DAY)
        assert claim
        assert unit.screenings.finish(claim, START, VERDICT, failed=False)
        unit.screenings.keep(claim, [Evidence(f"eye{n}", Outcome.OBSERVED, START) for n in range(SLICE + 1)])
    return made


def run(house: House, *arguments: str) -> str:
    done = CliRunner().invoke(evidence, ["expire", *arguments], obj=house, catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_dry_run_counts_and_a_real_one_deletes(house: House) -> None:
    dry = json.loads(run(house, "--dry-run", "--json"))
    assert dry == {"expired": SLICE + 1, "dry_run": True}
    assert run(house, "--dry-run") == f"{SLICE + 1} pieces of evidence would be deleted\n"
    assert json.loads(run(house, "--json")) == {"expired": SLICE + 1, "dry_run": False}
    assert run(house) == "0 pieces of evidence deleted\n"
    house.memory.close()
