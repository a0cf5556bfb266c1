"""Reads `policy.yml` into a Policy; the file that ships with the rules comments every key."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, get_type_hints

from screening.classify.tree import Node, Tree
from screening.model.policy import VANTAGES, CategoryPolicy, Policy, Treatment
from screening.model.verdict import CATEGORIES

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_SHARE = re.compile(r"[0-9]?\.?[0-9]{1,6}")
_SINCE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_COLLECTOR = re.compile(r"[a-z][a-z-]{0,30}")
_NEW = (Treatment.REFUSE, Treatment.REVIEW, Treatment.ALLOW)
_EXISTING = (Treatment.REMOVE, Treatment.REVIEW, Treatment.ALLOW)
_MANY = 100_000  # bounds whole numbers: weights in milli-log-odds, days of grace


def read_policy(tree: Tree, content: bytes) -> Policy | None:
    """The policy in a file, or None with faults in the tree. A key that is left out has Policy's default."""
    before = len(tree.faults)
    root = tree.parse(content)
    if root is None:
        return None
    entries = tree.mapping(root, "the policy", tuple(_READERS), ("categories",))
    values = {key: _READERS[key](tree, node, key) for key, node in entries.items()}
    if len(tree.faults) > before:
        return None
    policy = Policy(**values)
    _check(tree, policy, entries)
    return policy if len(tree.faults) == before else None


def _check(tree: Tree, policy: Policy, entries: Mapping[str, Node]) -> None:
    """What no single key can tell."""
    if not policy.prior < policy.review_at <= policy.refuse_at:
        tree.fault(entries.get("review_at"), "prior < review_at <= refuse_at does not hold")
    if list(policy.looks) != sorted(policy.looks) or (policy.looks and policy.looks[-1] > policy.window):
        tree.fault(entries.get("looks"), "looks are in order and within the window")
    if policy.evidence_kept > policy.evidence_kept_refused:
        tree.fault(entries.get("evidence_kept"), "evidence_kept <= evidence_kept_refused does not hold")
    unasked = [collector for collector in policy.mandatory if collector not in policy.scope]
    if unasked:
        tree.fault(entries.get("mandatory"), f"mandatory but not in scope: {', '.join(unasked)}")


def _categories(tree: Tree, node: Node, key: str) -> dict[str, CategoryPolicy]:
    found = {}
    for category, value in tree.mapping(node, key, CATEGORIES).items():
        entries = tree.mapping(value, category, ("new", "existing", "since", "grace_days"), ("new", "existing"))
        if "new" in entries and "existing" in entries:
            new = tree.choice(entries["new"], "new", _NEW)
            existing = tree.choice(entries["existing"], "existing", _EXISTING)
            since = _matching(tree, entries["since"], _SINCE, "2012-01") if "since" in entries else ""
            grace = tree.integer(entries["grace_days"], "grace_days", 0, _MANY) if "grace_days" in entries else 0
            if new and existing:
                found[category] = CategoryPolicy(Treatment(new), Treatment(existing), since, grace or 0)
    if node.sort == "mapping" and not node.pairs:
        tree.fault(node, "categories names at least one")
    return found


def _share(tree: Tree, node: Node, key: str) -> float:
    if _SHARE.fullmatch(node.text) and 0 < float(node.text) < 1:
        return float(node.text)
    tree.fault(node, f"{key} lies between 0 and 1")
    return 0.5


def _duration(tree: Tree, node: Node, key: str) -> timedelta:
    found = _DURATION.fullmatch(node.text)
    if not found:
        tree.fault(node, f"{key} is a duration such as 72h, 30d, 5m or 90s")
        return timedelta()
    duration = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not duration and key != "looks":  # only a look may come at once
        tree.fault(node, f"{key} of no time at all")
    return duration


def _durations(tree: Tree, node: Node, key: str) -> tuple[timedelta, ...]:
    return tuple(_duration(tree, item, key) for item in tree.items(node, key))


def _collectors(tree: Tree, node: Node, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_matching(tree, item, _COLLECTOR, "page") for item in tree.items(node, key)))


def _visitors(tree: Tree, node: Node, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tree.choice(item, key, VANTAGES) for item in tree.items(node, key)))


def _matching(tree: Tree, node: Node, form: re.Pattern[str], such_as: str) -> str:
    if node.sort == "text" and form.fullmatch(node.text):
        return node.text
    tree.fault(node, f"{node.text!r} is not of the form {such_as}")
    return ""


def _against(tree: Tree, node: Node, key: str) -> int:
    return tree.integer(node, key, -_MANY, 0) or 0


def _whole(tree: Tree, node: Node, key: str) -> int:
    return tree.integer(node, key, 0, _MANY) or 0


def _yes(tree: Tree, node: Node, key: str) -> bool:
    return tree.choice(node, key, ("true", "false")) == "true"


def _standings(tree: Tree, node: Node, key: str) -> frozenset[str]:
    return frozenset(_matching(tree, item, _COLLECTOR, "trusted") for item in tree.items(node, key))


_BY_TYPE: dict[object, Callable[[Tree, Node, str], Any]] = {
    Mapping[str, CategoryPolicy]: _categories,
    float: _share,
    int: _whole,
    bool: _yes,
    timedelta: _duration,
    tuple[timedelta, ...]: _durations,
    tuple[str, ...]: _collectors,
    frozenset[str]: _standings,
}
_READERS = {key: _BY_TYPE[sort] for key, sort in get_type_hints(Policy).items()} | {
    "negative_floor": _against,
    "vantages": _visitors,
}
