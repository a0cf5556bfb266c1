"""A feed on real parts: the command, its files, and processes that look names up while a list is swapped."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from screening.model.feed import MAX_AGE, Feed
from screening.model.lifecycle import State
from screening.model.verdict import Conclusion
from screening.services.feeds import subscribe
from screening.store.memory import Memory
from screening.store.migrate import migrate
from tests.box import pages
from tests.box.box import Box
from tests.box.product import Product
from tests.journeys.feed_reader import name, shares
from tests.servers.tether import tethered
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
READERS = 3
MOST_MEMORY = 250_000  # kB; the program itself has some 90,000

# Runs a command and tells its peak memory in kB. In between, because Linux counts what a process was before its exec: a
# child of ours would have the memory of all the tests.
MEASURED = (
    "import resource, subprocess, sys; status = subprocess.run(sys.argv[2:]).returncode; "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open(sys.argv[1], 'w')); sys.exit(status)"
)

Run = Callable[..., "tuple[int, str, int]"]


@pytest.fixture
def screening(tmp_path: Path) -> Run:
    """A function that runs the command: its status, what it printed, and its peak memory in kB."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SCREENING_DATA_DIR": str(tmp_path)}

    def run(*argv: str) -> tuple[int, str, int]:
        output, memory = tmp_path / "output", tmp_path / "memory"
        measured = [sys.executable, "-c", MEASURED, str(memory), sys.executable, "-m", "screening", *argv]
        with output.open("w") as file:
            done = subprocess.run(tethered(measured), cwd=ROOT, env=env, stdout=file, stderr=file, check=False)
        return done.returncode, output.read_text(), int(memory.read_text())

    status, said, _ = run("migrate")
    assert status == 0, said
    return run


def write(path: Path, names: Iterable[str]) -> None:
    with path.open("w") as file:
        file.writelines(f"{each}\n" for each in names)


def test_a_list_is_subscribed_to_synced_looked_up_in_and_given_up(screening: Run, tmp_path: Path) -> None:
    source = tmp_path / "list.txt"
    write(source, [*map(name, range(100)), "flowers.com"])
    add = ("feeds", "add", "casinos", "--category", "gambling", "--source", str(source))
    assert screening(*add, "--mandatory", "--max-age", "36h")[0] == 0
    assert "there is a feed casinos already" in screening(*add)[1]
    missing = screening("check", "--offline", "--json", "flowers.com")[1]
    assert json.loads(missing)["missing"][0] == "feeds:feed-missing:casinos"
    assert json.loads(missing)["verdict"] == "insufficient"

    assert "taken: 101 entries" in screening("feeds", "test", "casinos")[1]
    assert "casinos: taken: 101 entries" in screening("feeds", "sync")[1]
    assert screening("feeds", "test", "casinos", "www.flowers.com", "bread.com")[1].splitlines() == [
        "www.flowers.com: listed as flowers.com",
        "bread.com: not listed",
    ]
    found = json.loads(screening("check", "--offline", "--json", "shop.flowers.com")[1])
    assert (found["verdict"], found["signals"][0]["rule"]) == ("review", "gambling.feeds.listed")
    assert found["signals"][0]["text"].startswith("casinos (synced 2")

    write(source, map(name, range(50)))
    status, said, _ = screening("feeds", "sync", "casinos")
    assert (status, "refused (shrunk)" in said) == (1, True), said
    row = json.loads(screening("feeds", "list", "--json")[1])
    assert (row["standing"], row["entries"], row["outcome"], row["cause"]) == ("current", 101, "refused", "shrunk")
    assert "refused shrunk" in screening("feeds", "list")[1]
    assert "refused (shrunk)" in screening("feeds", "test", "casinos")[1]
    assert "taken: 50 entries" in screening("feeds", "test", str(source))[1]
    assert "taken: 50 entries" in screening("feeds", "sync", "casinos", "--force")[1]

    assert screening("feeds", "remove", "casinos")[0] == 0
    assert [*tmp_path.glob("feeds/*.sqlite3")] == []
    assert "there is no feed casinos" in screening("feeds", "sync", "casinos")[1]
    assert json.loads(screening("check", "--offline", "--json", "flowers.com")[1])["verdict"] == "clear"


@pytest.mark.timeout(1800)
def test_look_ups_answer_rightly_while_a_large_list_is_swapped_and_a_sync_has_its_bounds(
    screening: Run, tmp_path: Path, scale: int
) -> None:
    count = 50_000 if scale == 1 else 500_000 * scale
    both, first, second = shares(count)
    source = tmp_path / "list.txt"
    write(source, (name(n) for part in (both, first) for n in part))
    screening("feeds", "add", "many", "--category", "gambling", "--source", str(source), "--format", "plain")
    status, said, memory = screening("feeds", "sync")
    assert (status, f"taken: {count:,} entries" in said) == (0, True), said

    argv = tethered(
        [sys.executable, "-m", "tests.journeys.feed_reader", str(tmp_path / "feeds"), str(source), str(count)]
    )
    readers = [subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
    try:
        assert [reader.stdout.readline() for reader in readers if reader.stdout] == ["ready\n"] * READERS
        write(source, (name(n) for part in (both, second) for n in part))
        status, said, again = screening("feeds", "sync")
        assert (status, f"taken: {count:,} entries" in said) == (0, True), said
        told = [reader.communicate()[0] for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    assert [reader.returncode for reader in readers] == [0] * READERS
    assert max(memory, again) < MOST_MEMORY
    rates = [json.loads(line) for line in told]
    print(f"\n{count:,} names: peak memory of a sync {max(memory, again) / 1000:.0f} MB; look-ups a second of each of")
    print(f"{READERS} readers during the swap: {sorted((r['single'], r['batch']) for r in rates)} (single, batch)")


@pytest.mark.timeout(300)
def test_the_daemons_fetch_a_list_and_the_workers_ask_it(box: Box, tmp_path: Path) -> None:
    product = Product(box, tmp_path)
    source = tmp_path / "list.txt"
    write(source, ["green-bakery.com"])
    migrate(product.database)
    memory = Memory(product.database)
    with memory.write() as unit:
        subscribe(unit, Feed("casinos", "gambling", str(source), "auto", True, MAX_AGE, product.clock()))
    memory.close()
    names = ("green-bakery.com", "blue-bakery.com")
    for number, each in enumerate(names):
        box.world.site(each, pages.page("bakery", number, each))
        box.world.delegate(each)
    with product:
        eventually((tmp_path / "data/feeds/casinos.sqlite3").exists, limit=60)
        listed, other = map(product.submit, names)
        product.settle()
        assert product.case(other).verdict.conclusion is Conclusion.CLEAR  # type: ignore[union-attr]
        found = product.case(listed)
        assert (found.state, found.verdict.conclusion) == (State.HELD, Conclusion.REVIEW)  # type: ignore[union-attr]
        assert "gambling.feeds.listed" in {signal.rule for signal in found.verdict.signals}  # type: ignore[union-attr]
