"""The transition table's rows that looks and time take, each to be run as a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from screening.model.case import Case, Ruling, Serving
from screening.model.deciding import stir
from screening.model.lifecycle import Event, State
from screening.model.timing import tick
from screening.model.verdict import Conclusion
from tests.life import DAY, HOUR, POLICY, START, a_case, a_sight, look, ruled

CLEAR, INSUFFICIENT = Conclusion.CLEAR, Conclusion.INSUFFICIENT
REVIEW, REFUSE = Conclusion.REVIEW, Conclusion.REFUSE
PROBATION, LIVE, WITHHELD = Serving.PROBATION, Serving.LIVE, Serving.WITHHELD
END = START + 72 * HOUR


@dataclass(frozen=True)
class Row:
    """One row: how the case stands, what happens, and what must come of it."""

    name: str
    case: Callable[[], Case]
    act: Callable[[Case], None]
    state: State
    serving: Serving
    clock: Callable[[Case], bool] = lambda _case: True


def watching(**fields: object) -> Case:
    return a_case(State.WATCHING, PROBATION, watched_since=START, sight=a_sight(START), **fields)


def held(serving: Serving = PROBATION, **fields: object) -> Case:
    fields = {"sight": a_sight(START, REVIEW), **fields}
    return a_case(State.HELD, serving, **fields)


def accepted(case: Case) -> None:
    case.move(Event.ACCEPTED, START, POLICY)


def contested(case: Case) -> None:
    case.contested = True
    case.move(Event.CONTESTED, START, POLICY)


def new() -> Case:
    return a_case(None)


def then(*acts: Callable[[Case], None]) -> Callable[[Case], None]:
    def every(case: Case) -> None:
        for act in acts:
            act(case)

    return every


def sees(at: timedelta, conclusion: Conclusion = CLEAR, **fields: object) -> Callable[[Case], None]:
    return lambda case: look(case, START + at, conclusion, **fields)


def passes(at: timedelta, *, outage: bool = False) -> Callable[[Case], None]:
    return lambda case: tick(case, START + at, POLICY, outage=outage)


def rules(ruling: Ruling, at: timedelta = HOUR, **options: object) -> Callable[[Case], None]:
    return lambda case: ruled(case, ruling, START + at, **options)


BY_LOOKS = [
    Row("nothing, accepted", new, accepted, State.RECEIVED, WITHHELD),
    Row("received, REFUSE, not delegated", a_case, sees(0 * HOUR, REFUSE, delegated=False), State.REFUSED, WITHHELD),
    Row(
        "received, REFUSE, delegated",
        a_case,
        sees(0 * HOUR, REFUSE),
        State.HELD,
        WITHHELD,
        lambda c: c.watch.t0 == START,
    ),
    Row("received, REFUSE, unknown delegation", a_case, sees(0 * HOUR, REFUSE, delegated=None), State.HELD, WITHHELD),
    Row("received, REVIEW, new", a_case, sees(0 * HOUR, REVIEW, delegated=False), State.HELD, WITHHELD),
    Row(
        "received again, REVIEW, delegated: serving unchanged",
        lambda: a_case(State.RECEIVED, PROBATION),
        sees(0 * HOUR, REVIEW),
        State.HELD,
        PROBATION,
        lambda c: c.watch.ends == END,
    ),
    Row("received, CLEAR, undelegated", a_case, sees(0 * HOUR, delegated=False), State.WAITING, PROBATION),
    Row(
        "received, INSUFFICIENT, undelegated",
        a_case,
        sees(0 * HOUR, INSUFFICIENT, delegated=False),
        State.WAITING,
        PROBATION,
        lambda c: c.watch.t0 is None,
    ),
    Row("received, delegated", a_case, sees(HOUR), State.WATCHING, PROBATION, lambda c: c.watch.t0 == START + HOUR),
    Row(
        "waiting, delegated",
        lambda: a_case(State.WAITING, PROBATION),
        sees(2 * DAY),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.t0 == START + 2 * DAY,
    ),
    Row("waiting, suspicious", lambda: a_case(State.WAITING, PROBATION), sees(HOUR, REVIEW), State.HELD, PROBATION),
    Row("waiting, 30 days", lambda: a_case(State.WAITING, PROBATION), passes(30 * DAY), State.DORMANT, PROBATION),
    Row(
        "dormant, delegated",
        lambda: a_case(State.DORMANT, PROBATION),
        sees(40 * DAY),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.t0 == START + 40 * DAY,
    ),
    Row(
        "dormant, zone data changed or asked",
        lambda: a_case(State.DORMANT, PROBATION, watched_since=START - DAY),
        lambda c: stir(c, "panel", "changed", START, POLICY),
        State.RECEIVED,
        PROBATION,
        lambda c: c.watch.t0 is None,
    ),
    Row(
        "watching, over, CLEAR in the last hour",
        watching,
        then(sees(71.5 * HOUR), passes(72 * HOUR)),
        State.APPROVED,
        LIVE,
    ),
    Row(
        "watching, over, nothing to see",
        watching,
        then(sees(71.5 * HOUR, kind="parked"), passes(72 * HOUR)),
        State.APPROVED,
        LIVE,
        lambda c: c.quiet,
    ),
    Row(
        "watching, over, mandatory evidence failed",
        watching,
        then(sees(71.5 * HOUR, INSUFFICIENT), passes(72 * HOUR)),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.overtime == END and c.next_look == END + 2 * HOUR,
    ),
    Row(
        "watching, blind through overtime",
        watching,
        then(sees(71.5 * HOUR, INSUFFICIENT), passes(72 * HOUR), sees(95 * HOUR, INSUFFICIENT), passes(96 * HOUR)),
        State.HELD,
        PROBATION,
    ),
    Row(
        "watching, sees again in overtime",
        watching,
        then(sees(71.5 * HOUR, INSUFFICIENT), passes(72 * HOUR), sees(74 * HOUR)),
        State.APPROVED,
        LIVE,
    ),
    Row(
        "watching, material change, CLEAR",
        lambda: a_case(State.WATCHING, PROBATION, watched_since=START, sight=a_sight(START, kind="empty")),
        sees(20 * HOUR),
        State.WATCHING,
        PROBATION,
        lambda c: c.watch.ends == START + 92 * HOUR and c.watch.t0 == START,
    ),
    Row(
        "watching, REVIEW",
        watching,
        sees(20 * HOUR, REVIEW),
        State.HELD,
        PROBATION,
        lambda c: c.urgent and c.watch.ends == END,
    ),
    Row("watching, REFUSE is held too", watching, sees(20 * HOUR, REFUSE), State.HELD, PROBATION),
]
