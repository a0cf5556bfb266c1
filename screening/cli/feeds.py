"""`screening feeds`: subscriptions to public lists."""

import json
import re
import sys
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from screening.bootstrap import House
from screening.collect.feeds.index import first_listed, lineage
from screening.model.feed import MAX_AGE, Attempt, Feed
from screening.model.verdict import CATEGORIES
from screening.services.feeds import Status, chosen, statuses, subscribe, unsubscribe

_UNITS = {"h": "hours", "d": "days"}


class _Duration(click.ParamType[timedelta]):
    """Hours or days, such as 36h or 7d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"([0-9]{1,6})([hd])", str(value))
        if not match:
            self.fail(f"{value} is not of the form 36h or 7d", param, ctx)
        return timedelta(**{_UNITS[match[2]]: int(match[1])})


@click.group()
def feeds() -> None:
    """Subscribe to public lists of names, and keep them up to date on this machine."""


@feeds.command()
@click.argument("name")
@click.option("--category", required=True, type=click.Choice(CATEGORIES), help="What a name on the list is.")
@click.option("--source", required=True, metavar="URL|FILE", help="An https URL, or a file of each machine that looks.")
@click.option(
    "--format", "form", default="auto", show_default=True, help="auto, hosts, plain, ut1[:FOLDER], csv[:COLUMN]."
)
@click.option("--mandatory", is_flag=True, help="Approve nothing while this list is missing or stale.")
@click.option("--max-age", type=_Duration(), default=MAX_AGE, help="How old it may be; default 7d.")
@click.pass_obj
def add(house: House, name: str, category: str, source: str, form: str, *, mandatory: bool, max_age: timedelta) -> None:
    """Subscribe to a list, to be called NAME. The daemons fetch it, or `screening feeds sync` does at once."""
    with house.memory.write() as unit:
        subscribe(unit, Feed(name, category, source, form, mandatory, max_age, house.clock()))
    click.echo(f"subscribed to {name}; `screening feeds sync {name}` fetches it now")


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_feeds(house: House, *, as_json: bool) -> None:
    """List all subscriptions, with what this machine has of them and how the last attempt ended."""
    for status in statuses(house.memory, house.feeds):
        click.echo(json.dumps(_row(status, house)) if as_json else _line(_row(status, house)))


@feeds.command()
@click.argument("names", nargs=-1)
@click.option("--force", is_flag=True, help="Take a list that has shrunk, grown or aged; never one that is no list.")
@click.pass_obj
def sync(house: House, names: tuple[str, ...], *, force: bool) -> None:
    """Bring the lists NAMES (default: all) up to date on this machine; exit status 1 where one was not."""
    good = True
    for feed in chosen(house.memory, names):
        attempt = house.feeds.sync(feed, house.clock(), force=force)
        click.echo(f"{feed.name}: {_told(attempt)}")
        good = good and attempt.good
    sys.exit(0 if good else 1)


@feeds.command()
@click.argument("what", metavar="NAME|FILE")
@click.argument("domains", nargs=-1)
@click.option("--format", "form", default="auto", show_default=True, help="Of a FILE.")
@click.option("--category", default=CATEGORIES[0], type=click.Choice(CATEGORIES), help="Of a FILE in format ut1.")
@click.pass_obj
def test(house: House, what: str, domains: tuple[str, ...], form: str, category: str) -> None:
    """Look DOMAINS up in the list NAME. Without them, read it, or FILE, and tell how a sync would end."""
    path = Path(what)
    if not domains and path.is_file():
        tried = Feed(
            "test", category, str(path.absolute()), form, mandatory=False, max_age=MAX_AGE, added_at=house.clock()
        )
        tried = replace(tried, max_age=timedelta(days=36500))  # a file at hand may be as old as it is
    else:
        (tried,) = chosen(house.memory, (what,))
    if domains:
        _look_up(house, tried, domains)
        return
    attempt, tally = house.feeds.trial(tried, house.clock())
    click.echo(f"{what}: {_told(attempt)}")
    for name, value in asdict(tally).items():
        click.echo(f"  {name:9} {value:,}" if isinstance(value, int) else f"  {name:9} {value or 'unknown'}")
    sys.exit(0 if attempt.good else 1)


@feeds.command()
@click.argument("name")
@click.pass_obj
def remove(house: House, name: str) -> None:
    """End the subscription NAME, and drop its list."""
    with house.memory.write() as unit:
        unsubscribe(unit, name)
    house.feeds.keep_only(feed.name for feed in chosen(house.memory))


def _look_up(house: House, feed: Feed, domains: tuple[str, ...]) -> None:
    opened = house.feeds.shelf.opened(feed)
    if opened is None:
        click.echo(
            f"there is no list of {feed.name} on this machine yet; run `screening feeds sync {feed.name}`", err=True
        )
        sys.exit(1)
    for raw in domains:
        domain = house.domain(raw)
        entry = first_listed(opened.index, [*lineage(domain.ascii, domain.registrable)])
        click.echo(f"{domain.unicode}: {f'listed as {entry}' if entry else 'not listed'}")


def _row(status: Status, house: House) -> dict[str, Any]:
    feed, edition, last = status.feed, status.edition, status.last
    stale = edition is not None and edition.stale(feed, house.clock())
    return {
        "name": feed.name,
        "category": feed.category,
        "source": feed.source,
        "format": feed.format,
        "mandatory": feed.mandatory,
        "max_age_hours": feed.max_age / timedelta(hours=1),
        "added_at": feed.added_at.isoformat(),
        "standing": "stale" if stale else "current" if edition else "missing",
        "entries": edition.entries if edition else None,
        "synced_at": edition.synced_at.isoformat() if edition else None,
        "list_date": edition.list_date.isoformat() if edition and edition.list_date else None,
        "last_attempt": last.at.isoformat() if last else None,
        "outcome": str(last.outcome) if last else None,
        "cause": last.cause if last else None,
        "detail": last.detail if last else None,
    }


def _line(row: dict[str, Any]) -> str:
    entries = f"{row['entries']:,}" if row["entries"] is not None else "-"
    synced = (row["synced_at"] or "never")[:16]
    last = (
        f"{(row['last_attempt'] or '')[:16]} {row['outcome']} {row['cause']}".strip() if row["outcome"] else "untried"
    )
    needed = "mandatory" if row["mandatory"] else ""
    return f"{row['name']:20} {row['category']:9} {needed:9} {row['standing']:8} {entries:>11}  {synced:16}  {last}"


def _told(attempt: Attempt) -> str:
    return f"{attempt.outcome}{f' ({attempt.cause})' if attempt.cause else ''}: {attempt.detail}"
