"""`screening rules`: the rule folder."""

import sys
from pathlib import Path

import click

from screening.bootstrap import House
from screening.classify.load import load_ruleset
from screening.classify.proofs import prove
from screening.model.errors import RulesBrokenError
from screening.store.rules_folder import default_rules_folder, read_folder


@click.group()
def rules() -> None:
    """Work with the rules."""


@rules.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_obj
def test(house: House, folder: Path | None) -> None:
    """Load FOLDER (default: the rules in force) and run every rule's own examples."""
    folder = folder or (Path(house.settings.rules) if house.settings.rules else default_rules_folder())
    try:
        loaded = load_ruleset(read_folder(folder))
        faults = tuple(prove(loaded))
    except RulesBrokenError as error:
        loaded, faults = None, error.faults
    for fault in faults:
        click.echo(fault, err=True)
    if faults or loaded is None:
        sys.exit(1)
    examples = sum(len(rule.fires) + len(rule.silent) for rule in loaded.rules)
    size = f"{loaded.count} rules in {len(loaded.packs)} packs"
    click.echo(f"{size}, {examples} examples hold, digest {loaded.digest[:16]}")
