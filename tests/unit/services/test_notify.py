"""The panel is told of every move, signed off once, in order, and again until it has heard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from screening.model.case import Ruling
from screening.model.lifecycle import Event, State
from screening.model.messages import message_for
from screening.ports import Answer
from screening.services.decide import Order, decide, tag
from screening.services.notify import WAITS, deliver, seal
from screening.services.submit import withdraw
from tests.life import DAY, HOUR
from tests.unit.services.bench import Bench

SECOND = timedelta(seconds=1)
OK = Answer(200, None, "thanks")


@dataclass
class Panel:
    """The Post port: answers as it is told to, and remembers what it got."""

    answers: list[Answer] = field(default_factory=list)
    got: list[tuple[str, datetime, Mapping[str, Any]]] = field(default_factory=list)

    def __call__(self, event_id: str, at: datetime, event: Mapping[str, Any]) -> Answer:
        self.got.append((event_id, at, event))
        return self.answers.pop(0) if self.answers else OK

    def heard(self) -> list[str]:
        return [event["data"]["event"] for _id, _at, event in self.got]


def sealed(bench: Bench) -> None:
    seal(bench.memory, bench.clock(), announce=True)


def send(bench: Bench, panel: Panel) -> int:
    return deliver(bench.memory, panel, bench.clock)


def gone(bench: Bench, case_id: str) -> None:
    with bench.memory.write() as unit:
        withdraw(unit, unit.cases.get(case_id), bench.policy, actor="panel", now=bench.clock())


def test_an_event_says_what_a_panel_needs_and_nothing_that_was_seen(bench: Bench) -> None:
    case = bench.submit("casino.example")
    bench.look()
    sealed(bench)
    panel = Panel()
    while send(bench, panel):
        pass
    event_id, at, event = panel.got[1]
    assert event_id == "evt_2"
    assert at == bench.clock()
    message = message_for(State.HELD, Event.SUSPECTED)
    assert event == {
        "type": "domain.held",
        "timestamp": "2026-03-01T12:00:00+00:00",
        "data": {
            "id": case.id,
            "domain": "casino.example",
            "unicode": "casino.example",
            "account": "acme",
            "labels": {},
            "sequence": 2,
            "event": "suspected",
            "previous_state": "received",
            "state": "held",
            "serving": "withheld",
            "customer_message": {"code": message.code, "text": message.text},
        },
    }
    assert panel.got[0][2]["data"]["previous_state"] is None


def test_events_of_a_domain_come_in_order_and_one_that_is_stuck_holds_back_only_its_own(bench: Bench) -> None:
    first = bench.submit("d1.example")
    gone(bench, first.id)
    bench.submit("d2.example")
    sealed(bench)
    panel = Panel([Answer(500, None, "oops")])
    assert send(bench, panel) == 2
    assert send(bench, panel) == 0
    assert [event["data"]["domain"] for _id, _at, event in panel.got] == ["d1.example", "d2.example"]
    bench.clock.advance(WAITS[0] * 1.1)
    while send(bench, panel):
        pass
    assert panel.heard() == ["accepted", "accepted", "accepted", "withdrawn"]
    assert [event["data"]["sequence"] for _id, _at, event in panel.got] == [1, 1, 1, 2]


def test_an_event_is_tried_again_for_three_days_and_then_given_up(bench: Bench) -> None:
    bench.submit()
    sealed(bench)
    panel = Panel([Answer(503, None, "")] * 100)
    assert send(bench, panel) == 1
    for wait in WAITS:
        bench.clock.advance(wait * 0.89)
        assert send(bench, panel) == 0
        bench.clock.advance(wait * 0.22)
        assert send(bench, panel) == 1
    bench.clock.advance(400 * DAY)
    assert send(bench, panel) == 0
    assert len(panel.got) == 10
    assert {event_id for event_id, _at, _event in panel.got} == {"evt_1"}, "the id stays, so that twins are known"
    assert len({at for _id, at, _event in panel.got}) == 10, "the time of the attempt is signed"
    assert 2.5 * DAY < sum(WAITS, timedelta(0)) < 3.5 * DAY


@pytest.mark.parametrize("status", [0, 199, 301, 302, 400, 404, 429, 500])
def test_whatever_is_not_a_success_is_tried_again(bench: Bench, status: int) -> None:
    bench.submit()
    sealed(bench)
    panel = Panel([Answer(status, None, "")])
    send(bench, panel)
    bench.clock.advance(6 * SECOND)
    assert send(bench, panel) == 1
    assert send(bench, panel) == 0


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_a_success_is_final(bench: Bench, status: int) -> None:
    bench.submit()
    sealed(bench)
    panel = Panel([Answer(status, None, "")])
    send(bench, panel)
    bench.clock.advance(DAY)
    assert send(bench, panel) == 0


def test_a_receiver_that_is_gone_is_not_asked_again_about_this_event(bench: Bench) -> None:
    case = bench.submit()
    gone(bench, case.id)
    sealed(bench)
    panel = Panel([Answer(410, 5.0, "")])
    while send(bench, panel):
        pass
    assert panel.heard() == ["accepted", "withdrawn"]


@pytest.mark.parametrize(
    ("asked", "waited"), [(1.0, 4 * SECOND), (3600.0, HOUR), (1e9, DAY), (float("inf"), DAY), (None, 4 * SECOND)]
)
def test_a_receiver_that_asks_us_to_wait_is_left_alone_for_so_long_but_at_most_a_day(
    bench: Bench, asked: float | None, waited: timedelta
) -> None:
    bench.submit()
    sealed(bench)
    panel = Panel([Answer(429, asked, "")])
    send(bench, panel)
    bench.clock.advance(waited - SECOND)
    assert send(bench, panel) == 0
    bench.clock.advance(3 * SECOND)
    assert send(bench, panel) == 1


def test_an_attempt_that_died_with_its_sender_is_made_again_with_the_same_id(bench: Bench) -> None:
    class Crash(BaseException):
        pass

    def crashes(*_: object) -> Answer:
        raise Crash

    bench.submit()
    sealed(bench)
    with pytest.raises(Crash):
        deliver(bench.memory, crashes, bench.clock)
    panel = Panel()
    bench.clock.advance(59 * SECOND)
    assert send(bench, panel) == 0, "it might still be under way"
    bench.clock.advance(SECOND)
    assert send(bench, panel) == 1
    assert [event_id for event_id, _at, _event in panel.got] == ["evt_1"]


def test_a_second_sender_does_not_send_what_the_first_is_sending(bench: Bench) -> None:
    bench.submit()
    sealed(bench)
    panel = Panel()

    def slow(event_id: str, at: datetime, event: Mapping[str, Any]) -> Answer:
        assert send(bench, panel) == 0
        return OK

    assert deliver(bench.memory, slow, bench.clock) == 1
    assert panel.got == []


def test_what_the_receiver_answered_may_be_anything(bench: Bench) -> None:
    bench.submit()
    sealed(bench)
    assert send(bench, Panel([Answer(200, None, "\x00\ud7ff\U0010ffff" * 1000)])) == 1


def test_an_event_tells_the_state_of_its_time_though_sent_later(bench: Bench) -> None:
    case = bench.submit("casino.example")
    bench.look()
    with bench.memory.write() as unit:
        found = unit.cases.get(case.id)
        decide(unit, found, Order(Ruling.REFUSE, "why", "ann", tag(found)), bench.policy, now=bench.clock())
    sealed(bench)
    panel = Panel()
    while send(bench, panel):
        pass
    assert [event["data"]["state"] for _id, _at, event in panel.got] == ["received", "held", "refused"]
    assert [event["type"] for _id, _at, event in panel.got] == ["domain.received", "domain.held", "domain.refused"]


def test_a_move_that_is_not_sealed_is_not_announced(bench: Bench) -> None:
    bench.submit()
    assert send(bench, Panel()) == 0
    assert seal(bench.memory, bench.clock(), announce=False) == 1
    assert send(bench, Panel()) == 0
