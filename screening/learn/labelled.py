"""Labelled names as a table: domain, label, and the lists that name it; plain or gzip."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from screening.model.errors import Fault, InvalidError, NameRefusedError
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES

BENIGN, HARD_NEGATIVE, UNLABELLED = "benign", "hard_negative", "unlabelled"
LABELS = (*CATEGORIES, BENIGN, HARD_NEGATIVE)
LONGEST_ROW = 4000  # characters of a line: a name and the lists that name it
_MOST = 20_000_000  # lines


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled name.

    Args:
        domain: the name.
        label: a category, `benign`, or `hard_negative` (benign, and looks bad).
        lists: the lists that name it.
    """

    domain: Domain
    label: str
    lists: frozenset[str]


def lines_of(path: Path, longest: int = LONGEST_ROW) -> Iterator[str]:
    """The lines of a text file, without their ends; gzip by its name.

    Args:
        path: of the file.
        longest: characters that a line may have.

    Raises:
        InvalidError: for what cannot be read as UTF-8, a line that is too long, or too many of them.
    """
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
            while line := stream.readline(longest + 1):
                number += 1
                if len(line) > longest or number > _MOST:
                    raise InvalidError((Fault(f"{path.name}:{number}", "this is too long"),))
                yield line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InvalidError((Fault(f"{path.name}:{number + 1}", f"this cannot be read: {error}"),)) from error


def read_labelled(path: Path, parse: Callable[[str], Domain]) -> Iterator[Labelled]:
    """The names of a table; one that cannot be a name is left out.

    The first line is `domain`, `label`, `source`. Where it is `domain` and anything else, the names are unlabelled.

    Args:
        path: of the table; `source` joins the lists that name the domain with `+`.
        parse: makes a name of a text.

    Raises:
        InvalidError: for a line that is none of the table's, by its number.
    """
    lines = lines_of(path)
    head = next(lines, "").split("\t")
    if head[0] != "domain":
        raise InvalidError((Fault(f"{path.name}:1", "the first line is: domain, label, source, with tabs between"),))
    labelled = head[1:] == ["label", "source"]
    for number, line in enumerate(lines, 2):
        columns = line.split("\t") if labelled else [line.partition("\t")[0], UNLABELLED, ""]
        if len(columns) != 3 or columns[1] not in (*LABELS, UNLABELLED):
            told = f"a line is a name, one of {', '.join(LABELS)}, and lists joined with +, with tabs between"
            raise InvalidError((Fault(f"{path.name}:{number}", told),))
        try:
            domain = parse(columns[0])
        except NameRefusedError:
            continue
        yield Labelled(domain, columns[1], frozenset(columns[2].split("+")))
