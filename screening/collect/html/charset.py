"""Bytes to text by a closed list of encodings; nothing a stranger writes is ever looked up as a codec."""

import codecs
import re

# Labels of the WHATWG Encoding standard (section 4.2) to Python codecs, the wider relative where there is one.
# What is not here does not exist: utf-7, idna, zip, rot13, punycode, unicode_escape.
_CODECS = {
    "utf-8": ("utf-8", "utf8", "unicode-1-1-utf-8", "utf-8-sig"),
    "cp1252": ("windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii"),
    "cp1250": ("windows-1250", "cp1250"),
    "cp1251": ("windows-1251", "cp1251", "win-1251"),
    "cp1253": ("windows-1253", "cp1253"),
    "cp1254": ("windows-1254", "cp1254", "iso-8859-9", "iso8859-9", "latin5"),
    "cp1255": ("windows-1255", "cp1255"),
    "cp1256": ("windows-1256", "cp1256"),
    "cp1257": ("windows-1257", "cp1257"),
    "cp1258": ("windows-1258", "cp1258"),
    "cp874": ("windows-874", "tis-620", "iso-8859-11"),
    "cp866": ("ibm866", "cp866"),
    "iso8859-2": ("iso-8859-2", "iso8859-2", "latin2"),
    "iso8859-3": ("iso-8859-3",),
    "iso8859-4": ("iso-8859-4",),
    "iso8859-5": ("iso-8859-5",),
    "iso8859-6": ("iso-8859-6",),
    "iso8859-7": ("iso-8859-7", "iso8859-7", "greek"),
    "iso8859-8": ("iso-8859-8", "iso-8859-8-i"),
    "iso8859-10": ("iso-8859-10",),
    "iso8859-13": ("iso-8859-13",),
    "iso8859-14": ("iso-8859-14",),
    "iso8859-15": ("iso-8859-15", "iso8859-15", "latin-9"),
    "iso8859-16": ("iso-8859-16",),
    "koi8-r": ("koi8-r", "koi8r", "koi8"),
    "koi8-u": ("koi8-u", "koi8u"),
    "mac-roman": ("macintosh", "x-mac-roman"),
    "mac-cyrillic": ("x-mac-cyrillic",),
    "gb18030": ("gb18030", "gbk", "gb2312", "x-gbk", "gb-2312", "cp936"),
    "big5hkscs": ("big5", "big5-hkscs", "x-x-big5"),
    "euc-jp": ("euc-jp", "x-euc-jp"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"),
    "iso2022-jp": ("iso-2022-jp",),
    "cp949": ("euc-kr", "ks_c_5601-1987", "ksc5601", "windows-949", "korean"),
    "utf-16-le": ("utf-16", "utf-16le", "unicode"),
    "utf-16-be": ("utf-16be",),
}
_LABELS = {label: codec for codec, labels in _CODECS.items() for label in labels}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-z0-9_-]{1,40})", re.IGNORECASE)
# Controls, private use and what never is a character: of random bytes every eighth or ninth becomes one, in any coding.
_RUBBISH = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]"
)
_PRESCAN = 4096  # bytes searched for a declaration; the standard says 1024, real pages often need more


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page; never fails, what does not decode becomes U+FFFD.

    Byte order mark, then header, then the page's own declaration, then UTF-8; a declared UTF-8 that is none gives
    way to the next (WHATWG HTML section 13.2.3.2, in short).

    Args:
        body: the page's bytes, perhaps cut in the middle of a character.
        content_type: the Content-Type header, as sent.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], codec, "replace")
    head = body[:_PRESCAN]
    declared = [_declared(content_type), _sixteen(head), _within(head), "utf-8"]
    for codec in filter(None, declared):
        if codec != "utf-8":
            return _decoded(body, codec, "replace")
        try:
            return _decoded(body, codec, "strict")
        except UnicodeDecodeError:
            continue
    # Undeclared and not UTF-8, or declared UTF-8 with some rubbish in it: by which of the two loses less.
    text = _decoded(body, "utf-8", "replace")
    return text if text.count("\ufffd") * 50 < len(text) else _decoded(body, "cp1252", "replace")


def is_text(text: str) -> bool:
    """Whether decoded bytes are something to read: not a picture, an archive or a stream that was never unpacked.

    Args:
        text: a page; a visitor is shown nothing for a NUL, so those do not count.
    """
    return len(_RUBBISH.findall(text)) * 20 <= len(text)


def _declared(text: str) -> str:
    found = _CHARSET.search(text[:500])
    return _LABELS.get(found.group(1).lower(), "") if found else ""


def _within(head: bytes) -> str:
    """The declaration inside the page; one that claims 16 bits in bytes that can be read as ASCII is UTF-8."""
    found = _CHARSET.search(head.decode("latin-1"))
    codec = _LABELS.get(found.group(1).lower(), "") if found else ""
    return "utf-8" if codec.startswith("utf-16") else codec


def _sixteen(head: bytes) -> str:
    """Sixteen-bit text without a mark shows by a zero in nearly every second byte."""
    pairs = len(head) // 2
    if pairs >= 8:
        for codec, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if zeros.count(0) * 10 > pairs * 7:
                return codec
    return ""


def _decoded(body: bytes, codec: str, errors: str) -> str:
    return codecs.getincrementaldecoder(codec)(errors).decode(body)  # a character cut off at the end is dropped
