"""JSON from strangers, read strictly: what two readers could understand differently is not understood at all."""

import json
from typing import NoReturn

from screening.model.errors import ScreeningError
from screening.model.evidence import Json


class JsonRefusedError(ScreeningError):
    """Not JSON that is worked with. `cause`: `not-json`, `too-deep`, `duplicate-keys`."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def read_json(body: bytes) -> Json:
    """Read JSON (RFC 8259) in UTF-8, without NaN, infinities, or numbers of thousands of digits.

    Args:
        body: of a size that its caller has bounded.

    Raises:
        JsonRefusedError: it is none, nests deeper than the interpreter's stack is safe for, or names a member twice.
    """
    try:
        value: Json = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise JsonRefusedError("too-deep") from None
    except ValueError:  # also for what is no UTF-8, and for integers past the interpreter's limit of digits
        raise JsonRefusedError("not-json") from None
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise JsonRefusedError("duplicate-keys")
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
