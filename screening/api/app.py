"""The API as a Flask application: every request passes one door, every answer leaves by one."""

import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from flask import Flask, Response, g, request

from screening.api import checking, decisions, domains, health, metrics, pages
from screening.api.access import admit
from screening.api.problems import MEDIA_TYPE, ProblemError, translate
from screening.api.reading import LARGEST_BODY, read_body, read_if_match, read_json, read_query, read_token
from screening.api.routing import PUBLIC, Answer, Call, Route
from screening.api.shapes import CASE_ID, Nothing
from screening.bootstrap import House
from screening.model.errors import NotFoundError
from screening.model.evidence import digest_of

_log = logging.getLogger(__name__)

_RULES_EVERY = timedelta(seconds=5)  # between two looks at the rule folder
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(house: House) -> Flask:
    """The API of a house; connects to nothing yet."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.merge_slashes = False  # one address, one resource: no redirects
    routes = all_routes()
    declared = {route.name: route for route in routes}
    refresh = _now_and_then(_RULES_EVERY, lambda: house.shelf.refresh())  # noqa: PLW0108 (the shelf is not made yet)

    def enter() -> None:
        g.began, g.request_id, g.key, g.now = time.monotonic(), _request_id(), None, house.clock()
        if request.url_rule is None:
            return
        route = declared.get(request.endpoint or "")
        if route is None:
            raise ProblemError("forbidden", "This route declares no scope, so nobody may use it.", scope="undeclared")
        if route.scope != PUBLIC:
            g.key = admit(request, route.scope, house.memory, g.now)
            refresh(g.now)

    app.before_request(enter)
    app.after_request(_leave)
    app.register_error_handler(Exception, _failed)
    for route in routes:
        app.add_url_rule(
            route.path, route.name, _view(house, route), methods=[route.method], provide_automatic_options=False
        )
    return app


def all_routes() -> Sequence[Route]:
    """The whole table."""
    routes = [*domains.ROUTES, *decisions.ROUTES, *checking.ROUTES, *health.ROUTES, *metrics.ROUTES]
    return [*routes, *pages.routes_about(routes)]


def _view(house: House, route: Route) -> Callable[..., Response]:
    def view(case_id: str = "") -> Response:
        if "<case_id>" in route.path and not re.fullmatch(CASE_ID, case_id):
            raise NotFoundError("there is no such domain")
        arguments: dict[str, Any] = {}
        query = read_query(route.query, request)
        if route.query is not Nothing:
            arguments["query"] = query
        token = read_token(request) if route.repeatable else ""
        if_match = read_if_match(request) if route.if_match else ()
        digest = ""
        if route.method not in {"GET", "HEAD"}:
            value = read_json(request)
            body = read_body(route.body or Nothing, value)
            if route.body is not None:
                arguments["body"] = body
            digest = digest_of([route.method, request.path, value])
        none_match = request.headers.get("If-None-Match", "")
        call = Call(house, g.key, g.now, case_id, token, digest, if_match, none_match)
        return _respond(route.act(call, **arguments))

    return view


def _respond(answer: Answer) -> Response:
    raw = answer.body if isinstance(answer.body, str) else b"" if answer.body is None else orjson.dumps(answer.body)
    response = Response(raw, answer.status, content_type="application/json")
    response.headers.update(answer.headers)
    return response


def _failed(error: Exception) -> Response:
    problem = translate(error)
    if problem.kind == "internal":
        _log.error("request %s failed", g.request_id, exc_info=error)
    elif problem.kind == "unavailable":
        _log.error("request %s: the database does not answer: %s", g.request_id, error)
    document = problem.document(f"urn:screening:request:{g.request_id}")
    response = Response(json.dumps(document), problem.status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    return response


def _leave(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    took = (time.monotonic() - g.began) * 1000
    key = g.key.id if g.key else "-"
    place = request.url_rule or "nowhere"  # never what the caller wrote: it could forge log lines
    _log.info("%s %s %d %.1fms key=%s id=%s", request.method, place, response.status_code, took, key, g.request_id)
    return response


def _request_id() -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if _REQUEST_ID.fullmatch(given) else f"req_{secrets.token_hex(12)}"


def _now_and_then(every: timedelta, act: Callable[[], object]) -> Callable[[datetime], None]:
    """A function that acts at most once in so long, in whichever thread comes by; the others go on meanwhile."""
    lock, acted = threading.Lock(), [datetime.min.replace(tzinfo=UTC)]

    def maybe(now: datetime) -> None:
        if abs(now - acted[0]) >= every and lock.acquire(blocking=False):  # a clock may be set back
            try:
                act()
            finally:
                acted[0] = now
                lock.release()

    return maybe
