"""Requests into models, strictly: what is not declared is refused, and every fault is named by its place."""

import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import RequestEntityTooLarge

from screening.api.problems import ProblemError

M = TypeVar("M", bound=BaseModel)

LARGEST_BODY = 1_000_000  # bytes
MOST_FAULTS = 50
_TOKEN = re.compile(r"[\x21-\x7e]{1,255}")
_TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
_TAGS = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")


def read_json(request: Request) -> object:
    """The body as JSON, an empty object where there is none.

    Raises:
        ProblemError: another media type, not UTF-8, not JSON (RFC 8259), a key twice, or nested too deeply.
    """
    raw = request.get_data(cache=False)
    if request.content_length is None and len(raw) >= LARGEST_BODY:  # Werkzeug cuts off what comes in chunks
        raise RequestEntityTooLarge
    if not raw:
        return {}
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.mimetype != "application/json" or encoding != "identity":
        detail = "Send the body as `Content-Type: application/json`, without a Content-Encoding."
        raise ProblemError("unsupported-media-type", detail, headers={"Accept": "application/json"})
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ProblemError("malformed-json", "The JSON is nested too deeply; three levels are enough.") from None
    except UnicodeDecodeError as error:
        raise ProblemError("malformed-json", f"The body is not UTF-8 at byte {error.start}.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ProblemError("malformed-json", f"The body is not JSON: {error.msg} at {place}.") from None
    except ValueError as error:
        raise ProblemError("malformed-json", f"The body is not JSON that we take: {error}.") from None


def read_body(model: type[M], value: object) -> M:
    """A body as its model; ProblemError with RFC 6901 pointers otherwise."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = [{"pointer": _pointer(fault["loc"]), "detail": _told(fault)} for fault in _first(error)]
        raise ProblemError("invalid", "Correct what `errors` names and send it again.", errors=faults) from None


def read_query(model: type[M], request: Request) -> M:
    """The query string as its model, each parameter once; ProblemError otherwise."""
    given = request.args.to_dict(flat=False)
    twice = [{"parameter": name, "detail": "given more than once"} for name, all_ in given.items() if len(all_) > 1]
    if twice:
        raise ProblemError("invalid", "Give each query parameter once.", errors=twice[:MOST_FAULTS])
    try:
        return model.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        faults = [{"parameter": str(fault["loc"][0]), "detail": _told(fault)} for fault in _first(error)]
        raise ProblemError("invalid", "Correct the query parameters that `errors` names.", errors=faults) from None


def read_token(request: Request) -> str:
    """The Idempotency-Key, empty where there is none; ProblemError unless 1 to 255 visible ASCII characters."""
    token = request.headers.get("Idempotency-Key")
    if token is not None and not _TOKEN.fullmatch(token):
        detail = "Idempotency-Key has to be 1 to 255 visible ASCII characters, such as a UUID."
        raise ProblemError("malformed-header", detail, errors=[{"header": "Idempotency-Key", "detail": detail}])
    return token or ""


def read_if_match(request: Request) -> tuple[str, ...]:
    """The strong entity tags of If-Match (RFC 9110, section 13.1.1); weak ones never match and are left out.

    Raises:
        ProblemError: there is no If-Match, or `*`, which does not say what was seen; or it is malformed.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in {"", "*"}:
        detail = "Send the ETag of the domain that you looked at as If-Match; `*` does not say what you saw."
        raise ProblemError("precondition-required", detail)
    if not _TAGS.fullmatch(header):
        detail = 'If-Match has to be the ETag as it was sent, with its quotation marks: "4-0123abcd".'
        raise ProblemError("malformed-header", detail, errors=[{"header": "If-Match", "detail": detail}])
    return tuple(tag.strip('"') for tag in re.findall(_TAG, header) if not tag.startswith("W/"))


def _first(error: ValidationError) -> Iterable[ErrorDetails]:
    return error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FAULTS]


def _told(fault: ErrorDetails) -> str:
    return "is not known here" if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")


def _pointer(loc: tuple[int | str, ...]) -> str:
    parts = [str(part)[:100].replace("~", "~0").replace("/", "~1") for part in loc if part != "[key]"]
    return "".join(f"/{part}" for part in parts)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice in one object")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")
