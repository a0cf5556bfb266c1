"""The journal: gapless positions in one verifiable chain, and webhooks in the order of each case."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import Engine, bindparam, delete, select, update

from screening.model.case import Case
from screening.model.lifecycle import Event
from screening.model.names import Domain
from screening.ports.memory import Delivery
from screening.store.engine import open_engine, transaction
from screening.store.journal import GENESIS, link
from screening.store.memory import Memory
from screening.store.tables import journal
from tests.life import HOUR, POLICY, START, a_case
from tests.together import together

SECOND = timedelta(seconds=1)
SCRIPT = (Event.ACCEPTED, Event.HELD_BY_PERSON, Event.ESCALATED, Event.REFUSED_BY_PERSON, Event.WITHDRAWN)


def write_rows(memory: Memory, number: int, count: int = len(SCRIPT)) -> Case:
    """A case of its own that goes through so many transitions, one transaction each."""
    name = f"d{number}.example"
    case = a_case(None, id=f"dom_{number}", domain=Domain(name, name, name, "example"))
    for sequence, event in enumerate(SCRIPT[:count]):
        with memory.write() as unit:
            case.move(event, START + sequence * HOUR, POLICY, actor="ann", cause="why: ü\x00")
            (unit.cases.save if sequence else unit.cases.add)(case, None)
    return case


def seal(memory: Memory, limit: int = 200, *, announce: bool = True) -> int:
    with memory.write() as unit:
        return unit.journal.seal(limit, announce_at=START if announce else None)


def verified(engine: Engine) -> bool:
    """Whether the sealed rows are gapless and each is chained to the one before, as `link` and its docstring say."""
    chain = GENESIS
    with engine.connect() as connection:
        rows = connection.execute(select(journal).where(journal.c.position.is_not(None)).order_by(journal.c.position))
        for expected, row in enumerate(rows, start=1):
            canonical = orjson.dumps(row.body, option=orjson.OPT_SORT_KEYS)
            by_hand = hashlib.sha256(chain.encode() + str(expected).encode() + canonical).hexdigest()
            if row.position != expected or row.hash != link(chain, expected, row.body) or row.hash != by_hand:
                return False
            chain = row.hash
    return True


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


def test_sealed_rows_are_gapless_and_chained(memory: Memory, engine: Engine) -> None:
    case = write_rows(memory, 1)
    assert seal(memory, limit=2) == 2
    write_rows(memory, 2, 2)
    assert [seal(memory), seal(memory)] == [5, 0]
    assert verified(engine)
    with memory.read() as unit:
        history = unit.journal.of(case.id)
        assert [row.event for row in history] == list(SCRIPT)
        assert [row.sequence for row in history] == [1, 2, 3, 4, 5]
        assert [unit.journal.at(position) for position in range(1, 6)] == history


def test_two_sealers_at_once_and_writers_beside_them_leave_one_gapless_chain(memory: Memory, engine: Engine) -> None:
    def act(number: int) -> int:
        if number < 3:
            for n in range(5):
                write_rows(memory, 10 * number + n)
            return 0
        return sum(seal(memory, limit=3) for _ in range(25))

    outcomes = together(6, act)
    assert [o for o in outcomes if isinstance(o, Exception)] == []
    last = seal(memory)

    assert sum(o for o in outcomes if isinstance(o, int)) + last == 15 * len(SCRIPT)
    assert verified(engine)
    with engine.connect() as connection:
        query = select(journal.c.case_id, journal.c.sequence, journal.c.position).order_by(journal.c.position)
        rows = connection.execute(query).all()
    assert [row.position for row in rows] == list(range(1, 15 * len(SCRIPT) + 1))
    for case_id in {row.case_id for row in rows}:
        assert [row.sequence for row in rows if row.case_id == case_id] == [1, 2, 3, 4, 5], "in order within a case"


def _altered(engine: Engine) -> None:
    with transaction(engine, writing=True) as connection:
        body = connection.execute(select(journal.c.body).where(journal.c.position == 3)).scalar_one()
        changed = {**body, "actor": "bob"}
        connection.execute(update(journal).where(journal.c.position == 3).values(body=changed))


def _missing(engine: Engine) -> None:
    with transaction(engine, writing=True) as connection:
        connection.execute(delete(journal).where(journal.c.position == 3))


def _missing_and_closed_up(engine: Engine) -> None:
    _missing(engine)
    with transaction(engine, writing=True) as connection:
        connection.execute(update(journal).where(journal.c.position == 4).values(position=3))
        connection.execute(update(journal).where(journal.c.position == 5).values(position=4))


def _reordered(engine: Engine) -> None:
    with transaction(engine, writing=True) as connection:
        bodies = connection.execute(select(journal.c.position, journal.c.body).where(journal.c.position.in_((2, 3))))
        swapped = [{"at": 5 - row.position, "new": row.body} for row in bodies]
        change = update(journal).where(journal.c.position == bindparam("at")).values(body=bindparam("new"))
        connection.execute(change, swapped)


@pytest.mark.parametrize("tamper", [_altered, _missing, _missing_and_closed_up, _reordered])
def test_an_altered_missing_or_reordered_row_breaks_the_chain(memory: Memory, engine: Engine, tamper) -> None:  # type: ignore[no-untyped-def]
    write_rows(memory, 1)
    seal(memory)
    assert verified(engine)
    tamper(engine)
    assert not verified(engine)


def test_without_a_receiver_nothing_is_queued(memory: Memory) -> None:
    write_rows(memory, 1)
    assert seal(memory, announce=False) == 5
    with memory.read() as unit:
        assert unit.deliveries.due(START, 10) == []


def test_deliveries_of_a_case_are_due_one_after_the_other(memory: Memory) -> None:
    write_rows(memory, 1, 3)
    write_rows(memory, 2, 2)
    seal(memory)

    def due(at: timedelta = SECOND, limit: int = 10) -> list[int]:
        with memory.read() as unit:
            return [delivery.position for delivery in unit.deliveries.due(START + at, limit)]

    def settle(position: int, state: str, after: timedelta = SECOND) -> None:
        with memory.write() as unit:
            unit.deliveries.settle(position, state, START + after, "200 \x00" + "x" * 1000)

    assert due(-SECOND) == []
    assert due() == [1, 4]
    assert due(limit=1) == [1]
    settle(1, "pending", 5 * SECOND)
    assert due() == [4], "the first of case 1 waits, and so do those behind it"
    assert due(6 * SECOND) == [1, 4]
    settle(1, "delivered")
    settle(4, "dead")
    assert due() == [2, 5], "a dead one holds nobody back"


def test_of_many_senders_one_takes_an_attempt(memory: Memory) -> None:
    write_rows(memory, 1, 1)
    seal(memory)

    def take(_number: int) -> bool:
        with memory.write() as unit:
            return unit.deliveries.take(Delivery(1, 0), START + HOUR)

    assert sorted(map(str, together(4, take))) == ["False", "False", "False", "True"]
    with memory.read() as unit:
        assert unit.deliveries.due(START + SECOND, 9) == []
        assert unit.deliveries.due(START + HOUR, 9) == [Delivery(1, 1)], "the taker was lost: another attempt"
