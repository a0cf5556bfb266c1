"""The programs that `screening up` supervises, each to be run alone as well. Every door has its own entry."""

import os
import sys
from typing import NoReturn

import click

from screening.bootstrap import House
from screening.store.migrate import migrate as bring_up_to_date


def web_argv(house: House) -> list[str]:
    """The command that serves the API. Heartbeats go to memory, so that a full disk does not stop them."""
    settings = house.settings
    options = {
        "--bind": settings.bind,
        "--worker-class": "gthread",
        "--threads": str(settings.web_threads),
        "--timeout": "60",
        "--graceful-timeout": "8",
        "--log-level": settings.log_level.lower(),
        "--worker-tmp-dir": "/dev/shm",  # noqa: S108 (memory)
    }
    flat = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "gunicorn", *flat, "--no-control-socket", "screening.wsgi:create()"]


def worker_argv() -> list[str]:
    """The command that looks."""
    return [sys.executable, "-m", "screening.worker"]


def daemons_argv() -> list[str]:
    """The command that sweeps, seals and sends."""
    return [sys.executable, "-m", "screening.daemons"]


@click.command()
@click.pass_obj
def web(house: House) -> None:
    """Serve the API (gunicorn)."""
    _become(web_argv(house))


@click.command()
def worker() -> None:
    """Look at domains, until stopped."""
    _become(worker_argv())


@click.command()
def daemons() -> None:
    """Sweep, seal and send webhooks, until stopped."""
    _become(daemons_argv())


@click.command()
@click.pass_obj
def migrate(house: House) -> None:
    """Bring the database's schema up to date."""
    bring_up_to_date(house.settings.database)


def _become(argv: list[str]) -> NoReturn:
    os.execv(argv[0], argv)  # noqa: S606 (no shell is wanted)
