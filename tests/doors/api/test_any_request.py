"""Whatever JSON comes, the answer is an acceptance or a problem of the caller's, never a fault of ours."""

import json

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = st.text(max_size=40) | st.sampled_from(["example.com", "a1", "2026-11-22T09:00:00Z", "approve", "", "@", "\0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)
FIELDS = ["name", "account", "zone", "labels", "until", "ruling", "reason", "names", "previous_nameservers", "source"]
BODIES = JSON | st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5)
PATHS = ["/v1/domains", "/v1/check", *(f"/v1/domains/{{id}}/{part}" for part in ("decisions", "appeals", "screenings"))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(path=st.sampled_from(PATHS), body=BODIES)
def test_no_json_breaks_the_door(path: str, body: object, client: FlaskClient, held: str) -> None:
    headers = {"If-Match": '"1-unseen"', "Content-Type": "application/json"}
    answer = client.post(path.replace("{id}", held), data=json.dumps(body), headers=headers)
    assert answer.status_code < 500, answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.binary(max_size=200))
def test_no_bytes_break_the_door(raw: bytes, client: FlaskClient) -> None:
    answer = client.post("/v1/domains", data=raw, content_type="application/json")
    assert answer.status_code in {400, 422}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(["Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id", "Cookie"]),
    value=st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=60),
)
def test_no_header_breaks_the_door(name: str, value: str, client: FlaskClient, held: str) -> None:
    body = {"ruling": "refuse", "reason": "seen"}
    for path, more in ((f"/v1/domains/{held}/evidence", {}), (f"/v1/domains/{held}/decisions", {"json": body})):
        answer = client.open(path, method="POST" if more else "GET", headers={name: value}, **more)
        assert answer.status_code < 500, answer.text
