"""`screening evaluate`: how well the judge does on labelled names or pages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from screening.bootstrap import House
from screening.classify.judge import Item
from screening.collect.page import page_evidence
from screening.learn.evaluate import Case, as_json, lines
from screening.learn.evaluate import evaluate as measure
from screening.learn.labelled import lines_of, read_labelled
from screening.learn.report import page_of
from screening.model.errors import Fault, InvalidError, NameRefusedError

_NOWHERE = "page.example"
_LONGEST_PAGE = 8_000_000  # characters of a line that holds a page: two megabytes, escaped


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object instead of lines for people.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a report with plots here.")
@click.pass_obj
def evaluate(house: House, file: Path, *, json_wanted: bool, html: Path | None) -> None:
    """Judge all of FILE with the rules in force and measure; nothing is fetched.

    FILE is a table of names (domain, label, source, with tabs) or, where it ends in .jsonl, pages: objects with url
    or domain, label, title, and text or html. Either may be gzip (.gz).
    """
    pages = file.name.removesuffix(".gz").endswith(".jsonl")
    scope = ("name", "page") if pages else ("name",)
    cases = (
        _pages(house, file) if pages else (Case(Item(r.domain, ()), r.label) for r in read_labelled(file, house.domain))
    )
    found = measure(cases, house.rules(), house.policy(), scope)
    if html:
        html.write_text(page_of(found, file.name), "utf-8")
    click.echo(json.dumps(as_json(found), indent=2) if json_wanted else "\n".join(lines(found)))


def _pages(house: House, file: Path) -> Iterator[Case]:
    for number, line in enumerate(lines_of(file, _LONGEST_PAGE), 1):
        try:
            row = json.loads(line)
            label, name = str(row["label"]), _host(row)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            told = "a line is an object with url or domain, label, title, and text or html"
            raise InvalidError((Fault(f"{file.name}:{number}", told),)) from error
        try:
            domain = house.domain(name)
        except NameRefusedError:
            continue
        html = row.get("html") or f"<title>{row.get('title', '')}</title>"
        seen = page_evidence(html, row.get("text"), f"https://{domain.ascii}/", house.clock(), house.parser)
        yield Case(Item(domain, (seen,)), label)


def _host(row: dict[str, Any]) -> str:
    """The name that a page is from; one that says nothing, where only the page is known."""
    host = str(row.get("url", "")).partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
    return str(row.get("domain") or host or _NOWHERE)
