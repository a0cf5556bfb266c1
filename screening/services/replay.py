"""A verdict once more, from the evidence and the rules that it was reached with: it has to come out the same."""

from dataclasses import dataclass, replace

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.model.errors import NotFoundError
from screening.model.evidence import digest_of_all
from screening.model.verdict import Verdict
from screening.ports.memory import Unit


@dataclass(frozen=True, slots=True)
class Replay:
    """What was concluded, and what the same evidence and rules come to now."""

    stored: Verdict
    again: Verdict

    @property
    def same(self) -> bool:
        """Whether nothing differs: conclusion, probabilities, signals, and the texts that fired."""
        return self.stored == self.again


def replay(unit: Unit, case_id: str) -> Replay:
    """Judge the last finished look of a case again; nothing is looked at and nothing is stored.

    Args:
        unit: to read from.
        case_id: of the case.

    Raises:
        NotFoundError: there is no such case, it has no finished look, or evidence or rules of that look are gone.
        RulesBrokenError: this version cannot read the rules of that time.
    """
    case = unit.cases.get(case_id)
    stored = unit.screenings.verdict_of_last(case_id)
    if stored is None:
        raise NotFoundError(f"{case_id} has no finished look")
    seen = unit.screenings.latest_evidence(case_id)
    if digest_of_all(item for item in seen if item.collector in stored.scope) != stored.evidence:
        raise NotFoundError(f"the evidence of the last look at {case.domain.ascii} is not kept any more")
    files = unit.rulesets.get(stored.ruleset)
    if files is None:
        raise NotFoundError(f"the rules {stored.ruleset[:16]} are not stored here")
    rules = load_ruleset(files)
    policy = replace(rules.policy, mandatory=stored.mandatory)
    return Replay(stored, judge([Item(case.domain, seen, case.cohort)], rules, policy, stored.scope)[0])
