"""A domain comes in: stored when the answer comes, once however often it is sent."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from screening.bootstrap import House
from screening.model.zone import Record
from tests.clock import FrozenClock
from tests.doors.api.conftest import NAMESERVERS
from tests.together import together

NEW = {"name": "example.com", "account": "a1"}


def test_a_submitted_domain_is_taken_in_and_can_be_seen(client: FlaskClient) -> None:
    answer = client.post("/v1/domains", json=NEW)
    assert answer.status_code == 202
    seen = client.get(answer.headers["Location"])
    assert seen.status_code == 200
    assert seen.json == answer.json
    assert seen.headers["ETag"] == answer.headers["ETag"]


def test_the_view_tells_where_a_domain_stands_and_what_approval_lacks(client: FlaskClient) -> None:
    body = client.post("/v1/domains", json={**NEW, "name": " Bücher.COM. ", "labels": {"order": "7"}}).json
    told = {"domain": "xn--bcher-kva.com", "unicode": "bücher.com", "registrable": "xn--bcher-kva.com"}
    assert {key: body[key] for key in told} == told
    assert (body["state"], body["serving"], body["nameservers"]) == ("received", "withheld", [*NAMESERVERS])
    assert body["accepted_at"] == "2026-11-22T09:00:00Z"
    assert (body["window_ends_at"], body["verdict"], body["decision"], body["stuck"]) == (None, None, None, False)
    assert body["missing"] == ["name", "feeds", "zone", "dns", "page"]
    assert body["labels"] == {"order": "7"}
    assert body["customer_message"]["code"] == "received"


def test_everything_that_was_given_is_kept(client: FlaskClient, house: House) -> None:
    given = {
        **NEW,
        "previous_nameservers": ["NS1.Old.example."],
        "account_created": "2026-11-20T10:15:00.5+02:00",
        "standing": "trusted",
        "labels": {"order": "7"},
        "source": "panel",
        "zone": [
            {"name": "@", "type": "a", "content": "192.0.2.1"},
            {"name": "WWW", "type": "CNAME", "content": "example.com.", "ttl": 60},
            {"name": "mail.example.com", "type": "A", "content": "192.0.2.2"},
            {"name": "*.example.com.", "type": "TXT", "content": '"v=spf1 -all"'},
        ],
    }
    domain_id = client.post("/v1/domains", json=given).json["id"]
    with house.memory.read() as unit:
        case, zone = unit.cases.get(domain_id), unit.cases.zone(domain_id)
    assert case.previous_nameservers == ("ns1.old.example",)
    assert case.account_created is not None
    assert case.account_created.isoformat() == "2026-11-20T08:15:00.500000+00:00"
    assert (case.standing, case.labels, case.source) == ("trusted", {"order": "7"}, "panel")
    assert zone == (
        Record("example.com", "A", "192.0.2.1", 3600),
        Record("www.example.com", "CNAME", "example.com.", 60),
        Record("mail.example.com", "A", "192.0.2.2", 3600),
        Record("*.example.com", "TXT", '"v=spf1 -all"', 3600),
    )


def test_a_look_is_queued_with_the_domain(client: FlaskClient, house: House) -> None:
    domain_id = client.post("/v1/domains", json=NEW).json["id"]
    with house.memory.read() as unit:
        assert unit.screenings.has_open(domain_id)


def test_the_same_customer_is_told_that_the_domain_is_here(client: FlaskClient) -> None:
    first = client.post("/v1/domains", json=NEW)
    again = client.post("/v1/domains", json={**NEW, "name": "EXAMPLE.com."})
    assert again.status_code == 409
    assert again.json["type"] == "urn:screening:problem:already-exists"
    assert again.json["domain_id"] == first.json["id"]
    assert again.headers["Location"] == first.headers["Location"]


def test_another_customer_gets_a_contested_domain_of_his_own(client: FlaskClient) -> None:
    first = client.post("/v1/domains", json=NEW).json
    second = client.post("/v1/domains", json={**NEW, "account": "a2"})
    assert second.status_code == 202
    assert (second.json["state"], second.json["contested"]) == ("held", True)
    assert second.json["customer_message"]["code"] == "contested"
    assert second.json["id"] != first["id"]


def test_a_repeated_request_gets_the_same_answer_and_has_no_second_effect(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "order-7"}
    first = client.post("/v1/domains", json=NEW, headers=key)
    again = client.post("/v1/domains", data=b'{"account": "a1",  "name": "example.com"}', headers={
        **key, "Content-Type": "application/json",
    })  # fmt: skip
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.json) == (202, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(client.get("/v1/domains").json["items"]) == 1


def test_another_request_with_the_same_key_is_refused(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "order-7"}
    made = client.post("/v1/domains", json=NEW, headers=key).json
    for path, body in (("/v1/domains", {**NEW, "name": "example.org"}), (f"/v1/domains/{made['id']}/screenings", {})):
        other = client.post(path, json=body, headers=key)
        assert (other.status_code, other.json["type"]) == (422, "urn:screening:problem:key-reused")
    assert len(client.get("/v1/domains").json["items"]) == 1


def test_a_refused_request_may_be_corrected_under_the_same_key(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "order-7"}
    assert client.post("/v1/domains", json={**NEW, "name": "*.example.com"}, headers=key).status_code == 422
    assert client.post("/v1/domains", json=NEW, headers=key).status_code == 202


def test_keys_of_different_callers_do_not_meet(client_for: Callable[..., FlaskClient]) -> None:
    key = {"Idempotency-Key": "1"}
    one, two = client_for("domains:write"), client_for("domains:write")
    assert one.post("/v1/domains", json=NEW, headers=key).status_code == 202
    assert two.post("/v1/domains", json={**NEW, "name": "example.org"}, headers=key).status_code == 202


def test_an_answer_is_kept_for_a_day(client: FlaskClient, clock: FrozenClock) -> None:
    key = {"Idempotency-Key": "order-7"}
    first = client.post("/v1/domains", json=NEW, headers=key)
    clock.advance(timedelta(hours=23, minutes=59))
    assert client.post("/v1/domains", json=NEW, headers=key).json == first.json
    clock.advance(timedelta(minutes=2))
    assert client.post("/v1/domains", json=NEW, headers=key).status_code == 409


@pytest.mark.parametrize("token", ["order-7", ""])
def test_twenty_at_once_make_one_domain(
    token: str, database_url: str, all_clients_at: Callable[[str], tuple[House, FlaskClient]]
) -> None:
    house, client = all_clients_at(database_url)
    headers = {"Idempotency-Key": token} if token else {}
    app, authorization = client.application, client.environ_base["HTTP_AUTHORIZATION"]

    def send(_number: int) -> tuple[int, str, bool]:
        own = app.test_client()
        answer = own.post("/v1/domains", json=NEW, headers={**headers, "Authorization": authorization})
        found = answer.json.get("domain_id") or answer.json.get("id") or answer.text
        return answer.status_code, found, "Idempotent-Replayed" in answer.headers

    answers = together(20, send)
    with house.memory.read() as unit:
        (case,) = unit.cases.find()
        assert len(unit.journal.of(case.id)) == 1
    first = (202, case.id, False)
    assert sorted(answers, key=str) == sorted(
        [first] + [(202, case.id, True) if token else (409, case.id, False)] * 19, key=str
    )


def test_there_is_no_202_when_the_commit_fails(client: FlaskClient, house: House) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    key = {"Idempotency-Key": "order-7"}
    client.get("/v1/domains")
    event.listen(house.memory._engine, "commit", fail)
    answer = client.post("/v1/domains", json=NEW, headers=key)
    event.remove(house.memory._engine, "commit", fail)

    assert answer.status_code == 503
    assert "Location" not in answer.headers
    assert client.get("/v1/domains").json["items"] == []
    again = client.post("/v1/domains", json=NEW, headers=key)
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (202, False)


def test_a_full_disk_is_told_as_such_a_retry_helps_and_nothing_is_stored(client: FlaskClient, house: House) -> None:
    def cap(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    engine = house.memory._engine
    big = {**NEW, "zone": [{"name": "@", "type": "TXT", "content": "x" * 4096}] * 50}
    house.memory.close()
    event.listen(engine, "connect", cap)
    answer = client.post("/v1/domains", json=big)
    event.remove(engine, "connect", cap)
    house.memory.close()

    assert (answer.status_code, answer.json["type"]) == (503, "urn:screening:problem:unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert "disk" not in answer.text
    assert client.get("/v1/domains").json["items"] == []
    assert client.post("/v1/domains", json=big).status_code == 202


def test_a_fault_of_ours_tells_nothing_of_itself(client: FlaskClient, house: House) -> None:
    domain_id = client.post("/v1/domains", json=NEW).json["id"]
    with house.memory._engine.begin() as connection:
        connection.execute(text("UPDATE cases SET body = '{\"secret\": 1}'"))
    answer = client.get(f"/v1/domains/{domain_id}")
    assert (answer.status_code, answer.json["type"]) == (500, "urn:screening:problem:internal")
    assert "secret" not in answer.text
    assert "Error" not in answer.json["detail"]
