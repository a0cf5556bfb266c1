"""Why a fetch failed, as a stable word, whatever nest of exceptions the libraries made of it."""

import http.client
import ssl
import zlib
from collections.abc import Iterator
from typing import Final

import urllib3

from screening.collect.resolver import LookupFailedError
from screening.collect.web.leash import CrowdedError, DeadlineError, WireSpentError
from screening.model.errors import ScreeningError

# All that hostile bytes can raise in http.client, email, ssl, zlib, urllib3 and requests. Not Exception: a worker's own
# job timeout is one, and has to pass through here.
WORLD: Final = (
    OSError,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
    ScreeningError,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CERTIFICATE: Final = {9: "expired", 10: "expired", 18: "self-signed", 62: "wrong-host"}

# The first that fits; RemoteDisconnected, an end before any status line, is a ConnectionError too.
_CAUSES: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...]] = (
    (DeadlineError, "deadline"),
    (CrowdedError, "crowded"),
    ((WireSpentError, http.client.LineTooLong, urllib3.exceptions.InvalidHeader), "headers"),
    (ssl.SSLError, "tls:handshake"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "reset"),
    (OSError, "unreachable"),
)


class RefusedError(ScreeningError):
    """An address or name that is not contacted; `cause` says why."""

    def __init__(self, cause: str, subject: str) -> None:
        super().__init__(f"{cause}: {subject}")
        self.cause = cause


def cause_of(error: BaseException) -> str:
    """Name the cause of a failed hop; `protocol` where nothing better fits."""
    return next(filter(None, map(_cause, _chain(error))), "protocol")


def ended_early(error: BaseException) -> bool:
    """Say whether a body stopped before its declared end, and nothing else was wrong."""
    short = (http.client.IncompleteRead, urllib3.exceptions.IncompleteRead)
    return any(isinstance(link, short) for link in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it wraps, outermost first."""
    waiting = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        inner = (getattr(link, "reason", None), *link.args, link.__cause__, link.__context__)
        waiting += [other for other in inner if isinstance(other, BaseException)]


def _cause(error: BaseException) -> str:
    if isinstance(error, RefusedError | LookupFailedError):
        return error.cause
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"tls:{_CERTIFICATE.get(error.verify_code, 'unknown-ca')}"
    if isinstance(error, OSError) and error.errno is None and not isinstance(error, ConnectionError | TimeoutError):
        return ""  # a wrapper of requests
    if type(error) is http.client.HTTPException:
        return "headers"  # more than 100 of them
    return next((cause for kinds, cause in _CAUSES if isinstance(error, kinds)), "")
