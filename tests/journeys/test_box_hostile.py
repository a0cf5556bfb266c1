"""The guard among all that is hostile, in a network of its own: little memory, and no packet inward."""

import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.box.box import Box, need_box
from tests.box.plan import INWARD4, INWARD6, RECURSOR
from tests.hostile.cases import CASES
from tests.hostile.world import SITE

pytestmark = pytest.mark.journey
ROOT = Path(__file__).parents[2]
MOST = 150_000_000  # bytes


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A network in which nothing may be touched but what is public, loopback included."""
    need_box()
    with Box() as opened:
        yield opened


@pytest.mark.timeout(300)
def test_all_sixty_cases_hold_in_one_process_that_hardly_grows_and_sends_nothing_inward(
    box: Box, tmp_path: Path
) -> None:
    measured = tmp_path / "measured.json"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"HOSTILE_HOME": SITE, "BOX_MEASURED": str(measured)}
    argv = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "tests.box.measured"]
    argv += ["-k", "case_", f"--basetemp={tmp_path / 'inside'}", "tests/unit"]
    running = box.popen(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said, _ = running.communicate(timeout=280)
    found = json.loads(measured.read_text())
    assert found["broken"] == [], said
    assert found["held"] == sorted(CASES), said
    print(f"{len(CASES)} cases; the process grew by {found['grown'] / 1e6:.1f} MB")
    assert found["grown"] < MOST
    assert box.world.inward() == {}


def _lure(box: Box) -> list[str]:
    """Names that lead to both ends of every inward network: by an address, a redirect to it, or one to such a name."""
    ends = [ipaddress.ip_network(network)[end] for network in (*INWARD4, *INWARD6) for end in (0, -1)]
    names = []
    for number, end in enumerate(ends):
        at = f"at{number}.com"
        box.world.delegate(at)
        box.world.records(at, **{"A" if end.version == 4 else "AAAA": [str(end)]})
        host = str(end) if end.version == 4 else f"[{end}]"
        for to, where in ((f"to-{at}", host), (f"to-name-{at}", at)):
            box.world.delegate(to)
            box.world.site(to)
            box.world.redirect(to, f"http://{where}/")
        names += [at, f"to-{at}", f"to-name-{at}"]
    box.world.delegate("alias.com")
    box.world.records("alias.com", CNAME=["at0.com"])
    box.world.delegate("mixed.com")
    box.world.records("mixed.com", A=[SITE, "10.0.0.1"])
    return [*names, "alias.com", "mixed.com"]


def test_the_shipped_eyes_go_to_no_name_and_follow_no_redirect_that_leads_inward(box: Box, tmp_path: Path) -> None:
    names = _lure(box)
    env = {name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")}
    env |= {"SCREENING_DATA_DIR": str(tmp_path), "SCREENING_RESOLVERS": RECURSOR}
    argv = [sys.executable, "-m", "screening", "check", *names]
    answers = [json.loads(line) for line in box.run(argv, limit=100, env=env).stdout.splitlines()]
    blocked = [answer["domain"] for answer in answers if any("page:blocked:" in why for why in answer["missing"])]
    assert blocked == names
    assert {answer["verdict"] for answer in answers} == {"insufficient"}
    assert box.world.inward() == {}
