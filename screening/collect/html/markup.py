"""What a visitor would see of an HTML page, by one bounded walk over lexbor's tree; runs in the parser child only."""

import re
from dataclasses import dataclass, field
from textwrap import wrap

from selectolax.lexbor import LexborHTMLParser, LexborNode

from screening.collect.html.age_gate import age_gate_of
from screening.collect.html.forms import FORM, Forms
from screening.collect.html.language import language_of
from screening.collect.html.links import ADDRESSED, RAW, Links
from screening.collect.html.scripts import SCRIPT_CAP, Scripts
from screening.collect.html.technology import challenges, of_page
from screening.collect.html.tidy import ENTRIES, ENTRY, tidy, tidy_all
from screening.model.sketch import sketch

HTML_CAP = 512_000  # bytes parsed; quadratic terms of the parser stay below 5 s of CPU
TEXT_CAP = 60_000  # characters of visible text kept
_VEILED_CAP = 6_000  # characters of hidden text kept
_HARDLY = 200  # characters: a page that says less says nothing itself

_DARK = frozenset({"script", "style", "template", "title", "noembed", "noframes", "iframe", "object", "svg", "math"})
_GLUED = frozenset(
    {"abbr", "b", "bdi", "bdo", "big", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span", "strike"}
    | {"strong", "sub", "sup", "tt", "u", "wbr"}
)
_WHOLE = frozenset({"html", "body"})  # hidden until a script shows them
_PICTURES = frozenset({"img", "svg", "video", "canvas"})
_TELLING = frozenset({"html", "meta", *_PICTURES, *ADDRESSED, *FORM})  # the attributes of others only hide them
_GATHERED = {"title": "title", "a": "anchor", "script": "script", "h1": "heading", "h2": "heading", "h3": "heading"}
_ENDING = frozenset({"form", *_GATHERED})
_TOLD = frozenset(
    {"description", "keywords", "author", "application-name", "generator", "twitter:title", "twitter:description"}
)
_RATED = frozenset({"rating", "voluntary content rating", "pics-label", "age-de-meta-label", "content-rating"})
_RTA = "RTA-5042-1996-1400-1577-RTA"
_AGE_FILES = ("age-de.xml", "/miracle.xml", "labels.rdf")  # labels that a page points to
_HIDING = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_LANG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8}){0,3}", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s{0,9}[\d.]{1,9}\s{0,9}[;,]\s{0,9}+(?:url\s{0,9}=)?+\s{0,9}[\"']?\s{0,9}([^\"'\s]{1,1000})", re.IGNORECASE
)
_MOVING = re.compile(
    r"\blocation(?:\.href)?\s{0,9}=\s{0,9}[\"']([^\"'\s]{1,1000})[\"']|\blocation\.(?:replace|assign)\(\s{0,9}[\"']([^\"'\s]{1,1000})[\"']"
)


@dataclass(slots=True)
class Markup:
    """What was read. Lists and texts are bounded as page evidence is; `refresh` and `icon` are URLs as written.

    `lang` is what the page says its language is, `language` what its text is written in, `age_gate` the words by which
    it asks for a visitor's age. `script`, `technology`, `form`, `outbound` and `challenge` are as `Scripts.told`,
    `of_page`, `Forms.told`, `Links.outbound` and `challenges` tell. `sketch` is that of the text, made here because a
    text may be one that makes it dear. `length` counts the visible characters, `hidden` those in elements that are not
    shown, `veiled` has some of these; `images`, `scripts`, `links` and `forms` elements.
    """

    title: str = ""
    lang: str = ""
    language: str = ""
    refresh: str = ""
    icon: str = ""
    age_gate: str = ""
    text: str = ""
    meta: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    anchor: list[str] = field(default_factory=list)
    alt: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    host: list[str] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    technology: list[str] = field(default_factory=list)
    form: list[str] = field(default_factory=list)
    outbound: list[str] = field(default_factory=list)
    challenge: list[str] = field(default_factory=list)
    veiled: list[str] = field(default_factory=list)
    sketch: list[int] = field(default_factory=list)
    length: int = 0
    hidden: int = 0
    images: int = 0
    scripts: int = 0
    links: int = 0
    forms: int = 0


