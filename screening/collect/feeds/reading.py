"""A list read as names: checked one by one, counted, and refused where it is not what a list looks like."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import BinaryIO, Final

from screening.collect.feeds.forms import guess, is_address, is_comment, splitter
from screening.collect.feeds.refused import ListRefusedError
from screening.collect.feeds.streams import LARGEST, lines, member, pieces_of, unpacked
from screening.model.errors import InvalidError, NameRefusedError
from screening.model.feed import Feed, form_of
from screening.model.names import SuffixTable
from screening.model.spelling import LONGEST_NAME, to_ascii

_PLAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
# What hosts files begin with.
_LOCAL: Final = frozenset(
    {"localhost", "localhost.localdomain", "local", "broadcasthost"}
    | {
        f"ip6-{what}"
        for what in ("localhost", "loopback", "localnet", "mcastprefix", "allnodes", "allrouters", "allhosts")
    }
)
_TAR: Final = slice(257, 262)
_SAMPLE: Final = 100  # lines
_HEAD: Final = 60  # lines in which a list tells its date
_JUDGED_FROM: Final = 10_000  # words after which junk is not read to its end
_MOST_JUNK: Final = 0.2  # of the words of a list; real ones have far less than a hundredth

_DATED: Final = re.compile(r"updated?|modified|date|generated|compiled|version|released?", re.IGNORECASE)
_ISO: Final = re.compile(r"\b(20[0-9]{2})[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?![0-9])")
_SPOKEN: Final = re.compile(r"\b([0-3]?[0-9])[ -]([A-Z][a-z]{2})[a-z]*[ -](20[0-9]{2})\b")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class Tally:
    """What was in a list; complete once all its names have been taken.

    Args:
        names: names given, repeats included.
        invalid: words that are no names.
        unknown: names, given too, under a top-level domain that nobody lists.
        addresses: IP addresses, left out.
        local: names of the machine itself, left out.
        suffixes: public suffixes, left out: one would match everything below it.
        dated: the newest date told in the list's first lines.
    """

    names: int = 0
    invalid: int = 0
    unknown: int = 0
    addresses: int = 0
    local: int = 0
    suffixes: int = 0
    dated: datetime | None = None

    def check(self) -> None:
        """Judge what was read so far.

        Raises:
            ListRefusedError: `invalid-lines`.
        """
        words, junk = self.names + self.invalid, self.invalid + self.unknown
        if junk > _MOST_JUNK * words:
            raise ListRefusedError("invalid-lines", f"{junk:,} of {words:,} words are no names")


@dataclass(slots=True)
class ListReader:
    """Reads one list, once.

    Args:
        suffixes: the Public Suffix List.
        most: names, repeats included, above which a list is refused.
        largest: bytes, unpacked, above which it is.
    """

    suffixes: SuffixTable
    most: int = 10_000_000
    largest: int = LARGEST
    tally: Tally = field(default_factory=Tally)

    def names(self, file: BinaryIO, feed: Feed) -> Iterator[str]:
        """The names of a list as A-labels without `www.`, with repeats, while `tally` counts.

        Args:
            file: as it was fetched.
            feed: its format; of `ut1`, also its category: the folder in the archive.

        Raises:
            ListRefusedError: at any point; whoever has the names by then must not use them.
        """
        form, part = form_of(feed.format)
        told = self._told(unpacked(pieces_of(file), self.largest), form, f"{part or feed.category}/domains")
        head = list(islice(told, _SAMPLE))
        if head:
            head[0] = head[0].removeprefix("\ufeff")
        _refuse_markup(head)
        self.tally.dated = _date(head[:_HEAD])
        if form == "auto":
            form = guess(head)
        first = next((line.strip() for line in head if not is_comment(line.strip())), "")
        try:
            split = splitter(form, part, first)
        except InvalidError as error:
            raise ListRefusedError("no-column", str(error)) from error
        for line in chain(head, told):
            stripped = line.strip()
            if not is_comment(stripped):
                for word in split(stripped):
                    if name := self._name(word):
                        yield name
        self.tally.check()

    def _told(self, pieces: Iterator[bytes], form: str, path: str) -> Iterator[str]:
        head = b""
        for piece in pieces:
            head += piece
            if len(head) >= _TAR.stop:
                break
        whole = chain((head,), pieces)
        archive = form == "ut1" or (form == "auto" and head[_TAR] == b"ustar")
        return lines(member(whole, path) if archive else whole)

    def _name(self, word: str) -> str:
        """A name to keep, or "" for what is counted and left out."""
        tally = self.tally
        name = word.lower()
        if len(name) > LONGEST_NAME or not _PLAIN.fullmatch(name):
            name = self._odd(name)
            if not name:
                return ""
        split = self.suffixes.split(name)
        if not split.registrable:
            tally.suffixes += 1
            return ""
        if name.startswith("www.") and name != split.registrable:
            name = name[4:]
        tally.names += 1
        tally.unknown += not split.known
        if tally.names > self.most:
            raise ListRefusedError("too-many", f"it has more than {self.most:,} names")
        return name

    def _odd(self, word: str) -> str:
        """The slow way: other scripts, other spellings, and what is no name."""
        tally = self.tally
        if word in _LOCAL or (word and is_address(word)):
            tally.local += word in _LOCAL
            tally.addresses += word not in _LOCAL
            return ""
        try:
            return to_ascii(word)
        except NameRefusedError:
            tally.invalid += 1
        if tally.invalid + tally.names >= _JUDGED_FROM and not tally.invalid % _SAMPLE:
            tally.check()
        return ""


def _refuse_markup(head: Iterable[str]) -> None:
    first = next((line.strip() for line in head if line.strip()), "")
    if first.startswith("<"):
        raise ListRefusedError("html", "this is a web page and no list")
    if first.startswith(("{", "[{", '["')):
        raise ListRefusedError("json", "this is JSON and no list")


def _date(head: Iterable[str]) -> datetime | None:
    """The newest date of the comments that tell when the list was made."""
    found: list[datetime] = []
    for line in head:
        if not is_comment(line.strip()) or not _DATED.search(line):
            continue
        told = [(int(y), int(m), int(d)) for y, m, d in _ISO.findall(line)]
        told += [(int(y), _MONTHS.index(m) + 1, int(d)) for d, m, y in _SPOKEN.findall(line) if m in _MONTHS]
        for year, month, day in told:
            try:
                found.append(datetime(year, month, day, tzinfo=UTC))
            except ValueError:
                continue
    return max(found, default=None)
