"""The whole product as `screening up` runs it, on a clock that a test moves: `python -m tests.box.run_product ROLE`."""

import os
import sys
from pathlib import Path

from flask import Flask

from screening.api.app import create_app
from screening.bootstrap import House, open_house
from screening.cli.serve import web_argv
from screening.cli.up import first_key, stages
from screening.daemons.main import serve
from screening.store.migrate import migrate
from screening.supervise.supervisor import Program, Supervisor
from screening.worker.main import work
from tests.box.clock import FileClock


def house() -> House:
    """The house with the test's clock; everything else is as shipped."""
    return open_house(os.environ, FileClock(Path(os.environ["BOX_CLOCK"])))


def application() -> Flask:
    """For gunicorn."""
    return create_app(house())


def up() -> int:
    """`screening up`, its programs replaced by the same ones with the test's clock."""
    own = house()
    own.settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(own.settings.database)
    own.refresh_rules()
    first_key(own)
    shipped = stages(own)
    own.memory.close()
    return Supervisor([[_ours(program, own) for program in stage] for stage in shipped]).run()


def _ours(program: Program, own: House) -> Program:
    role = program.name.partition("-")[0]
    if role == "web":
        return Program(program.name, [*web_argv(own)[:-1], "tests.box.run_product:application()"], program.env)
    if role in {"worker", "daemons"}:
        return Program(program.name, [sys.executable, "-m", "tests.box.run_product", role], program.env)
    if role == "redis" and "BOX_REDIS" in os.environ:
        argv = [
            os.environ["BOX_REDIS"],
            *program.argv[1:],
            "--appendonly",
            os.environ.get("BOX_REDIS_APPENDONLY", "yes"),
        ]
        return Program(program.name, argv, program.env, program.ready)
    return program


if __name__ == "__main__":
    match sys.argv[1]:
        case "up":
            sys.exit(up())
        case "worker":
            work(house())
        case "daemons":
            sys.exit(serve(house()))
