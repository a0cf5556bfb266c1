from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError, Condition

import pytest

from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import State
from screening.ports import Subject
from screening.services.drain import drain
from tests.unit.services.bench import LEASE, Bench, Eye, eyes, meanwhile

SECOND = timedelta(seconds=1)


class Crowd(Eye):
    """Remembers how many looks at most were in hand beside each name's; waits a little for others."""

    def __init__(self, name: str) -> None:
        super().__init__(name, self._look)
        self.most: dict[str, int] = {}
        self._changed, self._here = Condition(), set[str]()

    def _look(self, subject: Subject, now: datetime) -> Evidence:
        mine = subject.domain.ascii
        with self._changed:
            self._here.add(mine)
            for each in self._here:
                self.most[each] = max(self.most.get(each, 0), len(self._here))
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most[mine] > 1, 0.5)
            self._here.discard(mine)
        return Evidence(self.name, Outcome.OBSERVED, now, "", {"kind": "content"})


def test_the_hinted_look_comes_first_then_what_else_is_due(bench: Bench) -> None:
    bench.submit("d1.example")
    bench.clock.advance(SECOND)
    bench.submit("d2.example")
    collectors = eyes()
    bench.sweep()
    newest = max(look for look, _number in bench.hints.sent)  # ids sort by time
    assert drain(bench.lookout(collectors), newest, 30) == 2
    assert [subject.domain.ascii for subject in collectors[0].asked] == ["d2.example", "d1.example"]


def test_a_hint_for_a_look_that_is_taken_leads_to_the_next_one(bench: Bench) -> None:
    taken = bench.submit("d1.example")
    bench.clock.advance(SECOND)
    other = bench.submit("d2.example")
    held = bench.claim()
    assert held.case_id == taken.id
    assert drain(bench.lookout(), held.screening_id, 30) == 1
    assert bench.case(other.id).state is State.WATCHING
    assert bench.case(taken.id).state is State.RECEIVED
    assert drain(bench.lookout(), "look_of_nobody", 30) == 0


def test_a_worker_that_is_told_to_stop_ends_after_the_look_in_hand(bench: Bench) -> None:
    for number in range(3):
        bench.submit(f"d{number}.example")
    collectors = eyes()
    done = drain(bench.lookout(collectors), "", 30, stopping=lambda: len(collectors[3].asked) == 1)
    assert done == 1
    assert drain(bench.lookout(), "", 0) == 0, "no time left"


def test_as_many_looks_as_allowed_are_in_hand_together(bench: Bench) -> None:
    for number in range(6):
        bench.submit(f"d{number}.example")
    three = Barrier(3)
    assert drain(bench.lookout(eyes(meanwhile("page", lambda: three.wait(20)))), "", 30, at_once=3) == 6


def test_no_more_looks_than_allowed_are_in_hand(bench: Bench) -> None:
    for number in range(4):
        bench.submit(f"d{number}.example")
    third = Barrier(3)

    def meet() -> None:
        with pytest.raises(BrokenBarrierError):
            third.wait(0.3)

    assert drain(bench.lookout(eyes(meanwhile("page", meet))), "", 30, at_once=2) == 4


def test_a_look_that_has_lost_a_worker_is_done_alone(bench: Bench) -> None:
    bench.submit("poison.example")
    bench.claim()  # by a worker that is killed
    bench.clock.advance(LEASE + SECOND)
    for number in range(3):
        bench.submit(f"d{number}.example")
    page = Crowd("page")
    assert drain(bench.lookout(eyes(page)), "", 30, at_once=4) == 4
    assert page.most["poison.example"] == 1
    assert max(page.most.values()) > 1


def test_a_fault_of_ours_in_a_look_shows(bench: Bench) -> None:
    bench.submit("d1.example")
    lookout = replace(bench.lookout(), rules=lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        drain(lookout, "", 30)
