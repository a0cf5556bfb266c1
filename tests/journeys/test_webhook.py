"""The panel hears of everything: signed, in order, once, also when it was away."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.box import pages
from tests.box.box import Box, need_box
from tests.box.product import PORT, Product
from tests.waiting import eventually

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
PANEL = "panel.host-dns.net"


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    need_box()
    with Box(loopback_ports=[PORT]) as box:
        box.world.site(PANEL)
        box.world.delegate_elsewhere(PANEL)
        settings = {"SCREENING_WEBHOOK_URL": f"http://{PANEL}/events", "SCREENING_WEBHOOK_SECRET": SECRET}
        with Product(box, tmp_path, settings) as product:
            yield product


def told(product: Product, since: int = 0) -> list[tuple[str, str, int, str, str]]:
    """What the panel was sent: id, domain, sequence, state, customer message; every signature checked."""
    events = []
    for hit in product.world.hits(PANEL)[since:]:
        headers = {name.lower(): value for name, value in hit["headers"].items()}
        event: dict[str, Any] = Webhook(SECRET).verify(hit["body"], headers)
        data = event["data"]
        message = data["customer_message"]["code"]
        events.append((headers["webhook-id"], data["domain"], data["sequence"], data["state"], message))
    return events


@pytest.mark.xdist_group("webhook")
@pytest.mark.timeout(180)
def test_the_panel_hears_of_every_step_signed_in_order_and_again_when_it_was_away(product: Product) -> None:
    world = product.world
    world.page(PANEL, "no", path="/events", status=500)
    world.site("lindenbakery.com", pages.page("bakery", 1, "lindenbakery.com"))
    world.delegate("lindenbakery.com")
    product.submit("lindenbakery.com")
    product.settle()
    first = eventually(lambda: told(product))[0]
    assert first[1:] == ("lindenbakery.com", 1, "received", "received")

    away = len(world.hits(PANEL))
    world.page(PANEL, "ok", path="/events")
    product.pass_time(timedelta(seconds=7))
    steps = eventually(lambda: len(found := told(product, away)) >= 2 and found)
    assert steps[0] == first, "tried again under the same id"
    assert steps[1][1:] == ("lindenbakery.com", 2, "watching", "watching")

    world.site("goldenluck.com", pages.page("casino-en", 1, "goldenluck.com"))
    world.delegate("goldenluck.com")
    case_id = product.submit("goldenluck.com")
    product.settle()
    status, seen = product.call("GET", f"/v1/domains/{case_id}")
    assert (status, seen["state"]) == (200, "held")
    tag = product.etag(f"/v1/domains/{case_id}")
    ruling = {"ruling": "refuse", "reason": "casino"}
    status, _ = product.call("POST", f"/v1/domains/{case_id}/decisions", ruling, If_Match=tag)
    assert status == 200
    heard = eventually(lambda: len(found := [e for e in told(product) if e[1] == "goldenluck.com"]) >= 3 and found)
    assert [event[2:4] for event in heard] == [(1, "received"), (2, "held"), (3, "refused")]
    assert len({event[0] for event in heard}) == 3
