"""Names in disguise: what is caught as it is stays caught, and no innocent one is refused for how it is spelled."""

import pytest

from screening.collect.suffixes import BundledSuffixes
from screening.model.names import Domain
from tests.adversarial.disguises import NAMES, disguised_name
from tests.adversarial.judging import Court

FLOOR = 0.8  # of those caught as they are, so many stay caught


@pytest.fixture(scope="module")
def suffixes() -> BundledSuffixes:
    return BundledSuffixes()


def disguised(names: list[str], way: str, suffixes: BundledSuffixes) -> list[Domain]:
    changed = [disguised_name(name, way) for name in names]
    return [Domain.parse(name, suffixes) for name in changed if name]


@pytest.mark.parametrize("way", NAMES)
def test_names_that_are_caught_stay_caught(court: Court, suffixes: BundledSuffixes, way: str) -> None:
    plain = [Domain.parse(name, suffixes) for name in court.bad_names]
    caught = [d.ascii for d, verdict in zip(plain, court.of_names(plain), strict=True) if verdict.conclusion.suspicious]
    changed = disguised(caught, way, suffixes)
    assert len(changed) >= 30, "too few to mean anything"
    missed = [
        domain.unicode
        for domain, verdict in zip(changed, court.of_names(changed), strict=True)
        if not verdict.conclusion.suspicious
    ]
    assert len(missed) <= (1 - FLOOR) * len(changed), missed


@pytest.mark.parametrize("way", NAMES)
def test_no_innocent_name_is_refused(court: Court, suffixes: BundledSuffixes, way: str) -> None:
    changed = disguised(court.good_names, way, suffixes)
    assert not [v for v in court.of_names(changed) if v.conclusion == "refuse"]
