"""`screening keys`: API keys."""

import json
from datetime import timedelta

import click

from screening.bootstrap import House
from screening.model.errors import NotFoundError
from screening.services.keys import SCOPES, make_key


@click.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(sorted(SCOPES)), help="Repeatable; default all.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; default never.")
@click.pass_obj
def add(house: House, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key called NAME and print it, once."""
    now = house.clock()
    with house.memory.write() as unit:
        token = make_key(unit, name, frozenset(scopes or SCOPES), now, now + timedelta(days=days) if days else None)
    click.echo(token)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_keys(house: House, *, as_json: bool) -> None:
    """List all keys; their secrets are not stored."""
    with house.memory.read() as unit:
        every = unit.keys.every()
    for key in every:
        ended = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "live"
        row = {"id": key.id, "name": key.name, "status": ended, "scopes": sorted(key.scopes)}
        click.echo(json.dumps(row) if as_json else f"{key.id}  {ended:16}  {key.name}  {' '.join(sorted(key.scopes))}")


@keys.command()
@click.argument("key_id", metavar="ID")
@click.pass_obj
def revoke(house: House, key_id: str) -> None:
    """End the key with this ID at once."""
    with house.memory.write() as unit:
        if not unit.keys.revoke(key_id, house.clock()):
            raise NotFoundError(f"there is no live key {key_id}; see `screening keys list`")
