"""People decide on what they saw, and on nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from screening.bootstrap import House
from tests.clock import FrozenClock
from tests.together import together

WRITE = ("domains:read", "domains:write", "decisions:write")


def tag_of(client: FlaskClient, domain_id: str) -> str:
    tag: str = client.get(f"/v1/domains/{domain_id}").headers["ETag"]
    return tag


def decide(client: FlaskClient, domain_id: str, tag: str = "", key: str = "", **body: object) -> "object":
    headers = {"If-Match": tag or tag_of(client, domain_id), **({"Idempotency-Key": key} if key else {})}
    return client.post(f"/v1/domains/{domain_id}/decisions", json={"reason": "seen", **body}, headers=headers)


@pytest.mark.parametrize(
    ("ruling", "more", "state", "serving"),
    [
        ("refuse", {}, "refused", "withheld"),
        ("approve", {}, "waiting", "probation"),
        ("approve", {"at_once": True}, "approved", "live"),
        ("hold", {}, "held", "withheld"),
        ("hold", {"until": "2026-11-30T09:00:00+01:00"}, "held", "withheld"),
        ("remove", {}, "removing", "withheld"),
    ],
)
def test_a_ruling_is_carried_out(
    ruling: str, more: dict[str, object], state: str, serving: str, client: FlaskClient, held: str
) -> None:
    answer = decide(client, held, ruling=ruling, **more)
    assert answer.status_code == 200
    assert (answer.json["state"], answer.json["serving"]) == (state, serving)
    assert answer.json["decision"] == {"ruling": ruling, "reason": "seen", "at": "2026-11-22T09:00:00Z"}
    last = client.get(f"/v1/domains/{held}/history").json["items"][-1]
    assert last["actor"].startswith("panel (")
    assert last["cause"] == "seen"


def test_a_refused_domain_is_restored_to_people(client: FlaskClient, held: str) -> None:
    decide(client, held, ruling="refuse")
    assert decide(client, held, ruling="restore").json["state"] == "held"


def test_a_decision_on_what_has_changed_is_refused(
    client: FlaskClient, held: str, house: House, look: Callable[[], int]
) -> None:
    seen = tag_of(client, held)
    client.put(f"/v1/domains/{held}/zone", json={"zone": [{"name": "@", "type": "A", "content": "192.0.2.1"}]})
    look()
    answer = decide(client, held, seen, ruling="approve")
    assert (answer.status_code, answer.json["type"]) == (412, "urn:screening:problem:stale")
    assert client.get(f"/v1/domains/{held}").json["decision"] is None
    assert decide(client, held, ruling="approve").status_code == 200


def test_an_idle_look_does_not_make_a_decision_stale(client: FlaskClient, held: str, look: Callable[[], int]) -> None:
    seen = tag_of(client, held)
    client.post(f"/v1/domains/{held}/screenings")
    assert look() == 1
    assert decide(client, held, seen, ruling="refuse").status_code == 200


def test_one_of_several_tags_is_enough(client: FlaskClient, held: str) -> None:
    tags = f'"1-unseen" , W/"x",{tag_of(client, held)}'
    assert decide(client, held, tags, ruling="refuse").status_code == 200


def test_a_second_decision_needs_a_second_look(client: FlaskClient, held: str) -> None:
    seen = tag_of(client, held)
    assert decide(client, held, seen, ruling="hold").status_code == 200
    assert decide(client, held, seen, ruling="refuse").status_code == 412


def test_the_answer_carries_the_tag_for_the_next_decision(client: FlaskClient, held: str) -> None:
    answer = decide(client, held, ruling="hold")
    assert decide(client, held, answer.headers["ETag"], ruling="refuse").status_code == 200


def test_a_repeated_decision_is_answered_although_its_tag_is_stale_by_now(client: FlaskClient, held: str) -> None:
    seen = tag_of(client, held)
    first = decide(client, held, seen, key="d-1", ruling="refuse")
    again = decide(client, held, seen, key="d-1", ruling="refuse")
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(client.get(f"/v1/domains/{held}/history").json["items"]) == 3


@pytest.mark.parametrize(("key", "status"), [("", 412), ("d-1", 200)])
def test_of_ten_people_who_decide_at_once_one_does(
    key: str, status: int, database_url: str, all_clients_at: Callable[[str], tuple[House, FlaskClient]]
) -> None:
    house, client = all_clients_at(database_url)
    client.post("/v1/domains", json={"name": "flowers.com", "account": "a1"})
    contested = client.post("/v1/domains", json={"name": "flowers.com", "account": "a2"})
    domain_id, tag = contested.json["id"], contested.headers["ETag"]
    app, token = client.application, client.environ_base["HTTP_AUTHORIZATION"]

    def send(_number: int) -> int:
        own = app.test_client()
        own.environ_base["HTTP_AUTHORIZATION"] = token
        code: int = decide(own, domain_id, tag, key=key, ruling="refuse").status_code
        return code

    assert sorted(together(10, send), key=str) == sorted([200] + [status] * 9)
    with house.memory.read() as unit:
        assert [row.event for row in unit.journal.of(domain_id)] == ["contested", "refused-by-person"]


@pytest.mark.parametrize(
    "body", [{"ruling": "approve", "at_once": True}, {"ruling": "remove"}, {"ruling": "restore"}], ids=str
)
def test_a_junior_may_not(body: dict[str, object], client_for: Callable[..., FlaskClient], held: str) -> None:
    answer = decide(client_for(*WRITE), held, **body)
    assert answer.status_code == 403
    assert answer.json["scope"] == "decisions:senior"
    assert 'scope="decisions:senior"' in answer.headers["WWW-Authenticate"]


def test_a_customer_appeals_and_another_person_decides(
    client_for: Callable[..., FlaskClient], client: FlaskClient, held: str
) -> None:
    first, second = client_for(*WRITE, name="ann"), client_for(*WRITE, name="bob")
    decide(first, held, ruling="refuse")
    appealed = client.post(f"/v1/domains/{held}/appeals", json={"reason": " We sell cards,\nnothing else. "})
    assert (appealed.status_code, appealed.json["state"]) == (200, "held")
    assert appealed.json["customer_message"]["code"] == "appealed"
    assert client.get(f"/v1/domains/{held}/history").json["items"][-1]["cause"] == "We sell cards,\nnothing else."
    assert decide(first, held, ruling="approve").status_code == 409
    assert decide(second, held, ruling="approve").status_code == 200


def test_a_panel_with_one_key_names_its_reviewers(client: FlaskClient, held: str) -> None:
    decide(client, held, ruling="refuse", reviewer="ann")
    client.post(f"/v1/domains/{held}/appeals", json={"reason": "We sell cards."})
    assert decide(client, held, ruling="approve", reviewer="ann").status_code == 409
    assert decide(client, held, ruling="approve", reviewer="bob").status_code == 200
    actors = [row["actor"] for row in client.get(f"/v1/domains/{held}/history").json["items"]]
    assert [actor.partition(",")[0] for actor in actors if ", through " in actor] == ["ann", "bob"]


def test_an_appeal_comes_too_late_after_half_a_year(client: FlaskClient, clock: FrozenClock, held: str) -> None:
    decide(client, held, ruling="refuse")
    clock.advance(timedelta(days=184))
    answer = client.post(f"/v1/domains/{held}/appeals", json={"reason": "please"})
    assert answer.status_code == 409
    assert "183 days" in answer.json["detail"]


def test_what_the_table_does_not_have_is_a_conflict(client: FlaskClient) -> None:
    made = client.post("/v1/domains", json={"name": "flowers.com", "account": "a1"}).json
    answer = decide(client, made["id"], ruling="approve")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:screening:problem:conflict")
