"""A worker process as the product makes it, whose looks are lines in a file."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from screening.worker.jobs import listening


def main(url: str, folder: Path, *, burst: bool) -> None:
    """Work; `look_slow` lasts until the worker is told to stop."""

    def write(line: str) -> None:
        with (folder / "looks").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def look(screening_id: str, stopping: Callable[[], bool]) -> None:
        if screening_id == "look_slow":
            write(f"horse {os.getpid()}")
            while not stopping():
                time.sleep(0.02)
        write(screening_id)

    listening(url, look, lambda: write("before")).work(burst=burst)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), burst=len(sys.argv) > 3)
