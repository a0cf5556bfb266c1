"""Alive is not ready, and without Redis the service is degraded, not away."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from screening.api.app import create_app
from screening.bootstrap import House
from screening.settings import Settings
from screening.store.migrate import migrate
from tests.servers.redis import RedisServer


def test_without_redis_the_service_is_degraded_and_takes_domains_in(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "degraded",
        "parts": {"database": "ok", "rules": "ok", "redis": "does not answer"},
    }
    assert client.post("/v1/domains", json={"name": "flowers.com", "account": "a"}).status_code == 202


def test_with_everything_the_service_is_ready(house: House, start_redis: Callable[..., RedisServer]) -> None:
    settings = house.settings.model_copy(update={"redis_url": start_redis().url})
    ready = replace(house, settings=settings)
    answer = create_app(ready).test_client().get("/readyz")
    assert answer.json["status"] == "ready"
    ready.memory.close()
    ready.hints.close()


def test_without_its_tables_the_service_is_not_ready_but_alive(tmp_path: Path, rules: Path) -> None:
    house = House(Settings(data_dir=tmp_path / "empty", rules=str(rules)))
    client = create_app(house).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["type"]) == (503, "urn:screening:problem:not-ready")
    assert answer.json["parts"]["database"] == "does not answer"
    assert client.get("/livez").json == {"status": "alive"}
    house.memory.close()


def test_without_rules_the_service_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    house = House(Settings(data_dir=tmp_path, rules=str(tmp_path / "none")))
    migrate(house.settings.database)
    answer = create_app(house).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["rules"] == "none are loaded"
    house.memory.close()


def test_a_database_that_is_away_is_told_as_a_reason_to_come_back(tmp_path: Path, rules: Path) -> None:
    settings = Settings(data_dir=tmp_path, rules=str(rules), database_url="postgresql://nobody@127.0.0.1:1/nothing")
    house = House(settings)
    client = create_app(house).test_client()
    answer = client.get("/v1/domains", headers={"Authorization": "Bearer sk_0123456789abcdef_" + "a" * 43})
    assert (answer.status_code, answer.json["type"]) == (503, "urn:screening:problem:unavailable")
    assert answer.headers["Retry-After"] == "5"
    assert "127.0.0.1" not in answer.text
    house.memory.close()
