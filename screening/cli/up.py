"""`screening up`: the whole service on one machine."""

import fcntl
import os
import sys
from pathlib import Path
from typing import IO

import click

from screening.bootstrap import House
from screening.cli.serve import daemons_argv, web_argv, worker_argv
from screening.model.errors import ScreeningError
from screening.services.keys import SCOPES, make_key
from screening.store.migrate import migrate
from screening.supervise.redis_server import answers, server_argv, server_binary
from screening.supervise.supervisor import Program, Supervisor


@click.command()
@click.pass_obj
def up(house: House) -> None:
    """Run everything: embedded Redis where none is configured, API, workers and daemons."""
    settings = house.settings
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    alone = _lock(settings.data_dir)
    migrate(settings.database)
    house.refresh_rules()
    rules = house.rules()
    key_file = first_key(house)
    house.memory.close()
    click.echo(f"Screening   http://{settings.bind}/docs")
    click.echo(f"API key     {key_file.read_text().strip()}" if key_file.exists() else "API key     screening keys add")
    click.echo(f"Data        {settings.data_dir}")
    click.echo(f"Rules       {rules.count if rules else 'NONE: nothing will be approved'}")
    status = Supervisor(stages(house)).run()
    alone.close()
    sys.exit(status)


def _lock(folder: Path) -> IO[bytes]:
    """An open file that says: this folder's service runs. The kernel forgets it with the process, however that ends."""
    file = (folder / "up.lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ScreeningError(f"another `screening up` runs on {folder}; stop it, or set SCREENING_DATA_DIR") from error
    return file


def first_key(house: House) -> Path:
    """The file with the key that was made on the very first start, readable by the owner only."""
    path = house.settings.data_dir / "api-key"
    with house.memory.write() as unit:
        if unit.keys.every():
            return path
        token = make_key(unit, "first", frozenset(SCOPES), house.clock())
        path.touch(mode=0o600)
        path.write_text(token + "\n")
    return path


def stages(house: House) -> list[list[Program]]:
    """The programs in the order of need."""
    settings, env = house.settings, dict(os.environ)
    first = []
    if not settings.redis_url:
        socket, folder = settings.redis_socket, settings.data_dir / "redis"
        folder.mkdir(mode=0o700, exist_ok=True)
        argv = server_argv(server_binary(), folder, socket)
        first.append(Program("redis", argv, env, ready=lambda: answers(socket)))
    workers = [Program(f"worker-{n + 1}", worker_argv(), env) for n in range(settings.workers)]
    rest = [Program("web", web_argv(house), env), Program("daemons", daemons_argv(), env), *workers]
    return [first, rest] if first else [rest]
