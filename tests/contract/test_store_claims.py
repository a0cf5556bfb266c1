"""Looks are done once each, whatever becomes of the workers."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from screening.model.names import Domain
from screening.store.engine import open_engine
from screening.store.memory import Memory
from screening.store.tables import cases, screenings
from tests.life import START, a_case
from tests.servers.tether import tethered

ROOT = Path(__file__).parents[2]


def test_each_look_is_done_exactly_once_though_workers_are_killed(database: str, memory: Memory, scale: int) -> None:
    count = 200 * scale
    with memory.write() as unit:
        for number in range(count):
            name = f"d{number}.example"
            unit.cases.add(a_case(id=f"dom_{number}", domain=Domain(name, name, name, "example")), None)
            unit.screenings.add(f"look_{number}", f"dom_{number}", "submitted", START)

    argv = tethered([sys.executable, "-m", "tests.contract.swarm", database, "6"])
    swarm = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60 * scale)

    assert swarm.returncode == 0, swarm.stderr
    assert int(swarm.stdout) > 0, "nobody was killed, so this has shown nothing"
    engine = open_engine(database)
    with engine.connect() as connection:
        done = connection.execute(select(func.count()).where(screenings.c.state == "done")).scalar_one()
        claimed = connection.execute(select(func.sum(screenings.c.fence))).scalar_one()
        looks = [body["looks"] for body in connection.execute(select(cases.c.body)).scalars()]
    engine.dispose()
    assert done == count
    assert looks == [1] * count, "the effect of a look happens once"
    assert claimed > count, "no claim was taken over"
