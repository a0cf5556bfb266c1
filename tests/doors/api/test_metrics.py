"""Prometheus reads the figures with a key of its own, in one format, without a stranger's words in them."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from screening.bootstrap import House
from screening.model.lifecycle import State
from screening.model.tally import Tally, own_fault
from tests.clock import FrozenClock


def figures(answer: TestResponse) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels, in the order of their names."""
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_key_that_may_read_metrics_gets_them_as_prometheus_wants_them(
    client_for: Callable[..., FlaskClient],
) -> None:
    answer = client_for("metrics:read").get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = figures(answer)
    assert {name for (name, *_rest) in found} == {
        "screening_open_looks",
        "screening_oldest_open_look_seconds",
        "screening_cases",
        "screening_outage",
    }
    assert set(found.values()) == {0}
    assert {state for (_name, *rest) in found for state in rest} == set(State)


def test_what_waits_grows_old_until_it_is_looked_at_and_counted(
    client: FlaskClient, look: Callable[[], int], clock: FrozenClock
) -> None:
    for name in ("flowers.com", "best-casino-slots.com"):
        client.post("/v1/domains", json={"name": name, "account": "a"})
    clock.advance(timedelta(minutes=3))
    before = figures(client.get("/metrics"))
    assert before["screening_open_looks",] == 2
    assert before["screening_oldest_open_look_seconds",] == 180
    assert before["screening_cases", "received"] == 2
    look()
    after = figures(client.get("/metrics"))
    assert after["screening_open_looks",] == after["screening_oldest_open_look_seconds",] == 0
    assert after["screening_looks_total", "", "name", "observed"] == 2
    assert (after["screening_cases", "received"], after["screening_cases", "held"]) == (1, 1)


def test_our_own_faults_are_apart_and_make_an_outage(house: House, client: FlaskClient) -> None:
    client.post("/v1/domains", json={"name": "flowers.com", "account": "a"})
    now = house.clock()
    with house.memory.write() as unit:
        claim = unit.screenings.claim(now, now)
        assert claim
        assert unit.screenings.finish(claim, now, None, failed=True, ours=True)
        unit.tallies.add([own_fault("resolver:dns-timeout"), Tally("dns", "failed", "dns-timeout")])
    found = figures(client.get("/metrics"))
    assert found["screening_looks_ours_total", "resolver:dns-timeout"] == 1
    assert found["screening_looks_total", "dns-timeout", "dns", "failed"] == 1
    assert found["screening_outage",] == 1
    assert not any("uplink" in key for key in found)
