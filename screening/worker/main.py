"""A worker process: waits for hints on one queue and looks."""

from collections.abc import Callable

from screening.bootstrap import House
from screening.services.drain import drain
from screening.worker.jobs import listening

_DRAIN = 45.0  # seconds a horse goes on with whatever is due: its start is dearer than most looks


def work(house: House) -> None:
    """Work until SIGINT or SIGTERM."""

    def before_fork() -> None:
        house.refresh_rules()
        house.memory.close()

    def look(screening_id: str, stopping: Callable[[], bool]) -> None:
        drain(house.lookout, screening_id, _DRAIN, at_once=house.settings.looks_at_once, stopping=stopping)

    listening(house.settings.redis, look, before_fork).work(logging_level=house.settings.log_level)
