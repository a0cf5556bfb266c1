from datetime import timedelta

import pytest
from sqlalchemy import select, update

from screening.model.errors import NotFoundError
from screening.model.evidence import Evidence, Outcome
from screening.model.policy import Policy
from screening.model.verdict import Conclusion
from screening.services.replay import Replay, replay
from screening.services.retention import expire
from screening.store.tables import screenings
from tests.unit.classify.rulebook import rule, rules_of
from tests.unit.services.bench import RULES, Bench, Eye, eyes

CASINO = Eye(
    "page", lambda _s, now: Evidence("page", Outcome.OBSERVED, now, "", {"kind": "content"}, {"page.text": ("casino",)})
)
BLIND = Eye("page", lambda _s, now: Evidence("page", Outcome.FAILED, now, "timeout"))


def remembered(bench: Bench) -> None:
    with bench.memory.write() as unit:
        unit.rulesets.add(RULES.digest, RULES.files, bench.clock())


def again(bench: Bench, case_id: str) -> Replay:
    with bench.memory.read() as unit:
        return replay(unit, case_id)


@pytest.mark.parametrize(
    ("page", "conclusion"),
    [(CASINO, Conclusion.REVIEW), (BLIND, Conclusion.INSUFFICIENT), (eyes()[-1], Conclusion.CLEAR)],
)
def test_the_last_verdict_comes_out_the_same_again(bench: Bench, page: Eye, conclusion: Conclusion) -> None:
    case = bench.submit()
    remembered(bench)
    bench.look(*eyes(page))
    found = again(bench, case.id)
    assert found.stored.conclusion is conclusion
    assert found.same


def test_it_is_judged_by_the_rules_and_the_policy_of_its_time(bench: Bench) -> None:
    case = bench.submit()
    remembered(bench)
    bench.look(*eyes(CASINO))
    other = rules_of(rule(in_=["name"]))
    with bench.memory.write() as unit:
        unit.rulesets.add(other.digest, other.files, bench.clock() + timedelta(days=1))
    bench.policy = Policy(categories={})
    assert again(bench, case.id).same


def test_a_verdict_that_was_written_otherwise_shows(bench: Bench) -> None:
    case = bench.submit()
    remembered(bench)
    bench.look(*eyes(CASINO))
    with bench.memory.write() as unit:
        row = unit.screenings.connection.execute(select(screenings.c.id, screenings.c.verdict)).one()
        unit.screenings.connection.execute(update(screenings).values(verdict={**row.verdict, "conclusion": "clear"}))
    found = again(bench, case.id)
    assert (found.stored.conclusion, found.again.conclusion) == (Conclusion.CLEAR, Conclusion.REVIEW)
    assert not found.same


def test_what_is_not_kept_is_told(bench: Bench) -> None:
    case = bench.submit()
    with pytest.raises(NotFoundError, match="no finished look"):
        again(bench, case.id)
    bench.look(*eyes(CASINO))
    with pytest.raises(NotFoundError, match="rules"):
        again(bench, case.id)
    remembered(bench)
    bench.clock.advance(timedelta(days=800))
    expire(bench.memory, bench.policy, bench.clock())
    with pytest.raises(NotFoundError, match="evidence"):
        again(bench, case.id)
