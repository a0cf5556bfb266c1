from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from screening.classify.policy_file import read_policy
from screening.classify.tree import Tree
from screening.model.policy import CategoryPolicy, Policy, Treatment

CATEGORIES = "categories:\n  hyip: {new: refuse, existing: remove}\n"
SHIPPED = Path(__file__).parents[3] / "rules" / "policy.yml"


def policy_of(text: str) -> Policy:
    tree = Tree("policy.yml")
    policy = read_policy(tree, text.encode())
    assert not tree.faults
    assert policy is not None
    return policy


def test_a_key_that_is_left_out_has_its_default() -> None:
    categories = {"hyip": CategoryPolicy(Treatment.REFUSE, Treatment.REMOVE)}
    assert policy_of(CATEGORIES) == Policy(categories=categories)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("prior: 0.03", "prior", 0.03),
        ("review_at: .4", "review_at", 0.4),
        ("refuse_at: 0.99", "refuse_at", 0.99),
        ("agree_weight: 2000", "agree_weight", 2000),
        ("negative_floor: -3000", "negative_floor", -3000),
        ("scope: [page, name, feeds, zone, dns]", "scope", ("page", "name", "feeds", "zone", "dns")),
        ("mandatory: [name]", "mandatory", ("name",)),
        ("vantages: []", "vantages", ()),
        ("vantages: [search, search]", "vantages", ("search",)),
        ("window: 96h", "window", timedelta(hours=96)),
        ("looks: [0s, 30m, 1d]", "looks", (timedelta(0), timedelta(minutes=30), timedelta(days=1))),
        ("probation_when_waiting: false", "probation_when_waiting", False),
        ("trusted_standings: [trusted, partner]", "trusted_standings", frozenset({"trusted", "partner"})),
        ("similar: 0.5", "similar", 0.5),
        ("restarts: 0", "restarts", 0),
        ("evidence_kept: 30d", "evidence_kept", timedelta(days=30)),
    ],
)
def test_every_sort_of_key_is_read(text: str, key: str, value: object) -> None:
    assert getattr(policy_of(CATEGORIES + text), key) == value


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("color: red", 3, "unknown key 'color'"),
        ("prior: 0.01\nprior: 0.02", 4, "duplicate key"),
        ("prior: 0", 3, "between 0 and 1"),
        ("prior: 1", 3, "between 0 and 1"),
        ("prior: nan", 3, "between 0 and 1"),
        ("prior: [1]", 3, "between 0 and 1"),
        ("review_at: 0.96", 3, "prior < review_at <= refuse_at"),
        ("prior: 0.6", 1, "prior < review_at <= refuse_at"),
        ("negative_floor: 5", 3, "whole number from -100000 to 0"),
        ("agree_weight: -5", 3, "whole number from 0"),
        ("window: 72", 3, "is a duration such as"),
        ("window: 3 days", 3, "is a duration such as"),
        ("window: 0h", 3, "of no time at all"),
        ("looks: [1h, 0h]", 3, "in order"),
        ("looks: [0h, 100h]", 3, "within the window"),
        ("evidence_kept: 800d", 3, "evidence_kept <= evidence_kept_refused"),
        ("mandatory: [oracle]", 3, "not in scope: oracle"),
        ("scope: [Page]", 3, "not of the form page"),
        ("vantages: [astronaut]", 3, "known are phone, search"),
        ("scope: page", 3, "is a list"),
        ("probation_when_waiting: maybe", 3, "known are true, false"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, says: str) -> None:
    tree = Tree("policy.yml")
    assert read_policy(tree, (CATEGORIES + text).encode()) is None
    assert any(fault.where == f"policy.yml:{line}" and says in fault.message for fault in tree.faults), tree.faults


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prior: 0.01", "lacks 'categories'"),
        ("categories: {}", "at least one"),
        ("categories: {spam: {new: refuse, existing: remove}}", "unknown key 'spam'"),
        ("categories: {hyip: {new: refuse}}", "lacks 'existing'"),
        ("categories: {hyip: {new: remove, existing: remove}}", "new 'remove' is unknown"),
        ("categories: {hyip: {new: refuse, existing: refuse}}", "existing 'refuse' is unknown"),
        ("categories: {hyip: {new: refuse, existing: allow, since: long ago}}", "not of the form 2012-01"),
        ("categories: {hyip: {new: refuse, existing: allow, grace_days: -1}}", "whole number"),
    ],
)
def test_categories_say_what_happens_to_new_and_to_existing_zones(text: str, says: str) -> None:
    tree = Tree("policy.yml")
    assert read_policy(tree, text.encode()) is None
    assert any(says in fault.message for fault in tree.faults), tree.faults


def test_the_shipped_policy_spells_out_every_key_at_its_default() -> None:
    text = SHIPPED.read_text()
    policy = policy_of(text)
    for field in fields(Policy):
        assert f"\n{field.name}:" in text
    assert policy == Policy(categories=policy.categories)


def test_the_shipped_policy_says_what_the_host_decided() -> None:
    assert policy_of(SHIPPED.read_text()).categories == {
        "hyip": CategoryPolicy(Treatment.REFUSE, Treatment.REMOVE, "2006", 7),
        "gambling": CategoryPolicy(Treatment.REFUSE, Treatment.ALLOW, "2012-01", 30),
        "adult": CategoryPolicy(Treatment.REFUSE, Treatment.ALLOW, "2012-01", 30),
    }
