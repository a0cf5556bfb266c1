"""Whether the process lives, and whether it can work."""

from collections.abc import Callable

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from screening.api.problems import ProblemError
from screening.api.routing import PUBLIC, Answer, Call, Route
from screening.api.views import Alive, Ready
from screening.dispatch.queue import connect

_PATIENCE = 0.3  # seconds for Redis: probes are impatient, and intake works without it


def livez(_call: Call) -> Answer:
    """The process answers."""
    return Answer({"status": "alive"})


def readyz(call: Call) -> Answer:
    """Database, rules and Redis; only the first two can make it unready."""
    with connect(call.house.settings.redis, timeout=_PATIENCE) as redis:
        parts = {
            "database": _ask(call.house.memory.ping),
            "rules": "ok" if call.house.rules() else "none are loaded",
            "redis": _ask(redis.ping),
        }
    away = [part for part in ("database", "rules") if parts[part] != "ok"]
    if away:
        raise ProblemError("not-ready", f"Cannot work without: {', '.join(away)}.", parts=parts)
    return Answer({"status": "ready" if parts["redis"] == "ok" else "degraded", "parts": parts})


def _ask(ping: Callable[[], object]) -> str:
    try:
        ping()
    except (RedisError, SQLAlchemyError):
        return "does not answer"
    return "ok"


ROUTES = (
    Route("GET", "/livez", PUBLIC, livez, "Whether the process answers.", Alive),
    Route(
        "GET", "/readyz", PUBLIC, readyz, "Whether the service can work; without Redis it is degraded: looks wait.",
        Ready, problems=("not-ready",),
    ),
)  # fmt: skip
