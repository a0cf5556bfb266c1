"""What one collector saw at one time; immutable, content-addressed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "bool | int | float | str | list[Json] | dict[str, Json] | None")


class Outcome(StrEnum):
    """How a look ended. ABSENT is an answer ("there is no web page"), FAILED is not ("could not look")."""

    OBSERVED = "observed"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one collector saw.

    Args:
        collector: the collector's name: `name`, `zone`, `dns`, `page`.
        outcome: see Outcome. FAILED evidence may still carry facts and texts of what little was seen.
        at: when, in UTC.
        cause: a stable kebab-case code why it is ABSENT or FAILED (`timeout`, `blocked:loopback`); empty if OBSERVED.
        facts: structured, bounded, JSON only; what the lifecycle and people read.
        texts: field (`page.title`) to the texts seen there; what the rules read. Bounded by the collector.
    """

    collector: str
    outcome: Outcome
    at: datetime
    cause: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the content; the time of looking is left out, so equal sights have equal digests."""
        return digest_of(
            {
                "collector": self.collector,
                "outcome": self.outcome,
                "cause": self.cause,
                "facts": self.facts,
                "texts": self.texts,
            }
        )


def digest_of(value: object) -> str:
    """SHA-256 (hex) of a value's canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_all(evidence: Iterable[Evidence]) -> str:
    """One digest over the evidence of a whole look, whatever the order it came in."""
    return digest_of(sorted(item.digest for item in evidence))
