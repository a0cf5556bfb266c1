"""The host's own resolver fails for a day: real workers and daemons hold nobody, and go on when it is back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from screening.model.lifecycle import State
from tests.box import pages
from tests.box.box import Box, need_box
from tests.box.product import PORT, Product
from tests.waiting import eventually

pytestmark = pytest.mark.journey
HOUR = timedelta(hours=1)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    need_box()
    with Box(loopback_ports=(PORT,)) as box, Product(box, tmp_path) as running:
        yield running


def build(product: Product, name: str) -> str:
    product.world.delegate(name)
    product.world.site(name, pages.page("bakery", 1, name))
    return product.submit(name)


def test_a_resolver_that_fails_for_a_day_holds_nobody_and_approves_nobody(product: Product) -> None:
    before = build(product, "before-lot.com")
    product.settle()
    product.pass_time(60 * HOUR)
    assert product.case(before).state is State.WATCHING

    product.world.dns_fault("*", "servfail")
    during = build(product, "during-lot.com")
    for _ in range(5):
        product.pass_time(9 * HOUR)
        assert (product.case(before).state, product.case(during).state) == (State.WATCHING, State.RECEIVED)
    assert [str(row.event) for row in product.history(before)][-1] == "blind-at-end"
    eventually(lambda: "outage: of " in product.log.read_text())

    product.world.dns_fault("*", "")
    product.pass_time(timedelta(minutes=20))
    assert (product.case(before).state, product.case(during).state) == (State.APPROVED, State.WATCHING)
    assert product.world.inward() == {}
