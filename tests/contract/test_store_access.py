"""Keys, kept replies and rule folders."""

from datetime import timedelta

import pytest

from screening.model.errors import ConflictError
from screening.ports.access import Key, Reply
from screening.store.memory import Memory
from tests.life import DAY, HOUR, START
from tests.together import together

REPLY = Reply("d" * 64, 202, {"Location": "/v1/domains/dom_1"}, {"id": "dom_1", "n": [1, None, "ü\x00"]})


@pytest.mark.parametrize(
    "key",
    [
        Key("k1", "panel", "a" * 64, frozenset({"domains:read", "check"}), START),
        Key("k1", "panel ü", "a" * 64, frozenset(), START, START + DAY),
    ],
)
def test_a_key_comes_back_as_it_was_until_it_is_revoked(memory: Memory, key: Key) -> None:
    with memory.write() as unit:
        unit.keys.add(key)
        unit.keys.add(Key("k0", "later", "b" * 64, frozenset(), START + HOUR))
    with memory.write() as unit:
        assert unit.keys.get("k1") == key
        assert unit.keys.get("k2") is None
        assert [k.id for k in unit.keys.every()] == ["k1", "k0"]
        assert not unit.keys.revoke("k2", START)
        assert unit.keys.revoke("k1", START + HOUR)
        assert not unit.keys.revoke("k1", START + 2 * HOUR), "it was revoked already"
    with memory.read() as unit:
        revoked = unit.keys.get("k1")
        assert revoked is not None
        assert revoked.revoked_at == START + HOUR


def keep(memory: Memory, at: timedelta = timedelta(0)) -> None:
    with memory.write() as unit:
        unit.replies.keep("k1", "t", REPLY, START + at + DAY, START + at)


def test_a_reply_is_kept_for_its_caller_until_it_expires(memory: Memory) -> None:
    keep(memory)
    with memory.read() as unit:
        assert unit.replies.get("k1", "t", START + DAY - timedelta(microseconds=1)) == REPLY
        assert unit.replies.get("k1", "t", START + DAY) is None
        assert unit.replies.get("k2", "t", START) is None
        assert unit.replies.get("k1", "T", START) is None


def test_an_expired_reply_makes_room(memory: Memory) -> None:
    keep(memory)
    with pytest.raises(ConflictError):
        keep(memory, at=DAY - timedelta(seconds=1))
    keep(memory, at=DAY)
    with memory.read() as unit:
        assert unit.replies.get("k1", "t", START + DAY) == REPLY


def test_of_twins_at_once_one_keeps_its_reply(memory: Memory) -> None:
    outcomes = together(5, lambda _number: keep(memory))
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 4


def test_rule_folders_come_back_newest_first_byte_for_byte(memory: Memory) -> None:
    first, second = {"policy.yml": b"\x00\xff"}, {"b.yml": b"", "a/ü.yml": "ü".encode()}
    with memory.write() as unit:
        assert unit.rulesets.newest() is None
        unit.rulesets.add("1", first, START)
        unit.rulesets.add("2", second, START + HOUR)
        assert (unit.rulesets.latest(), unit.rulesets.newest()) == ("2", second)
        unit.rulesets.add("1", {}, START + DAY)
    with memory.read() as unit:
        assert (unit.rulesets.latest(), unit.rulesets.newest()) == ("1", first), "in force again, as it was stored"


def test_many_processes_may_store_the_same_folder_at_once(memory: Memory) -> None:
    def add(_number: int) -> None:
        with memory.write() as unit:
            unit.rulesets.add("1", {"policy.yml": b"x"}, START)
            unit.keys.add(Key(f"k{_number}", "proof that the transaction goes on", "", frozenset(), START))

    assert together(5, add) == [None] * 5
    with memory.read() as unit:
        assert unit.rulesets.newest() == {"policy.yml": b"x"}
        assert len(unit.keys.every()) == 5
