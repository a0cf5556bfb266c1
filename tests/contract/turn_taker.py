"""A process that takes turns as its standard input says: `enter PLACE`, `leave PLACE`, `fork PLACE`; a line each."""

import os
import sys

from screening.collect.web.turns import LocalTurns
from screening.dispatch.queue import connect
from screening.dispatch.turns import Pace, RedisTurns

ROUNDS = 200


def fork(turns: RedisTurns, place: str) -> str:
    """Enter and leave on both sides of a fork at the same time; a shared socket would mix up the answers."""
    assert turns.enter(place, 0)
    turns.leave(place)
    child = os.fork()
    try:
        for _ in range(ROUNDS):
            assert turns.enter(place, 10)
            turns.leave(place)
    finally:
        if not child:
            os._exit(0 if sys.exc_info()[0] is None else 1)
    return f"child ended with {os.waitpid(child, 0)[1]}"


def main(url: str, concurrent: int, rate: float, burst: int, lease: float) -> None:
    """Take turns until the input ends; without Redis nobody is let in."""
    nobody = LocalTurns(0, 1, 0)
    turns = RedisTurns(connect(url), nobody, Pace(concurrent, rate, burst, lease), prefix="test")
    for line in sys.stdin:
        verb, place = line.split()
        match verb:
            case "enter":
                answer = str(turns.enter(place, 0))
            case "leave":
                answer = str(turns.leave(place))
            case _:
                answer = fork(turns, place)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
