"""A missing part is never passed over in silence."""

import pytest

from tests.parts import lacking, need, summary


def test_a_listed_part_is_found() -> None:
    assert need("iproute2", "ip").name == "ip"


def test_a_part_that_is_not_listed_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="does not list nonesuch"):
        need("nonesuch")


@pytest.mark.parametrize("ci", ["", "false"])
def test_a_missing_part_skips_elsewhere(ci: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match="missing part: wings"):
        lacking("wings")


@pytest.mark.parametrize("ci", ["true", "1"])
def test_a_missing_part_fails_in_continuous_integration(ci: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception, match="missing part: iproute2"):
        need("iproute2", "an-executable-that-nobody-has")


def test_skips_are_counted_by_part() -> None:
    reasons = [*["Skipped: missing part: wings"] * 2, "Skipped: missing part: fins", "Skipped: too old"]
    assert summary(reasons).startswith("3 TESTS DID NOT RUN, this machine lacks: fins (1), wings (2);")
    assert summary(["Skipped: too old"]) == ""
