"""Look-ups in a list: our file with its filter against a Python set, which would cost half a gigabyte a process."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.pairing import against
from screening.collect.feeds.index import Builder, Contents, Index, first_listed

_NAMES = 5_000_000
_ASKED = 200_000  # names a round; one in a hundred is listed, as of new domains


def _name(number: int) -> str:
    return f"{number * 2_654_435_761 % 2**32:08x}-{number}.com"


def _names(count: int) -> Iterator[str]:
    return map(_name, range(count))


@contextmanager
def _listed(count: int) -> Iterator[tuple[Index, set[str], list[str]]]:
    """An index, the same as a set, and names to ask for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite3"
        builder = Builder(path)
        builder.add(_names(count))
        builder.finish(Contents("bench", builder.entries, "", ""))
        step = max(1, count // (_ASKED // 100))
        asked = [_name(n // 100 * step if n % 100 == 0 else count + n) for n in range(_ASKED)]
        yield Index(path), set(_names(count)), asked


def single(count: int = _NAMES) -> str:
    """Names looked up one by one, as a worker does."""
    with _listed(count) as (index, everything, asked):
        ours = lambda: len(asked) if sum(bool(first_listed(index, (name,))) for name in asked) else 0  # noqa: E731
        peer = lambda: len(asked) if sum(name in everything for name in asked) else 0  # noqa: E731
        return against(f"names looked up one by one among {count:,}", ours, "Python set", peer)


def batch(count: int = _NAMES) -> str:
    """Names looked up many at a time, as a bulk check would."""
    with _listed(count) as (index, everything, asked):
        ours = lambda: len(asked) if index.among(asked) else 0  # noqa: E731
        peer = lambda: len(asked) if {name for name in asked if name in everything} else 0  # noqa: E731
        return against(f"names looked up in batches among {count:,}", ours, "Python set", peer)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else _NAMES
    print(single(size), flush=True)
    print(batch(size), flush=True)
