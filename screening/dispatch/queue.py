"""Hints over RQ. Losing one costs seconds: looks live in SQL, and an unanswered hint is sent again."""

import logging
from collections.abc import Iterable

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.queue import EnqueueData

LOOKS = "looks"
FUNCTION = "screening.look"  # a name for the allow-list, not an import path

_log = logging.getLogger(__name__)

_DEEPEST = 1000  # hints waiting in Redis beyond which more would only be noise: SQL knows what is due
_TIMEOUT, _RESULT_TTL, _FAILURE_TTL = 200, 60, 3600  # seconds; a round and its last look; RQ keeps failures a year


def connect(url: str, *, timeout: float | None = 2.0) -> Redis:
    """A Redis client that tries twice, each time for `timeout` seconds; None leaves it to the caller's library."""
    return Redis.from_url(
        url, socket_timeout=timeout, socket_connect_timeout=timeout or 2.0, retry=Retry(NoBackoff(), 1)
    )


class RqHints:
    """The Hints port on an RQ queue.

    Args:
        redis: where the queue lives.
    """

    def __init__(self, redis: Redis) -> None:
        self._queue = Queue(LOOKS, connection=redis, serializer="json")
        self._redis = redis

    def send(self, screening_ids: Iterable[tuple[str, int]]) -> None:
        """Send hints; when Redis is away or full they are dropped, to be sent again once they have aged."""
        try:
            if self._queue.count > _DEEPEST:
                _log.warning("more than %d hints are waiting in Redis; are there workers?", _DEEPEST)
                return
            self._queue.enqueue_many([_job(screening_id, number) for screening_id, number in screening_ids])
        except RedisError as error:
            _log.warning("hints were not sent, they will be again: %s", error)

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        self._redis.close()

    def ping(self) -> None:
        """Raises RedisError when Redis is away."""
        self._redis.ping()


def _job(screening_id: str, number: int) -> EnqueueData:
    return Queue.prepare_data(
        FUNCTION,
        args=[screening_id],
        job_id=f"{screening_id}-{number}",
        timeout=_TIMEOUT,
        result_ttl=_RESULT_TTL,
        failure_ttl=_FAILURE_TTL,
    )
