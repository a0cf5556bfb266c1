"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, reached by a unix socket only."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from tests.servers.tether import tethered
from tests.waiting import eventually

ROLE = "screening"


class PostgresCluster:
    """One cluster; it can be killed, and started again on the same data.

    A commit survives a kill (not a power cut) though fsync is off: the kernel has the write-ahead log by then.

    Args:
        initdb: that executable; the server is the one beside it.
        settings: more of them, such as "max_connections=200"; they win.
    """

    def __init__(self, initdb: Path, *settings: str) -> None:
        # Not under pytest's folder: when root runs the tests, only root may enter that. And sockets need a short path.
        self.folder = Path(tempfile.mkdtemp(prefix="screening-pg-"))
        self.folder.chmod(0o755)  # a mapped root inside a user namespace is a stranger to its owner
        self._settings = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60", *settings)
        self._postgres = initdb.with_name("postgres")
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, Any] = {"cwd": self.folder, "stdin": subprocess.DEVNULL}
        if os.geteuid() == 0:  # it refuses to run as root
            owner = _unprivileged()
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        argv = [
            str(initdb),
            "--pgdata=db",
            f"--username={ROLE}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]
        made = subprocess.run(argv, **self._as, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / "log").read_text("utf-8")

    def url(self, database: str) -> str:
        """SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self._settings)
        argv = [str(self._postgres), "-D", "db", *itertools.chain.from_iterable(("-c", each) for each in settings)]

        def it_answers() -> bool:
            # After a kill the old server's children hold the folder for a moment, so that a new one gives up at once.
            if not self._process or self._process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(tethered(argv), stdout=log, stderr=log, **self._as)
            with contextlib.suppress(psycopg.OperationalError):
                self._execute("SELECT 1")
                return True
            return False

        eventually(it_answers, limit=30)

    def create_database(self, template: str = "template1") -> str:
        """The name of a new database, a copy of the template."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and end the connections to it."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def kill(self) -> None:
        """End the server as a crash does (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def remove(self) -> None:
        """End the server, and its data with it."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(10)
        shutil.rmtree(self.folder)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
