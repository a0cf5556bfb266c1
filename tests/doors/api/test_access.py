"""Denied unless a scope allows it; every answer carries the same headers."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from screening.api.app import all_routes, create_app
from screening.bootstrap import House
from screening.services.keys import SCOPES, make_key
from tests.clock import FrozenClock

PUBLIC = {"/livez", "/readyz", "/openapi.json", "/docs"}


def calls(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every method of every URL rule that Flask would serve, with the scope it declares."""
    scopes = {route.name: route.scope for route in all_routes()}
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            yield method, rule.rule.replace("<case_id>", "dom_" + "0" * 28), scopes[rule.endpoint]


def test_every_route_but_four_needs_a_key_with_exactly_its_scope(
    house: House, key_for: Callable[..., str], anonymous: FlaskClient
) -> None:
    only = {scope: key_for(scope) for scope in SCOPES}
    all_but = {scope: key_for(*(SCOPES.keys() - {scope})) for scope in SCOPES}
    tried = 0
    for method, path, scope in calls(anonymous.application):

        def send(token: str, method: str = method, path: str = path) -> TestResponse:
            return anonymous.open(path, method=method, headers={"Authorization": token} if token else {})

        if path in PUBLIC:
            assert not scope
            assert send("").status_code in {200, 503}
            continue
        tried += 1
        assert scope in SCOPES
        for wrong in (
            "",
            "Basic YTpi",
            "Bearer",
            "Bearer sk_x",
            f"Bearer {only[scope]}x",
            f"Bearer {only[scope][:-1]}",
        ):
            assert send(wrong).status_code == 401, (method, path, wrong)
        assert send(f"Bearer {all_but[scope]}").status_code == 403, (method, path)
        assert send(f"bearer {only[scope]}").status_code not in {401, 403}, (method, path)
    assert tried >= 12


def test_a_route_that_declares_no_scope_is_nobodys(client: FlaskClient) -> None:
    app = client.application
    app.add_url_rule("/v1/forgotten", "forgotten", lambda: "here")
    assert client.get("/v1/forgotten").status_code == 403


def test_a_missing_key_and_a_wrong_one_are_told_apart(anonymous: FlaskClient) -> None:
    missing = anonymous.get("/v1/domains")
    wrong = anonymous.get("/v1/domains", headers={"Authorization": "Bearer sk_nobody"})
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="screening"'
    assert wrong.headers["WWW-Authenticate"] == 'Bearer realm="screening", error="invalid_token"'
    assert missing.json["type"] == wrong.json["type"] == "urn:screening:problem:unauthenticated"


def test_a_missing_scope_is_named(client_for: Callable[..., FlaskClient]) -> None:
    answer = client_for("check").get("/v1/domains")
    assert answer.json["scope"] == "domains:read"
    assert answer.headers["WWW-Authenticate"].endswith('error="insufficient_scope", scope="domains:read"')


def test_an_expired_key_and_a_revoked_one_open_nothing(house: House, clock: FrozenClock) -> None:
    with house.memory.write() as unit:
        short = make_key(unit, "short", frozenset(SCOPES), clock(), clock() + timedelta(hours=1))
        revoked = make_key(unit, "revoked", frozenset(SCOPES), clock())
        key_id = revoked.split("_")[1]
    client = create_app(house).test_client()

    def status(token: str) -> int:
        return client.get("/v1/domains", headers={"Authorization": f"Bearer {token}"}).status_code

    assert [status(short), status(revoked)] == [200, 200]
    clock.advance(timedelta(hours=1))
    with house.memory.write() as unit:
        assert unit.keys.revoke(key_id, clock())
    assert [status(short), status(revoked)] == [401, 401]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", path) for path in (*sorted(PUBLIC), "/v1/domains", "/nowhere")]
    + [("POST", "/v1/domains"), ("HEAD", "/v1/domains"), ("OPTIONS", "/v1/domains"), ("DELETE", "/livez")],
)
def test_every_answer_is_closed_to_browsers_and_caches(method: str, path: str, client: FlaskClient) -> None:
    headers = client.open(path, method=method).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert len(headers.getlist("Content-Security-Policy")) == 1
    assert "Set-Cookie" not in headers
    assert headers["X-Request-Id"]


@pytest.mark.parametrize(("sent", "kept"), [("panel-7.a_b", True), ("a b", False), ("x" * 65, False), ("", False)])
def test_a_request_id_of_the_caller_is_kept_when_it_is_harmless(sent: str, kept: bool, client: FlaskClient) -> None:
    got = client.get("/livez", headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert (got == sent) is kept
    assert got
