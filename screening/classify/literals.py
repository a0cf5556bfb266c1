"""Literals of rules: folded like the texts they look for, and the forms they take inside names."""

import re

from screening.classify.folding import fold, is_unspaced
from screening.classify.tree import Node, Tree

LONGEST = 200
_SEPARATORS = re.compile(r"[-._\s]+")


def folded_literals(tree: Tree, node: Node, key: str) -> tuple[str, ...]:
    """The distinct folded literals of a list; a fault for what folds to nothing or to a single letter."""
    found: dict[str, None] = {}
    for item in tree.items(node, key):
        folded = fold(tree.text(item, f"an entry of {key}", LONGEST))
        if item.text and (not folded or (len(folded) == 1 and not is_unspaced(folded))):
            tree.fault(item, f"{item.text!r} is too short: it would hit everything")
        elif len(folded) > LONGEST:
            tree.fault(item, f"an entry of {key} folds to more than {LONGEST} characters")
        elif folded:
            found[folded] = None
    if node.sort == "list" and not node.items:
        tree.fault(node, f"{key} is empty; leave it out")
    return tuple(found)


def spaced(literal: str) -> str:
    """A literal as it stands in a name whose hyphens, dots and underscores are read as spaces."""
    return _SEPARATORS.sub(" ", literal).strip()


def squeezed(literal: str) -> str:
    """A literal as it stands in a label without separators."""
    return _SEPARATORS.sub("", literal)
