"""Who is asking, and may they: bearer keys (RFC 6750) against the scope that a route declares."""

from datetime import datetime

from flask import Request

from screening.api.problems import ProblemError
from screening.ports.access import Key
from screening.ports.memory import Memory
from screening.services.keys import find_key

_REALM = 'Bearer realm="screening"'


def admit(request: Request, scope: str, memory: Memory, now: datetime) -> Key:
    """The key that a request carries.

    Raises:
        ProblemError: no key or no live one, or it lacks the scope.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        detail = "Send an API key as `Authorization: Bearer sk_...`; `screening keys` makes them."
        raise ProblemError("unauthenticated", detail, headers={"WWW-Authenticate": _REALM})
    with memory.read() as unit:
        key = find_key(unit, token.strip(), now)
    if key is None:
        header = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
        raise ProblemError("unauthenticated", "The API key is unknown, expired or revoked.", headers=header)
    if scope not in key.scopes:
        raise lacking(scope)
    return key


def lacking(scope: str) -> ProblemError:
    """The problem of a key without a scope (RFC 6750, section 3.1)."""
    header = {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope}"'}
    return ProblemError("forbidden", f"Use an API key with the scope {scope}.", headers=header, scope=scope)
