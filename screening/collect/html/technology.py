"""Which software a site is made with, by marks in addresses, `generator`, headers and names of cookies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from screening.collect.html.marks import CHALLENGES, IN_ADDRESSES, IN_COOKIES, IN_GENERATOR, IN_HEADERS
from screening.collect.html.tidy import tidy_all

_LONGEST: Final = 200  # characters of one address that are searched, and of one header that is kept
_MOST: Final = 1_000  # addresses that are searched
_SAID: Final = ("server", "x-powered-by", "x-generator", "x-powered-cms", "x-cdn")
# A comma stands between cookies, and inside their dates; only the first pair of a cookie is its name.
_COOKIE: Final = re.compile(r"(?:^|,\s?)([^\s=;,]{1,100})=")


def of_page(addresses: Iterable[str], generators: Iterable[str]) -> list[str]:
    """Name what a page is made with: stable names first, then what its generators say as `generator: ...`.

    Args:
        addresses: what it loads, and its links to itself.
        generators: contents of its `generator` elements.
    """
    said = [f"generator: {text[:_LONGEST]}" for text in generators]
    names = [*_marked(IN_ADDRESSES, _joined(addresses)), *_marked(IN_GENERATOR, "\n".join(said).lower())]
    return tidy_all((*names, *said))


def of_headers(headers: Mapping[str, str]) -> list[str]:
    """Name what a server says it is made with, in the same way.

    Args:
        headers: of the answer, names in lower case.
    """
    said = [f"{name}: {headers[name][:_LONGEST]}" for name in _SAID if name in headers]
    lines = "\n".join(f"{name}: {value[:_LONGEST]}" for name, value in headers.items()).lower()
    cookies = "\n".join(f"cookie: {name}" for name in _COOKIE.findall(headers.get("set-cookie", ""))).lower()
    names = [*_marked(IN_HEADERS, f"\n{lines}", "\n"), *_marked(IN_COOKIES, cookies, "cookie: ")]
    return tidy_all((*names, *said))


def challenges(addresses: Iterable[str], scripts: Iterable[str]) -> list[str]:
    """Name whose challenges to robots a page holds.

    Args:
        addresses: what it is made of.
        scripts: texts of those inside it.
    """
    return tidy_all(_marked(CHALLENGES, "\n".join((_joined(addresses), *scripts)).lower()))


def names_of(technology: Iterable[str]) -> list[str]:
    """The stable names alone, sorted."""
    return sorted({entry for entry in technology if ": " not in entry} & _names())


def _marked(table: str, text: str, before: str = "") -> Iterator[str]:
    """The names of a table that have a mark in a text, each right behind `before`."""
    names, owners, automaton = _searched(table, before)  # 200 marks one by one take three times as long
    found = {
        owners[mark] for mark in set(map(itemgetter(0), automaton.find_matches_as_indexes(text, overlapping=True)))
    }
    return (names[row] for row in sorted(found))


def _joined(addresses: Iterable[str]) -> str:
    return "\n".join(url[:_LONGEST] for url, _ in zip(addresses, range(_MOST), strict=False)).lower()


@cache
def _searched(table: str, before: str) -> tuple[tuple[str, ...], tuple[int, ...], AhoCorasick]:
    """The names of a table; the place among them of each mark's; what finds the marks."""
    rows = _read(table)
    marks = [(row, before + mark) for row, (_, marks) in enumerate(rows) for mark in marks]
    owners, searched = zip(*marks, strict=True)
    automaton = AhoCorasick(searched, implementation=Implementation.DFA, store_patterns=False)
    return tuple(name for name, _ in rows), owners, automaton


@cache
def _read(table: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = (line.partition(": ") for line in table.strip().splitlines())
    return tuple((name, tuple(marks.split("; "))) for name, _, marks in rows)


@cache
def _names() -> frozenset[str]:
    tables = (IN_ADDRESSES, IN_GENERATOR, IN_HEADERS, IN_COOKIES)
    return frozenset(name for table in tables for name, _ in _read(table))
