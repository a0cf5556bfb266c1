"""Resource records as texts for the rules."""

import re
from collections.abc import Iterable
from typing import Final

import dns.name

from screening.model.names import Domain

MOST_TEXTS: Final = 1000
MOST_TXT: Final = 200
TXT_LENGTH: Final = 1024

_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"?|(\S+)')
_ESCAPE: Final = re.compile(rb"\\([0-9]{3}|.)", re.DOTALL)

# Which word of the presented data is a host name, by type (RFC 1035, 2782, 6672, 9460; ALIAS and ANAME are vendors').
_TARGET_WORD: Final = {
    "ALIAS": 0,
    "ANAME": 0,
    "CNAME": 0,
    "DNAME": 0,
    "HTTPS": 1,
    "MX": 1,
    "NS": 0,
    "PTR": 0,
    "SRV": 3,
    "SVCB": 1,
}


def target(kind: str, content: str) -> str:
    """Return the host name that a record points to, lower case, without a trailing dot; empty where there is none."""
    place = _TARGET_WORD.get(kind)
    words = content.split(maxsplit=4)
    if place is None or place >= len(words):
        return ""
    return words[place].lower().rstrip(".")


def hostname(name: dns.name.Name) -> str:
    """Return a name of an answer as text: lower case, without a trailing dot; empty for the root."""
    return name.to_text(omit_final_dot=True).lower().removesuffix(".")


def txt(content: str) -> str:
    """Join the character strings of a TXT record's presentation form (RFC 1035, section 5.1), at most 1 kB."""
    joined = "".join(quoted or bare for quoted, bare in _STRING.findall(content[: 4 * TXT_LENGTH]))
    return plain(_ESCAPE.sub(_unescape, joined.encode("utf-8", "replace")))


def plain(raw: bytes) -> str:
    """Decode the bytes of a TXT record: UTF-8 where it is, at most 1 kB."""
    return raw[:TXT_LENGTH].decode("utf-8", "replace")


class OwnName:
    """Takes a domain's own name out of its records: it is the name's evidence already, not a second kind."""

    def __init__(self, domain: Domain) -> None:
        names = {domain.ascii, domain.registrable}
        names |= {
            name.replace(".", "-") for name in names
        }  # as hosters spell it: example-com.mail.protection.outlook.com
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        spellings = "|".join(re.escape(name) for name in longest_first)
        self._names = re.compile(rf"(?<![a-z0-9])(?:{spellings})(?![a-z0-9])", re.IGNORECASE)
        label = domain.registrable.partition(".")[0]
        self._labels = frozenset({"", label, label.replace("-", "")})  # example.myshopify.com

    def out_of_host(self, host: str) -> str:
        """Return a lower-case host name without the domain's name and without labels that equal it."""
        return ".".join(label for label in self._names.sub("", host).split(".") if label not in self._labels)

    def out_of_text(self, text: str) -> str:
        """Return a text without the domain's name."""
        return self._names.sub("", text)


def bounded(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Sort, drop repeats and empty texts, and keep at most `most`: equal zones give equal evidence."""
    return tuple(sorted({text for text in texts if text})[:most])


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code) & 0xFF]) if len(code) == 3 else code
