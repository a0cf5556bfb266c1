"""`screening model`: the model of names."""

from pathlib import Path

import click

from screening.bootstrap import House
from screening.classify.model_file import write_model
from screening.classify.ngrams import part_of
from screening.learn.card import card_of
from screening.learn.labelled import read_labelled
from screening.learn.train import Material
from screening.learn.train import train as learn
from screening.model.errors import ScreeningError
from screening.model.verdict import CATEGORIES

_FEWEST = 20  # names of a category, below which nothing can be learned of it


@click.group()
def model() -> None:
    """Work with the model of names."""


@model.command()
@click.argument("data", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="rules/names.model", show_default=True)
@click.option(
    "--background",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Unlabelled new names, to calibrate against.",
)
@click.option("--card", type=click.Path(path_type=Path, dir_okay=False), help="Where the model card goes.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True)
@click.pass_obj
def train(house: House, data: Path, out: Path, background: Path | None, card: Path | None, seed: int) -> None:
    """Train on DATA, a table of domain, label and source (plain or .gz), and write the model and its card.

    The same table and seed give the same bytes. Needs the optional part `learn`.
    """
    try:
        import sklearn  # noqa: F401, PLC0415 (asked for before an hour's work, not after)
    except ImportError as error:
        raise ScreeningError("training needs scikit-learn: install screening[learn]") from error
    material = Material.of(read_labelled(data, house.domain))
    for label in (*CATEGORIES, "benign"):
        if material.labels.count(label) < _FEWEST:
            raise ScreeningError(f"{data.name} has fewer than {_FEWEST} names of {label}: too few to learn from")
    population = [part_of(row.domain) for row in read_labelled(background, house.domain)] if background else []
    trained, account = learn(material, population, seed)
    content = write_model(trained)
    out.write_bytes(content)
    card = card or out.with_suffix(".md")
    card.write_text(card_of(trained, account, len(content), seed), "utf-8")
    click.echo(f"{out}: {len(content)} bytes; {card}")
