"""The OpenAPI 3.1 document, generated from the table of routes and the models that it names."""

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from screening.api.problems import KINDS, MEDIA_TYPE, PREFIX
from screening.api.routing import PUBLIC, Route
from screening.api.shapes import CASE_ID, Nothing
from screening.api.views import ProblemView

_SCHEMAS = "#/components/schemas/"
_ALWAYS = ("bad-request", "internal", "unavailable")
_WITH_BODY = ("malformed-json", "too-large", "unsupported-media-type")
_INTRODUCTION = """\
Times are RFC 3339 in UTC. Errors are RFC 9457 problem documents with a stable `type`. A POST with an `Idempotency-Key`
has its effect once: repeated within 24 hours it gets the same answer, with `Idempotent-Replayed: true`. A decision
names what was seen: the ETag of the domain goes into `If-Match`. Every answer carries `X-Request-Id`.
"""


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The document for these routes."""
    schemas = _schemas(routes)
    queries = {route.query.__name__ for route in routes}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(_path(route), {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Screening",
            "version": version("screening"),
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in queries},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "An API key, `sk_...`; it has scopes."}
            },
        },
    }


def _schemas(routes: Iterable[Route]) -> dict[str, Any]:
    models: dict[type[BaseModel], None] = {ProblemView: None}
    for route in routes:
        models.update(dict.fromkeys(m for m in (route.body, route.query, route.reply) if m is not None))
    models.pop(Nothing, None)
    reading = {route.body for route in routes} | {route.query for route in routes}
    _, schema = models_json_schema(
        [(model, "validation" if model in reading else "serialization") for model in models],
        ref_template=_SCHEMAS + "{model}",
    )
    found: dict[str, Any] = schema["$defs"]
    return found


def _path(route: Route) -> str:
    return route.path.replace("<case_id>", "{id}")


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route)],
        "security": [] if route.scope == PUBLIC else [{"key": [route.scope]}],
        "parameters": _parameters(route, schemas),
        "responses": _responses(route),
    }
    if route.body is not None:
        content = {"application/json": {"schema": {"$ref": _SCHEMAS + route.body.__name__}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _tag(route: Route) -> str:
    return route.scope.partition(":")[0] or "service"


def _parameters(route: Route, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "<case_id>" in route.path:
        found.append(_parameter("path", "id", {"type": "string", "pattern": f"^{CASE_ID}$"}, required=True))
    query = {} if route.query is Nothing else schemas[route.query.__name__]
    for name, schema in query.get("properties", {}).items():
        found.append(_parameter("query", name, schema, required=name in query.get("required", ())))
    if route.repeatable:
        schema = {
            "type": "string",
            "minLength": 1,
            "maxLength": 255,
            "description": "Any text of your own, a UUID say.",
        }
        found.append(_parameter("header", "Idempotency-Key", schema))
    if route.if_match:
        schema = {"type": "string", "description": "The ETag of the domain as it was looked at."}
        found.append(_parameter("header", "If-Match", schema, required=True))
    return found


def _parameter(place: str, name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    bare = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    told = {"description": schema["description"]} if "description" in schema else {}
    return {"in": place, "name": name, "required": required, "schema": bare, **told}


def _responses(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.summary}
    if route.reply is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": _SCHEMAS + route.reply.__name__}}}
    headers = ["X-Request-Id"]
    headers += ["ETag"] if route.reply is not None and route.reply.__name__ in {"DomainView", "EvidenceList"} else []
    headers += ["Location"] if route.status == 202 else []
    answer["headers"] = {name: {"schema": {"type": "string"}} for name in headers}
    found = {str(route.status): answer}
    kinds = _kinds(route)
    for status in sorted({KINDS[kind].status for kind in kinds}):
        these = [kind for kind in kinds if KINDS[kind].status == status]
        told = " ".join(f"`{PREFIX}{kind}`: {KINDS[kind].meaning}" for kind in these)
        schema = {"$ref": f"{_SCHEMAS}ProblemView"}
        found[str(status)] = {"description": told, "content": {MEDIA_TYPE: {"schema": schema}}}
    return found


def _kinds(route: Route) -> list[str]:
    """Every kind of problem that a route can answer with."""
    kinds = [*route.problems, *_ALWAYS]
    if route.scope != PUBLIC:
        kinds += ["unauthenticated", "forbidden"]
    if route.method not in {"GET", "HEAD"}:
        kinds += _WITH_BODY
    if route.scope != PUBLIC or route.body is not None:
        kinds += ["invalid"]
    if "<case_id>" in route.path:
        kinds += ["not-found"]
    if route.repeatable:
        kinds += ["malformed-header", "key-reused", "conflict"]
    if route.if_match:
        kinds += ["malformed-header", "precondition-required", "stale"]
    return list(dict.fromkeys(kinds))
