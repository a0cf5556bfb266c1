"""Cases keep every field, are never overwritten unseen, and are the only live one of their name."""

import dataclasses
from datetime import timedelta

import pytest

from screening.model.case import Case, Decision, Ruling, Serving, Watch
from screening.model.errors import ConflictError, NotFoundError
from screening.model.lifecycle import Event, State
from screening.model.names import Domain, Remark
from screening.model.policy import Cohort
from screening.model.verdict import Conclusion, Signal, Verdict
from screening.model.zone import Record
from screening.store.memory import Memory
from tests.life import DAY, HOUR, POLICY, START, a_case, a_sight
from tests.together import together

NASTY = 'ünïcode "quoted" \\ \x00 \x1f \U0001f3b0 \u202e \r\n'


def named(number: int, name: str = "", **fields: object) -> Case:
    name = name or f"d{number}.example"
    return a_case(id=f"dom_{number:04}", domain=Domain(name, name, name, "example"), **fields)


def add(memory: Memory, *cases: Case) -> None:
    for case in cases:
        with memory.write() as unit:
            unit.cases.add(case, None)


def full_case() -> Case:
    """Every field differs from its default, and texts are as nasty as they come."""
    at = START + timedelta(microseconds=123456)
    sight = dataclasses.replace(
        a_sight(at, Conclusion.REVIEW), places=("192.0.2.1", "ns1.example"), kind="parked", delegated=None
    )
    signal = Signal("g.casino", "gambling", -4800, "page", "page.title", NASTY, NASTY)
    return Case(
        id="dom_full",
        domain=Domain("xn--bcher-kva.example", "bücher.example", "example", "example", True, (Remark("a", NASTY),)),
        account="acme",
        accepted_at=at,
        cohort=Cohort.EXISTING,
        standing="trusted",
        account_created=at - 400 * DAY,
        labels={"plan": NASTY, "": ""},
        source="api",
        previous_nameservers=("ns1.old.example", "ns2.old.example"),
        state=State.HELD,
        serving=Serving.PROBATION,
        serving_before=Serving.LIVE,
        event=Event.SUSPECTED,
        entered_at=at + HOUR,
        watch=Watch(at, at + HOUR, at + DAY, 2, at + 2 * DAY),
        quiet=True,
        contested=True,
        urgent=True,
        escalated=True,
        appealed=True,
        hold_until=at + 3 * DAY,
        grace_ends=at + 4 * DAY,
        sight=sight,
        verdict=Verdict(
            Conclusion.REVIEW,
            ("name", "page"),
            ("dns:timeout",),
            {"gambling": 0.1 + 0.2, "adult": 5e-324, "hyip": 1 / 3},
            {"gambling": 9000, "adult": -(2**53), "hyip": 0},
            (signal,),
            "r" * 64,
            "e" * 64,
        ),
        decision=Decision(Ruling.HOLD, "ann", NASTY, at, sight),
        looks=7,
        next_look=at + 5 * DAY,
        sequence=3,
        journal=[],
    )


def test_a_case_comes_back_with_every_field_it_had(memory: Memory) -> None:
    case = full_case()
    same_as_default = [
        field.name
        for field in dataclasses.fields(Case)
        if field.default == getattr(case, field.name) and field.name != "version"
    ]
    assert not same_as_default, "these fields would come back by themselves"
    add(memory, case)

    with memory.read() as unit:
        found = unit.cases.get(case.id)

    assert found == case
    assert all(isinstance(getattr(found, name), type(getattr(case, name))) for name in ("cohort", "state", "serving"))
    assert found.entered_at is not None
    assert found.entered_at.utcoffset() == timedelta(0)


def test_unsaved_journal_rows_go_into_the_journal_and_not_into_the_case(memory: Memory) -> None:
    case = named(1, state=None)
    case.move(Event.ACCEPTED, START, POLICY, cause=NASTY)
    row = case.journal[0]
    add(memory, case)

    assert not case.journal
    with memory.read() as unit:
        assert not unit.cases.get(case.id).journal
        assert unit.journal.of(case.id) == [row]


def test_a_case_that_is_not_there_is_not_found(memory: Memory) -> None:
    with memory.read() as unit, pytest.raises(NotFoundError):
        unit.cases.get("dom_0")


def test_whoever_read_before_the_last_write_cannot_write(memory: Memory) -> None:
    add(memory, named(1))
    with memory.read() as unit:
        mine, theirs = unit.cases.get("dom_0001"), unit.cases.get("dom_0001")
    theirs.standing = "theirs"
    mine.standing = "mine"
    mine.move(Event.HELD_BY_PERSON, START, POLICY)
    with memory.write() as unit:
        unit.cases.save(theirs, None)

    with pytest.raises(ConflictError), memory.write() as unit:
        unit.cases.save(mine, None)

    with memory.read() as unit:
        case = unit.cases.get("dom_0001")
        assert (case.standing, case.version, case.state) == ("theirs", 2, State.RECEIVED)
        assert unit.journal.of("dom_0001") == [], "a refused write leaves no journal row"


