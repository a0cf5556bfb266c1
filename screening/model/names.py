"""A domain name, normalised once at the door; past it no raw string is a domain."""

import re
from dataclasses import dataclass
from typing import Final, Protocol

from screening.model.errors import NameRefusedError
from screening.model.spelling import LONGEST_NAME, to_ascii, to_unicode

# What most customers type: nothing to map, decode or remark on. Two hyphens in a row take the long way.
_PLAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")

# Never delegated in the public DNS: RFC 6761, 6762, 7686, 8375, 9476; `internal`: ICANN Board, July 2024.
_RESERVED: Final = frozenset({"alt", "home.arpa", "internal", "invalid", "local", "localhost", "onion", "test"})

_REVERSE: Final = frozenset({"in-addr.arpa", "ip6.arpa"})


@dataclass(frozen=True, slots=True)
class Suffix:
    """How the Public Suffix List splits a name; all A-labels, no trailing dots.

    Args:
        registrable: public suffix plus one label; empty when the name is itself a public suffix.
        suffix: the public suffix, private section included.
        private: whether the suffix is from the private section (`github.io`).
        known: whether the last label is in the list at all.
    """

    registrable: str
    suffix: str
    private: bool
    known: bool


class SuffixTable(Protocol):
    """The Public Suffix List, passed in."""

    def split(self, ascii_name: str) -> Suffix:
        """Split a lower-case A-label name."""
        ...


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about an accepted name that a person has to look at; `code` is stable and kebab-case."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A normalised name.

    Args:
        ascii: A-labels, lower case, no trailing dot.
        unicode: U-labels for people; equals `ascii` where a label does not decode.
        registrable: public suffix plus one label (A-label); equals `ascii` where there is none.
        suffix: the public suffix.
        private: whether that suffix belongs to a private party.
        remarks: why a person has to look, empty for ordinary names.
    """

    ascii: str
    unicode: str
    registrable: str
    suffix: str
    private: bool = False
    remarks: tuple[Remark, ...] = ()

    @classmethod
    def parse(cls, raw: str, suffixes: SuffixTable) -> "Domain":
        """Normalise what a customer typed: RFC 1035 lengths, RFC 5891 and UTS 46 labels, underscores (RFC 8552).

        Parsing the `ascii` of a Domain gives an equal Domain.

        Args:
            raw: the text as typed.
            suffixes: the Public Suffix List.

        Raises:
            NameRefusedError: it cannot be screened; the text says what to do.
        """
        name = raw.lower() if len(raw) <= LONGEST_NAME else ""
        if _PLAIN.fullmatch(name) and "--" not in name:
            split = suffixes.split(name)
            _refuse_suffix(name, split)
            if split.known and split.registrable and split.suffix not in _REVERSE:
                return cls(name, name, split.registrable, split.suffix, split.private)
            unicode, valid = name, True
        else:
            name = to_ascii(raw)
            unicode, valid = to_unicode(name)
            split = suffixes.split(name)
            _refuse_suffix(name, split)
        remarks = tuple(_remarks(name, split, valid=valid))
        return cls(name, unicode, split.registrable or name, split.suffix, split.private, remarks)


def _refuse_suffix(name: str, split: Suffix) -> None:
    if name.rpartition(".")[2] in _RESERVED or split.suffix in _RESERVED:
        message = f"Names under .{split.suffix} are never delegated in the public DNS; give a registered name."
        raise NameRefusedError("reserved-suffix", message)
    if not split.registrable and not split.private:
        message = f"{name} is a public suffix: others register names under it. Give a name below it."
        raise NameRefusedError("public-suffix", message)


def _remarks(name: str, split: Suffix, *, valid: bool) -> list[Remark]:
    remarks = []
    if not split.known:
        remarks.append(Remark("unknown-suffix", f".{split.suffix} is not a top-level domain we know; does it exist?"))
    if not split.registrable:
        remarks.append(Remark("private-suffix", f"Strangers get names under {name}; is it the owner who adds it?"))
    if not valid:
        remarks.append(
            Remark("idna-invalid", "A label is not valid by IDNA 2008, which most registries require; does it exist?")
        )
    if split.suffix in _REVERSE:
        remarks.append(Remark("reverse-zone", "A reverse zone; does the address block belong to the customer?"))
    elif "_" in split.registrable:
        remarks.append(Remark("underscore", "No registry sells names with an underscore; does the name exist?"))
    if any(_odd_hyphens(label) for label in name.split(".")):
        remarks.append(Remark("hyphens", "A label has a hyphen first, last, or third and fourth; does the name exist?"))
    return remarks


def _odd_hyphens(label: str) -> bool:
    return label.startswith("-") or label.endswith("-") or (label[2:4] == "--" and not label.startswith("xn--"))
