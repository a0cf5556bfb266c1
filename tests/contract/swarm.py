"""Workers that die: processes that claim looks and now and then end themselves with SIGKILL, at the worst moments."""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from screening.model.verdict import Conclusion, Verdict
from screening.store.memory import Memory

LEASE = timedelta(seconds=0.4)
VERDICT = Verdict(Conclusion.CLEAR, ("name",), (), {}, {}, (), "", "")
_DEADLY = 0.04  # share of looks that kill their worker, at each of two moments
_LATE = 0.04  # share of claims that come without a lease, as if the worker had stalled past its end


def main(url: str, workers: int) -> None:
    """Keep so many workers alive until none finds an open look."""
    living = {_fork(url, number) for number in range(workers)}
    born = workers
    while living:
        pid, status = os.wait()
        living.remove(pid)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            living.add(_fork(url, born))
            born += 1
        else:
            assert os.waitstatus_to_exitcode(status) == 0
    print(born - workers)  # how many were killed


def _fork(url: str, seed: int) -> int:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _work(Memory(url), random.Random(seed))
            status = 0
        finally:
            os._exit(status)
    return pid


def _work(memory: Memory, dice: random.Random) -> None:
    while True:
        now = datetime.now(UTC)
        with memory.write() as unit:
            claim = unit.screenings.claim(now, now if dice.random() < _LATE else now + LEASE)
        if claim is None:
            with memory.read() as unit:
                if not any(unit.screenings.has_open(case.id) for case in unit.cases.find(limit=10_000)):
                    return
            time.sleep(0.02)
            continue
        _perhaps_die(dice)
        with memory.write() as unit:
            case = unit.cases.get(claim.case_id)
            if unit.screenings.finish(claim, now, VERDICT, failed=False):
                case.looks += 1
                unit.cases.save(case, None)
            _perhaps_die(dice)


def _perhaps_die(dice: random.Random) -> None:
    if dice.random() < _DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
