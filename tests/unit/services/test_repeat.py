"""A repeated request has its effect once and gets the answer it got."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from screening.model.errors import ConflictError
from screening.ports.access import Reply
from screening.ports.memory import Unit
from screening.services.repeat import OtherRequestError, once
from screening.services.submit import Submission, submit
from tests.life import DAY
from tests.together import together
from tests.unit.services.bench import Bench, domain

SECOND = timedelta(seconds=1)


def taking(bench: Bench, name: str = "d1.example") -> Callable[[Unit], Reply]:
    """Takes a domain in, and answers with its id."""

    def act(unit: Unit) -> Reply:
        case = submit(unit, Submission(domain(name), "acme"), bench.policy, actor="panel", now=bench.clock())
        return Reply("r1", 202, {"Location": f"/v1/domains/{case.id}"}, {"id": case.id})

    return act


def ask(
    bench: Bench, act: Callable[[Unit], Reply], mark: str = "t1", request: str = "r1", caller: str = "k1"
) -> tuple[Reply, bool]:
    return once(bench.memory, act, caller=caller, token=mark, request=request, now=bench.clock())


def count(bench: Bench) -> int:
    with bench.memory.read() as unit:
        return len(unit.cases.find())


def never(_unit: Unit) -> Reply:
    raise AssertionError("it was done again")


def test_a_repeat_gets_the_first_answer_and_does_nothing(bench: Bench) -> None:
    first, repeated = ask(bench, taking(bench))
    assert not repeated
    bench.clock.advance(DAY - SECOND)
    assert ask(bench, never) == (first, True)
    assert count(bench) == 1


def test_after_a_day_the_token_is_new_again(bench: Bench) -> None:
    ask(bench, taking(bench))
    bench.clock.advance(DAY)
    assert ask(bench, taking(bench, "d2.example"), request="r2")[1] is False


def test_the_token_with_another_request_is_refused(bench: Bench) -> None:
    ask(bench, taking(bench))
    with pytest.raises(OtherRequestError):
        ask(bench, never, request="r2")
    assert count(bench) == 1


def test_callers_tokens_do_not_meet(bench: Bench) -> None:
    ask(bench, taking(bench))
    assert ask(bench, taking(bench, "d2.example"), caller="k2")[1] is False


def test_without_a_token_every_request_is_new(bench: Bench) -> None:
    for name in ("d1.example", "d2.example"):
        assert ask(bench, taking(bench, name), mark="")[1] is False
    assert count(bench) == 2


def test_what_failed_is_not_kept_and_may_be_tried_again(bench: Bench) -> None:
    def fails(unit: Unit) -> Reply:
        taking(bench)(unit)
        raise ConflictError("no")

    with pytest.raises(ConflictError):
        ask(bench, fails)
    assert count(bench) == 0
    assert ask(bench, taking(bench))[1] is False


def test_a_crash_between_the_effect_and_the_commit_leaves_neither(bench: Bench) -> None:
    class Crash(BaseException):
        pass

    def crashes(unit: Unit) -> Reply:
        taking(bench)(unit)
        raise Crash

    with pytest.raises(Crash):
        ask(bench, crashes)
    assert count(bench) == 0
    reply, repeated = ask(bench, taking(bench))
    assert not repeated
    assert ask(bench, never) == (reply, True)


def test_of_twins_at_once_one_has_the_effect_and_the_others_its_answer(bench: Bench) -> None:
    outcomes = together(20, lambda _number: ask(bench, taking(bench)))
    done = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert len(done) == 20
    assert sum(not repeated for _reply, repeated in done) == 1
    assert len({reply.body["id"] for reply, _repeated in done}) == 1
    assert count(bench) == 1
