"""What is due: deadlines, next looks, and hints for looks that nobody has claimed."""

import logging
from collections.abc import Callable
from datetime import timedelta

from screening.model.policy import Policy
from screening.model.timing import schedule, tick, wake
from screening.ports import Clock, Hints
from screening.ports.memory import Memory
from screening.services.outage import failing
from screening.services.submit import look_now

_log = logging.getLogger(__name__)

_BATCH = 200  # cases or hints a round: bounds the transaction, and the queue


def sweep(memory: Memory, hints: Hints, policy: Policy, clock: Clock, *, hint_age: timedelta) -> int:
    """One round: touch every case whose time has come, then hint at every look that is due.

    Returns:
        how many cases were touched and hints sent; 0 means there was nothing to do.
    """
    return _touch(memory, policy, clock) + dispatch(memory, hints, clock, hint_age=hint_age)


def dispatch(memory: Memory, hints: Hints, clock: Clock, *, hint_age: timedelta) -> int:
    """Mark, commit, then send: a hint that gets lost ages and is sent again."""
    now = clock()
    with memory.write() as unit:
        marked = unit.screenings.hint(now, now - hint_age, _BATCH)
    if marked:
        hints.send(marked)
    return len(marked)


def _touch(memory: Memory, policy: Policy, clock: Clock) -> int:
    now = clock()
    with memory.read() as unit:
        due = unit.cases.due(now, _BATCH)
        outage = bool(due) and failing(unit, now, policy)
    return sum(_touched(memory, case_id, policy, clock, outage=outage) for case_id in due)


def _touched(memory: Memory, case_id: str, policy: Policy, clock: Clock, *, outage: bool) -> bool:
    try:
        _touch_one(memory, case_id, policy, clock, outage=outage)
    except Exception:  # noqa: BLE001 (a bug that one case brings out must not stop the time of all others)
        _log.exception("could not touch %s; it shows as stuck", case_id)
        return False
    return True


def _touch_one(memory: Memory, case_id: str, policy: Policy, clock: Clock, *, outage: bool) -> None:
    now = clock()
    with memory.write() as unit:
        case = unit.cases.get(case_id)
        tick(case, now, policy, outage=outage)
        if case.next_look is not None and case.next_look <= now:
            look_now(unit, case, "watch", now)
        elif case.next_look is None and not unit.screenings.has_open(case_id):
            schedule(case, now, policy)
        unit.cases.save(case, wake(case, policy))


def rounds(step: Callable[[], int], stop: Callable[[float], bool], pause: float) -> None:
    """Repeat a step until told to stop, without a pause while there is work.

    Args:
        step: does one round and says how much it did.
        stop: waits up to so many seconds and says whether to end.
        pause: seconds between idle rounds.
    """
    while not stop(0.0 if step() else pause):
        pass
