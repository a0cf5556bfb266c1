"""The forms of a page, told apart by what they ask for: to log in, to sign up, to pay, to search, to write."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from screening.collect.html.links import RAW, host_of, is_own
from screening.collect.html.roles import known_as
from screening.collect.html.tidy import tidy_all
from screening.model.evidence import Json

FORM: Final = frozenset({"form", "input", "textarea"})  # elements
_MOST: Final = 50  # forms looked at; ten are kept
_KEPT: Final = 10
_FIELDS: Final = ("password", "email", "tel", "card", "amount", "file", "search", "text", "area")
_PLAIN: Final = frozenset({"", "text", "number", "date", "url", "password", "email", "tel", "search"})
_CARD: Final = re.compile(r"\bcc-|card.{0,3}num|cardno|\bcvv|\bcvc|card.{0,3}(?:expir|holder|code)|\biban\b")
_AMOUNT: Final = re.compile(r"amount|deposit|wallet|\bsum\b|invest")
_SEARCH: Final = frozenset({"q", "s", "search", "query", "keyword", "keywords", "searchword"})
_JOIN: Final = re.compile(r"sign.?up|regist|\bjoin|create.{0,3}account|enroll|anmeld.?neu|new.?user")
_ENTRY: Final = re.compile(r"([a-z]{5,7}) (get|post|dialog) ([^\s]{1,100})(?: ([a-z,]{1,80}))?")
_KINDS: Final = frozenset({"login", "signup", "payment", "search", "contact", "other"})


@dataclass(slots=True)
class _Form:
    method: str = "get"
    action: str = ""
    said: str = ""  # name, id, class: what its maker calls it
    fields: dict[str, int] = field(default_factory=dict)


class Forms:
    """The forms of one page, as their elements come by."""

    def __init__(self) -> None:
        """Begin with none; fields outside of any form are taken for one form."""
        self.count = 0
        self._forms: list[_Form] = []
        self._open: _Form | None = None
        self._loose = _Form()

    def enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Take an element as it begins."""
        if tag == "form":
            method = (attributes.get("method") or "get")[:20].strip().lower()
            said = _said(attributes, "name", "id", "class", "action", "role")
            self._open = _Form(
                method if method in {"post", "dialog"} else "get",
                (attributes.get("action") or "").strip()[:RAW],
                said,
            )
            self.count += 1
            if len(self._forms) < _MOST:
                self._forms.append(self._open)
        elif tag in {"input", "textarea"}:
            kind = "area" if tag == "textarea" else _field(attributes)
            if kind:
                fields = (self._open or self._loose).fields
                fields[kind] = fields.get(kind, 0) + 1

    def leave(self) -> None:
        """The form ends."""
        self._open = None

    def told(self, own: str) -> list[str]:
        """At most ten different forms, as `kind method host fields`.

        Args:
            own: host of the page.
        """
        forms = self._forms
        if self._loose.fields.keys() & {"password", "card"}:
            forms = [*forms, self._loose]
        return tidy_all(_told(form, own) for form in forms)[:_KEPT]


def form_facts(entries: Iterable[str]) -> list[Json]:
    """What `Forms.told` says, as facts; entries that it would not have written are left out.

    Args:
        entries: from the parser.
    """
    facts: list[Json] = []
    for entry in entries:
        found = _ENTRY.fullmatch(entry)
        if found and found[1] in _KINDS and len(facts) < _KEPT:
            kind, method, host, fields = found.groups()
            asked: list[Json] = [name for name in (fields or "").split(",") if name in _FIELDS]
            facts.append({"kind": kind, "method": method, "host": host, "outbound": host != "own", "fields": asked})
    return facts


def _told(form: _Form, own: str) -> str:
    host = host_of(form.action)
    place = "own" if host is None or is_own(host, own) else host[:100]
    fields = ",".join(name for name in _FIELDS if name in form.fields)
    return f"{_kind(form, host or '')} {form.method} {place} {fields}".rstrip()


def _kind(form: _Form, host: str) -> str:
    has = form.fields
    if "card" in has or known_as(host)[0] == "payment" or ("amount" in has and "search" not in has):
        return "payment"
    if "password" in has:
        return "signup" if has["password"] > 1 or _JOIN.search(form.said) else "login"
    if "search" in has or "search" in form.said:
        return "search"
    if _JOIN.search(form.said) and has.keys() & {"email", "tel"}:
        return "signup"
    return "contact" if "area" in has else "other"


def _field(attributes: dict[str, str | None]) -> str:
    kind = (attributes.get("type") or "")[:20].strip().lower()
    if kind in {"password", "file"}:
        return kind
    if kind not in _PLAIN:
        return ""  # buttons, boxes, and what is not shown
    said = _said(attributes, "autocomplete", "name", "id", "placeholder")
    if _CARD.search(said):
        return "card"
    if kind in {"email", "tel", "search"}:
        return kind
    if (attributes.get("name") or "").lower() in _SEARCH:
        return "search"
    if "mail" in said:
        return "email"
    if "phone" in said or "mobile" in said:
        return "tel"
    return "amount" if _AMOUNT.search(said) else "text"


def _said(attributes: dict[str, str | None], *names: str) -> str:
    return " ".join((attributes.get(name) or "")[:100] for name in names).lower()
