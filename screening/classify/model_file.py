"""A name model as the bytes of a file: a line with version and digest, a line of JSON, and the weights, compressed."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from screening.classify.ngrams import Curve, Grams, Meaning, NameModel
from screening.model.errors import Fault, RulesBrokenError
from screening.model.verdict import CATEGORIES

SUFFIX = ".model"
_KIND = b"screening-names 1 "
_DIGEST = 64  # hex digits of a SHA-256
_LONGEST_HEAD = 20_000  # bytes of JSON; a model that ships has some two thousand
_MOST_KNOTS = 200
_HEAVIEST = 20_000  # milli-log-odds, as for any rule
_LARGEST_SUM = 1 << 19  # what a packed sum can hold


def write_model(model: NameModel) -> bytes:
    """The bytes of a model; the same model always gives the same bytes."""
    head = {
        "bits": model.grams.bits,
        "shortest": model.grams.shortest,
        "longest": model.grams.longest,
        "categories": {
            category: {
                "sums": list(meaning.curve.sums),
                "weights": list(meaning.curve.weights),
                "floor": meaning.floor,
                "silence": meaning.silence,
            }
            for category, meaning in sorted(model.meanings.items())
        },
    }
    tables = b"".join(model.weights[category].tobytes() for category in sorted(model.weights))
    body = json.dumps(head, separators=(",", ":")).encode() + b"\n" + zlib.compress(tables, 9)
    return _KIND + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def read_model(path: str, content: bytes) -> NameModel:
    """The model in a file of the rule folder.

    Args:
        path: of the file, for faults.
        content: its bytes. Nothing in them is trusted: sizes are bounded before anything is unpacked.

    Raises:
        RulesBrokenError: naming the file, its part (1 the first line, 2 the JSON, 3 the weights) and what is wrong.
    """
    first, _, body = content.partition(b"\n")
    if not first.startswith(_KIND) or len(first) != len(_KIND) + _DIGEST:
        raise _broken(path, 1, f"this is no name model: it begins with {content[:24]!r}")
    if hashlib.sha256(body).hexdigest().encode() != first[len(_KIND) :]:
        raise _broken(path, 1, "the digest is another one: the file is damaged or cut short")
    head, _, packed = body.partition(b"\n")
    try:
        told: Any = json.loads(head) if len(head) <= _LONGEST_HEAD else None
        grams = _grams(told)
        meanings = {category: _meaning(told["categories"][category]) for category in _categories(told)}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken(path, 2, f"the description cannot be used: {error!r}") from error
    unpacker = zlib.decompressobj()
    wanted = len(meanings) << grams.bits
    try:
        tables = unpacker.decompress(packed, wanted + 1)
    except zlib.error as error:
        raise _broken(path, 3, f"the weights do not unpack: {error}") from error
    if len(tables) != wanted or not unpacker.eof or unpacker.unused_data:
        raise _broken(path, 3, f"there are not the {wanted} weights that the description speaks of")
    rows = np.frombuffer(tables, np.int8).reshape(len(meanings), -1)
    if rows[:, 0].any() or (rows == -128).any():
        raise _broken(path, 3, "a weight is out of bounds")
    return NameModel(grams, dict(zip(meanings, rows, strict=True)), meanings)


def _broken(path: str, part: int, message: str) -> RulesBrokenError:
    return RulesBrokenError((Fault(f"{path}:{part}", message),))


def _categories(told: Mapping[str, Any]) -> list[str]:
    found = sorted(told["categories"])
    if not found or not set(found) <= set(CATEGORIES):
        raise ValueError(f"categories are some of {', '.join(CATEGORIES)}")
    return found


def _grams(told: Any) -> Grams:
    bits = _whole(told["bits"], 8, 22)
    shortest = _whole(told["shortest"], 1, 8)
    return Grams(bits, shortest, _whole(told["longest"], shortest, 8))


def _meaning(told: Mapping[str, Any]) -> Meaning:
    sums = tuple(_whole(number, -_LARGEST_SUM, _LARGEST_SUM) for number in told["sums"])
    weights = tuple(_whole(number, -_HEAVIEST, _HEAVIEST) for number in told["weights"])
    if not 2 <= len(sums) <= _MOST_KNOTS or len(sums) != len(weights):
        raise ValueError(f"a curve has 2 to {_MOST_KNOTS} knots")
    if list(sums) != sorted(set(sums)) or list(weights) != sorted(weights):
        raise ValueError("a curve rises")
    return Meaning(Curve(sums, weights), _whole(told["floor"], 1, _HEAVIEST), _whole(told["silence"], -_HEAVIEST, 0))


def _whole(number: object, least: int, most: int) -> int:
    if type(number) is not int or not least <= number <= most:
        raise ValueError(f"{number!r:.40} is no whole number from {least} to {most}")
    return number
