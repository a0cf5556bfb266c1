"""Whether a page asks its visitors for their age before it lets them in, in many languages."""

from screening.collect.html.folding import folded, says
from screening.collect.html.phrases import AGE_GATE


def age_gate_of(text: str) -> str:
    """The phrase by which a page asks how old its visitor is, or ""; that it is for adults is another matter.

    Args:
        text: visible text.
    """
    return says(folded(text), AGE_GATE)
