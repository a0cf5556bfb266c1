"""Text from strangers made fit to store, match and show: one line, bounded, nothing invisible."""

import re
from collections.abc import Iterable

ENTRY = 300  # characters of one entry
ENTRIES = 200  # entries of one field

# Characters that show nothing or turn the line around: controls (ANSI escapes begin with one), soft hyphen, fillers,
# zero-width, bidirectional marks and overrides, variation selectors, tags, lone surrogates. One at a time: texts hardly
# have any, and for runs of them the search takes twice as long.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def tidy(text: str, limit: int = ENTRY) -> str:
    """Drop what cannot be seen, fold each run of white space to one space, and cut.

    Args:
        text: any text; only its first 4 * `limit` characters are looked at.
        limit: characters to keep at most.
    """
    text = text[: 4 * limit]
    printable = text.isprintable()  # it has no white space but spaces
    if not (printable and text.isascii()):  # such a text has nothing to drop
        text = _UNSEEN.sub("", text)
    if not printable or "  " in text or text.startswith(" "):
        text = " ".join(text.split())
    return text[:limit].rstrip()


def tidy_all(texts: Iterable[str], limit: int = ENTRY) -> list[str]:
    """Tidy each, drop empty and repeated ones, keep the first 200 in order."""
    kept: dict[str, None] = {}
    for text in texts:
        if len(kept) == ENTRIES:
            break
        clean = tidy(text, limit)
        if clean:
            kept[clean] = None
    return list(kept)
