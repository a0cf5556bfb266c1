import gzip
from pathlib import Path

import pytest

from screening.learn.labelled import lines_of, read_labelled
from screening.model.errors import InvalidError, NameRefusedError
from screening.model.names import Domain
from tests.unit.learn.lists import domain

HEAD = "domain\tlabel\tsource\n"


def parse(text: str) -> Domain:
    if "." not in text:
        raise NameRefusedError("single-label", "no")
    return domain(text)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "names.tsv"
    path.write_text(text, "utf-8")
    return path


def fault_of(path: Path) -> str:
    with pytest.raises(InvalidError) as error:
        list(read_labelled(path, parse))
    return str(error.value.faults[0])


def test_a_table_is_read_plain_or_packed_and_what_is_no_name_is_left_out(tmp_path: Path) -> None:
    text = HEAD + "casino.com\tgambling\tut1+b\nnonsense\tbenign\tut1\nessex.gov\thard_negative\tcurated\r\n"
    packed = tmp_path / "names.tsv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    for path in (written(tmp_path, text), packed):
        rows = list(read_labelled(path, parse))
        assert [(row.domain.ascii, row.label, row.lists) for row in rows] == [
            ("casino.com", "gambling", {"ut1", "b"}),
            ("essex.gov", "hard_negative", {"curated"}),
        ]


def test_a_table_without_labels_holds_unlabelled_names(tmp_path: Path) -> None:
    path = written(tmp_path, "domain\tlisted_as\na.com\t\nb.com\tx\n")
    assert [(row.domain.ascii, row.label) for row in read_labelled(path, parse)] == [
        ("a.com", "unlabelled"),
        ("b.com", "unlabelled"),
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "names.tsv:1"),
        ("a.com\tbenign\tx\n", "names.tsv:1"),
        (HEAD + "a.com\tbenign\n", "names.tsv:2"),
        (HEAD + "a.com\tbenign\tx\nb.com\tweather\tx\n", "names.tsv:3"),
        (HEAD + "a" * 5000 + "\n", "names.tsv:2"),
    ],
)
def test_a_line_that_is_none_is_told_by_its_number(tmp_path: Path, text: str, where: str) -> None:
    assert fault_of(written(tmp_path, text)).startswith(f"{where}: ")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    cut = tmp_path / "cut.tsv.gz"
    cut.write_bytes(gzip.compress((HEAD + "a.com\tbenign\tx\n" * 5000).encode())[:60])
    assert "cannot be read" in fault_of(cut)
    latin = tmp_path / "latin.tsv"
    latin.write_bytes(HEAD.encode() + b"\xe4.com\tbenign\tx\n")
    assert "cannot be read" in fault_of(latin)
    with pytest.raises(InvalidError):
        list(lines_of(tmp_path / "none.tsv"))
