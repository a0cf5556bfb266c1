"""The `screening` command."""

import os
import sys

import click

from screening import __version__
from screening.bootstrap import open_house
from screening.cli.check import check, explain
from screening.cli.evaluate import evaluate
from screening.cli.evidence import evidence
from screening.cli.feeds import feeds
from screening.cli.keys import keys
from screening.cli.model import model
from screening.cli.rdap import rdap
from screening.cli.reference import docs
from screening.cli.replay import replay
from screening.cli.rules import rules
from screening.cli.serve import daemons, migrate, web, worker
from screening.cli.up import up
from screening.model.errors import ScreeningError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="screening")
@click.pass_context
def cli(context: click.Context) -> None:
    """Prescreens, watches and judges the domains that customers add to a DNS host."""
    context.obj = open_house(os.environ)


COMMANDS = (
    up, web, worker, daemons, migrate, keys, check, explain, evidence, feeds, rdap, replay, rules, model,
    evaluate, docs,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command; what is wrong with the input or the set-up is told in plain words, exit status 2."""
    try:
        cli()
    except ScreeningError as error:
        click.echo(f"screening: {error}", err=True)
        sys.exit(2)
