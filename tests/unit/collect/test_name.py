"""What the name alone tells."""

from datetime import UTC, datetime

from screening.collect.name import NameCollector
from screening.collect.suffixes import BundledSuffixes
from screening.model.evidence import Outcome
from screening.model.names import Domain
from screening.ports import Collector, Subject

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SUFFIXES = BundledSuffixes()
COLLECTOR: Collector = NameCollector()


def test_the_rules_read_the_name_as_people_do() -> None:
    evidence = COLLECTOR.look(Subject(Domain.parse("www.xn--mnchen-3ya.de", SUFFIXES)), NOW)
    assert (evidence.collector, evidence.outcome, evidence.at) == ("name", Outcome.OBSERVED, NOW)
    assert evidence.texts == {"name": ("www.münchen.de",)}
    assert evidence.facts == {
        "registrable": "xn--mnchen-3ya.de",
        "suffix": "de",
        "private": False,
        "labels": 3,
        "remarks": [],
    }


def test_remarks_are_among_the_facts_with_their_codes() -> None:
    evidence = COLLECTOR.look(Subject(Domain.parse("💩.la", SUFFIXES)), NOW)
    assert [remark["code"] for remark in evidence.facts["remarks"]] == ["idna-invalid"]
    assert len(evidence.digest) == 64
