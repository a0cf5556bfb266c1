"""The forms in which lists of names are published, and how a line of each gives names."""

import csv
import ipaddress
import re
from collections.abc import Callable, Sequence
from typing import Final

from screening.model.errors import Fault, InvalidError

Split = Callable[[str], Sequence[str]]

_ADBLOCK: Final = re.compile(r"\|\|([^/^$*|]+)\^(?:\$(?:all|document|doc|important|popup))?")
_COMMENTS: Final = ("#", "!", ";", "//", "[")
_COLUMNS: Final = ("domain", "domains", "domain_name", "host", "hostname", "fqdn", "name")
_SEPARATORS: Final = ",;\t"
_SEVERAL: Final = 2


def is_comment(line: str) -> bool:
    """Whether a line, without spaces around it, is empty or a comment in any of the forms."""
    return not line or line.startswith(_COMMENTS)


def guess(sample: Sequence[str]) -> str:
    """The form of a list by its first lines: `hosts`, `csv` or `plain`.

    Args:
        sample: lines, comments among them.
    """
    told = [line.strip() for line in sample if not is_comment(line.strip())]
    if not told:
        return "plain"
    hosts = sum(len(words := line.split()) >= _SEVERAL and is_address(words[0]) for line in told)
    rows = sum(any(mark in line for mark in _SEPARATORS) for line in told)
    if 2 * hosts > len(told):
        return "hosts"
    return "csv" if 2 * rows > len(told) else "plain"


def splitter(form: str, column: str, first: str) -> Split:
    """What takes the words that should be names out of a line that is no comment.

    Args:
        form: `hosts`, `plain`, `ut1` or `csv`.
        column: of csv: its name in the first line, or its number from 1; "" for the one that is called domain or the
            like, or the first.
        first: the first line that is no comment.

    Raises:
        InvalidError: there is no such column.
    """
    if form == "hosts":
        return _hosts
    return _Csv(column, first) if form == "csv" else _plain


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _plain(line: str) -> Sequence[str]:
    if line.startswith("||"):
        match = _ADBLOCK.fullmatch(line)
        return (match[1] if match else line,)
    if "#" in line:
        line = line.partition("#")[0].rstrip()
    return (line.removeprefix("*").removeprefix("."),)


def _hosts(line: str) -> Sequence[str]:
    """Of hosts(5), the names behind the address; a line of one word is a name."""
    words = line.partition("#")[0].split()
    if len(words) < _SEVERAL:
        return words
    return words[1:] if is_address(words[0]) else (line,)


class _Csv:
    """One column. Every line is a row of its own: else one quote would swallow the rest of the list."""

    def __init__(self, column: str, first: str) -> None:
        self._separator = max(_SEPARATORS, key=first.count)
        titles = [title.strip().lower() for title in self._row(first)]
        self._head = first
        if column.isdigit():
            self._at, self._titled = int(column) - 1, False
            return
        wanted = (column.strip().lower(),) if column else _COLUMNS
        self._at = next((titles.index(title) for title in wanted if title in titles), -1)
        self._titled = self._at >= 0
        if column and not self._titled:
            raise InvalidError((Fault("format", f"there is no column {column} in the first line"),))
        self._at = max(self._at, 0)

    def __call__(self, line: str) -> Sequence[str]:
        if self._titled and line == self._head:
            return ()
        row = self._row(line)
        return (row[self._at].strip(),) if 0 <= self._at < len(row) else (line,)

    def _row(self, line: str) -> list[str]:
        try:
            return next(csv.reader((line,), delimiter=self._separator), [])
        except csv.Error:
            return []
