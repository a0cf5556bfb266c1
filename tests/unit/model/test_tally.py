"""Causes are counted as they are where we made them up, and in short where a stranger may have."""

import pytest

from screening.model.evidence import Evidence, Outcome
from screening.model.tally import Tally, coded, own_fault, tally_of
from tests.life import START


@pytest.mark.parametrize(
    ("cause", "counted"),
    [
        ("", ""),
        ("dns-timeout", "dns-timeout"),
        ("blocked:loopback", "blocked:loopback"),
        ("internal:zerodivisionerror", "internal:zerodivisionerror"),
        ("tls:wrong-host", "tls:wrong-host"),
        ("http:503", "http:5xx"),
        ("http:404", "http:4xx"),
        ("http:teapot", "http"),
        ("coding:whatever-they-say", "coding"),
        ("new-kind:of:their-making", "new-kind"),
        ("internal:" + "x" * 60, "other"),
        ("blocked:\n# EVIL", "other"),
        ("Some Text", "other"),
        ("x" * 500, "other"),
    ],
)
def test_a_cause_is_counted_in_few_words(cause: str, counted: str) -> None:
    assert coded(cause) == counted
    assert len(coded(cause)) <= 64


def test_evidence_is_counted_by_collector_outcome_and_cause() -> None:
    assert tally_of(Evidence("page", Outcome.FAILED, START, "http:500")) == Tally("page", "failed", "http:5xx")
    assert tally_of(Evidence("dns", Outcome.OBSERVED, START)) == Tally("dns", "observed")
    assert own_fault("resolver:dns-timeout") == Tally("uplink", "failed", "resolver:dns-timeout")
    assert own_fault("no network at all!") == Tally("uplink", "failed", "other")
