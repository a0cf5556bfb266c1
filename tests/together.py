"""Several threads at once, started as nearly together as can be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def together(count: int, act: Callable[[int], T]) -> list[T | Exception]:
    """What `act(0)`, `act(1)`, ... returned or raised, each run in a thread of its own."""
    barrier = Barrier(count)

    def run(number: int) -> T | Exception:
        barrier.wait(10)
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
