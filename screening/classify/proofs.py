"""Every rule carries its own proof: texts that must fire it and texts that must not."""

from datetime import UTC, datetime

from screening.classify.matching import Matcher
from screening.classify.rule import Example, RuleSet
from screening.classify.views import name_views, text_views
from screening.model.errors import Fault
from screening.model.evidence import Evidence, Outcome
from screening.model.names import Domain

_NOBODY = Domain("nobody.invalid", "nobody.invalid", "nobody.invalid", "invalid")
_WHENEVER = datetime(1970, 1, 1, tzinfo=UTC)  # evidence has a time; no rule looks at it


def prove(rules: RuleSet) -> list[Fault]:
    """Run every rule alone on its own examples; a fault for each that does not behave as written."""
    faults = []
    for rule in rules.rules:
        matcher = Matcher((rule,))
        for examples, wanted in ((rule.fires, True), (rule.silent, False)):
            for example in examples:
                if _fires(matcher, example) is not wanted:
                    does = "does not fire" if wanted else "fires"
                    faults.append(Fault(example.where, f"rule {rule.id} {does} on {_shown(example)}"))
    return faults


def _fires(matcher: Matcher, example: Example) -> bool:
    names = example.texts.get("name", ())
    views = [view for name in names for view in name_views(0, _domain(name))]
    for field, texts in example.texts.items():
        seen = Evidence(field.partition(".")[0], Outcome.OBSERVED, _WHENEVER, texts={field: texts})
        views += text_views(0, _NOBODY, (seen,), matcher.fields)
    return bool(matcher.fire(views))


def _domain(name: str) -> Domain:
    """A name as an example writes it; its last label stands for the public suffix."""
    return Domain(ascii=name, unicode=name, registrable=name, suffix=name.rpartition(".")[2])


def _shown(example: Example) -> str:
    return "; ".join(f"{field}: {' | '.join(texts)[:120]!r}" for field, texts in example.texts.items())
