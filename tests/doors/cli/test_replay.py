"""`screening replay` as an operator types it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from screening.bootstrap import open_house
from screening.cli.main import cli
from screening.model.errors import NotFoundError
from screening.services.drain import drain
from screening.services.submit import Submission, submit
from screening.store.migrate import migrate


def test_the_verdict_on_a_domain_comes_out_the_same_on_the_command_line(tmp_path: Path) -> None:
    env = {"SCREENING_DATA_DIR": str(tmp_path)}
    house = open_house(env)
    migrate(house.settings.database)
    house.refresh_rules()
    house.__dict__["collectors"] = house.offline_collectors
    with house.memory.write() as unit:
        wanted = Submission(house.domain("best-casino-bonus.example"), "acme")
        case = submit(unit, wanted, house.policy(), actor="panel", now=datetime.now(UTC))
    assert drain(house.lookout, "", 30) == 1
    house.memory.close()
    plain = CliRunner().invoke(cli, ["replay", case.id], env=env)
    assert (plain.exit_code, plain.output.split(",")[0]) == (0, "review")
    both = json.loads(CliRunner().invoke(cli, ["replay", "--json", case.id], env=env).output)
    assert both["same"]
    assert both["again"] == both["stored"]
    assert both["stored"]["signals"][0]["rule"] == "gambling.name.casino"
    nobody = CliRunner().invoke(cli, ["replay", "dom_nobody"], env=env)
    assert isinstance(nobody.exception, NotFoundError)
