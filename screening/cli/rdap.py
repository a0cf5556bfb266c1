"""`screening rdap`: which server is asked for a domain's registration."""

import click

from screening.bootstrap import House
from screening.model.errors import NotFoundError
from screening.model.spelling import to_ascii


@click.group()
def rdap() -> None:
    """Work with the list of the registries' servers (RDAP)."""


@rdap.command()
@click.pass_obj
def refresh(house: House) -> None:
    """Fetch the list of the day from IANA into the data folder; a broken or shrunken one is not taken."""
    fresh = house.rdap_servers.refresh(house.guard, house.clock())
    click.echo(f"{len(fresh.by_suffix)} suffixes, published {fresh.published:%Y-%m-%d}, in {house.rdap_servers.kept}")


@rdap.command()
@click.argument("name")
@click.pass_obj
def show(house: House, name: str) -> None:
    """Tell which server answers for NAME, a domain or a top-level domain."""
    servers = house.rdap_servers.current()
    below = to_ascii(f"a.{name.removeprefix('.')}")  # a top-level domain alone is no name
    suffix, urls = servers.find(below.partition(".")[2])
    if not urls:
        raise NotFoundError(f"the list of {servers.published:%Y-%m-%d} has no server for {name}")
    for url in urls:
        click.echo(f".{suffix}  {url}  (list of {servers.published:%Y-%m-%d})")
