"""A process that looks names up without pause until it has seen a list give way to its successor."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from screening.collect.feeds.index import Index
from screening.collect.feeds.shelf import FeedShelf
from screening.model.feed import MAX_AGE, Feed

_BATCH = 5000


def name(number: int) -> str:
    """One of any number of names, in no order."""
    return f"{number * 2_654_435_761 % 2**32:08x}-{number}.com"


def shares(count: int) -> tuple[range, range, range]:
    """Numbers of names that are on both lists, on the first, and on the second only."""
    tenth = count // 10
    return range(tenth, count), range(tenth), range(count, count + tenth)


def main(folder: Path, feed: Feed, count: int) -> None:
    """Check every answer against which list it must be; tell the rates of the time in which the list was swapped."""
    shelf = FeedShelf(folder)
    both, first, second = ([name(n) for n in part[:: max(1, len(part) // 20_000)]] for part in shares(count))
    strangers = [f"{each[:-4]}.net" for each in both]
    probes = cycle(zip(both, strangers, cycle(first), cycle(second), strict=False))
    editions: list[bool] = []
    rates: dict[str, list[float]] = {"single": [], "batch": []}
    print("ready", flush=True)
    while len(set(editions)) < 2:
        opened = shelf.opened(feed)
        assert opened, "there is a list at any time"
        rates["single"].append(_one_by_one(opened.index, probes))
        rates["batch"].append(_at_once(opened.index, both, strangers))
        editions.append(second[0] in opened.index)
    assert editions == sorted(editions), "never back to the old one"
    print(json.dumps({how: round(sum(rate) / len(rate)) for how, rate in rates.items()}), flush=True)


def _one_by_one(index: Index, probes: Iterator[tuple[str, str, str, str]]) -> float:
    began, new = time.perf_counter(), None
    for _, (always, never, old_only, new_only) in zip(range(_BATCH), probes, strict=False):
        assert always in index
        assert never not in index
        now = new_only in index
        assert (old_only in index) != now, "it is one list or the other"
        assert new in {None, now}
        new = now
    return 4 * _BATCH / (time.perf_counter() - began)


def _at_once(index: Index, both: list[str], strangers: list[str]) -> float:
    began = time.perf_counter()
    assert index.among([*both, *strangers]) == set(both)
    return 2 * len(both) / (time.perf_counter() - began)


if __name__ == "__main__":
    made = Feed(
        "many",
        "gambling",
        "",
        "plain",
        mandatory=False,
        max_age=MAX_AGE,
        added_at=datetime.now(UTC),
    )
    main(Path(sys.argv[1]), replace(made, source=sys.argv[2]), int(sys.argv[3]))
