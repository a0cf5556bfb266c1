"""The transition table's rows that come after: held, decided, appealed, removed, withdrawn."""

from screening.model.case import Ruling, Serving
from screening.model.deciding import appeal, readd, withdraw
from screening.model.lifecycle import State
from tests.life import DAY, HOUR, POLICY, START, a_case, a_sight
from tests.life_rows import (
    END,
    LIVE,
    PROBATION,
    REFUSE,
    REVIEW,
    WITHHELD,
    Row,
    contested,
    held,
    new,
    passes,
    rules,
    sees,
    then,
    watching,
)

BY_PEOPLE = [
    Row(
        "held, a person clears, window runs",
        lambda: held(watched_since=START),
        rules(Ruling.APPROVE),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.ends == END,
    ),
    Row(
        "held, a person clears, window passed",
        lambda: held(watched_since=START),
        rules(Ruling.APPROVE, 73 * HOUR),
        State.APPROVED,
        LIVE,
    ),
    Row(
        "held, a person clears, never delegated",
        lambda: held(WITHHELD),
        rules(Ruling.APPROVE),
        State.WAITING,
        PROBATION,
    ),
    Row(
        "held, a senior approves now",
        lambda: held(watched_since=START),
        rules(Ruling.APPROVE, at_once=True),
        State.APPROVED,
        LIVE,
    ),
    Row("held, 24 h undecided", held, passes(DAY), State.HELD, PROBATION, lambda c: c.escalated),
    Row(
        "held, a person refuses, not delegated",
        lambda: held(WITHHELD, sight=a_sight(START, REVIEW, delegated=False)),
        rules(Ruling.REFUSE),
        State.REFUSED,
        WITHHELD,
    ),
    Row("held, a person refuses, delegated", held, rules(Ruling.REFUSE), State.REFUSED, Serving.SINKHOLED),
    Row(
        "refused, appeal",
        lambda: a_case(State.REFUSED, Serving.SINKHOLED),
        lambda c: appeal(c, "customer", "not us", START + 5 * DAY, POLICY),
        State.HELD,
        Serving.SINKHOLED,
    ),
    Row(
        "refused, appeal upheld: time credited",
        lambda: a_case(State.REFUSED, Serving.SINKHOLED, watched_since=START, sight=a_sight(START, REVIEW)),
        then(lambda c: appeal(c, "customer", "not us", START + 4 * DAY, POLICY), rules(Ruling.APPROVE, 5 * DAY)),
        State.APPROVED,
        LIVE,
    ),
    Row("approved, after-care REVIEW", lambda: a_case(State.APPROVED, LIVE), sees(7 * DAY, REVIEW), State.HELD, LIVE),
    Row("approved, after-care REFUSE", lambda: a_case(State.APPROVED, LIVE), sees(7 * DAY, REFUSE), State.HELD, LIVE),
    Row(
        "approved quiet, first content",
        lambda: a_case(
            State.APPROVED, LIVE, quiet=True, watched_since=START - 3 * DAY, sight=a_sight(START, kind="empty")
        ),
        sees(7 * DAY),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.ends == START + 8 * DAY,
    ),
    Row("approved, a person removes", lambda: a_case(State.APPROVED, LIVE), rules(Ruling.REMOVE), State.REMOVING, LIVE),
    Row(
        "held, a person removes",
        lambda: held(LIVE),
        rules(Ruling.REMOVE),
        State.REMOVING,
        LIVE,
        lambda c: c.grace_ends == START + HOUR + 7 * DAY,
    ),
    Row(
        "removing, grace ends",
        lambda: held(LIVE),
        then(rules(Ruling.REMOVE), passes(8 * DAY)),
        State.REMOVING,
        Serving.SINKHOLED,
    ),
    Row(
        "removing, parent lists us no more",
        lambda: a_case(State.REMOVING, LIVE),
        sees(DAY, delegated=False),
        State.REMOVED,
        Serving.GONE,
    ),
    Row(
        "removed, restored",
        lambda: a_case(State.REMOVED, Serving.GONE, serving_before=LIVE),
        rules(Ruling.RESTORE),
        State.HELD,
        LIVE,
    ),
    Row(
        "refused, restored",
        lambda: a_case(State.REFUSED, Serving.SINKHOLED, serving_before=PROBATION),
        rules(Ruling.RESTORE),
        State.HELD,
        PROBATION,
    ),
    Row(
        "withdrawn, added again: same clock less the time away",
        watching,
        then(
            lambda c: withdraw(c, "panel", START + 10 * HOUR, POLICY),
            lambda c: readd(c, "panel", START + 10 * DAY, POLICY),
        ),
        State.RECEIVED,
        WITHHELD,
        lambda c: c.watch.t0 == START and c.watch.ends == END + 10 * DAY - 10 * HOUR,
    ),
    Row("nothing, the same name from another account", new, contested, State.HELD, WITHHELD, lambda c: c.contested),
    *[
        Row(
            f"{state}, deleted by the panel",
            lambda s=state: a_case(s, LIVE),
            lambda c: withdraw(c, "panel", START, POLICY),
            State.WITHDRAWN,
            Serving.GONE,
        )
        for state in State
        if state is not State.WITHDRAWN
    ],
]
