"""What is wrong is refused, each with its own status, type and place, and changes nothing."""

import io

import pytest
from flask.testing import FlaskClient

from screening.api.problems import KINDS, MEDIA_TYPE, PREFIX
from screening.bootstrap import House
from tests.doors.api.bad_requests import ROWS, Bad


def test_the_table_is_long_and_names_no_request_twice() -> None:
    assert len(ROWS) >= 60
    assert len({(row.about, row.path, row.place) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("bad", [pytest.param(row, id=row.about) for row in ROWS])
def test_a_wrong_request_is_refused_by_name_and_place(bad: Bad, client: FlaskClient, house: House, held: str) -> None:
    before = client.get(f"/v1/domains/{held}")
    tag = before.headers["ETag"]
    answer = client.open(
        bad.path.replace("{held}", held),
        method=bad.method,
        data=bad.body,
        content_type=bad.media,
        headers={name: value.replace("{tag}", tag) for name, value in bad.headers.items()},
    )

    assert (answer.status_code, answer.content_type) == (bad.status, MEDIA_TYPE)
    problem = answer.json
    assert problem["type"] == PREFIX + bad.kind
    assert problem["title"] == KINDS[bad.kind].title
    assert problem["status"] == bad.status
    assert problem["detail"]
    assert problem["instance"].endswith(answer.headers["X-Request-Id"])
    assert (bad.place is None) == ("errors" not in problem)
    assert bad.place is None or bad.place in [_place(error) for error in problem["errors"]]
    with house.memory.read() as unit:
        assert [case.id for case in unit.cases.find()] == [held]
    assert client.get(f"/v1/domains/{held}").json == before.json


def _place(error: dict[str, str]) -> str:
    assert error["detail"]
    if "parameter" in error:
        return "?" + error["parameter"]
    return error["header"] if "header" in error else error["pointer"]


@pytest.mark.parametrize(("size", "status"), [(999_000, 202), (1_000_000, 413), (1_200_000, 413)])
def test_a_body_in_chunks_is_bounded_too(size: int, status: int, client: FlaskClient) -> None:
    body = b'{"name": "example.com", "account": "a"}'.ljust(size)
    answer = client.post(
        "/v1/domains",
        input_stream=io.BytesIO(body),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},  # what gunicorn says of chunks
    )
    assert answer.status_code == status


def test_every_fault_is_told_at_once(client: FlaskClient) -> None:
    answer = client.post("/v1/domains", json={"name": 5, "account": "", "colour": "red"})
    assert [error["pointer"] for error in answer.json["errors"]] == ["/name", "/account", "/colour"]


def test_at_most_fifty_faults_are_told(client: FlaskClient) -> None:
    rows = [{"name": "@", "type": "A", "content": "x"}] * 200
    answer = client.post("/v1/domains", json={"name": "example.com", "account": "a", "zone": rows})
    assert len(answer.json["errors"]) == 50


def test_a_refused_method_names_the_ones_there_are(client: FlaskClient) -> None:
    allowed = client.patch("/v1/domains").headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "POST"}


def test_a_refused_name_comes_with_its_code_and_with_what_to_do(client: FlaskClient) -> None:
    problem = client.post("/v1/domains", json={"name": "*.example.com", "account": "a"}).json
    assert problem["code"] == "wildcard"
    assert problem["detail"] == "Add the domain itself; a wildcard (*) is a record inside its zone."
