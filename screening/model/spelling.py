"""How names are written: what people type for a domain, and the A-label and U-label forms of it (RFC 5890)."""

import ipaddress
import re
from typing import Final

import idna

from screening.model.errors import NameRefusedError

LONGEST_INPUT: Final = 1000  # four times the longest name; whatever is longer is not even looked at
LONGEST_NAME: Final = 253  # RFC 1035: 255 octets on the wire
LONGEST_LABEL: Final = 63

_HOST_URL: Final = re.compile(r"https?://([^/?#@:\\]+)/?", re.IGNORECASE)
_LABEL: Final = re.compile(r"[a-z0-9_-]+")
_REVERSE_LABEL: Final = re.compile(r"[a-z0-9_/-]+")  # RFC 2317 delegates parts of a /24 as `0/25.2.0.192.in-addr.arpa`
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


def to_ascii(raw: str) -> str:
    """Normalise what a person typed to A-labels: lower case, no trailing dot.

    UTS 46 mapping, non-transitional; labels which IDNA 2008 refuses but UTS 46 maps (emoji) are encoded all the same.

    Args:
        raw: the text as typed; spaces around it, a trailing dot, and `https://` in front of a bare host are forgiven.

    Raises:
        NameRefusedError: it is not a domain name; the text says what to do.
    """
    if len(raw) > LONGEST_INPUT:
        raise NameRefusedError("name-too-long", f"A domain name has at most {LONGEST_NAME} characters; shorten it.")
    text = _host(raw.strip(" \t\r\n"))
    try:
        text = idna.uts46_remap(text, std3_rules=False)
    except idna.IDNAError as refusal:
        raise _bad_character(refusal.codepoint) from refusal
    labels = text.removesuffix(".").split(".")
    if not all(labels):
        if text in {"", "."}:
            raise NameRefusedError("name-empty", "Give a domain name, such as example.com.")
        raise NameRefusedError("empty-label", "There are two dots in a row or a dot in front; remove the extra dot.")
    if "*" in labels:
        raise NameRefusedError("wildcard", "Add the domain itself; a wildcard (*) is a record inside its zone.")
    name = ".".join([_encode(label) for label in labels])
    _check(name)
    return name


def to_unicode(name: str) -> tuple[str, bool]:
    """Decode A-labels for people.

    Args:
        name: lower case, no trailing dot, as to_ascii returns it.

    Returns:
        The name with U-labels, and whether IDNA 2008 accepts all of them (RFC 5891, section 5). A label which it
        refuses is shown decoded where UTS 46 has nothing against it, else as it is.
    """
    labels = []
    valid = True
    for label in name.split("."):
        if label.startswith("xn--"):
            try:
                labels.append(idna.ulabel(label))
            except idna.IDNAError:
                labels.append(_decode_leniently(label))
                valid = False
        else:
            labels.append(label)
    return ".".join(labels), valid


def _host(text: str) -> str:
    url = _HOST_URL.fullmatch(text)
    if url:
        return url[1]
    bad = next((ch for ch in text if ch.isspace() or ord(ch) < 0x20 or 0x7F <= ord(ch) < 0xA0), "")
    if bad.isspace():
        raise NameRefusedError("space", "A domain name has no spaces; remove them, and give one name at a time.")
    if bad:
        raise _bad_character(ord(bad))
    if _is_address(text):
        raise NameRefusedError("ip-address", "This is an IP address; give the domain name that points to it.")
    if "://" in text or any(mark in text for mark in "?#\\"):
        raise NameRefusedError("web-address", "This is the address of a web page; give only its domain name.")
    if "@" in text:
        raise NameRefusedError("email-address", "This is an e-mail address; give only the part after the @.")
    if ":" in text:
        raise NameRefusedError("port", "Leave out the colon and what follows it; a domain has no port.")
    return text


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _encode(label: str) -> str:
    if label.isascii() or len(label) > LONGEST_LABEL:  # encoding makes it longer still, and _check refuses it
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except idna.IDNAError:
        return _punycode(label)


def _punycode(label: str) -> str:
    return "xn--" + label.encode("punycode").decode("ascii")


def _decode_leniently(label: str) -> str:
    try:
        text = label[4:].encode("ascii").decode("punycode")
        if not text.isascii() and text == idna.uts46_remap(text) and _punycode(text) == label:
            return text
    except UnicodeError:
        pass
    return label


def _check(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise NameRefusedError("name-too-long", f"A domain name has at most {LONGEST_NAME} characters; shorten it.")
    labels = name.split(".")
    allowed = _REVERSE_LABEL if name.endswith((".in-addr.arpa", ".ip6.arpa")) else _LABEL
    for label in labels:
        if len(label) > LONGEST_LABEL:
            message = (
                f"A part between two dots has at most {LONGEST_LABEL} characters (IDN: in its xn-- form); shorten it."
            )
            raise NameRefusedError("label-too-long", message)
        if not allowed.fullmatch(label):
            if "/" in label:
                raise NameRefusedError("web-address", "Give only the domain name, without a slash and what follows it.")
            raise _bad_character(next(ord(ch) for ch in label if not allowed.fullmatch(ch)))
    if _NUMBER.fullmatch(labels[-1]):
        raise NameRefusedError("ip-address", "A name that ends in a number is an IP address; give a domain name.")
    if len(labels) == 1:
        raise NameRefusedError("single-label", "Give the full name with its ending, such as example.com.")


def _bad_character(codepoint: int | None) -> NameRefusedError:
    which = "A character" if codepoint is None else f"The character U+{codepoint:04X}"
    return NameRefusedError("bad-character", f"{which} cannot be part of a domain name; remove it.")
