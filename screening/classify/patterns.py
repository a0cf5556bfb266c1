"""Patterns of rules: RE2 only, so that no text makes one slow; one pass finds the texts worth a closer look."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, Protocol, cast

import re2

LONGEST = 500
_BUDGET = 1 << 20  # bytes one pattern may take; RE2's own default is eight times that
_GATE_SIZE = 64  # patterns in one gate
_MOST_HITS = 1000  # of one pattern in one text: RE2 is linear in one search, not in finding all
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_FORBIDDEN_ESCAPES = frozenset("AzCQE")  # they count from the text's ends or bytes; texts are searched many in one pass
_FLAGS = re.compile(r"\(\?(?!:|P?<)")


class _Match(Protocol):
    def start(self) -> int: ...

    def end(self) -> int: ...


class _Pattern(Protocol):
    def search(self, text: str | bytes, pos: int = 0) -> _Match | None: ...

    def finditer(self, text: str) -> Iterator[_Match]: ...


def pattern_fault(source: str) -> str:
    """What is wrong with a pattern; empty where nothing is."""
    if not source:
        return "a pattern is empty"
    if len(source) > LONGEST:
        return f"a pattern is longer than {LONGEST} characters"
    if any(escape[1] in _FORBIDDEN_ESCAPES for escape in _ESCAPED.findall(source)):
        return r"\A, \z, \C, \Q and \E are not part of the language; a text is one line, ^ and $ are its ends"
    if _FLAGS.search(_ESCAPED.sub("..", source)):
        return "flags and look-around are not part of the language; texts are folded to lower case on one line"
    try:
        compiled = _compile(source, _BUDGET)
    except (re2.error, UnicodeEncodeError) as error:
        reason = error.args[0] if error.args else ""
        return f"RE2 does not take this pattern: {reason.decode() if isinstance(reason, bytes) else reason}"
    return "a pattern that matches the empty text hits everything" if compiled.search("") else ""


class Patterns:
    """Many patterns over many texts: the joined texts pass a gate of all patterns, what it stops is searched singly.

    Args:
        sources: sound patterns (see pattern_fault).
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._each = [_compile(source, _BUDGET) for source in sources]
        self._gates = [
            _compile(
                "(?m)" + "|".join(f"(?:{source})" for source in sources[at : at + _GATE_SIZE]), _BUDGET * _GATE_SIZE
            )
            for at in range(0, len(sources), _GATE_SIZE)
        ]

    def find(self, texts: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
        """Every match as (text's index, pattern's index, start, end), in characters.

        Args:
            texts: folded, so without line breaks.
        """
        joined = "\n".join(texts).encode()
        starts = [0, *accumulate(len(text) if text.isascii() else len(text.encode()) for text in texts)]
        starts = [start + index for index, start in enumerate(starts)]  # the line breaks between
        for number, gate in enumerate(self._gates):
            first = number * _GATE_SIZE
            position = 0
            while (match := gate.search(joined, position)) is not None:
                index = bisect_right(starts, match.start()) - 1
                for entry, pattern in enumerate(self._each[first : first + _GATE_SIZE], first):
                    for hit in islice(pattern.finditer(texts[index]), _MOST_HITS):
                        yield index, entry, hit.start(), hit.end()
                position = starts[index + 1]
                if position >= len(joined):
                    break


def _compile(source: str, budget: int) -> _Pattern:
    options: Any = re2.Options()
    options.log_errors = False
    options.max_mem = budget
    options.never_nl = True
    options.never_capture = True
    return cast("_Pattern", cast("Any", re2).compile(source, options))
