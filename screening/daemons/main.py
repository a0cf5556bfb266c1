"""Sweeper, sealer, sender, librarian of feeds and the like, a thread each; when one fails the process starts anew."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from screening.bootstrap import House
from screening.services.feeds import sync_due
from screening.services.notify import deliver, seal
from screening.services.outage import Alarm
from screening.services.retention import expire
from screening.services.sweep import rounds, sweep

_log = logging.getLogger(__name__)

_LIVELY, _IDLE, _SLOW, _DAILY = 0.2, 1.0, 60.0, 86400.0  # seconds between rounds: sealing, sending, feeds, expiry


def serve(house: House) -> int:
    """Run until SIGINT or SIGTERM (status 0) or until a daemon fails (status 1)."""
    stop, failed = threading.Event(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    def run(name: str, step: Callable[[], int], pause: float) -> None:
        try:
            rounds(step, stop.wait, pause)
        except BaseException:
            _log.exception("the %s failed", name)
            failed.set()
            stop.set()
            raise

    threads = [threading.Thread(target=run, args=daemon, name=daemon[0], daemon=True) for daemon in _daemons(house)]
    for thread in threads:
        thread.start()
    while not stop.is_set():  # no wait: it holds a lock that a signal's stop.set(), in this same thread, needs
        time.sleep(0.2)
    for thread in threads:
        thread.join(timeout=5)
    return 1 if failed.is_set() else 0


def _daemons(house: House) -> list[tuple[str, Callable[[], int], float]]:
    settings, memory, clock = house.settings, house.memory, house.clock
    hint_age = timedelta(seconds=settings.hint_seconds)
    house.refresh_rules()
    webhook, alarm = house.webhook(), Alarm()

    def sweeping() -> int:
        house.refresh_rules()
        alarm.check(memory, house.policy(), clock)
        return sweep(memory, house.hints, house.policy(), clock, hint_age=hint_age)

    daemons: list[tuple[str, Callable[[], int], float]] = [
        ("sweeper", sweeping, settings.sweep_seconds),
        ("sealer", lambda: seal(memory, clock(), announce=webhook is not None), _LIVELY),
        ("keeper of evidence", lambda: expire(memory, house.policy(), clock()), _DAILY),
        ("librarian", lambda: sync_due(memory, house.feeds, clock), _SLOW),
    ]
    if webhook is not None:
        daemons.append(("sender", lambda: deliver(memory, webhook, clock), _IDLE))
    return daemons
