"""Whom the collector asks, how often, and how patiently."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from screening.collect.guard import Fetched, Hop
from screening.collect.rdap.collector import RdapCollector, pause
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain
from screening.ports import Subject
from tests.unit.collect.rdap.registry import BASE, DOMAIN, NOW, URL, answer, look, servers


class Registries:
    """A Guard over a dict: by URL a body, or a cause. Each fetch takes some seconds."""

    def __init__(self, answers: Mapping[str, bytes | str], seconds: float = 0.0) -> None:
        self._answers = answers
        self._seconds = seconds
        self.time = 100.0
        self.asked: list[str] = []

    def fetch(
        self, url: str, *, pinned: tuple[str, ...] = (), headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        self.asked.append(url)
        self.time += self._seconds
        known = self._answers.get(url, "timeout")
        if isinstance(known, str):
            return Fetched(url, cause=known)
        return Fetched(url, (Hop(url, 200, "93.184.216.34"),), 200, body=known)

    def clock(self) -> float:
        return self.time


class Crowd:
    """Turns that nobody gets."""

    def __init__(self) -> None:
        self.places: list[tuple[str, float]] = []

    def enter(self, place: str, patience: float) -> bool:
        self.places.append((place, patience))
        return False

    def leave(self, place: str) -> None:
        raise AssertionError(f"never entered {place}")

    def rest(self, place: str, seconds: float) -> None:
        raise AssertionError(f"never entered {place}")


class Door:
    """Turns that everybody gets; remembers who is in, and who wants a rest."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.resting: list[tuple[str, float]] = []

    def enter(self, place: str, patience: float) -> bool:
        self.inside.append(place)
        return True

    def leave(self, place: str) -> None:
        self.inside.remove(place)

    def rest(self, place: str, seconds: float) -> None:
        self.resting.append((place, seconds))


@pytest.mark.parametrize(
    "domain",
    [
        Domain("mine.github.example", "mine.github.example", "mine.github.example", "github.example", private=True),
        Domain("shop.nowhere", "shop.nowhere", "shop.nowhere", "nowhere"),
    ],
    ids=["below a private suffix", "under a top-level domain without RDAP"],
)
def test_nobody_is_asked_where_no_registry_would_know(domain: Domain) -> None:
    guard = Registries({})
    found = look(guard, domain=domain)
    assert (found.outcome, found.cause) == (Outcome.FAILED, "rdap-unsupported")
    assert found.facts == {"name": domain.registrable}
    assert guard.asked == []


def test_the_registrable_name_is_asked_and_never_one_below() -> None:
    guard = Registries({URL: answer()})
    assert DOMAIN.ascii != DOMAIN.registrable
    assert look(guard).outcome is Outcome.OBSERVED
    assert guard.asked == [URL]


def test_a_slash_in_a_name_leads_to_no_other_place() -> None:
    guard = Registries({})
    name = "0/25.2.0.192.example"
    look(guard, domain=Domain(name, name, name, "2.0.192.example"))
    assert guard.asked == [f"{BASE}domain/0%2F25.2.0.192.example"]


@pytest.mark.parametrize(
    ("earlier", "now", "asks"),
    [
        (Evidence("rdap", Outcome.OBSERVED, NOW), NOW + timedelta(hours=11), 0),
        (Evidence("rdap", Outcome.ABSENT, NOW, "not-found"), NOW + timedelta(hours=11), 0),
        (Evidence("rdap", Outcome.OBSERVED, NOW), NOW + timedelta(hours=12), 1),
        (Evidence("rdap", Outcome.FAILED, NOW, "timeout"), NOW + timedelta(hours=1), 1),
    ],
    ids=["observed", "absent", "the next day", "failed"],
)
def test_an_answer_stands_for_its_day(earlier: Evidence, now: datetime, asks: int) -> None:
    guard = Registries({URL: answer()})
    found = look(guard, earlier={"rdap": earlier}, now=now)
    assert len(guard.asked) == asks
    assert (found is earlier) == (not asks)


def test_a_crowded_server_is_waited_for_a_few_seconds_only() -> None:
    guard, crowd = Registries({URL: answer()}), Crowd()
    found = look(guard, turns=crowd)
    assert (found.outcome, found.cause) == (Outcome.FAILED, "rdap-busy")
    assert found.facts["server"] == "rdap.example"
    assert crowd.places == [("rdap:rdap.example", 2.0)]
    assert guard.asked == []


@pytest.mark.parametrize("known", [answer(), b"no json", "timeout"])
def test_a_turn_is_given_back(known: bytes | str) -> None:
    door = Door()
    look(Registries({URL: known}), turns=door)
    assert door.inside == []


@pytest.mark.parametrize(
    ("known", "rests"),
    [("timeout", True), ("refused", True), ("tls:expired", True), ("nxdomain", True), ("crowded", False), (b"", False)],
)
def test_a_server_that_is_away_is_left_alone_for_half_a_minute(known: bytes | str, rests: bool) -> None:
    door = Door()
    look(Registries({URL: known}), turns=door)
    assert door.resting == ([("rdap:rdap.example", 30.0)] if rests else [])


def test_no_server_is_asked_after_closing_time() -> None:
    guard = Registries({}, seconds=2.6)
    known = servers("http://a.example/", "http://b.example/", "http://c.example/", BASE)
    found = RdapCollector(guard, lambda: known, Door(), guard.clock).look(Subject(DOMAIN), NOW)
    assert [url.removesuffix("domain/shop.example") for url in guard.asked] == [
        "http://a.example/",
        "http://b.example/",
    ]
    assert (found.outcome, found.cause) == (Outcome.FAILED, "timeout")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("86401", 86_400),
        ("9" * 900, 86_400),
        ("", 60),
        ("soon", 60),
        ("-5", 60),
        ("1.5", 60),
        ("٣", 60),
        ("Fri, 02 Oct 2026 12:05:00 GMT", 300),
        ("Fri, 02 Oct 2026 11:00:00 GMT", 1),
        ("Fri, 02 Oct 2099 12:05:00 GMT", 86_400),
        ("Fri, 02 Oct 2026 12:05:00 -0000", 60),
        ("Fri, 99 Oct 99999999 99:99:99 GMT", 60),
        ("Fri, 02 Oct 99999999999999999999 12:05:00 GMT", 60),
    ],
)
def test_a_rest_is_as_long_as_told_within_a_day(told: str, seconds: float) -> None:
    assert pause(told, datetime(2026, 10, 2, 12, 0, tzinfo=UTC)) == seconds
