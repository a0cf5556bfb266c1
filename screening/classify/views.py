"""What the rules get to read of one domain: folded texts by field, and the several readings of a name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.classify.folding import fold, leet, unstretched
from screening.model.evidence import Evidence
from screening.model.names import Domain

_SPACES = str.maketrans("-._", "   ")


@dataclass(frozen=True, slots=True)
class View:
    """One folded text to search.

    Args:
        item: whose it is, an index into the batch.
        collector: whose evidence it is from.
        field: `name`, `page.title` ...
        text: where literals are looked for.
        limit: literals must end at or before it; behind it lies the public suffix.
        words: whether words count here, or only stems.
        once: whether letters that are repeated are said once here.
        raw: where patterns are looked for, as long as `text`; None where they are not.
    """

    item: int
    collector: str
    field: str
    text: str
    limit: int
    words: bool = True
    raw: str | None = None
    once: bool = False


def name_views(item: int, domain: Domain) -> list[View]:
    """The readings of a name.

    First the whole name with its separators as spaces (patterns see it as it is), then, where they differ: digits
    read as letters, hyphens left out, and both; and held letters said once, where words do not count: beet is no bet.
    The public suffix is for patterns and exceptions only.
    """
    raw = fold(domain.unicode)
    mine = raw.rsplit(".", domain.suffix.count(".") + 1)[0]  # of a public suffix itself, its first label
    limit = len(mine)
    views = [View(item, "name", "name", raw.translate(_SPACES), limit, raw=raw)]
    views.extend(View(item, "name", "name", text, limit) for text in leet(mine.translate(_SPACES)))
    if "-" in mine:
        joined = mine.replace("-", "").replace(".", " ")
        views.extend(View(item, "name", "name", text, len(text), words=False) for text in (joined, *leet(joined)))
    if once := unstretched(mine.translate(_SPACES)):
        views.append(View(item, "name", "name", once, len(once), words=False, once=True))
    return views


def text_views(item: int, domain: Domain, evidence: Iterable[Evidence], fields: frozenset[str]) -> Iterator[View]:
    """The texts of what was collected, as far as any rule looks at their field.

    The domain's own name is taken out of them: a page that repeats the name is not a second kind of evidence.
    """
    own = {fold(name) for name in (domain.registrable or domain.ascii, domain.ascii, domain.unicode)}
    names = sorted((name for name in own if name), key=lambda name: (-len(name), name))
    for seen in evidence:
        for field in sorted(seen.texts):
            if field in fields and field != "name":
                for text in seen.texts[field]:
                    folded = fold(text)
                    for name in names:
                        folded = _without(folded, name)
                    yield View(item, seen.collector, field, folded, len(folded), raw=folded)


def _without(text: str, name: str) -> str:
    """The text without the name where it stands alone; `bet.example` stays inside `sportbet.example`."""
    kept, done = [], 0
    position = text.find(name)
    while position >= 0:
        end = position + len(name)
        alone = not (position and _in_label(text[position - 1])) and not (end < len(text) and _in_label(text[end]))
        if alone:
            kept.append(text[done:position])
            done = end
        position = text.find(name, end)
    return " ".join((*kept, text[done:]))


def _in_label(char: str) -> bool:
    return char.isalnum() or char == "-"
