"""Whatever a registry sends, evidence is bounded and well typed, and nothing is raised."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.collect.guard import Fetched, Hop
from screening.collect.rdap.bootstrap import BootstrapRefusedError, Servers
from screening.collect.rdap.collector import pause
from screening.model.evidence import Evidence, Json, Outcome
from tests.unit.collect.rdap.registry import ANSWER, NOW, URL, look

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["domain", "shop.example", "registrar", "registration", "fn", "9999-12-31T23:59:59-23:59", "\ud800", "x" * 5000]
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS | st.sampled_from([*ANSWER]), inner, max_size=5),
    max_leaves=30,
)
DATE = st.datetimes().map(datetime.isoformat) | TEXTS | JSON
ACTIONS = st.sampled_from(["registration", "expiration", "last changed", "transfer"]) | JSON
EVENTS = st.lists(st.fixed_dictionaries({"eventAction": ACTIONS, "eventDate": DATE}) | JSON, max_size=5) | JSON
CARD = st.lists(JSON | st.tuples(st.just("fn"), JSON, JSON, JSON).map(list), max_size=4)
ENTITY = st.fixed_dictionaries(
    {"roles": st.just(["registrar"]) | JSON, "vcardArray": st.tuples(JSON, CARD).map(list) | JSON, "publicIds": JSON}
)
HOSTS = st.lists(st.fixed_dictionaries({"ldhName": TEXTS | JSON}) | JSON, max_size=200)
# An answer of the right name, so that all the rest is read.
DOMAINS = st.fixed_dictionaries(
    {"objectClassName": st.just("domain"), "ldhName": st.just("shop.example")},
    optional={
        "events": EVENTS,
        "entities": st.lists(ENTITY | JSON, max_size=3) | JSON,
        "nameservers": HOSTS | JSON,
        "status": st.lists(TEXTS, max_size=100) | JSON,
        "handle": TEXTS | JSON,
    },
)


class Sends:
    """A Guard that gets these bytes, whoever asks."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self._body = body
        self._status = status

    def fetch(
        self, url: str, *, pinned: tuple[str, ...] = (), headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        return Fetched(url, (Hop(URL, self._status, ""),), self._status, body=self._body)


def dated(value: Json) -> bool:
    return value is None or (isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None)


def is_sound(found: Evidence) -> None:
    """Bounded, typed, storable, and never an answer that is none."""
    facts, texts = found.facts, found.texts
    assert len(json.dumps([facts, texts], ensure_ascii=False).encode()) < 20_000
    assert found.digest
    assert facts["name"] == "shop.example"
    if found.outcome is not Outcome.OBSERVED:
        assert found.cause
        assert not texts
        return
    assert all(dated(facts[word]) for word in ("created", "changed", "expires", "transferred"))
    registrar = facts["registrar"]
    assert isinstance(registrar, dict)
    assert isinstance(registrar["name"], str)
    assert registrar["iana_id"] is None or type(registrar["iana_id"]) is int
    for listed in (facts["statuses"], facts["nameservers"]):
        assert isinstance(listed, list)
        assert len(listed) <= 20
        assert all(isinstance(item, str) and item for item in listed)
    assert isinstance(facts["handle"], str)
    assert texts.keys() == {"rdap.registrar", "rdap.nameserver"}


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=500) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_evidence(body: bytes) -> None:
    found = look(Sends(body))
    assert found.outcome is Outcome.FAILED
    is_sound(found)


@settings(max_examples=300, deadline=None)
@given(value=JSON, status=st.sampled_from([200, 404, 429, 500]))
def test_any_json_is_evidence(value: Json, status: int) -> None:
    is_sound(look(Sends(json.dumps(value).encode(), status)))


@settings(max_examples=500, deadline=None)
@given(value=DOMAINS)
def test_any_domain_object_is_well_typed_evidence(value: dict[str, Json]) -> None:
    found = look(Sends(json.dumps(value).encode()))
    assert found.outcome is Outcome.OBSERVED
    is_sound(found)


@settings(max_examples=300, deadline=None)
@given(told=st.text(max_size=1000) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,9} \d\d:\d\d:\d\d.*"))
def test_any_retry_after_is_a_rest_within_a_day(told: str) -> None:
    assert 1 <= pause(told, NOW) <= 86_400


@settings(max_examples=300, deadline=None)
@given(value=JSON | st.fixed_dictionaries({"version": st.just("1.0"), "publication": TEXTS, "services": JSON}))
def test_any_list_of_servers_is_read_or_refused(value: Json) -> None:
    try:
        found = Servers.parse(json.dumps(value).encode())
    except BootstrapRefusedError:
        return
    assert all(url.startswith(("http://", "https://")) for urls in found.by_suffix.values() for url in urls)