def test_a_transaction_that_raises_leaves_nothing(memory: Memory) -> None:
    def fails() -> None:
        with memory.write() as unit:
            unit.cases.add(named(1), None)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with memory.read() as unit:
        assert unit.cases.find() == []


def test_no_update_is_lost_when_threads_read_and_write_the_same_case(memory: Memory) -> None:
    add(memory, named(1, looks=0))

    def increment(_number: int) -> None:
        for _ in range(100):
            with memory.write() as unit:
                case = unit.cases.get("dom_0001")
                case.looks += 1
                unit.cases.save(case, None)

    assert together(4, increment) == [None] * 4
    with memory.read() as unit:
        assert unit.cases.get("dom_0001").looks == 400


def test_a_reader_sees_one_state_of_the_database_throughout(memory: Memory) -> None:
    add(memory, named(1, standing="before"))
    with memory.read() as reader:
        assert reader.cases.get("dom_0001").standing == "before"
        with memory.write() as writer:
            case = writer.cases.get("dom_0001")
            case.standing = "after"
            writer.cases.save(case, None)
        assert reader.cases.get("dom_0001").standing == "before"


def test_of_many_who_take_the_same_name_at_once_one_is_first(memory: Memory) -> None:
    def take(number: int) -> None:
        with memory.write() as unit:
            unit.cases.add(named(number, "same.example"), None)

    outcomes = together(6, take)

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 5
    with memory.read() as unit:
        assert len(unit.cases.named("same.example")) == 1


@pytest.mark.parametrize("closed", [State.WITHDRAWN, State.REMOVED])
def test_a_closed_case_gives_its_name_free_and_cannot_have_it_back_while_it_is_taken(
    memory: Memory, closed: State
) -> None:
    add(memory, named(1, "same.example", state=closed), named(2, "same.example"))
    add(memory, named(3, "same.example", contested=True))
    with memory.read() as unit:
        case = unit.cases.get("dom_0001")
    case.state = State.HELD
    with pytest.raises(ConflictError), memory.write() as unit:
        unit.cases.save(case, None)
    with memory.read() as unit:
        assert [c.id for c in unit.cases.named("same.example")] == ["dom_0001", "dom_0002", "dom_0003"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"name": "d2.example"}, [2]),
        ({"state": "held"}, [3, 4]),
        ({"account": "other"}, [4]),
        ({"category": "adult"}, [3]),
        ({"category": "gambling"}, [3, 4]),
        ({"category": "%"}, []),
        ({"after": "dom_0002"}, [3, 4]),
        ({"limit": 2}, [1, 2]),
        ({"state": "held", "after": "dom_0003", "limit": 1}, [4]),
        ({"name": "nobody.example"}, []),
    ],
)
def test_cases_are_found_by_filter_and_cursor(memory: Memory, wanted: dict[str, object], found: list[int]) -> None:
    both = a_sight(START, Conclusion.REVIEW, suspects=("adult", "gambling"))
    one = a_sight(START, Conclusion.REVIEW)
    add(memory, named(1), named(2), named(3, state=State.HELD, sight=both))
    add(memory, named(4, state=State.HELD, sight=one, account="other"))
    with memory.read() as unit:
        assert [int(case.id[-4:]) for case in unit.cases.find(**wanted)] == found  # type: ignore[arg-type]


def test_what_is_due_comes_longest_overdue_first_and_bounded(memory: Memory) -> None:
    for number, wake in ((1, START), (2, START - HOUR), (3, None), (4, START + timedelta(microseconds=1))):
        with memory.write() as unit:
            unit.cases.add(named(number), wake)
    with memory.read() as unit:
        assert unit.cases.due(START, 10) == ["dom_0002", "dom_0001"]
        assert unit.cases.due(START, 1) == ["dom_0002"]


def test_uploaded_records_come_back_and_are_replaced_whole(memory: Memory) -> None:
    first = (Record("d1.example", "TXT", NASTY, 0), Record("www.d1.example", "A", "192.0.2.1"))
    add(memory, named(1), named(2))
    for zone in (first, first[:1], ()):
        with memory.write() as unit:
            unit.cases.put_zone("dom_0001", zone)
        with memory.read() as unit:
            assert unit.cases.zone("dom_0001") == zone
            assert unit.cases.zone("dom_0002") is None
