"""What journeys share: a world of their own."""

from collections.abc import Iterator

import pytest

from tests.box.box import Box, need_box


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A network of the module's own; port 8080 of loopback is not counted."""
    need_box()
    with Box(loopback_ports=(8080,)) as opened:
        yield opened
