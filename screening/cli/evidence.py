"""`screening evidence`: what looks saw, and for how long it is kept."""

import json

import click

from screening.bootstrap import House
from screening.services import retention


@click.group()
def evidence() -> None:
    """Work with what looks saw."""


@evidence.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def expire(house: House, *, dry_run: bool, as_json: bool) -> None:
    """Delete the evidence whose time is over, as policy says; the daemons do so every day."""
    policy, now = house.policy(), house.clock()
    if dry_run:
        count = retention.expired(house.memory, policy, now)
    else:
        count = sum(iter(lambda: retention.expire(house.memory, policy, now), 0))
    told = "would be deleted" if dry_run else "deleted"
    click.echo(json.dumps({"expired": count, "dry_run": dry_run}) if as_json else f"{count} pieces of evidence {told}")
