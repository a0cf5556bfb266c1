"""Seeing, listing, changing and deleting domains."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from screening.bootstrap import House
from screening.services.retention import expire
from tests.clock import FrozenClock


def submit(client: FlaskClient, name: str, account: str = "a1", **more: object) -> str:
    answer = client.post("/v1/domains", json={"name": name, "account": account, **more})
    assert answer.status_code == 202, answer.text
    domain_id: str = answer.json["id"]
    return domain_id


def names(client: FlaskClient, query: str) -> list[str]:
    return [item["domain"] for item in client.get(f"/v1/domains?{query}").json["items"]]


def test_pages_follow_each_other_without_gap_or_repeat(client: FlaskClient, clock: FrozenClock) -> None:
    wanted = []
    for number in range(7):
        clock.advance(timedelta(seconds=1))
        wanted.append(submit(client, f"d{number}.com"))
    found, cursor = [], ""
    for size in (3, 3, 1):
        page = client.get(f"/v1/domains?limit=3&cursor={cursor}").json
        assert len(page["items"]) == size
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == wanted
    assert cursor is None


def test_a_page_that_is_just_full_is_the_last(client: FlaskClient) -> None:
    for number in range(3):
        submit(client, f"d{number}.com")
    assert client.get("/v1/domains?limit=3").json["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=CASINO.com.", ["casino.com"]),
        ("name=example.org", []),
        ("state=held", ["casino.com"]),
        ("state=received", ["flowers.com"]),
        ("category=gambling", ["casino.com"]),
        ("category=hyip", []),
        ("account=a2", ["flowers.com"]),
        ("account=a2&state=held", []),
        ("account=%27%20OR%201=1", []),
        ("", ["casino.com", "flowers.com"]),
    ],
)
def test_domains_are_found_by(
    query: str, found: list[str], client: FlaskClient, clock: FrozenClock, look: Callable[[], int]
) -> None:
    submit(client, "casino.com", "a1")
    clock.advance(timedelta(seconds=1))
    submit(client, "flowers.com", "a2")
    look()
    assert names(client, query) == found


def test_a_verdict_is_explained_by_its_signals(client: FlaskClient, house: House, held: str) -> None:
    shown = client.get(f"/v1/domains/{held}").json
    verdict = shown["verdict"]
    (signal,) = verdict["signals"]
    assert verdict["verdict"] == "review"
    assert verdict["categories"]["gambling"] > 0.5
    assert signal == {
        "rule": "gambling.name.casino",
        "category": "gambling",
        "weight": 4800,
        "where": "name",
        "text": "best-casino-slots.com",
        "why": "The word casino stands in the name",
    }
    needed = house.policy().mandatory
    assert shown["missing"] == [missed for missed in verdict["missing"] if missed.partition(":")[0] in needed]
    assert len(verdict["ruleset"]) == 64
    assert shown["customer_message"]["code"] == "held"


def test_evidence_is_that_of_the_latest_look(client: FlaskClient, look: Callable[[], int]) -> None:
    domain_id = submit(client, "casino.com", zone=[{"name": "@", "type": "A", "content": "192.0.2.1"}])
    assert client.get(f"/v1/domains/{domain_id}/evidence").json == {"items": [], "changes": []}
    look()
    name, feeds, zone = client.get(f"/v1/domains/{domain_id}/evidence").json["items"]
    assert (name["collector"], name["outcome"], name["texts"]) == ("name", "observed", {"name": ["casino.com"]})
    assert (feeds["collector"], feeds["outcome"], feeds["cause"]) == ("feeds", "absent", "no-feeds")
    assert (zone["collector"], zone["facts"]["addresses"]) == ("zone", ["192.0.2.1"])
    assert name["at"] == "2026-11-22T09:00:00Z"


def test_what_changed_since_the_look_before_is_told(
    client: FlaskClient, clock: FrozenClock, look: Callable[[], int]
) -> None:
    domain_id = submit(client, "flowers.com", zone=[{"name": "@", "type": "A", "content": "192.0.2.1"}])
    look()
    assert client.get(f"/v1/domains/{domain_id}/evidence").json["changes"] == []
    clock.advance(timedelta(seconds=1))
    client.put(f"/v1/domains/{domain_id}/zone", json={"zone": [{"name": "@", "type": "A", "content": "192.0.2.9"}]})
    look()
    changes = client.get(f"/v1/domains/{domain_id}/evidence").json["changes"]
    assert {"collector": "zone", "field": "addresses", "before": ["192.0.2.1"], "after": ["192.0.2.9"]} in changes


def test_evidence_whose_time_is_over_is_gone_and_what_was_concluded_from_it_is_not(
    client: FlaskClient, house: House, clock: FrozenClock, look: Callable[[], int]
) -> None:
    domain_id = submit(client, "flowers.com")
    look()
    before = client.get(f"/v1/domains/{domain_id}").json
    history = client.get(f"/v1/domains/{domain_id}/history").json
    clock.advance(timedelta(days=91))
    assert client.post(f"/v1/domains/{domain_id}/screenings").status_code == 202
    look()
    policy = replace(house.policy(), evidence_kept_refused=timedelta(days=90))
    assert expire(house.memory, policy, clock()) == 3
    shown = client.get(f"/v1/domains/{domain_id}/evidence").json
    assert (len(shown["items"]), shown["changes"]) == (3, []), "nothing is left to compare with"
    clock.advance(timedelta(days=91))
    assert expire(house.memory, policy, clock()) == 3
    assert client.get(f"/v1/domains/{domain_id}/evidence").json == {"items": [], "changes": []}
    after = client.get(f"/v1/domains/{domain_id}").json
    assert after["verdict"] == before["verdict"]
    assert client.get(f"/v1/domains/{domain_id}/history").json["items"][: len(history["items"])] == history["items"]


def test_unchanged_evidence_need_not_be_sent_again(client: FlaskClient, held: str) -> None:
    path = f"/v1/domains/{held}/evidence"
    tag = client.get(path).headers["ETag"]
    for sent in (tag, f'"other", {tag}', f"W/{tag}"):
        same = client.get(path, headers={"If-None-Match": sent})
        assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_history_tells_who_did_what_when(client: FlaskClient, held: str) -> None:
    accepted, suspected = client.get(f"/v1/domains/{held}/history").json["items"]
    assert (accepted["event"], accepted["previous_state"], accepted["state"]) == ("accepted", None, "received")
    assert accepted["actor"].startswith("panel (")
    assert (suspected["event"], suspected["previous_state"], suspected["state"]) == ("suspected", "received", "held")
    assert (suspected["actor"], suspected["cause"]) == ("screening", "gambling")
    assert [accepted["sequence"], suspected["sequence"]] == [1, 2]


def test_a_changed_zone_is_looked_at(client: FlaskClient, house: House, look: Callable[[], int]) -> None:
    domain_id = submit(client, "flowers.com")
    look()
    answer = client.put(
        f"/v1/domains/{domain_id}/zone", json={"zone": [{"name": "casino", "type": "A", "content": "192.0.2.9"}]}
    )
    assert answer.status_code == 200
    with house.memory.read() as unit:
        zone = unit.cases.zone(domain_id)
        assert unit.screenings.has_open(domain_id)
    assert zone is not None
    assert [record.name for record in zone] == ["casino.flowers.com"]


def test_a_look_can_be_asked_for(client: FlaskClient, house: House, look: Callable[[], int]) -> None:
    domain_id = submit(client, "flowers.com")
    look()
    answer = client.post(f"/v1/domains/{domain_id}/screenings")
    assert (answer.status_code, answer.headers["Location"]) == (202, f"/v1/domains/{domain_id}")
    with house.memory.read() as unit:
        assert unit.screenings.has_open(domain_id)


def test_a_deleted_domain_is_withdrawn_and_deleting_it_again_changes_nothing(client: FlaskClient) -> None:
    domain_id = submit(client, "flowers.com")
    first = client.delete(f"/v1/domains/{domain_id}")
    assert (first.status_code, first.json["state"], first.json["serving"]) == (200, "withdrawn", "gone")
    assert client.delete(f"/v1/domains/{domain_id}").json == first.json
    assert len(client.get(f"/v1/domains/{domain_id}/history").json["items"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "/zone", {"zone": []}), ("POST", "/screenings", {}), ("POST", "/appeals", {"reason": "please"})],
)
def test_a_deleted_domain_takes_no(method: str, path: str, body: object, client: FlaskClient) -> None:
    domain_id = submit(client, "flowers.com")
    client.delete(f"/v1/domains/{domain_id}")
    answer = client.open(f"/v1/domains/{domain_id}{path}", method=method, json=body)
    assert (answer.status_code, answer.json["type"]) == (409, "urn:screening:problem:conflict")


def test_a_domain_that_comes_back_soon_keeps_its_history(client: FlaskClient, clock: FrozenClock) -> None:
    domain_id = submit(client, "flowers.com")
    client.delete(f"/v1/domains/{domain_id}")
    clock.advance(timedelta(days=29))
    assert submit(client, "flowers.com") == domain_id


def test_a_passed_deadline_shows_as_stuck(client: FlaskClient, clock: FrozenClock) -> None:
    domain_id = submit(client, "flowers.com")
    clock.advance(timedelta(minutes=6))
    assert client.get(f"/v1/domains/{domain_id}").json["stuck"] is True
