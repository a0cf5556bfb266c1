"""One table drives everything: URL rules, scopes, checks of the request, and the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from screening.api.shapes import Nothing
from screening.bootstrap import House
from screening.model.errors import ConflictError
from screening.ports.access import Key, Reply
from screening.ports.memory import Unit
from screening.services.decide import StaleError
from screening.services.repeat import once

PUBLIC: Final = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a JSON body, or text with a Content-Type among the headers."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the door.

    Args:
        house: everything.
        key: whose request it is; None on public routes only.
        now: UTC, the same throughout the request.
        case_id: of the path, empty where it has none.
        token: the Idempotency-Key, empty for none.
        digest: of method, path and body.
        if_match: the strong entity tags that were sent.
        if_none_match: the header as it was sent.
    """

    house: House
    key: Key | None
    now: datetime
    case_id: str = ""
    token: str = ""
    digest: str = ""
    if_match: tuple[str, ...] = ()
    if_none_match: str = ""

    @property
    def actor(self) -> str:
        """Who, for the journal: the key's name, which people know, and its id, which is unique."""
        return f"{self.key.name} ({self.key.id})" if self.key else "nobody"

    @property
    def scopes(self) -> frozenset[str]:
        """What the key may do."""
        return self.key.scopes if self.key else frozenset()

    def once(self, act: Callable[[Unit], Answer]) -> Answer:
        """Act in one transaction, or give the answer that the same request got before.

        A twin may commit between our looking for its answer and our acting, so a conflict is tried once more: the
        second time its answer is there, or the conflict is real.
        """
        try:
            return self._once(act)
        except (ConflictError, StaleError):
            return self._once(act)

    def _once(self, act: Callable[[Unit], Answer]) -> Answer:
        def reply(unit: Unit) -> Reply:
            answer = act(unit)
            return Reply(self.digest, answer.status, answer.headers, answer.body)

        caller = self.key.id if self.key else ""
        kept, repeated = once(
            self.house.memory, reply, caller=caller, token=self.token, request=self.digest, now=self.now
        )
        headers = {**kept.headers, "Idempotent-Replayed": "true"} if repeated else kept.headers
        return Answer(kept.body, kept.status, headers)


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path.

    Args:
        method: HTTP method; GET includes HEAD.
        path: as Flask writes it; `<case_id>` is the only variable.
        scope: what a key needs, PUBLIC for none.
        act: called with the Call, and `body` or `query` where the route has a model for it.
        summary: one sentence.
        reply: model of the answer's body, None where it is not JSON.
        status: of the answer when all goes well.
        body: model of the request's body; None where there is none.
        query: model of the query string.
        repeatable: whether an Idempotency-Key works.
        if_match: whether If-Match is required.
        problems: the kinds of its own, besides those that all routes share.
    """

    method: str
    path: str
    scope: str
    act: Callable[..., Answer]
    summary: str
    reply: type[Any] | None
    status: int = 200
    body: type[Any] | None = None
    query: type[Any] = Nothing
    repeatable: bool = False
    if_match: bool = False
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The endpoint, and the operationId: the function's name."""
        return self.act.__name__