def read(html: str, own_host: str = "") -> Markup:
    """Read a page. Time is bounded by the caller, who runs this in a process of its own.

    Args:
        html: decoded markup, any.
        own_host: the page's own host; it, `www.` and names below it are not outbound.
    """
    reader = _Reader()
    root = LexborHTMLParser(html).root
    if root is not None:
        reader.walk(root)
    if _RTA in html:
        reader.page.label.append(_RTA)
    return reader.finish(own_host.removeprefix("www."))


class _Reader:
    """The state of one walk."""

    def __init__(self) -> None:
        self.page = Markup()
        self.links, self.scripts, self.forms = Links(), Scripts(), Forms()
        self.dark = 0  # how many hiding elements we are in
        self.mute = 0  # how many of these never show text, whatever a script does
        self.marks: list[bool | None] = []  # for each open element, whether it hides; None: its end changes nothing
        self.shown: list[str] = []
        self.veiled: list[str] = []
        self.generators: list[str] = []
        self.runs = False  # whether the script that we are in does
        self.open: dict[str, list[str]] = {}  # texts being gathered: `title`, `heading`, `anchor`, `script`

    def walk(self, root: LexborNode) -> None:
        """Enter and leave every node, without recursion (pages nest 10^5 deep) and without comparing nodes (selectolax
        compares them by their HTML)."""
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                self._say(node.text_content or "")
            elif tag[:1] != "-":
                self._enter(tag, node.attributes)
            child = node.first_child
            if child is not None:
                node, depth = child, depth + 1
            else:
                node, depth = self._onward(node, tag, depth)

    def _onward(self, node: LexborNode, tag: str, depth: int) -> tuple[LexborNode | None, int]:
        """Leave a node without children, and those above that end with it, for the next one and its depth."""
        while True:
            if tag[:1] != "-":
                hides = self.marks.pop()
                if hides is not None:
                    self._leave(tag, hides=hides)
                if tag not in _GLUED:
                    self._break()
            after = node.next if depth else None
            if after is not None:
                return after, depth
            above = node.parent
            if not depth or above is None:
                return None, 0
            node, depth, tag = above, depth - 1, above.tag or ""

    def _enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        dark = tag in _DARK
        hides = dark or (bool(attributes) and tag not in _WHOLE and _hides(attributes))
        self.marks.append(hides if hides or tag in _ENDING else None)
        if hides:
            self.dark += 1
            self.mute += dark
        if tag not in _GLUED:
            self._break()
        if tag in _TELLING:
            self._attributes(tag, attributes)
        gathered = _GATHERED.get(tag)
        if gathered and (gathered != "title" or not self.page.title):
            self.open[gathered] = []

    def _leave(self, tag: str, *, hides: bool) -> None:
        if hides:
            self.dark -= 1
            self.mute -= tag in _DARK
        if tag == "form":
            self.forms.leave()
        name = _GATHERED.get(tag)
        gathered = self.open.pop(name, None) if name else None
        if name and gathered is not None:
            self._keep(name, "".join(gathered))

    def finish(self, own: str) -> Markup:
        page = self.page
        whole = " ".join("".join(self.shown).split())
        page.text, page.length = tidy(whole, TEXT_CAP), len(whole)
        page.veiled = wrap(tidy("".join(self.veiled), _VEILED_CAP), ENTRY)
        page.language, page.age_gate = language_of(page.text), age_gate_of(page.text)
        addresses = [*self.links.within(own)]
        page.label += [url for url in addresses if url.endswith(_AGE_FILES)]
        page.sketch = [*sketch(page.text)]
        for name in ("meta", "heading", "anchor", "alt", "label"):
            setattr(page, name, tidy_all(getattr(page, name)))
        page.host, page.outbound = self.links.hosts(own), self.links.outbound(own)
        page.form, page.forms = self.forms.told(own), self.forms.count
        page.script = self.scripts.told(own, addresses, self.links.away(own))
        page.technology = of_page(addresses, self.generators)
        page.challenge = challenges(addresses, self.scripts.inline)
        if page.length < _HARDLY and self.scripts.challenges:
            page.challenge.append("cookie")
        if not page.refresh and page.length < _HARDLY:  # it only passes visitors on
            page.refresh = self._passed_on()
        page.refresh, page.icon = tidy(page.refresh, 1000), tidy(self.links.icon, 1000)
        return page

    def _passed_on(self) -> str:
        inline, frames = self.scripts.inline, self.links.frames
        if len(inline) == 1 and len(inline[0]) < RAW:
            found = _MOVING.search(inline[0])
            if found:
                return found.group(1) or found.group(2)
        return frames[0] if len(frames) == 1 and not self.page.images else ""

    def _say(self, text: str) -> None:
        for name, gathered in self.open.items():
            gathered.append(text[: SCRIPT_CAP if name == "script" else RAW])
        if self.dark:
            self.page.hidden += len(text) * ("script" not in self.open)
            if not self.mute and len(self.veiled) < TEXT_CAP:
                self.veiled.append(text)
            return
        if self.shown and text[:1].isupper() and self.shown[-1][-1:].islower():
            self.shown.append(" ")  # <span>Home</span><span>About</span> are two words, ca<b>si</b>no is one
        self.shown.append(text)

    def _break(self) -> None:
        self.shown.append(" ")
        if self.dark:
            self.veiled.append(" ")
        if self.open:
            for gathered in self.open.values():
                gathered.append(" ")

    def _keep(self, name: str, text: str) -> None:
        if name == "title":
            self.page.title = tidy(text)
        elif name == "script":
            self.scripts.see("", text if self.runs else "")
        elif not self.dark:
            kept: list[str] = getattr(self.page, name)
            if len(kept) < 4 * ENTRIES:  # some will be repeated
                kept.append(text[: 4 * RAW])

    def _attributes(self, tag: str, attributes: dict[str, str | None]) -> None:
        page = self.page
        page.images += tag in _PICTURES
        page.scripts += tag == "script"
        page.links += tag == "a"
        url = self.links.see(tag, attributes)
        if tag in FORM:
            self.forms.enter(tag, attributes)
        if tag == "html":
            page.lang = _lang(attributes.get("lang") or attributes.get("xml:lang") or "")
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "script":
            self._script(url, (attributes.get("type") or "")[:100].lower())
        elif (
            tag in {"img", "area", "input"} and attributes.get("alt") and not self.dark and len(page.alt) < 4 * ENTRIES
        ):
            page.alt.append((attributes["alt"] or "")[:RAW])

    def _script(self, url: str, kind: str) -> None:
        self.scripts.see(url, "")
        # What the others hold is not run: JSON, templates.
        self.runs = not url and (not kind or "javascript" in kind or "ecmascript" in kind or kind == "module")

    def _meta(self, attributes: dict[str, str | None]) -> None:
        name = (attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or "")[
            :100
        ].lower()
        content = (attributes.get("content") or "")[:RAW]
        if name == "generator" and len(self.generators) < 5:
            self.generators.append(content)
        if name in _RATED:
            self.page.label.append(content)
        elif (name in _TOLD or name.startswith("og:")) and len(self.page.meta) < 4 * ENTRIES:
            self.page.meta.append(content)
        elif name == "content-language":
            self.page.lang = self.page.lang or _lang(content)
        elif name == "refresh":
            found = _REFRESH.match(content)
            self.page.refresh = self.page.refresh or (found.group(1) if found else "")


def _hides(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or ("style" in attributes and bool(_HIDING.search((attributes["style"] or "")[:RAW])))


def _lang(value: str) -> str:
    found = _LANG.match(value[:40].strip())
    return found.group(0).lower().replace("_", "-") if found else ""
