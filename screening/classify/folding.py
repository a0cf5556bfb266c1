"""Text folding: what looks or reads the same becomes the same text, on one line and in lower case."""

import re
import unicodedata
from functools import lru_cache

# What passes for Latin ones. Used only inside a token that mixes scripts, so that real Russian or Greek stays itself.
_LOOKALIKES = str.maketrans(
    "авсԁеёғгһнıіїјкӏмпорԛѕтцѵѡԝхуүзьбαβγεηικνορςστυχω",
    "abcdeefrhhiiijklmnopqstuvwwxyy3b6abyenikvopsotuxw",
)
# Latin letters that neither compatibility decomposition nor case folding brings back to a to z, and apostrophes as
# typesetters write them (l’argent).
_LATIN = re.compile(
    r"LATIN (?:SMALL LETTER|SMALL LIGATURE|LETTER SMALL CAPITAL)(?: DOTLESS| SCRIPT)? ([A-Z]{1,2})(?: WITH .+)?"
)
_ODD = {"ɑ": "a", "ɩ": "i", "ʟ": "l", "ɾ": "r", "ʋ": "v", "ƽ": "s", "ᴜ": "u", "’": "'", "‘": "'"}
# Diacritical blocks, variation selectors and fillers: they decorate, or are not seen at all. So do the Arabic vowel
# points and the stroke that stretches a word, and the Devanagari dot that many leave out. Vowel signs, tone marks and
# dakuten are letters: without them other words begin.
_MARKS = re.compile(
    "[\u0300-\u036f\u0640\u064b-\u065f\u0670\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# Letters of a word that is written in several ways (alef with and without hamza, final yeh and heh, Persian keyboards,
# the two nasal signs of Hindi, Russian yo), and the Arabic signs for percent and decimal point.
_SPELLINGS = dict(
    zip(
        "\u0623\u0625\u0622\u0671\u0649\u06cc\u06a9\u0629\u0901\u0451\u066a\u066b",
        "\u0627\u0627\u0627\u0627\u064a\u064a\u0643\u0647\u0902\u0435%.",
        strict=True,
    )
)
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_MIXED = re.compile("[a-z][0-9_]*[\u0370-\u052f]|[\u0370-\u052f][0-9_]*[a-z]")
_TOKEN = re.compile(r"\w+")
_FOREIGN = re.compile("[\u0370-\u052f]")
_BASIC = re.compile("[a-z]")
_FEW = 64  # so many characters are quicker replaced one by one (a Vietnamese page has some 60)

# One or two digits beside a letter may stand for letters (c4sino, b00bs), three or four between letters (c451no), and
# a zero before a number (casin077); longer runs are numbers.
_LEET = re.compile(
    r"(?<=[a-z])[013457]{1,2}(?![0-9])|(?<=[a-z])[013457]{3,4}(?=[a-z])|(?<![0-9])[013457]{1,2}(?=[a-z])"
    r"|(?<=[a-z])0(?=[0-9]{2})"
)
_HELD = re.compile(r"([aeiouy])\1+|([^\W\d_])\2\2+")
_INNER = re.compile(r"(?<=[a-z])[013457]{1,4}(?=[a-z])")
_LEET_I = str.maketrans("013457", "oieast")
_LEET_L = str.maketrans("013457", "oleast")

# Scripts written without spaces, where a word has no visible edge: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """Fold a text for matching: NFKC, case folded, unseen characters and Latin marks gone, spaces single, digits ASCII.

    Arabic, Hindi, Thai and Russian words that are written in several ways are written in one.
    Cyrillic and Greek look-alikes become Latin only inside a token that mixes scripts. Pure ASCII takes a fast path.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold()
        chars = set(text)
        changed = {char: letter for char in chars if (letter := _letter(char)) != char}
        if len(changed) <= _FEW:
            for char, letter in changed.items():
                text = text.replace(char, letter)
        else:
            text = text.translate({ord(char): changed.get(char, char) for char in chars})
        text = text.replace("\u0e40\u0e40", "\u0e41")  # a Thai vowel typed as twice its half
        if _FOREIGN.search("".join(chars)) and _MIXED.search(text):
            text = _TOKEN.sub(_one_script, text)
    folded = " ".join(text.lower().split())
    return folded if folded.isprintable() else "".join(filter(str.isprintable, folded))


def leet(text: str) -> tuple[str, ...]:
    """The readings of a folded name in which digits beside letters stand for letters; none where it has no such digit.

    A 1 may be an i or an l, and those at an edge may be digits after all (1xb3t): there may be three. Every reading is
    as long as the text.
    """
    if not _LEET.search(text):
        return ()
    readings = (
        _LEET.sub(lambda hit: hit[0].translate(_LEET_I), text),
        _LEET.sub(lambda hit: hit[0].translate(_LEET_L), text),
        _INNER.sub(lambda hit: hit[0].translate(_LEET_I), text),
    )
    return tuple(dict.fromkeys(reading for reading in readings if reading != text))


def unstretched(text: str) -> str:
    """A folded text with each held letter said once (casiino, sexxxy): a vowel twice, or any letter three times in a
    row; empty where there is none."""
    return _HELD.sub(lambda hit: hit[0][0], text) if _HELD.search(text) else ""


def is_edge(text: str, position: int) -> bool:
    """Whether a word may begin or end between `position - 1` and `position` of a folded text.

    It may not between two letters or between two digits of scripts that use spaces; anywhere else it may.
    """
    if position <= 0 or position >= len(text):
        return True
    before = _sort_of(text[position - 1])
    return before == "" or before != _sort_of(text[position])


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    return _UNSPACED.match(char) is not None


@lru_cache(maxsize=4096)
def _sort_of(char: str) -> str:
    if is_unspaced(char):
        return ""
    if char.isalpha() or unicodedata.category(char)[0] == "M":
        return "letter"
    return "digit" if char.isnumeric() else ""


@lru_cache(maxsize=65536)
def _letter(char: str) -> str:
    """One character of a case-folded NFKC text, folded further; empty where it is dropped."""
    if char.isascii():
        return char
    if char.isspace():
        return " "
    if char in _FILLERS or _MARKS.match(char) or unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co", "Cn"}:
        return ""
    if char in _SPELLINGS:
        return _SPELLINGS[char]
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    bare = unicodedata.normalize("NFD", char)[0]
    if bare.isascii():
        return bare
    latin = _LATIN.fullmatch(unicodedata.name(bare, ""))
    return latin[1].lower() if latin else _ODD.get(bare, char)


def _one_script(token: re.Match[str]) -> str:
    text = token[0]
    mixed = _BASIC.search(text) and _FOREIGN.search(text)
    return text.translate(_LOOKALIKES) if mixed else text
