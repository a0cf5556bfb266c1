"""`screening replay`: the last verdict on a domain, reached once more."""

import json
import sys
from dataclasses import asdict, fields

import click

from screening.bootstrap import House
from screening.services.replay import replay as judged_again


@click.command()
@click.argument("case_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with both verdicts.")
@click.pass_obj
def replay(house: House, case_id: str, *, as_json: bool) -> None:
    """Judge the last look at the domain with id CASE_ID again, from stored evidence, rules and model.

    Looks at nothing and stores nothing. Exit status 1 where the verdict does not come out the same.
    """
    with house.memory.read() as unit:
        found = judged_again(unit, case_id)
    if as_json:
        both = {"same": found.same, "stored": asdict(found.stored), "again": asdict(found.again)}
        click.echo(json.dumps(both, ensure_ascii=False))
    elif found.same:
        stored = found.stored
        click.echo(f"{stored.conclusion}, as before: evidence {stored.evidence[:16]}, rules {stored.ruleset[:16]}")
    else:
        click.echo(f"{found.again.conclusion}, and it was {found.stored.conclusion}")
        for name in (field.name for field in fields(found.stored)):
            before, after = getattr(found.stored, name), getattr(found.again, name)
            if before != after:
                click.echo(f"  {name}: {before!r:.500} is now {after!r:.500}")
    sys.exit(0 if found.same else 1)
