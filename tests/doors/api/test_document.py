"""The OpenAPI document tells the truth: every route, every scope, and examples that work."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.app import all_routes
from screening.api.problems import KINDS, PREFIX
from screening.services.keys import SCOPES


@pytest.fixture
def document(anonymous: FlaskClient) -> Any:
    return anonymous.get("/openapi.json").json


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_url_rule_is_there_and_nothing_else(document: Any, anonymous: FlaskClient) -> None:
    served = {
        (method, re.sub("<case_id>", "{id}", rule.rule))
        for rule in anonymous.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert {(method, path) for method, path, _ in operations(document)} == served


def test_it_is_an_openapi_3_1_document_in_its_parts(document: Any) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["title"]
    assert document["info"]["version"]
    known = set(document["components"]["schemas"])
    assert {ref.removeprefix("#/components/schemas/") for ref in references(document)} <= known
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids)
    for method, path, operation in operations(document):
        assert operation["responses"]
        assert all(response["description"] for response in operation["responses"].values())
        in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_every_operation_tells_its_scope(document: Any) -> None:
    declared = {route.name: route.scope for route in all_routes()}
    for _, _, operation in operations(document):
        scope = declared[operation["operationId"]]
        assert operation["security"] == ([{"key": [scope]}] if scope else [])


def test_every_model_of_a_body_has_an_example_that_it_takes(client: FlaskClient) -> None:
    bodies = {route.body for route in all_routes() if route.body}
    assert len(bodies) >= 5
    for model in bodies:
        examples = model.model_json_schema()["examples"]
        assert examples
        for example in examples:
            model.model_validate(example)


def test_the_examples_of_submitting_and_checking_work(client: FlaskClient, document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert client.post("/v1/domains", json=schemas["NewDomain"]["examples"][0]).status_code == 202
    assert client.post("/v1/check", json=schemas["Names"]["examples"][0]).status_code == 200


def test_answers_fit_the_models_they_declare(client: FlaskClient, held: str) -> None:
    replies = {(route.method, route.path): route.reply for route in all_routes()}
    for (method, path), reply in replies.items():
        if method == "GET" and reply is not None:
            answer = client.get(path.replace("<case_id>", held))
            assert reply.model_validate_json(answer.data).model_dump(mode="json") == answer.json, path


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_is_documented(kind: str, document: Any, anonymous: FlaskClient) -> None:
    told = [
        status
        for _, _, operation in operations(document)
        for status, response in operation["responses"].items()
        if f"`{PREFIX}{kind}`" in response["description"]
    ]
    assert {int(status) for status in told} <= {KINDS[kind].status}
    assert told or kind == "method-not-allowed"
    assert PREFIX + kind in anonymous.get("/docs").text


def test_the_page_for_people_shows_every_route_and_scope_and_loads_nothing(anonymous: FlaskClient) -> None:
    page = anonymous.get("/docs")
    assert page.content_type == "text/html; charset=utf-8"
    for route in all_routes():
        assert f'id="{route.name}"' in page.text
    assert all(scope in page.text for scope in SCOPES)
    assert not re.search(r"<script|<link|<img|<iframe|src=|url\(|@import|https?://", page.text)
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/=]{44}'", page.headers["Content-Security-Policy"])
    for target in re.findall(r'href="#(\w+)"', page.text):
        assert f'id="{target}"' in page.text
