"""Waiting for real processes: until something is so, not for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(condition: Callable[[], T], limit: float = 10, every: float = 0.02) -> T:
    """The first true value of a condition that is tried every few hundredths of a second.

    Args:
        condition: without arguments; what it raises is not caught.
        limit: seconds after which the test fails.
        every: seconds between two tries.
    """
    end = time.monotonic() + limit
    while not (value := condition()):
        if time.monotonic() > end:
            name = getattr(condition, "__qualname__", repr(condition))
            raise AssertionError(f"{name} still {value!r} after {limit} s")
        time.sleep(every)
    return value
