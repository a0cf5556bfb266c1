"""Which language a text is in, by CLD2's tables, whatever the page says of itself. Runs in the parser child only."""

import re
from contextlib import suppress
from typing import Any, Final

pycld2: Any = None
with suppress(ModuleNotFoundError):  # there are wheels for x86-64 Linux only; elsewhere languages stay unknown
    import pycld2

_EXCERPT: Final = 4_000  # characters: more do not make it surer
_LEAST: Final = 20  # bytes of letters; of less it is sure too soon
_RENAMED: Final = {"iw": "he", "jw": "jv", "mo": "ro"}  # CLD2 keeps codes that ISO 639 withdrew
_CODE: Final = re.compile(r"[a-z]{2}(?:-Hant)?")


def language_of(text: str) -> str:
    """The language of a text as an ISO 639-1 code (`en`; `zh-Hant` for traditional Chinese), or "" where unsure.

    Args:
        text: visible text; its first 4,000 characters are looked at.
    """
    if pycld2 is None:
        return ""
    # CLD2 takes no controls, no surrogates and no noncharacters, and none of them is printable.
    excerpt = text[:_EXCERPT]
    if not excerpt.isprintable():
        excerpt = "".join(filter(str.isprintable, excerpt))
    sure, size, found = pycld2.detect(excerpt, isPlainText=True)
    code = str(found[0][1]) if sure and found and size >= _LEAST else ""
    code = _RENAMED.get(code, code)
    return code if _CODE.fullmatch(code) and code != "un" else ""
