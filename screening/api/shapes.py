"""What callers may send: strict, bounded, nothing unknown."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.config import JsonDict

from screening.collect.upload import MOST_RECORDS, RECORD_SCHEMA
from screening.model.case import Ruling
from screening.model.lifecycle import State
from screening.model.verdict import CATEGORIES

MOST_NAMES = 1000
CASE_ID = r"dom_[0-9a-f]{28}"

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _plain(text: str) -> str:
    if found := _CONTROL.search(text):
        raise ValueError(f"must not contain the control character U+{ord(found[0]):04X}")
    return text


def _told(text: str) -> str:
    if found := _CONTROL_BUT_LINES.search(text):
        raise ValueError(f"must not contain the control character U+{ord(found[0]):04X}")
    if not text.strip():
        raise ValueError("must say something")
    return text.strip()


def _instant(value: object) -> object:
    """RFC 3339 with an offset, as UTC."""
    if isinstance(value, str) and _RFC3339.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("must be a time by RFC 3339 with its offset, such as 2026-11-22T09:30:00Z")


def _category(text: str) -> str:
    if text and text not in CATEGORIES:
        raise ValueError(f"must be one of {', '.join(CATEGORIES)}")
    return text


Plain = Annotated[str, AfterValidator(_plain)]
Told = Annotated[str, Field(max_length=500), AfterValidator(_told)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Name = Annotated[str, Field(min_length=1, max_length=1000)]
Records = Annotated[
    list[Any],  # `zone_of` reads them: it knows the zone's name
    Field(max_length=MOST_RECORDS),
    WithJsonSchema({"type": "array", "maxItems": MOST_RECORDS, "items": RECORD_SCHEMA}),
]

_RECORD_EXAMPLE: JsonDict = {"name": "www", "type": "A", "content": "192.0.2.10", "ttl": 300}


class Shape(BaseModel):
    """Base of everything that is read: strict types, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Nothing(Shape):
    """No fields at all."""


class NewDomain(Shape):
    """A domain that a customer adds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "example.com",
                    "account": "customer-4711",
                    "zone": [_RECORD_EXAMPLE, {"name": "@", "type": "MX", "content": "10 mail.example.com."}],
                    "previous_nameservers": ["ns1.registrar.example"],
                    "account_created": "2026-11-20T08:15:00Z",
                    "labels": {"order": "A-1009"},
                    "source": "panel",
                }
            ]
        }
    )
    name: Name = Field(description="The domain as the customer typed it; IDN in either form.")
    account: Plain = Field(min_length=1, max_length=200, description="The customer, as your panel names it.")
    zone: Records | None = Field(None, description="The uploaded records; leave it out where there are none yet.")
    previous_nameservers: list[Annotated[Plain, Field(min_length=1, max_length=255)]] = Field(
        default_factory=list, max_length=32, description="Where the domain was served before, if you know."
    )
    account_created: Instant | None = Field(None, description="Since when the account exists.")
    standing: Plain = Field("", max_length=64, description="The account's standing; policy names the trusted ones.")
    labels: dict[Annotated[Plain, Field(min_length=1, max_length=64)], Annotated[Plain, Field(max_length=200)]] = Field(
        default_factory=dict, max_length=20, description="Free text that comes back with the domain and its events."
    )
    source: Plain = Field("", max_length=64, description="The door of your panel it came through.")


class NewZone(Shape):
    """The customer's records, all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"zone": [_RECORD_EXAMPLE]}]})
    zone: Records = Field(description="Replaces what was there.")


class NewDecision(Shape):
    """A person's ruling."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ruling": "approve", "reason": "A bakery; the word is a family name."}]}
    )
    ruling: Annotated[Ruling, Field(strict=False)] = Field(description="remove and restore need `decisions:senior`.")
    reason: Told = Field(description="Why: for the journal and the statement of reasons.")
    at_once: bool = Field(
        default=False, description="With approve: without the rest of the window; needs `decisions:senior`."
    )
    until: Instant | None = Field(None, description="With hold: when to escalate, within 90 days.")
    reviewer: Plain = Field(
        "",
        max_length=100,
        description="Who decides, as your panel names its people; by default the key. Appeals need another one.",
    )


class NewAppeal(Shape):
    """The customer's appeal."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "We sell playing cards, nothing else."}]})
    reason: Told = Field(description="What the customer says.")


class Names(Shape):
    """Names to judge at once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"names": ["example.com", "best-casino-bonus.example"]}]})
    names: list[str] = Field(min_length=1, max_length=MOST_NAMES, description="As typed; each gets its own answer.")


class Filter(BaseModel):
    """Which domains to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field("", max_length=1000, description="Exactly this domain, in either form.")
    state: State | None = Field(None, description="Where it stands.")
    category: Annotated[str, AfterValidator(_category)] = Field(
        "", json_schema_extra={"enum": list(CATEGORIES)}, description="Suspected of this."
    )
    account: Plain = Field("", max_length=200, description="Of this customer.")
    cursor: str = Field("", pattern=rf"^({CASE_ID})?$", description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=200, description="Domains on a page.")
