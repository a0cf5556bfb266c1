"""The journal says what happened to a case, and nothing of what its page says."""

import json
import re
from datetime import datetime

from screening.model.case import Ruling
from screening.model.evidence import Evidence, Json, Outcome
from screening.ports import Subject
from screening.services.decide import Order, decide, tag
from screening.store.codec import dump_transition
from tests.unit.services.bench import Bench, Eye, eyes

WORDS = "Play casino tonight"
FACTS: dict[str, Json] = {"kind": "content", "title": WORDS, "url": f"https://d1.example/{WORDS}"}
TEXTS = {"page.text": (f"{WORDS} in the old town",), "page.title": (WORDS,)}


def page(_subject: Subject, now: datetime) -> Evidence:
    return Evidence("page", Outcome.OBSERVED, now, "", FACTS, TEXTS)


def test_the_journal_holds_nothing_of_what_a_page_says(bench: Bench) -> None:
    submitted = bench.submit()
    bench.look(*eyes(Eye("page", page)))
    bench.sweep()
    with bench.memory.write() as unit:
        case = unit.cases.get(submitted.id)
        assert any(WORDS in str(item.texts) for item in unit.screenings.latest_evidence(case.id))
        decide(unit, case, Order(Ruling.HOLD, "because", "ann", tag(case)), bench.policy, now=bench.clock())
        rows = [json.dumps(dump_transition(row)) for row in unit.journal.of(case.id)]
    assert len(rows) > 2
    for row in rows:
        assert not {"casino", "tonight", "town"} & set(re.findall(r"\w+", row.lower()))
        assert len(row) < 2_000
