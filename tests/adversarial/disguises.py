"""Ways in which names and pages hide what they are, applied by program; all dice have a fixed seed."""

import html
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import idna

Fields = Mapping[str, Sequence[str]]

_HOMOGLYPHS = str.maketrans("aceiopxys", "асеіорхуѕ")
_LEET = str.maketrans("oieas", "01345")
_WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_INNOCENT = (
    "The parish council meets on the first Tuesday of the month in the library. Minutes are kept by the clerk. "
    "Our school garden grows beans, kale and pumpkins; parents are welcome to help with watering. "
    "The clinic offers vaccinations, physiotherapy and advice on nutrition for the whole family. "
)


def _dice(text: str) -> random.Random:
    return random.Random(f"disguise {text}")  # seeded by a string: the same on every machine


# Names: from the first label to the first label, A-labels.


def _ascii(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _repeated(label: str) -> str:
    """One vowel in the middle is held on to: casiino."""
    places = [at for at in range(1, len(label) - 1) if label[at] in "aeiou"]
    at = _dice(label).choice(places) if places else 0
    return label[:at] + label[at] + label[at:]


NAMES: Mapping[str, Callable[[str], str]] = {
    "homoglyphs": lambda label: _ascii(label.translate(_HOMOGLYPHS)),
    "mixed scripts": lambda label: _ascii(label.replace("a", "а", 1).replace("o", "о", 1)),
    "leet": lambda label: label[:1] + label[1:-1].translate(_LEET) + label[-1:],
    "padding": lambda label: f"the-{label}-online",
    "numbered siblings": lambda label: f"{label}{_dice(label).randint(2, 99)}",
    "hyphens gone": lambda label: label.replace("-", ""),
    "accents": lambda label: _ascii(label.replace("a", "á", 1).replace("i", "í", 1).replace("o", "ö", 1)),
    "benign words": lambda label: f"family-garden-{label}",
    "repeated letter": _repeated,
}


def disguised_name(name: str, way: str) -> str | None:
    """A name in disguise; None where it does not apply or gives no name."""
    label, _, rest = name.partition(".")
    if label.startswith("xn--") or not label.isascii():
        return None
    changed = NAMES[way](label)
    if changed == label or len(changed) > 63:
        return None
    try:
        idna.decode(changed) if changed.startswith("xn--") else None
    except idna.IDNAError:
        return None
    return f"{changed}.{rest}"


# Pages: a page is its fields as page evidence has them, and what markup stands around them.


@dataclass(frozen=True)
class Page:
    """A page to be written as HTML.

    Args:
        fields: `page.title`, `page.text` and so on, to texts.
        lang: as the page declares it.
        before, after: markup around the text.
        hidden: whether the text stands in an element that is not shown.
        imaged: whether text is painted into images.
    """

    fields: Fields
    lang: str = ""
    before: str = ""
    after: str = ""
    hidden: bool = False
    imaged: bool = False
    raw: bool = field(default=False)

    def html(self) -> str:
        """The page as its server sends it."""

        def told(name: str) -> list[str]:
            entries = [str(entry) for entry in self.fields.get(name, ())]
            return entries if self.raw else [html.escape(entry) for entry in entries]

        if self.imaged:
            body = "".join(f'<img src="/i/{at}.png">' for at in range(6))
            return f'<html lang="{self.lang}"><body>{body}</body></html>'
        text = " ".join(told("page.text"))
        shown = f'<div style="display:none">{text}</div>' if self.hidden else f"<p>{text}</p>"
        return (
            f'<html lang="{self.lang}"><head><title>{" ".join(told("page.title"))}</title>'
            + "".join(f'<meta name="description" content="{entry}">' for entry in told("page.meta"))
            + f"</head><body>{self.before}"
            + "".join(f"<h2>{entry}</h2>" for entry in told("page.heading"))
            + shown
            + "".join(f'<a href="/x">{entry}</a> ' for entry in told("page.anchor"))
            + "".join(f'<img src="/i.png" alt="{entry}">' for entry in told("page.alt"))
            + "".join(f'<a href="https://{entry}/">.</a>' for entry in told("page.host"))
            + "".join(f'<meta name="rating" content="{entry}">' for entry in told("page.label"))
            + f"{self.after}</body></html>"
        )


def _spelled(page: Page, change: Callable[[str], str]) -> Page:
    return replace(page, fields={name: [change(text) for text in texts] for name, texts in page.fields.items()})


def _some(text: str, change: Callable[[str], str], share: float = 0.5) -> str:
    """Every second word or so changed."""
    dice = _dice(text)
    return " ".join(change(word) if dice.random() < share else word for word in text.split(" "))


def _entities(page: Page) -> Page:
    return replace(_spelled(page, lambda text: "".join(f"&#{ord(char)};" for char in text)), raw=True)


def _within(word: str, what: str) -> str:
    middle = len(word) // 2
    return word[:middle] + what + word[middle:] if len(word) > 3 else word


def _tagged(page: Page) -> Page:
    def tag(word: str) -> str:
        return word if "&" in word else _within(word, "<b></b>")

    return replace(_spelled(page, lambda text: _some(html.escape(text), tag)), raw=True)


PAGES: Mapping[str, Callable[[Page], Page]] = {
    "homoglyphs": lambda page: _spelled(page, lambda t: _some(t, lambda w: w.translate(_HOMOGLYPHS))),
    "zero-width characters": lambda page: _spelled(page, lambda t: _some(t, lambda w: _within(w, "\u200b"))),
    "soft hyphens": lambda page: _spelled(page, lambda t: _some(t, lambda w: _within(w, "\u00ad"))),
    "full width": lambda page: _spelled(page, lambda t: _some(t, lambda w: w.translate(_WIDE))),
    "capitals": lambda page: _spelled(page, str.upper),
    "entities": _entities,
    "tags in words": _tagged,
    "padding": lambda page: replace(page, before="&nbsp; " * 5000, after="<!-- x -->" * 5000),
    "benign words": lambda page: replace(page, before=f"<p>{_INNOCENT * 8}</p>", after=f"<p>{_INNOCENT * 8}</p>"),
    "another language declared": lambda page: replace(page, lang="sw"),
    "hidden text": lambda page: replace(page, hidden=True, before=f"<p>{_INNOCENT}</p>"),
    "text in images": lambda page: replace(page, imaged=True),
}
