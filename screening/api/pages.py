"""The API about itself: the OpenAPI document, and a page to read it on."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from flask import render_template

from screening.api.document import describe
from screening.api.problems import KINDS, PREFIX
from screening.api.routing import PUBLIC, Answer, Call, Route
from screening.services.keys import SCOPES


def routes_about(others: Sequence[Route]) -> tuple[Route, ...]:
    """Routes that describe the other routes, and themselves."""

    @cache
    def document() -> dict[str, object]:
        return describe([*others, *own])

    def openapi(_call: Call) -> Answer:
        """The OpenAPI document."""
        return Answer(document())

    def docs(_call: Call) -> Answer:
        """The document for people."""
        style = files("screening.api").joinpath("templates/docs.css").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        html = render_template("docs.html", document=document(), kinds=KINDS, prefix=PREFIX, scopes=SCOPES, style=style)
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": f"{policy}; form-action 'none'",
        }
        return Answer(html, headers=headers)

    own = (
        Route("GET", "/openapi.json", PUBLIC, openapi, "This document (OpenAPI 3.1).", None),
        Route("GET", "/docs", PUBLIC, docs, "This document for people.", None),
    )
    return own
