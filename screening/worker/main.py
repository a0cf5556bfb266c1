"""A worker process: waits for hints on one queue and looks."""

from screening.bootstrap import House
from screening.dispatch.queue import LOOKS, connect
from screening.worker.jobs import LookWorker, allow_only

_DRAIN = 45.0  # seconds a horse goes on with whatever is due: its start is dearer than most looks


def work(house: House) -> None:
    """Work until SIGINT or SIGTERM; one queue a worker, because RQ loses jobs of workers that have two."""

    def before_fork() -> None:
        house.refresh_rules()
        house.memory.close()

    def look(screening_id: str) -> None:
        house.lookout.drain(screening_id, _DRAIN, lambda: worker.stopping)

    worker = LookWorker(
        [LOOKS],
        connection=connect(house.settings.redis, timeout=None),
        serializer="json",
        job_class=allow_only(look),
        maintenance_interval=30,
        job_monitoring_interval=10,
        worker_ttl=60,
        log_job_description=False,
    )
    worker.before_fork = before_fork
    worker.work(logging_level=house.settings.log_level)
