"""A key is shown once, kept as a hash, and works until it expires or is revoked."""

from datetime import timedelta

import pytest

from screening.model.errors import InvalidError
from screening.ports.access import Key
from screening.services.keys import SCOPES, find_key, make_key
from tests.life import DAY, START
from tests.unit.services.bench import Bench


def make(bench: Bench, **options: object) -> str:
    with bench.memory.write() as unit:
        return make_key(unit, "panel", frozenset({"check"}), START, **options)  # type: ignore[arg-type]


def find(bench: Bench, token: str, after: timedelta = timedelta(0)) -> Key | None:
    with bench.memory.read() as unit:
        return find_key(unit, token, START + after)


def test_a_key_is_found_by_its_token(bench: Bench) -> None:
    token = make(bench)
    key = find(bench, token, 4000 * DAY)
    assert key is not None
    assert (key.name, key.scopes) == ("panel", {"check"})
    assert token.startswith(f"sk_{key.id}_")
    assert make(bench) != token


def test_the_secret_is_not_kept(bench: Bench) -> None:
    token = make(bench)
    key = find(bench, token)
    assert token.rpartition("_")[2] not in repr(key)


def test_a_wrong_token_finds_nothing(bench: Bench) -> None:
    token = make(bench)
    other = make(bench)
    mixed = token[: len("sk_") + 16] + other[len("sk_") + 16 :]
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in ("", "sk_", mixed, flipped, token + "x", token + "\n", token[:-1], token.upper(), "ü" + token):
        assert find(bench, wrong) is None, wrong


def test_a_key_expires(bench: Bench) -> None:
    token = make(bench, expires_at=START + DAY)
    assert find(bench, token, DAY - timedelta(microseconds=1))
    assert find(bench, token, DAY) is None


def test_a_revoked_key_is_dead(bench: Bench) -> None:
    token, other = make(bench), make(bench)
    key = find(bench, token)
    assert key
    with bench.memory.write() as unit:
        assert unit.keys.revoke(key.id, START)
    assert find(bench, token) is None
    assert find(bench, other)


def test_unknown_scopes_are_refused_and_named(bench: Bench) -> None:
    with bench.memory.write() as unit, pytest.raises(InvalidError) as raised:
        make_key(unit, "panel", frozenset({"check", "root", "all"}), START)
    assert [fault.message.split()[0] for fault in raised.value.faults] == ["all", "root"]
    with bench.memory.write() as unit:
        assert find_key(unit, make_key(unit, "panel", frozenset(SCOPES), START), START)
