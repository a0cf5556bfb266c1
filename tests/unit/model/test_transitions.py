"""Every row of the lifecycle's transition table: from, event, to, serving, clock."""

import pytest

from screening.model.case import Ruling
from screening.model.deciding import withdraw
from screening.model.errors import ConflictError
from screening.model.lifecycle import TABLE, Event, State, step
from tests.life import HOUR, POLICY, START, a_case, ruled
from tests.life_rows import BY_LOOKS, Row, held
from tests.life_rows_people import BY_PEOPLE

ROWS = [*BY_LOOKS, *BY_PEOPLE]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_of_the_table_leads_where_it_says(row: Row) -> None:
    case = row.case()
    row.act(case)
    assert (case.state, case.serving) == (row.state, row.serving)
    assert row.clock(case)
    assert case.journal, "a move without a journal row"
    last = case.journal[-1]
    assert (last.target, last.serving) == (case.state, case.serving)


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state in (None, *State) for event in Event if (state, event) not in TABLE],
)
def test_what_the_table_does_not_hold_is_refused(state: State | None, event: Event) -> None:
    with pytest.raises(ConflictError):
        step(state, event)
    case = a_case(state)
    with pytest.raises(ConflictError):
        case.move(event, START, POLICY)
    assert case == a_case(state), "a refused move changed the case"


def test_journal_rows_count_up_and_name_who_and_why() -> None:
    case = held()
    ruled(case, Ruling.REFUSE, START + HOUR, actor="ann")
    withdraw(case, "panel", START + 2 * HOUR, POLICY)
    assert [(r.sequence, r.event, r.actor, r.cause) for r in case.journal] == [
        (1, Event.REFUSED_BY_PERSON, "ann", "because"),
        (2, Event.WITHDRAWN, "panel", ""),
    ]


def test_every_row_of_the_table_is_taken_by_some_test_or_needs_a_person() -> None:
    taken = set()
    for row in ROWS:
        case = row.case()
        row.act(case)
        taken |= {(entry.source, entry.event) for entry in case.journal}
    elsewhere = {
        (None, Event.ADOPTED),
        (State.RECEIVED, Event.UNSEEN),
        (State.WAITING, Event.UNSEEN),
        (State.WATCHING, Event.UNSEEN),
        (State.WATCHING, Event.CHANGED_TOO_OFTEN),
        *[(state, Event.HELD_BY_PERSON) for state in State],
    }
    assert set(TABLE) - taken - elsewhere == set()
