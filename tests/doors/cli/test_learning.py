"""Training and measuring, as they are typed."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screening.bootstrap import House
from screening.classify.model_file import read_model
from screening.cli.evaluate import evaluate
from screening.cli.model import model
from screening.model.errors import InvalidError, ScreeningError
from screening.settings import Settings
from tests.unit.learn.lists import table


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(Settings(data_dir=tmp_path / "home"))
    yield house
    house.parser.close()


def done(house: House, command: object, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), obj=house, catch_exceptions=False)


def test_the_same_table_and_seed_give_the_same_file_and_a_card(house: House, tmp_path: Path) -> None:
    names = table(tmp_path / "names.tsv", 60)
    for out in ("a", "b"):
        result = done(house, model, "train", names, "--background", names, "--out", tmp_path / f"{out}.model")
        assert result.exit_code == 0, result.output
    content = (tmp_path / "a.model").read_bytes()
    assert content == (tmp_path / "b.model").read_bytes()
    assert f"{len(content)} bytes" in result.output
    assert set(read_model("a.model", content).weights) == {"gambling", "adult", "hyip"}
    assert "# Model card" in (tmp_path / "a.md").read_text("utf-8")


def test_too_few_names_of_a_category_are_told(house: House, tmp_path: Path) -> None:
    few = tmp_path / "few.tsv"
    few.write_text("domain\tlabel\tsource\ncasino.com\tgambling\tx\n")
    with pytest.raises(ScreeningError, match="fewer than 20 names of gambling"):
        done(house, model, "train", few, "--out", tmp_path / "few.model")
    assert not (tmp_path / "few.model").exists()


def test_names_are_measured_with_the_rules_in_force(house: House, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    result = done(house, evaluate, table(tmp_path / "names.tsv", 60), "--json", "--html", report)
    told = json.loads(result.stdout)
    assert set(told["categories"]) == {"gambling", "adult", "hyip"}
    assert told["ruleset"] == house.rules().digest
    assert "<svg" in report.read_text("utf-8")
    assert "verdicts on benign: " in done(house, evaluate, tmp_path / "names.tsv").output


def test_pages_are_measured_and_one_without_a_url_counts_too(house: House, tmp_path: Path) -> None:
    offers = "Online casino: welcome bonus, free spins, jackpot slots, live dealer. Deposit and play poker now."
    rows = [
        {"url": "http://www.lucky-casino-bonus.com:8080/x?y", "label": "gambling", "title": "Casino", "text": offers},
        {"url": "", "label": "gambling", "html": f"<title>Casino</title><p>{offers}"},
        {"domain": "lindenbakery.com", "label": "benign", "title": "Bakery", "text": "Fresh bread every morning."},
        {"domain": "not a name", "label": "benign", "title": "x", "text": "y"},
    ]
    packed = tmp_path / "pages.jsonl.gz"
    packed.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    told = json.loads(done(house, evaluate, packed, "--json").stdout)
    assert told["counts"] == {"gambling": 2, "benign": 1}
    assert told["verdicts"]["gambling"]["refuse"] == 1
    assert told["verdicts"]["benign"]["clear"] == 1


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"url": "http://a.com/"}', "[" * 5000])
def test_a_line_that_is_no_page_is_told_by_its_number(house: House, tmp_path: Path, line: str) -> None:
    pages = tmp_path / "pages.jsonl"
    pages.write_text('{"domain": "a.com", "label": "benign", "text": "x"}\n' + line + "\n")
    with pytest.raises(InvalidError) as error:
        done(house, evaluate, pages)
    assert error.value.faults[0].where == "pages.jsonl:2"
