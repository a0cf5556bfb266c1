import hashlib
import json
import zlib

import numpy as np
import pytest

from screening.classify.model_file import read_model, write_model
from screening.classify.ngrams import Grams
from screening.model.errors import RulesBrokenError
from tests.unit.classify.modelbook import dice_model

MODEL = dice_model(grams=Grams(8, 2, 3))
CONTENT = write_model(MODEL)
FIRST, HEAD, PACKED = CONTENT.split(b"\n", 2)
TOLD = json.loads(HEAD)


def fault_of(content: bytes) -> str:
    with pytest.raises(RulesBrokenError) as error:
        read_model("names.model", content)
    (fault,) = error.value.faults
    return str(fault)


def sealed(head: object, packed: bytes = PACKED) -> bytes:
    """A file whose digest is right, whatever it holds."""
    body = (head if isinstance(head, bytes) else json.dumps(head).encode()) + b"\n" + packed
    return b"screening-names 1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def told(**changes: object) -> dict[str, object]:
    return {**TOLD, **changes}


def meaning(**changes: object) -> dict[str, object]:
    """The description with one category's meaning changed."""
    return told(categories={**TOLD["categories"], "adult": {**TOLD["categories"]["adult"], **changes}})


def test_what_is_written_is_read_again() -> None:
    read = read_model("names.model", CONTENT)
    assert (read.grams, read.meanings) == (MODEL.grams, MODEL.meanings)
    assert all(np.array_equal(read.weights[category], MODEL.weights[category]) for category in MODEL.weights)
    assert write_model(read) == CONTENT


def test_a_file_cut_short_anywhere_is_refused() -> None:
    for length in {*range(0, len(CONTENT), 7), len(CONTENT) - 1}:
        assert fault_of(CONTENT[:length]).startswith("names.model:1: ")


def test_a_damaged_byte_anywhere_is_refused() -> None:
    for at in range(0, len(CONTENT), 5):
        damaged = bytearray(CONTENT)
        damaged[at] ^= 0x20
        assert fault_of(bytes(damaged)).startswith("names.model:1: ")


def test_a_file_says_what_it_is() -> None:
    assert "this is no name model: it begins with b'\\x89PNG'" in fault_of(b"\x89PNG")
    assert "this is no name model" in fault_of(CONTENT.replace(b"screening-names 1 ", b"screening-names 2 "))


@pytest.mark.parametrize(
    "head",
    [
        told(bits=40),
        told(bits=23),
        told(bits="8"),
        told(bits=True),
        told(shortest=0),
        told(shortest=4),
        told(longest=9),
        told(categories={}),
        told(categories={"weather": TOLD["categories"]["adult"]}),
        meaning(sums=list(range(100_000)), weights=list(range(100_000))),
        meaning(sums=[0], weights=[0]),
        meaning(sums=[0, 1], weights=[0]),
        meaning(sums=[1, 0], weights=[0, 1]),
        meaning(sums=[0, 0], weights=[0, 1]),
        meaning(sums=[0, 1], weights=[1, 0]),
        meaning(sums=[0, 10**9], weights=[0, 1]),
        meaning(weights=[0, 1, 2, 10**9]),
        meaning(floor=0),
        meaning(silence=1),
        meaning(floor=None),
        [],
        None,
        b"[" * 15_000,
        b"{" + b" " * 30_000 + b"}",
        b"\xff\xfe",
        b'{"bits": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_description_out_of_bounds_is_refused_before_anything_is_unpacked(head: object) -> None:
    assert fault_of(sealed(head)).startswith("names.model:2: the description cannot be used")


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (b"", "there are not the 768 weights"),
        (b"not zlib", "do not unpack"),
        (zlib.compress(b"\0" * 767), "there are not the 768 weights"),
        (zlib.compress(b"\0" * 769), "there are not the 768 weights"),
        (zlib.compress(b"\0" * 50_000_000), "there are not the 768 weights"),
        (PACKED + b"more", "there are not the 768 weights"),
        (zlib.compress(b"\x01" + b"\0" * 767), "out of bounds"),
        (zlib.compress(b"\0" + b"\x80" + b"\0" * 766), "out of bounds"),
    ],
)
def test_weights_that_are_not_those_described_are_refused(packed: bytes, says: str) -> None:
    fault = fault_of(sealed(TOLD, packed))
    assert fault.startswith("names.model:3: ")
    assert says in fault
