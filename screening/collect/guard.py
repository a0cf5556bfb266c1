"""The one safe HTTP client: public addresses only, on every hop, and a bounded cost whatever the server sends."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Final

from urllib3 import BaseHTTPResponse, HTTPHeaderDict

from screening import __version__
from screening.collect.web.addresses import Denied, refused_kind
from screening.collect.web.causes import WORLD, RefusedError, cause_of, ended_early
from screening.collect.web.codings import Unpacker, coding_of
from screening.collect.web.leash import LIMITS, DeadlineError, Dial, Leash, Limits, Manners, WireSpentError, dial
from screening.collect.web.line import Line, tls_context
from screening.collect.web.turns import LocalTurns
from screening.collect.web.urls import UrlRefusedError, WebUrl
from screening.collect.web.watchdog import Watchdog

__all__ = ["Denied", "Fetched", "Guard", "Hop", "Limits", "Manners", "dial"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PIECE: Final = 16_384
_MOST_HEADERS: Final = 100
_LONGEST_VALUE: Final = 1000
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,100}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_USER_AGENT: Final = f"Mozilla/5.0 (compatible; Screening/{__version__})"
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})

_Sink = Callable[[bytes], object] | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer on the way: what was asked, the HTTP status, and the address that gave it."""

    url: str
    status: int
    address: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one fetch; evidence in either case.

    Args:
        url: the last URL, which answered, or was refused, or did not answer.
        hops: all answers, in order.
        status: of the last URL; 0 where it gave none.
        headers: of the last URL; lower-case names, at most 100, values of at most 1,000 characters without controls.
        body: decoded, at most 1 MB; empty where the coding is not decoded.
        truncated: the body is not the whole body.
        cause: "" where an answer was read; else a stable word: `blocked:*` (loopback, private, link-local, multicast,
            reserved, mixed, own, scheme, port, userinfo, numeric-host), `bad-url`, `bad-redirect`,
            `too-many-redirects`, `deadline`, `crowded`, `timeout`, `refused`, `reset`, `unreachable`, `tls:*` (expired,
            self-signed, wrong-host, unknown-ca, handshake), `protocol`, `headers`, or the resolver's.
        flags: `cut-wire`, `cut-decoded`, `cut-short`, `bad-gzip`, `bad-deflate`, `coding:*`, `downgrade`,
            `cross-domain` (neither host lies below the other, `www.` aside).
    """

    url: str
    hops: tuple[Hop, ...] = ()
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""
    truncated: bool = False
    cause: str = ""
    flags: tuple[str, ...] = ()


class Guard:
    """Fetches what strangers name; safe to share between threads."""

    def __init__(
        self,
        resolve: Callable[[str], tuple[str, ...]],
        *,
        denied: Denied | None = None,
        user_agent: str = _USER_AGENT,
        dial: Dial = dial,
        limits: Limits = LIMITS,
        manners: Manners | None = None,
        roots: str = "",
    ) -> None:
        """Read the certificates; contacts nobody.

        Args:
            resolve: host name to addresses; raises LookupFailedError. Asked once per hop, and bounded by itself.
            denied: the operator's own.
            user_agent: as sent.
            dial: opens a TCP connection to a checked (address, port) within seconds.
            limits: of each fetch.
            manners: how we take turns with others who look; None: only the callers of this Guard do.
            roots: PEM file of trusted authorities; "" for the common ones.
        """
        self._denied = denied or Denied()
        self._resolve = resolve
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        self._dial = dial
        self._limits = limits
        self._manners = manners or Manners(LocalTurns(limits.concurrent, limits.rate, limits.burst))
        self._tls = tls_context(roots)
        self._watchdog = Watchdog(limits.deadline)
        # urllib3 would copy a stranger's broken headers into our log, with a traceback.
        logging.getLogger("urllib3").setLevel(logging.ERROR)

    def fetch(
        self,
        url: str,
        *,
        pinned: tuple[str, ...] = (),
        headers: Mapping[str, str] = _NO_HEADERS,
        into: _Sink = None,
    ) -> Fetched:
        """GET a URL and what it redirects to; raises nothing because of what the world sends.

        Args:
            url: http or https, port 80 or 443, with a name as host.
            pinned: addresses of the URL's host, and of the same with or without `www.`, from an uploaded zone; used
                in place of an answer of the resolver, and checked alike.
            headers: of the request, beside ours or in their place; written by us, never by a stranger.
            into: is given the body of the last URL piece by piece as it comes, still coded, whatever its status; the
                answer's own body is then empty and only the wire bounds it. Must not raise.
        """
        try:
            start = WebUrl.parse(url)
        except UrlRefusedError as refusal:
            return Fetched(refusal.url, cause=refusal.cause)
        route = partial(self._route, home=start.host.removeprefix("www."), pinned=pinned)
        with Leash(self._limits, route, self._dial, self._manners, self._watchdog) as leash:
            return self._travel(start, leash, headers, into)

    def why_refused(self, address: str) -> str:
        """Say why an address is not contacted: a `blocked:` cause, or "" where it may be."""
        kind = refused_kind(address)
        if kind:
            return f"blocked:{kind}"
        return "blocked:own" if self._denied.address(address) else ""

    def _route(self, host: str, *, home: str, pinned: tuple[str, ...]) -> tuple[str, ...]:
        if self._denied.name(host):
            raise RefusedError("blocked:own", host)
        addresses = pinned if pinned and host.removeprefix("www.") == home else self._resolve(host)
        if not addresses:
            raise RefusedError("no-address", host)
        reasons = [self.why_refused(address) for address in addresses]
        if any(reasons):
            raise RefusedError(reasons[0] if all(reasons) else "blocked:mixed", host)
        return tuple(sorted(addresses, key=lambda address: ":" in address))  # IPv4 first: not every host has IPv6

    def _travel(self, start: WebUrl, leash: Leash, sent: Mapping[str, str], into: _Sink) -> Fetched:
        at = start
        hops: tuple[Hop, ...] = ()
        flags: tuple[str, ...] = ()
        while True:
            try:
                arrived, location = self._visit(at, leash, sent, into)
            except WORLD as error:
                return Fetched(str(at), hops, cause="deadline" if leash.expired else cause_of(error), flags=flags)
            hops += (Hop(str(at), arrived.status, leash.address),)
            arrived = replace(arrived, hops=hops, flags=(*flags, *arrived.flags))
            if location is None:
                return arrived
            try:
                onward = at.follow(location)
            except UrlRefusedError as refusal:
                if refusal.cause == "bad-redirect":
                    return replace(arrived, cause=refusal.cause)
                return Fetched(refusal.url, hops, cause=refusal.cause, flags=flags)
            # Without cookies a URL that was asked before answers as before.
            if len(hops) >= self._limits.hops or any(hop.url == str(onward) for hop in hops):
                return replace(arrived, cause="too-many-redirects")
            flags = tuple(dict.fromkeys((*flags, *_turns(start, at, onward))))
            at = onward

    def _visit(self, at: WebUrl, leash: Leash, sent: Mapping[str, str], into: _Sink) -> tuple[Fetched, str | None]:
        """One request: the answer, and its Location ("" where there is not exactly one) if it is a redirect."""
        line = Line(at, leash, self._tls, self._limits.read)
        try:
            raw = line.get({**self._headers, **sent})
            try:
                if leash.expired:  # the watchdog's shutdown looks like the end of the headers
                    raise DeadlineError(at.host)
                headers = _bounded(raw.headers)
                if raw.status in _REDIRECTS:  # the body of a redirect is never read: it may be a bomb
                    locations = set(raw.headers.getlist("location"))
                    return Fetched(str(at), (), raw.status, headers), locations.pop() if len(locations) == 1 else ""
                body, flags, cause = self._body(raw, leash, into)
                truncated = bool(flags or cause)
                return Fetched(str(at), (), raw.status, headers, body, truncated, cause, flags), None
            finally:
                raw.close()
        finally:
            line.close()

    def _body(self, raw: BaseHTTPResponse, leash: Leash, into: _Sink) -> tuple[bytes, tuple[str, ...], str]:
        coding, unasked = coding_of(raw.headers.get("content-encoding", ""))
        if unasked:
            return b"", (unasked,), ""
        unpacker = Unpacker(coding, self._limits.decoded)
        take = into or unpacker.feed
        flags: tuple[str, ...] = ()
        cause = ""
        try:
            while not unpacker.done and (piece := raw.read1(_PIECE, decode_content=False)):
                take(piece)
        except WireSpentError:
            flags = ("cut-wire",)
        except WORLD as error:
            if ended_early(error):
                flags = ("cut-short",)
            else:
                cause = cause_of(error)
        if leash.expired:
            cause = "deadline"
        body, marks = unpacker.finish(complete=not flags and not cause)
        return body, (*flags, *marks), cause


def _turns(start: WebUrl, at: WebUrl, onward: WebUrl) -> tuple[str, ...]:
    first, last = (f".{url.host.removeprefix('www.')}" for url in (start, onward))
    turns = ("downgrade",) if at.scheme == "https" and onward.scheme == "http" else ()
    return turns if first.endswith(last) or last.endswith(first) else (*turns, "cross-domain")


def _bounded(headers: HTTPHeaderDict) -> Mapping[str, str]:
    bounded: dict[str, str] = {}
    for name, value in dict(headers).items():
        if len(bounded) < _MOST_HEADERS and _TOKEN.fullmatch(name.lower()):
            bounded[name.lower()] = _CONTROL.sub("", value[: 2 * _LONGEST_VALUE])[:_LONGEST_VALUE]
    return MappingProxyType(bounded)
