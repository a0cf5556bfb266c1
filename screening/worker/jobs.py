"""What a worker will run: one function, by name, from JSON. Whoever can write to Redis gains nothing more."""

import contextlib
import logging
import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.queue import Queue
from rq.worker import Worker

from screening.dispatch.queue import FUNCTION, LOOKS, connect
from screening.model.errors import ScreeningError
from screening.supervise.process import die_with_parent

_log = logging.getLogger(__name__)


class JobRefusedError(ScreeningError):
    """A job that is not on the allow-list."""


class Inert(Job):
    """A job without what else a message may ask for: callbacks, which are import paths, and calls of URLs."""

    def restore(self, raw_data: Any) -> None:
        """A message that cannot be read is no message: it would end one worker after the other."""
        try:
            super().restore(raw_data)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise NoSuchJobError(f"unreadable job: {error}") from error

    def send_webhooks(self, status: object, *, exc_string: str | None = None) -> None:
        """Call nobody."""

    @property
    def success_callback(self) -> None:
        """None, whatever the message says; as are the others."""

    @property
    def failure_callback(self) -> None:
        """None."""

    @property
    def stopped_callback(self) -> None:
        """None."""


def allow_only(handler: Callable[[str], None]) -> type[Job]:
    """A job class that calls `handler` with a screening id and never imports anything a message names."""

    class LookJob(Inert):
        @property
        def func(self) -> Callable[[str], None]:
            if self.func_name != FUNCTION or self.instance is not None:
                _log.error("refused a job that asked for %.200r: somebody else writes to our Redis", self.func_name)
                raise JobRefusedError(f"only {FUNCTION} runs here")
            return handler

        def _execute(self) -> None:
            handler = self.func
            arguments = list(self.args or ())
            if self.kwargs or len(arguments) != 1 or not isinstance(arguments[0], str):
                raise JobRefusedError(f"{FUNCTION} takes one screening id")
            handler(arguments[0])

    return LookJob


class LookWorker(Worker):
    """RQ's forking worker, which prepares before each fork and tells its horse when to come to an end."""

    before_fork: Callable[[], None]
    stopping = False

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Load once what every horse would otherwise load for itself, then fork."""
        self.before_fork()
        super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Job, queue: Queue) -> Any:
        """In the horse: never outlive the worker."""
        die_with_parent(self.pid or 0)
        return super().main_work_horse(job, queue)

    def setup_work_horse_signals(self) -> None:
        """In the horse: SIGTERM ends it after the look in hand."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTERM, self._end_soon)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """In the worker: stop after the job in hand, and keep that short."""
        if self.horse_pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def _end_soon(self, _signum: int, _frame: FrameType | None) -> None:
        self.stopping = True


def listening(url: str, look: Callable[[str, Callable[[], bool]], None], before_fork: Callable[[], None]) -> LookWorker:
    """A worker on one queue, because RQ loses jobs of workers that have two.

    Args:
        url: of Redis.
        look: is given a screening id, and what tells whether to come to an end.
        before_fork: called in the worker before each job.
    """
    worker = LookWorker(
        [LOOKS],
        connection=connect(url, timeout=None),
        serializer="json",
        job_class=allow_only(lambda screening_id: look(screening_id, lambda: worker.stopping)),
        maintenance_interval=30,
        job_monitoring_interval=10,
        worker_ttl=60,
        log_job_description=False,
    )
    worker.before_fork = before_fork
    return worker
