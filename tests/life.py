"""Cases and looks made by hand, for the tests of the lifecycle."""

from datetime import UTC, datetime, timedelta

from screening.model.case import Case, Decision, Ruling, Serving, Watch
from screening.model.deciding import decide
from screening.model.lifecycle import State
from screening.model.looking import record
from screening.model.names import Domain, Remark
from screening.model.policy import CategoryPolicy, Policy, Treatment
from screening.model.sight import Sight
from screening.model.timing import schedule, tick
from screening.model.verdict import Conclusion, Verdict

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REFUSED = CategoryPolicy(Treatment.REFUSE, Treatment.REMOVE, "2006-01-01", 7)
POLICY = Policy(categories={"gambling": REFUSED, "adult": REFUSED, "hyip": REFUSED})
SKETCH, OTHER_SKETCH = tuple(range(64)), tuple(range(1000, 1064))


def a_case(
    state: State | None = State.RECEIVED,
    serving: Serving = Serving.WITHHELD,
    *,
    watched_since: datetime | None = None,
    **fields: object,
) -> Case:
    """A case as it stands at START (or as `entered_at` says), with its watch running where asked."""
    remarks = (Remark("emoji", "look at it"),) if fields.pop("remarked", False) else ()
    case = Case("dom_1", Domain("example.com", "example.com", "example.com", "com", remarks=remarks), "acme", START)
    case.state, case.serving, case.entered_at = state, serving, START
    if watched_since:
        case.watch = Watch(watched_since, watched_since, watched_since + POLICY.window)
    for name, value in fields.items():
        setattr(case, name, value)
    return case


def watching(**fields: object) -> Case:
    """A case in its window since START, with a clean look then."""
    return a_case(State.WATCHING, Serving.PROBATION, watched_since=START, sight=a_sight(START), **fields)


def a_sight(at: datetime, conclusion: Conclusion = Conclusion.CLEAR, **fields: object) -> Sight:
    """A look in short: content, delegated to us, complete, unless told otherwise."""
    suspects = ("gambling",) if conclusion.suspicious else ()
    values: dict[str, object] = {
        "at": at,
        "conclusion": conclusion,
        "complete": conclusion is not Conclusion.INSUFFICIENT,
        "delegated": True,
        "kind": "content",
        "sketch": SKETCH,
        "suspects": suspects,
        "scores": {"gambling": 9000 if suspects else 0},
        "places": (),
        "evidence": "e" * 64,
    }
    return Sight(**{**values, **fields})  # type: ignore[arg-type]


def look(
    case: Case,
    at: datetime,
    conclusion: Conclusion = Conclusion.CLEAR,
    *,
    policy: Policy = POLICY,
    outage: bool = False,
    **fields: object,
) -> None:
    """One look, taken in as a worker does: recorded, deadlines kept, the next one planned."""
    sight = a_sight(at, conclusion, **fields)
    verdict = Verdict(conclusion, policy.scope, (), {}, sight.scores, (), "r" * 64, sight.evidence)
    record(case, verdict, sight, policy, outage=outage)
    tick(case, at, policy, outage=outage)
    schedule(case, at, policy)


def ruled(
    case: Case, ruling: Ruling, at: datetime, *, actor: str = "ann", policy: Policy = POLICY, **options: object
) -> None:
    """A person's decision about what was last seen."""
    decide(case, Decision(ruling, actor, "because", at, case.sight), policy, **options)  # type: ignore[arg-type]
    schedule(case, at, policy)
