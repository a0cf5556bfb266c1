import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.ngrams import Curve, Grams, NameModel, Part, part_of
from screening.model.names import Domain
from screening.model.verdict import CATEGORIES
from tests.unit.classify.modelbook import FLOOR, GRAMS, WORD, dice_model, model_saying

DICE = dice_model()
labels = st.text(st.sampled_from("abcdefghij0123456789-_ßéжж中ก𝕏"), min_size=1, max_size=63)
parts = st.tuples(labels, st.sampled_from(["com", "co.uk", "xn--p1ai", "vip", ""]))


def spread(hashed: int, bits: int) -> int:
    return (hashed * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - bits)


def plain_slots(part: Part, grams: Grams) -> list[int]:
    """What the arrays compute, one character at a time."""
    label, suffix = part
    text, slots = f"^{label}$", []
    for size in range(grams.shortest, grams.longest + 1):
        for at in range(len(text) - size + 1):
            hashed = 0
            for char in text[at : at + size]:
                hashed = (hashed ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
            slots.append(spread(hashed, grams.bits))
    digits = sum(char in "0123456789" for char in label)
    build = 1 << 24 | min(len(label), 24) << 16 | min(digits, 8) << 8 | min(label.count("-"), 3)
    whole = [build, zlib.crc32(f".{suffix}".encode()), zlib.crc32(f"*.{suffix.split('.')[-1]}".encode())]
    return slots + [spread(hashed, grams.bits) for hashed in whole]


def plain_sum(part: Part, model: NameModel, category: str) -> int:
    return sum(int(model.weights[category][slot]) for slot in plain_slots(part, model.grams))


@given(st.lists(parts, min_size=1, max_size=8))
def test_a_sum_is_that_of_the_plain_way(listed: list[Part]) -> None:
    sums = DICE.sums(listed)
    for category in CATEGORIES:
        assert sums[category].tolist() == [plain_sum(part, DICE, category) for part in listed]


@pytest.mark.parametrize("grams", [Grams(8, 1, 1), Grams(10, 1, 8), Grams(22, 4, 8), Grams(12, 3, 3)])
def test_every_size_of_table_and_n_gram_adds_up(grams: Grams) -> None:
    model = dice_model(grams=grams)
    listed = [("a", "com"), ("casino-24", "co.uk"), ("", ""), ("x" * 63, "vip")]
    for category, sums in model.sums(listed).items():
        assert sums.tolist() == [plain_sum(part, model, category) for part in listed]


@given(st.lists(parts, max_size=12), st.integers(0, 12))
def test_where_a_batch_is_cut_does_not_matter(listed: list[Part], cut: int) -> None:
    whole, first, second = DICE.weigh(listed), DICE.weigh(listed[:cut]), DICE.weigh(listed[cut:])
    for category in CATEGORIES:
        assert whole[category].tolist() == [*first[category].tolist(), *second[category].tolist()]


def test_a_batch_of_many_blocks_is_scored_name_by_name() -> None:
    listed = [(f"name{number}-{number % 7}", "com") for number in range(9000)]
    sums = DICE.sums(listed)["adult"]
    for at in (0, 4095, 4096, 8191, 8192, 8999):
        assert sums[at] == plain_sum(listed[at], DICE, "adult")


def test_no_names_have_no_sums() -> None:
    assert {category: weights.tolist() for category, weights in DICE.weigh([]).items()} == {
        category: [] for category in CATEGORIES
    }


def test_the_largest_sums_do_not_run_into_one_another() -> None:
    full = {c: np.full(1 << 8, sign * 127, np.int8) for c, sign in zip(CATEGORIES, (1, -1, 1), strict=True)}
    for weights in full.values():
        weights[0] = 0
    model = NameModel(Grams(8, 1, 8), full, dict.fromkeys(CATEGORIES, DICE.meanings["adult"]))
    part = ("x" * 63, "com")
    assert [int(model.sums([part])[c][0]) for c in CATEGORIES] == [plain_sum(part, model, c) for c in CATEGORIES]


@given(st.lists(st.integers(-5000, 5000), min_size=1, max_size=20))
def test_a_curve_rises_and_goes_through_its_knots(sums: list[int]) -> None:
    curve = Curve((-900, 0, 400, 2000), (-3000, 0, 2500, 9000))
    found = curve.at(np.array(sorted(sums)))
    assert found.tolist() == sorted(found.tolist())
    assert curve.at(np.array([-900, 0, 400, 2000])).tolist() == [-3000, 0, 2500, 9000]
    assert curve.at(np.array([-901, 2001, 200, -1])).tolist() == [-3000, 9000, 1250, -4]


def test_a_name_below_the_floor_says_nothing() -> None:
    for weight, said in ((FLOOR - 1, 0), (FLOOR, FLOOR), (6000, 6000)):
        assert model_saying(weight).weigh([(WORD, "example"), ("flowers", "example")])["gambling"].tolist() == [said, 0]


@pytest.mark.parametrize(
    ("ascii_name", "unicode", "suffix", "part"),
    [
        ("casino.com", "casino.com", "com", ("casino", "com")),
        ("www.casino.co.uk", "www.casino.co.uk", "co.uk", ("casino", "co.uk")),
        ("github.io", "github.io", "github.io", ("github", "github.io")),
        ("xn--e1aybc.xn--p1ai", "тест.рф", "xn--p1ai", ("тест", "xn--p1ai")),
        ("xn--csino-0ra.com", "cásino.com", "com", ("casino", "com")),
        ("xn--oogle-qmc.com", "ɡoogle.com", "com", ("google", "com")),
    ],
)
def test_the_model_reads_the_folded_registrable_label(ascii_name: str, unicode: str, suffix: str, part: Part) -> None:
    assert part_of(Domain(ascii_name, unicode, ascii_name, suffix)) == part


def test_the_strongest_n_grams_are_told_joined_and_without_edges() -> None:
    model = model_saying(5000)
    assert model.strongest((f"my{WORD}", "example"), "gambling") == (WORD,)
    assert model.strongest((f"{WORD}-my-{WORD}", "example"), "gambling") == (WORD,)
    assert model.strongest(("flowers", "example"), "gambling") == ()
    shown = DICE.strongest(("casino-royale-24", "co.uk"), "adult")
    assert 1 <= len(shown) <= 5
    assert not any("^" in gram or "$" in gram for gram in shown)


@given(parts)
def test_what_is_listed_of_one_name_is_what_is_summed(part: Part) -> None:
    build = plain_slots(part, GRAMS)[-3]
    assert sorted([build, *(slot for _, _, slot in GRAMS.listed(part))]) == sorted(plain_slots(part, GRAMS))


def test_the_edges_of_a_name_count() -> None:
    first, second = ({gram for _, gram, _ in GRAMS.listed((label, "com"))} for label in ("bet", "abet"))
    assert "^bet" in first
    assert "^bet" not in second
