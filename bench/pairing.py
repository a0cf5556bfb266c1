"""Ours and a peer's rate, taken in turns so that both see the same machine."""

import statistics
import time
from collections.abc import Callable

_ROUNDS = 5


def against(what: str, ours: Callable[[], int], peer_name: str, peer: Callable[[], int]) -> str:
    """A line with both median rates and the median of the ratios, round by round.

    Args:
        what: what is counted, in the plural.
        ours, peer: do one round and say how many they did.
        peer_name: who the peer is.
    """
    rates = [(_rate(ours), _rate(peer)) for _ in range(_ROUNDS)]
    mine, theirs = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    return f"{what}: {mine:,.0f}/s; {peer_name}: {theirs:,.0f}/s; ratio {ratio:.2f}"


def _rate(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    return work() / (time.perf_counter() - began)
