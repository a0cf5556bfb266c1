"""The Public Suffix List that ships with tldextract: never downloaded, so a release always splits a name alike."""

from collections.abc import Iterable
from typing import Final

import idna
from tldextract.cache import DiskCache
from tldextract.suffix_list import get_suffix_lists

from screening.model.names import Suffix

# What is known about one suffix, all in one integer so that a split costs one dict look-up per label.
RULE: Final = 1
PRIVATE: Final = 2
DEEPER: Final = 4
WILD: Final = 8
WILD_PRIVATE: Final = 16
EXCEPTION: Final = 32


class BundledSuffixes:
    """SuffixTable over the bundled list, private section included (https://publicsuffix.org/list/, "Algorithm")."""

    def __init__(self) -> None:
        """Read and index the list; takes some 50 ms, so build one per process."""
        public, private = get_suffix_lists(DiskCache(None), (), None, fallback_to_snapshot=True)
        self._known: dict[str, int] = {}
        self._add(public, private=False)
        self._add(private, private=True)

    def split(self, ascii_name: str) -> Suffix:
        """Split a lower-case A-label name without a trailing dot; a last label nobody lists is its own suffix."""
        known = self._known
        start = ascii_name.rfind(".") + 1
        cut = start
        flags = known.get(ascii_name[start:], 0)
        listed = flags != 0
        private = False
        while flags & (DEEPER | WILD) and start:
            wild = flags & (WILD | WILD_PRIVATE)
            parent = start
            start = ascii_name.rfind(".", 0, start - 1) + 1
            flags = known.get(ascii_name[start:], 0)
            if flags & EXCEPTION:
                cut, private = parent, flags & PRIVATE != 0
                break
            if flags & RULE:
                cut, private = start, flags & PRIVATE != 0
            elif wild & WILD:
                cut, private = start, wild & WILD_PRIVATE != 0
        if not cut:
            return Suffix("", ascii_name, private, listed)
        return Suffix(ascii_name[ascii_name.rfind(".", 0, cut - 1) + 1 :], ascii_name[cut:], private, listed)

    def _add(self, rules: Iterable[str], *, private: bool) -> None:
        for rule in rules:
            name = _ascii(rule.removeprefix("!").removeprefix("*."))
            if rule.startswith("*."):
                self._mark(name, WILD | (WILD_PRIVATE if private else 0))
            else:
                flags = EXCEPTION if rule.startswith("!") else RULE
                self._mark(name, flags | (PRIVATE if private else 0))
            while "." in name:
                name = name.partition(".")[2]
                self._mark(name, DEEPER)

    def _mark(self, name: str, flags: int) -> None:
        self._known[name] = self._known.get(name, 0) | flags


def _ascii(name: str) -> str:
    return name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
