"""What callers get to see, as models; they make the OpenAPI document, too."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from screening.model.case import Ruling, Serving
from screening.model.evidence import Outcome
from screening.model.lifecycle import Event, State
from screening.model.verdict import Conclusion


class SignalView(BaseModel):
    """A rule that fired."""

    rule: str
    category: str
    weight: int = Field(description="Milli-log-odds; negative speaks against the category.")
    where: str = Field(description="The field of the evidence that it fired on.")
    text: str = Field(description="What it fired on, at most 200 characters. Hostile input: escape it.")
    why: str


class VerdictView(BaseModel):
    """The machine's conclusion of one look."""

    verdict: Conclusion
    scope: list[str] = Field(description="The collectors that were asked.")
    missing: list[str] = Field(description="What was not asked, failed or is undecided: `collector:cause`.")
    categories: dict[str, float] = Field(description="Probability per category.")
    signals: list[SignalView]
    ruleset: str = Field(description="Digest of the rules.")


class RemarkView(BaseModel):
    """Something odd about an accepted name."""

    code: str
    message: str


class DecisionView(BaseModel):
    """What a person decided last."""

    ruling: Ruling
    reason: str
    at: datetime


class MessageView(BaseModel):
    """What the customer may be told, as it is."""

    code: str
    text: str


class LinksView(BaseModel):
    """Where the rest is."""

    self: str
    evidence: str
    history: str
    zone: str
    decisions: str
    appeals: str
    screenings: str


class DomainView(BaseModel):
    """A domain of a customer, and where it stands."""

    id: str
    domain: str = Field(description="A-labels, lower case, no trailing dot.")
    unicode: str
    registrable: str
    remarks: list[RemarkView] = Field(description="Why a person has to look at the name itself.")
    account: str
    state: State
    serving: Serving = Field(description="What the nameservers should do with the zone.")
    nameservers: list[str] = Field(description="What the customer sets at the registrar.")
    accepted_at: datetime
    window_ends_at: datetime | None = Field(description="When the risk window ends; null before it began.")
    next_look_at: datetime | None = Field(description="When we look next; null while a look is queued or none will be.")
    missing: list[str] = Field(description="What approval lacks: `collector`, or `collector:cause`.")
    stuck: bool = Field(description="Whether a deadline has passed without anything having happened.")
    contested: bool = Field(description="Whether another account has the same name.")
    quiet: bool = Field(description="Whether it was approved with nothing to see.")
    escalated: bool
    verdict: VerdictView | None
    decision: DecisionView | None
    labels: dict[str, str]
    customer_message: MessageView
    links: LinksView


class DomainPage(BaseModel):
    """A page of domains, oldest first."""

    items: list[DomainView]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last one.")


class EvidenceView(BaseModel):
    """What one collector saw. Hostile input: escape it."""

    collector: str
    outcome: Outcome
    at: datetime
    cause: str
    facts: dict[str, Any]
    texts: dict[str, list[str]]
    digest: str


class ChangeView(BaseModel):
    """One thing that the latest look saw otherwise than the one before. Hostile input: escape it."""

    collector: str
    field: str = Field(
        description="`outcome`, `cause`, a fact (`favicon.mmh3`), a text field (`page.host`), or `similarity` of the "
        "page's text to what it was (0 to 1)."
    )
    before: Any = Field(description="Null where it was not; of a list, what is gone.")
    after: Any = Field(description="Null where it is no more; of a list, what is new.")


class EvidenceList(BaseModel):
    """The evidence of the latest finished look; empty before there was one."""

    items: list[EvidenceView]
    changes: list[ChangeView] = Field(description="Against the look before, at most 200; empty where there was none.")


class TransitionView(BaseModel):
    """One row of the journal."""

    sequence: int
    at: datetime
    event: Event
    previous_state: State | None
    state: State
    serving: Serving
    actor: str
    cause: str
    ruleset: str
    evidence: str


class History(BaseModel):
    """Everything that happened to a domain, oldest first."""

    items: list[TransitionView]


class Refusal(BaseModel):
    """Why a name was not judged."""

    code: str
    detail: str


class NameAnswer(BaseModel):
    """The answer for one name: either `verdict` or `error`."""

    name: str = Field(description="As it was sent.")
    domain: str | None = None
    unicode: str | None = None
    registrable: str | None = None
    remarks: list[RemarkView] = Field(default_factory=list)
    verdict: VerdictView | None = None
    error: Refusal | None = None


class Answers(BaseModel):
    """One answer per name, in order."""

    items: list[NameAnswer]


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """The service can work."""

    status: str = Field(description="`ready`, or `degraded` without Redis: domains are taken in, looks start late.")
    parts: dict[str, str]


class ProblemView(BaseModel):
    """A problem (RFC 9457); some have members of their own, such as `code`, `scope` or `domain_id`."""

    model_config = ConfigDict(extra="allow")
    type: str = Field(description="Stable; /docs lists all.")
    title: str
    status: int
    detail: str = Field(description="What is wrong here, and what to do.")
    instance: str = Field(description="This occurrence; ends in the request id.")
    errors: list[dict[str, str]] = Field(
        default_factory=list, description="`detail`, and `pointer` (RFC 6901), `parameter` or `header`."
    )
