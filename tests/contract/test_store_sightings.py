"""Where a name was served of late is remembered over all its cases; evidence of an older schema keeps its time."""

from datetime import timedelta

from sqlalchemy import text

from screening.model.evidence import Evidence, Outcome
from screening.model.hosting import Sighting
from screening.model.names import Domain
from screening.model.verdict import Conclusion, Verdict
from screening.store.engine import open_engine
from screening.store.memory import Memory
from screening.store.migrate import migrate
from tests.life import START, a_case

DAY = timedelta(days=1)
VERDICT = Verdict(Conclusion.CLEAR, ("dns",), (), {}, {}, (), "r" * 64, "e" * 64)
UNKNOWN = {"delegation": "unknown"}


def looked(
    memory: Memory, number: int, name: str, day: int, facts: dict[str, object], *, contested: bool = False
) -> None:
    """A finished look at a case of its own, `day` days after START."""
    at = START + day * DAY
    with memory.write() as unit:
        domain = Domain(name, name, name, "example")
        unit.cases.add(a_case(id=f"dom_{number}", domain=domain, contested=contested), None)
        unit.screenings.add(f"look_{number}", f"dom_{number}", "submitted", at)
        claim = unit.screenings.claim(at, at + DAY, f"look_{number}")
        assert claim
        assert unit.screenings.finish(claim, at, VERDICT, failed=False)
        unit.screenings.keep(claim, [Evidence("dns", Outcome.OBSERVED, at, facts=facts)])  # type: ignore[arg-type]


def served_by(*nameservers: str, provider: str) -> dict[str, object]:
    return {"parent_ns": list(nameservers), "providers": [provider]}


def test_sightings_are_of_the_name_not_of_the_case_oldest_first(memory: Memory) -> None:
    looked(memory, 1, "a.example", 5, served_by("ns1.two.net", provider="two.net"))
    looked(memory, 2, "a.example", 3, served_by("ns1.one.net", provider="one.net"), contested=True)
    looked(memory, 3, "b.example", 4, served_by("ns1.other.net", provider="other.net"))
    with memory.read() as unit:
        assert unit.screenings.sightings("a.example", START) == (
            Sighting(START + 3 * DAY, ("ns1.one.net",), ("one.net",)),
            Sighting(START + 5 * DAY, ("ns1.two.net",), ("two.net",)),
        )


def test_looks_before_that_time_or_that_could_not_tell_are_no_sightings(memory: Memory) -> None:
    looked(memory, 1, "a.example", 1, served_by("ns1.one.net", provider="one.net"))
    looked(memory, 2, "a.example", 3, UNKNOWN, contested=True)
    with memory.read() as unit:
        assert unit.screenings.sightings("a.example", START + 2 * DAY) == ()


def test_evidence_of_an_older_schema_was_had_when_its_look_ended(database_url: str) -> None:
    migrate(database_url, "0001")
    engine = open_engine(database_url)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO cases (id, name, account, state, version, body) VALUES ('d', 'a.test', 'x', 'held', 1, '{}')",
            """INSERT INTO screenings (id, case_id, trigger, state, due_at, finished_at)
            VALUES ('s', 'd', 'watch', 'done', '2026-01-01 00:00:00', '2026-01-02 03:04:05')""",
            "INSERT INTO evidence (screening_id, case_id, collector, digest, body) VALUES ('s', 'd', 'dns', 'x', '{}')",
        ):
            connection.execute(text(statement))
    migrate(database_url)
    with engine.connect() as connection:
        assert str(connection.execute(text("SELECT at FROM evidence")).scalar_one()).startswith("2026-01-02 03:04:05")
    engine.dispose()
