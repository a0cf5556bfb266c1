"""`screening rdap` on a house whose guard lives in a world of ours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screening.bootstrap import House
from screening.cli.rdap import rdap
from screening.collect.guard import Guard
from screening.collect.rdap.bootstrap import SHIPPED
from screening.settings import Settings
from tests.hostile.certificates import Authority
from tests.hostile.server import HostileServer, replies
from tests.hostile.world import World

DATA = (files("screening.collect.rdap") / SHIPPED).read_bytes()


@pytest.fixture
def iana(tmp_path: Path) -> Iterator[HostileServer]:
    with HostileServer(tls=Authority(tmp_path).context("data.iana.org")) as server:
        yield server


def run(folder: Path, *arguments: str, guard: Guard | None = None) -> Result:
    class Elsewhere(House):
        """A house with another way to the web."""

    Elsewhere.guard = guard or World().guard()  # type: ignore[assignment]
    house = Elsewhere(Settings(data_dir=folder), lambda: datetime(2026, 10, 2, tzinfo=UTC))
    return CliRunner().invoke(rdap, [*arguments], obj=house)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("com", ".com  https://rdap.verisign.com/com/v1/  (list of 2026-07-23)\n"),
        (".COM", ".com  https://rdap.verisign.com/com/v1/  (list of 2026-07-23)\n"),
        ("www.shop.co.uk", ".uk  https://rdap.nominet.uk/uk/  (list of 2026-07-23)\n"),
        ("公司.cn.com", ".com  https://rdap.verisign.com/com/v1/  (list of 2026-07-23)\n"),
    ],
)
def test_show_tells_which_server_answers(tmp_path: Path, name: str, told: str) -> None:
    assert run(tmp_path, "show", name).output == told


@pytest.mark.parametrize(("name", "told"), [("shop.de", "has no server for shop.de"), ("a..b", "two dots in a row")])
def test_show_says_plainly_where_there_is_none(tmp_path: Path, name: str, told: str) -> None:
    assert told in str(run(tmp_path, "show", name).exception)


def test_refresh_keeps_the_list_of_the_day_in_the_data_folder(tmp_path: Path, iana: HostileServer) -> None:
    iana.scripts["/rdap/dns.json"] = replies(DATA.replace(b"2026-07-23T", b"2026-10-01T"))
    guard = World({443: iana.port}).guard(roots=str(tmp_path / "trusted.pem"))
    done = run(tmp_path, "refresh", guard=guard)
    assert done.output == f"1200 suffixes, published 2026-10-01, in {tmp_path / 'rdap' / 'dns.json'}\n"
    assert "(list of 2026-10-01)" in run(tmp_path, "show", "com").output


def test_refresh_tells_what_is_wrong_and_keeps_nothing(tmp_path: Path, iana: HostileServer) -> None:
    iana.scripts["/rdap/dns.json"] = replies(b"{}")
    guard = World({443: iana.port}).guard(roots=str(tmp_path / "trusted.pem"))
    done = run(tmp_path, "refresh", guard=guard)
    assert "the list at https://data.iana.org/rdap/dns.json is not taken" in str(done.exception)
    assert not (tmp_path / "rdap").exists()
