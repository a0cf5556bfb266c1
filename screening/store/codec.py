"""Aggregates to JSON and back, by the types of their dataclasses."""

from typing import Any

from pydantic import TypeAdapter

from screening.model.case import Case, Transition
from screening.model.evidence import Evidence
from screening.model.verdict import Verdict
from screening.model.zone import Zone

_case = TypeAdapter(Case)
_evidence = TypeAdapter(Evidence)
_transition = TypeAdapter(Transition)
_verdict = TypeAdapter(Verdict)
_zone = TypeAdapter(Zone)


def dump_case(case: Case) -> dict[str, Any]:
    """A case without its unsaved journal rows."""
    body: dict[str, Any] = _case.dump_python(case, mode="json", exclude={"journal", "version"})
    return body


def load_case(body: dict[str, Any], version: int) -> Case:
    """The case that `dump_case` wrote."""
    return _case.validate_python({**body, "version": version})


def dump_evidence(item: Evidence) -> dict[str, Any]:
    """Evidence as JSON."""
    body: dict[str, Any] = _evidence.dump_python(item, mode="json")
    return body


def load_evidence(body: dict[str, Any]) -> Evidence:
    """The evidence that `dump_evidence` wrote."""
    return _evidence.validate_python(body)


def dump_transition(row: Transition) -> dict[str, Any]:
    """A journal row as JSON; these bytes are what the sealer hashes."""
    body: dict[str, Any] = _transition.dump_python(row, mode="json")
    return body


def load_transition(body: dict[str, Any]) -> Transition:
    """The row that `dump_transition` wrote."""
    return _transition.validate_python(body)


def dump_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    body: dict[str, Any] = _verdict.dump_python(verdict, mode="json")
    return body


def load_verdict(body: dict[str, Any]) -> Verdict:
    """The verdict that `dump_verdict` wrote."""
    return _verdict.validate_python(body)


def dump_zone(zone: Zone) -> list[Any]:
    """Uploaded records as JSON."""
    body: list[Any] = _zone.dump_python(zone, mode="json")
    return body


def load_zone(body: list[Any]) -> Zone:
    """The records that `dump_zone` wrote."""
    return _zone.validate_python(body)
