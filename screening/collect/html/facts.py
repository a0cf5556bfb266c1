"""What is kept of a page for the lifecycle and for people: structured facts and texts, bounded whatever the page is."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from screening.collect.html.forms import form_facts
from screening.collect.html.links import KINDS
from screening.collect.html.markup import Markup
from screening.collect.html.page_kind import is_missing
from screening.collect.html.roles import known_as
from screening.collect.html.technology import names_of, of_headers
from screening.collect.html.tidy import tidy, tidy_all
from screening.collect.html.view import View
from screening.model.evidence import Json

EVIDENCE_CAP: Final = 150_000  # bytes of the facts and texts of one page, as JSON in UTF-8: a third of it facts at most
LONGEST_URL: Final = 1_000
_TEXTS_CAP: Final = 100_000
_FIELD_CAP: Final = 6_000  # bytes of one field beside the text, which gets what they leave
_HOSTS: Final = 20  # of one kind
_MARKS: Final = 20  # of one kind
_JSON: Final = json.JSONEncoder(ensure_ascii=False)  # json.dumps would make one for each text, which takes longer
_HOST: Final = re.compile(r"[\w-][\w.-]{0,99}")
# Words of rating labels that sites agree on, and what the others say in their place.
_RATINGS: Final = (
    ("rta", ("rta-5042-1996-1400-1577-rta",)),
    ("icra", ("icra.org", "rsac.org", "labels.rdf")),
    ("age-de", ("age-de.xml", "/miracle.xml", "age=", "age:")),
    ("adult", ("adult", "explicit", "xxx", "18+", "18 years", "porn")),
    ("mature", ("mature", "14 years", "16+", "teen")),
    ("restricted", ("restricted", "r-rated")),
    ("general", ("general", "safe for kids", "everyone", "all ages", "family")),
)


def facts_of(view: View, views: Sequence[View]) -> dict[str, Json]:
    """The facts of the view that shows most of a site.

    Args:
        view: that one.
        views: all of them.
    """
    page, fetched = view.page or Markup(), view.fetched
    hops = [hop for other in views for hop in other.fetched.hops]
    return {
        "asked": view.asked,
        "url": tidy(fetched.url, LONGEST_URL),
        "status": fetched.status,
        "hops": [
            {"url": tidy(hop.url, LONGEST_URL), "status": hop.status, "address": hop.address} for hop in fetched.hops
        ],
        "addresses": [*sorted({hop.address for hop in hops if hop.address})],
        "causes": {other.asked: other.cause for other in views if other.cause},
        "flags": [*sorted({tidy(flag, 100) for other in views for flag in other.fetched.flags})],
        "refresh": tidy(view.refresh, LONGEST_URL),
        "title": page.title,
        "lang": page.lang,
        "language": page.language,
        "length": page.length,
        "hidden": page.hidden,
        "words": page.text.count(" ") + bool(page.text),  # it is tidy: a space between words, and no other
        "sketch": [*page.sketch],
        "not_found": fetched.status < 400 and view.kind == "error" and is_missing(page),
        "age_gate": page.age_gate,
        "ratings": [*ratings(page.label)],
        "technology": [*names_of((*page.technology, *of_headers(fetched.headers)))],
        "script": _scripts(page.script),
        "forms": form_facts(page.form),
        "form_count": page.forms,
        "outbound": outbound(page.outbound),
    }


def texts_of(view: View) -> dict[str, tuple[str, ...]]:
    """What the rules read of a page; nothing where there was none.

    Args:
        view: of it.
    """
    page = view.page
    if page is None:
        return {}
    urls = (view.fetched.url, view.refresh, *(hop.url for hop in view.fetched.hops))
    gate = [f"age-gate: {page.age_gate}"] if page.age_gate else []
    fields = {
        "page.url": urls, "page.title": [page.title], "page.meta": page.meta, "page.heading": page.heading,
        "page.anchor": page.anchor, "page.alt": page.alt, "page.label": [*gate, *page.label], "page.host": page.host,
        "page.technology": [*of_headers(view.fetched.headers), *page.technology], "page.script": page.script,
        "page.hidden": page.veiled, "page.text": [page.text],
    }  # fmt: skip
    return bounded(fields)


def bounded(fields: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Texts that take at most 100 kB as JSON: 6 kB of each field, and for `page.text` what the others leave.

    Args:
        fields: entries by field; those of `page.text` are tidy.
    """
    texts: dict[str, tuple[str, ...]] = {}
    room = _TEXTS_CAP
    for name in sorted(fields, key=lambda name: (name == "page.text", name)):
        room -= len(name) + 6
        entries = [*filter(None, fields[name])] if name == "page.text" else tidy_all(fields[name])
        kept, spent = _within(entries, min(room, _TEXTS_CAP if name == "page.text" else _FIELD_CAP))
        room -= spent
        if kept:
            texts[name] = kept
    return texts


def ratings(labels: Iterable[str]) -> list[str]:
    """Rating labels as stable words: `rta`, `icra`, `age-de`, `adult`, `mature`, `restricted`, `general`.

    Args:
        labels: as pages and headers have them.
    """
    said = "\n".join(labels).lower()
    return [word for word, marks in _RATINGS if any(mark in said for mark in marks)]


def outbound(entries: Iterable[str]) -> dict[str, Json]:
    """Hosts that a page points to, by the kind of element, and the well-known ones by what they are for.

    Args:
        entries: as `Links.outbound` tells them.
    """
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        kind, _, host = entry.partition(" ")
        if kind not in KINDS or not _HOST.fullmatch(host):
            continue
        role, name = known_as(host)
        for key, value in ((kind, host), (role, name)):
            group = found.setdefault(key, {}) if key else {}
            if len(group) < _HOSTS:
                group[value] = None
    return {key: [*hosts] for key, hosts in found.items()}


def _scripts(marks: Iterable[str]) -> dict[str, Json]:
    """Marks as `Scripts.told` tells them, by kind."""
    found: dict[str, list[Json]] = {"hosts": [], "inline": [], "accounts": []}
    for mark in marks:
        kind, _, value = mark.partition(":")
        if "/" in mark:
            key, value = "hosts", mark.partition("/")[0]
        else:
            key, value = ("inline", value) if kind == "inline" else ("accounts", mark)
        if value and value not in found[key] and len(found[key]) < _MARKS and len(value) <= 100:
            found[key].append(value)
    return {**found}


def _within(entries: Sequence[str], room: int) -> tuple[tuple[str, ...], int]:
    """As much of a list as takes that many bytes as JSON, the last entry perhaps cut."""
    kept: list[str] = []
    spent = 0
    for entry in entries:
        size = _size(entry)
        if spent + size > room:
            if part := _cut(entry, room - spent):
                kept.append(part)
                spent += _size(part)
            break
        kept.append(entry)
        spent += size
    return tuple(kept), spent


def _cut(text: str, room: int) -> str:
    """The longest beginning of a text that takes that many bytes."""
    low, high = 0, min(len(text), max(0, room))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _size(text[:middle]) <= room else (low, middle - 1)
    return text[:low]


def _size(text: str) -> int:
    """Bytes of a text in a JSON list."""
    return len(_JSON.encode(text).encode("utf-8", "replace")) + 2
