"""A hostile site for the guard's tests, and the world in which the guard reaches it."""

from collections.abc import Iterator

import pytest

from tests.hostile.server import HostileServer
from tests.hostile.world import World


@pytest.fixture
def site() -> Iterator[HostileServer]:
    with HostileServer() as server:
        yield server


@pytest.fixture
def world(site: HostileServer) -> World:
    return World({80: site.port})
