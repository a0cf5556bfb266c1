"""Bodies of pages as they are found in the wild, the same for the same seed."""

import html
import random
from collections.abc import Sequence
from typing import Final

from tests.box.page_texts import BANNED, BENIGN, BRANDS, CITIES, NEWS, NOTHING, Text

KINDS: Final = (*BANNED, *BENIGN, "news", *NOTHING)
CONTENT: Final = (*BANNED, *BENIGN, "news")  # each has at least 120 words
_STORIES: Final = 10  # on a news page at a time


def page(kind: str, seed: int = 0, host: str = "www.example.com") -> str:
    """An HTML page.

    Args:
        kind: one of KINDS.
        seed: another seed gives another brand, other figures and another order.
        host: that parked pages name.

    Raises:
        KeyError: there is no such kind.
    """
    dice = random.Random(f"{kind} {seed}")
    if kind in NOTHING:
        body = NOTHING[kind].replace("{host}", html.escape(host))
        return f"<!DOCTYPE html><html><body>{body}</body></html>"
    if kind == "news":
        return _news(dice, dice.sample(NEWS, len(NEWS))[:_STORIES])
    return _filled((BANNED | BENIGN)[kind], dice)


def rotating_news(seed: int = 0, editions: int = 24) -> list[str]:
    """The front pages of one newspaper, one after the other: three stories go and three others come each time."""
    dice = random.Random(f"news {seed}")
    stories = dice.sample(NEWS, len(NEWS))
    brand = dice.choice(BRANDS)
    pages = []
    for edition in range(editions):
        at = edition * 3 % len(stories)
        pages.append(_news(random.Random(f"{seed} {edition}"), (stories[at:] + stories[:at])[:_STORIES], brand))
    return pages


def _news(dice: random.Random, stories: Sequence[str], brand: str = "") -> str:
    paragraphs = "\n".join(stories)
    name = brand or dice.choice(BRANDS)
    return _filled(Text("en", f"The {name} Gazette", "Town\nCulture\nSports\nWeather", paragraphs), dice, brand)


def _filled(text: Text, dice: random.Random, brand: str = "") -> str:
    brand = brand or dice.choice(BRANDS)
    city = dice.choice(CITIES)

    def fill(line: str) -> str:
        words = line.replace("{brand}", brand).replace("{city}", city).replace("{n}", str(dice.randint(100, 900)))
        return html.escape(words, quote=False)

    sentences = [fill(line) for line in text.sentences.splitlines()]
    title = fill(dice.choice(text.titles.splitlines()))
    opening, rest = sentences[0], dice.sample(sentences[1:], len(sentences) - 1)
    menu = "".join(f'<li><a href="/{n}">{fill(entry)}</a></li>' for n, entry in enumerate(text.menu.splitlines()))
    paragraphs = "".join(f"<p>{sentence}</p>\n" for sentence in (opening, *rest))
    description = html.escape(opening)
    return (
        f'<!DOCTYPE html>\n<html lang="{text.language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="description" content="{description}"></head>\n'
        f"<body><nav><ul>{menu}</ul></nav>\n<h1>{title}</h1>\n{paragraphs}</body></html>\n"
    )
