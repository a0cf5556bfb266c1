"""A house with a real database, and a client at its API."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from screening.api.app import create_app
from screening.bootstrap import House
from screening.services.keys import SCOPES, make_key
from screening.services.screen import Lookout
from screening.settings import Settings
from screening.store.migrate import migrate
from tests.clock import FrozenClock
from tests.unit.services.bench import Line

POLICY = """\
categories:
  hyip: {new: refuse, existing: remove}
  gambling: {new: refuse, existing: allow}
  adult: {new: refuse, existing: allow}
"""
RULES = """\
pack: p
category: gambling
status: live
rules:
  - id: gambling.name.casino
    in: [name]
    words: [casino]
    weight: 4800
    why: The word casino stands in the name
    fires: [best-casino.example]
    silent: [flowers.example]
"""
NAMESERVERS = ("ns1.host.example", "ns2.host.example")


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule folder with one rule."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "policy.yml").write_text(POLICY)
    (folder / "p.yml").write_text(RULES)
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database to copy: migrating takes longer than most tests here."""
    path = tmp_path_factory.mktemp("migrated") / "screening.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def house_at(clock: FrozenClock, tmp_path: Path, rules: Path) -> Iterator[Callable[[str], House]]:
    """A function that makes a house on the URL of a migrated database."""
    made = []

    def make(url: str) -> House:
        settings = Settings(data_dir=tmp_path, database_url=url, rules=str(rules), nameservers=NAMESERVERS)
        made.append(House(settings, clock))
        return made[-1]

    yield make
    for house in made:
        house.memory.close()


@pytest.fixture
def house(house_at: Callable[[str], House], migrated: Path, tmp_path: Path) -> House:
    path = shutil.copy(migrated, tmp_path / "screening.sqlite3")
    return house_at(f"sqlite:///{path}")


@pytest.fixture
def key_for(house: House) -> Callable[..., str]:
    """A function that makes an API key with the scopes it is given."""

    def make(*scopes: str, name: str = "panel") -> str:
        with house.memory.write() as unit:
            return make_key(unit, name, frozenset(scopes), house.clock())

    return make


@pytest.fixture
def anonymous(house: House) -> FlaskClient:
    """A client without a key."""
    return create_app(house).test_client()


@pytest.fixture
def client(house: House, key_for: Callable[..., str]) -> FlaskClient:
    """A client whose key has every scope."""
    return client_of(house, key_for(*SCOPES))


def client_of(house: House, token: str) -> FlaskClient:
    made = create_app(house).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


@pytest.fixture
def client_for(house: House, key_for: Callable[..., str]) -> Callable[..., FlaskClient]:
    """A function that makes a client whose key has the scopes it is given."""
    return lambda *scopes, name="panel": client_of(house, key_for(*scopes, name=name))


@pytest.fixture
def all_clients_at(house_at: Callable[[str], House]) -> Callable[[str], tuple[House, FlaskClient]]:
    """A function that makes a house on a database URL, and a client with every scope."""

    def make(url: str) -> tuple[House, FlaskClient]:
        migrate(url)
        house = house_at(url)
        with house.memory.write() as unit:
            token = make_key(unit, "panel", frozenset(SCOPES), house.clock())
        return house, client_of(house, token)

    return make


@pytest.fixture
def look(house: House) -> Callable[[], int]:
    """A function that does every look that is due, with the collectors that need no network."""

    def run() -> int:
        lookout = Lookout(
            memory=house.memory,
            collectors=house.offline_collectors,
            uplink=Line(),
            rules=house.rules,
            policy=house.policy,
            clock=house.clock,
            lease=timedelta(seconds=60),
            attempts=3,
        )
        done = 0
        while True:
            now = house.clock()
            with house.memory.write() as unit:
                claim = unit.screenings.claim(now, now + lookout.lease)
            if claim is None:
                return done
            lookout.look(claim)
            done += 1

    return run


@pytest.fixture
def held(client: FlaskClient, look: Callable[[], int]) -> str:
    """The id of a domain that is held for a person."""
    made = client.post("/v1/domains", json={"name": "best-casino-slots.com", "account": "a-held"})
    look()
    shown = client.get(made.json["links"]["self"]).json
    assert shown["state"] == "held"
    domain_id: str = shown["id"]
    return domain_id
