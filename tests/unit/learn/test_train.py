import random

import numpy as np
import pytest

from screening.classify.model_file import write_model
from screening.classify.ngrams import Grams, part_of
from screening.learn.calibrate import curve_of, meaning_of
from screening.learn.card import card_of
from screening.learn.fit import matrix_of
from screening.learn.noise import noise
from screening.learn.rounds import fairness, left_out, split_lists
from screening.learn.train import Account, Material, NameModel, train
from tests.unit.classify.modelbook import dice_model
from tests.unit.learn.lists import domain, labelled

GRAMS = Grams(bits=14, shortest=2, longest=5)


def taught(seed: int = 1, *, background: bool = False) -> tuple[NameModel, Account]:
    unlabelled = [part_of(row.domain) for row in labelled(40, seed=9)] if background else []
    return train(Material.of(labelled(800)), unlabelled, seed, GRAMS)


@pytest.fixture(scope="module")
def trained() -> tuple[NameModel, Account]:
    return taught()


def said(model: NameModel, category: str, *names: str) -> list[int]:
    return model.weigh([part_of(domain(name)) for name in names])[category].tolist()


def test_what_was_learned_tells_new_names_apart(trained: tuple[NameModel, Account]) -> None:
    model, _ = trained
    assert all(weight >= 1500 for weight in said(model, "gambling", "ximcasinolo.com", "royalpoker.net"))
    assert said(model, "gambling", "greengardenka.com", "sobooksmi.net", "kapornlo.com") == [0, 0, 0]
    assert said(model, "adult", "kapornlo.com")[0] >= 1500
    assert model.meanings["gambling"].silence < -1000


def test_the_same_names_and_seed_give_the_same_bytes(trained: tuple[NameModel, Account]) -> None:
    assert write_model(taught()[0]) == write_model(trained[0])
    assert write_model(taught(seed=2)[0]) != write_model(trained[0])


def test_a_population_makes_what_it_is_full_of_weigh_less() -> None:
    dice = np.random.default_rng(1)
    sums = np.concatenate([dice.normal(500, 50, 400), dice.normal(0, 50, 400)])
    own = np.arange(800) < 400
    alone = curve_of(sums, own, ~own, np.ones(800))
    population = np.concatenate([dice.normal(0, 50, 900), dice.normal(420, 20, 100)])
    among = curve_of(sums, own, ~own, np.ones(800), population)
    at = np.array([420])
    assert among.at(at)[0] < alone.at(at)[0] - 200
    assert abs(int(among.at(np.array([0]))[0]) - int(alone.at(np.array([0]))[0])) < 500


def test_weights_of_evidence_are_those_of_the_names() -> None:
    dice = np.random.default_rng(1)
    sums = np.concatenate([dice.normal(300, 100, 20_000), dice.normal(0, 100, 20_000)])
    own = np.arange(40_000) < 20_000
    meaning = meaning_of(sums, own, ~own, np.ones(40_000), 1500)
    # Two normal laws with one width: the log-odds are a straight line, here 3 a hundred, and 0 half-way.
    assert meaning.curve.at(np.array([150, 200, 250])).tolist() == pytest.approx([0, 1500, 3000], abs=200)
    assert meaning.silence == pytest.approx(1000 * np.log(0.159 / 0.977), abs=300)


def test_whole_lists_are_left_out_and_every_name_once_at_least() -> None:
    rows = labelled()
    names, labels, lists = ([r.domain.ascii for r in rows], [r.label for r in rows], [r.lists for r in rows])
    rounds = left_out(names, labels, lists)
    assert np.logical_or.reduce(rounds).all()
    for out in rounds:
        gone = {(labels[at], name) for at in np.flatnonzero(out) for name in lists[at]}
        kept = {(labels[at], name) for at in np.flatnonzero(~out) for name in lists[at]}
        whole = {pair for pair in gone if pair not in kept}
        assert {label for label, _ in whole} >= {"gambling", "adult", "hyip", "benign"}
        for at in np.flatnonzero(out):
            assert any(
                (labels[at], name) in whole or (labels[at], name) in split_lists(labels, lists) for name in lists[at]
            )


def test_a_list_of_more_than_half_is_left_out_in_parts() -> None:
    names = [f"n{number}" for number in range(100)]
    lists = [frozenset({"big" if number < 60 else f"small{number % 4}"}) for number in range(100)]
    assert split_lists(["benign"] * 100, lists) == {("benign", "big")}
    rounds = left_out(names, ["benign"] * 100, lists)
    assert all(0 < out[:60].sum() < 60 for out in rounds)
    assert fairness(["benign"] * 100, lists)[0] == pytest.approx(60**-0.5)


def test_a_row_of_the_matrix_counts_a_names_n_grams_as_scoring_does() -> None:
    parts = [("casino-24", "co.uk"), ("bobobo", "com")]
    model = dice_model(grams=GRAMS)
    matrix = matrix_of(parts, GRAMS)
    sums = model.sums(parts)
    for category, weights in model.weights.items():
        assert (matrix @ weights.astype(np.float64)).tolist() == sums[category].tolist()


def test_names_of_no_meaning_are_random_but_the_same() -> None:
    assert noise(50, ["com", "net"], 1) == noise(50, ["com", "net"], 1) != noise(50, ["com", "net"], 2)
    assert all(12 <= len(label) <= 63 and suffix in {"com", "net"} for label, suffix in noise(50, ["com", "net"], 1))


def test_a_benign_name_that_is_truly_bad_is_not_believed() -> None:
    rows = labelled(1500)
    dice = random.Random(1)
    bad = [domain(f"{dice.choice('bdfg')}acasinoroyal{n}.com") for n in range(3)]
    material = Material.of([*rows, *(type(rows[0])(name, "benign", frozenset({"ben0"})) for name in bad)])
    _, account = train(material, [], 1, GRAMS)
    assert account.dropped["gambling"] >= 2
    assert account.dropped["hyip"] == 0


def test_the_card_tells_sizes_cleaning_and_figures(trained: tuple[NameModel, Account]) -> None:
    model, account = trained
    card = card_of(model, account, 1234, 7)
    assert "1,234 bytes" in card
    assert "seed 7" in card
    assert "| gambling | gam0 |" in card
    assert all(len(line) <= 120 for line in card.splitlines() if not line.startswith("|"))
