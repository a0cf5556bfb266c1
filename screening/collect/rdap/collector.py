"""Asks the registry about the registrable name, at most once a day, and gently. Never needed for approval."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import quote, urlsplit

from screening.collect.guard import Fetched
from screening.collect.html.visit import Fetcher
from screening.collect.rdap.bootstrap import Servers
from screening.collect.rdap.registration import AnswerRefusedError, registration
from screening.collect.rdap.strict_json import JsonRefusedError, read_json
from screening.collect.records import OwnName, bounded
from screening.model.evidence import Evidence, Json, Outcome
from screening.model.names import Domain
from screening.ports import Subject, Turns

_NAME: Final = "rdap"
_SECONDS: Final = 5.0  # no server is asked later; the last answer may take the guard's own limit, 15 more
_PATIENCE: Final = (
    2.0  # for a turn at a server: one comes free each second, and a batch must not wait for all its turns
)
_ACCEPT: Final = {"Accept": "application/rdap+json"}  # RFC 7480, section 4.2
_PAUSE: Final = 60.0  # where a server asks for one and does not say how long
_AWAY: Final = 30.0  # how long a server is left alone that nobody could reach: else each look would wait for it
_LONGEST_PAUSE: Final = 86_400.0
_CUT: Final = frozenset({"cut-wire", "cut-decoded"})


class RdapCollector:
    """Looks up who registered the name where, since when, and in which state."""

    name = _NAME

    def __init__(
        self,
        guard: Fetcher,
        servers: Callable[[], Servers],
        turns: Turns,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Choose how to look; contacts nobody.

        Args:
            guard: fetches.
            servers: tells the list in force.
            turns: at each server, as the place `rdap:HOST`.
            clock: seconds, monotonic.
        """
        self._guard = guard
        self._servers = servers
        self._turns = turns
        self._clock = clock

    def look(self, subject: Subject, now: datetime) -> Evidence:
        """Ask about the registrable name; ABSENT where the registry does not know it.

        Args:
            subject: evidence of an earlier look of the same UTC day stands, where it is an answer.
            now: UTC.
        """
        asked = subject.domain.registrable
        known = subject.earlier.get(_NAME)
        if known and known.outcome is not Outcome.FAILED and known.at.date() == now.date():
            return known
        # Below a private suffix (`github.io`) names are known to its owner and not to a registry.
        bases = () if subject.domain.private else self._servers().find(asked)[1]
        if not bases:
            return Evidence(_NAME, Outcome.FAILED, now, "rdap-unsupported", {"name": asked})
        return _evidence(self._ask(bases, asked, now), subject.domain, now)

    def _ask(self, bases: Sequence[str], asked: str, now: datetime) -> Fetched:
        """The answer of the first server that gives any, or the failure of the last."""
        last_start = self._clock() + _SECONDS
        fetched = Fetched(bases[0], cause="deadline")
        for base in bases:
            patience = min(_PATIENCE, last_start - self._clock())
            if patience < 0:
                break
            fetched = self._ask_one(base, asked, patience, now)
            if fetched.hops or not fetched.cause:
                break
        return fetched

    def _ask_one(self, base: str, asked: str, patience: float, now: datetime) -> Fetched:
        url = f"{base}domain/{quote(asked, safe='')}"
        place = f"rdap:{urlsplit(base).hostname}"
        if not self._turns.enter(place, patience):
            return Fetched(url, cause="rdap-busy")
        try:
            fetched = self._guard.fetch(url, headers=_ACCEPT)
            told = fetched.headers.get("retry-after", "")
            if not fetched.cause and (fetched.status == 429 or (fetched.status == 503 and told)):
                self._turns.rest(place, pause(told, now))  # before anybody else enters
                return replace(fetched, cause="rdap-throttled")
            if fetched.cause and not fetched.hops and fetched.cause != "crowded":  # that one is our own doing
                self._turns.rest(place, _AWAY)
            return fetched
        finally:
            self._turns.leave(place)


def pause(told: str, now: datetime) -> float:
    """How long a server wants to be left alone, in seconds, from one to a day.

    Args:
        told: Retry-After (RFC 9110, section 10.2.3), seconds or a date; "" and nonsense are a minute.
        now: UTC.
    """
    seconds = _PAUSE
    if told.isascii() and told.isdigit():
        seconds = float(told[:20])
    else:
        with suppress(ValueError, TypeError, OverflowError):  # TypeError: a date without a zone
            seconds = (parsedate_to_datetime(told) - now).total_seconds()
    return min(max(seconds, 1.0), _LONGEST_PAUSE)


def _evidence(fetched: Fetched, domain: Domain, now: datetime) -> Evidence:
    asked = domain.registrable
    answered = fetched.hops[-1].url if fetched.hops else fetched.url
    facts: dict[str, Json] = {"name": asked, "server": urlsplit(answered).hostname or ""}
    cause = _unread(fetched)
    if not cause and fetched.status == 404:
        return Evidence(_NAME, Outcome.ABSENT, now, "not-found", facts)
    if cause:
        return Evidence(_NAME, Outcome.FAILED, now, cause, facts)
    try:
        found = registration(read_json(fetched.body), asked, now)
    except (JsonRefusedError, AnswerRefusedError) as refusal:
        return Evidence(_NAME, Outcome.FAILED, now, refusal.cause, facts)
    own = OwnName(domain)
    texts = {
        "rdap.registrar": bounded([found.registrar], 1),
        "rdap.nameserver": bounded(map(own.out_of_host, found.nameservers), len(found.nameservers)),
    }
    return Evidence(_NAME, Outcome.OBSERVED, now, "", {**facts, **found.facts}, texts)


def _unread(fetched: Fetched) -> str:
    """Why an answer is not read, or ""."""
    if fetched.cause:
        return fetched.cause
    if "downgrade" in fetched.flags:  # anybody on the way may have written it
        return "downgrade"
    if fetched.status == 404:
        return ""
    if fetched.status != 200:
        return f"http:{fetched.status}"
    flags = [flag for flag in fetched.flags if flag != "cross-domain"]
    return "too-large" if _CUT.intersection(flags) else next(iter(flags), "")
