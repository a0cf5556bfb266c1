"""`screening rules`: the rule folder."""

import sys
from difflib import get_close_matches
from pathlib import Path

import click

from screening.bootstrap import House
from screening.classify.lint import lint as find
from screening.classify.load import load_ruleset
from screening.classify.proofs import prove
from screening.classify.rule import RuleSet
from screening.model.errors import NotFoundError
from screening.store.rules_folder import default_rules_folder, read_folder


@click.group()
def rules() -> None:
    """Work with the rules."""


_folder = click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))


@rules.command()
@_folder
@click.pass_obj
def test(house: House, folder: Path | None) -> None:
    """Load FOLDER (default: the rules in force) and run every rule's own examples."""
    loaded = _loaded(house, folder)
    faults = prove(loaded)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    examples = sum(len(rule.fires) + len(rule.silent) for rule in loaded.rules)
    size = f"{loaded.count} rules in {len(loaded.packs)} packs"
    click.echo(f"{size}, {examples} examples hold, digest {loaded.digest[:16]}")


@rules.command()
@_folder
@click.pass_obj
def lint(house: House, folder: Path | None) -> None:
    """Load FOLDER (default: the rules in force) and say what in it is hardly meant; exit status 1 if there is any."""
    remarks = find(_loaded(house, folder))
    for remark in remarks:
        click.echo(remark)
    sys.exit(1 if remarks else 0)


@rules.command()
@click.argument("rule_id")
@click.pass_obj
def explain(house: House, rule_id: str) -> None:
    """Show the rule RULE_ID: where it is written, what it looks for and where, what that weighs and why."""
    known = {rule.id: rule for rule in _loaded(house, None).rules}
    rule = known.get(rule_id)
    if rule is None:
        near = get_close_matches(rule_id, known, n=3)
        raise NotFoundError(f"there is no rule {rule_id}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    click.echo(f"{rule.id}: {rule.category}, {'live' if rule.live else 'draft'}, {rule.where}\n  {rule.why}")
    click.echo(f"  looks at {', '.join(f'{field} ({weight:+d})' for field, weight in rule.weights.items())}")
    for what in ("words", "stems", "patterns", "exceptions", "unless"):
        if entries := getattr(rule, what):
            click.echo(f"  {what}: {', '.join(entries)}")
    if rule.at_least > 1:
        click.echo(f"  at least {rule.at_least} of them in one field")
    for what in ("fires", "silent"):
        for example in getattr(rule, what):
            texts = "; ".join(f"{field}: {' | '.join(found)}" for field, found in example.texts.items())
            click.echo(f"  {what} on {texts}")


def _loaded(house: House, folder: Path | None) -> RuleSet:
    """The rules of a folder, or those in force; RulesBrokenError with every fault."""
    own = Path(house.settings.rules) if house.settings.rules else default_rules_folder()
    return load_ruleset(read_folder(folder or own))
