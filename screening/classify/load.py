"""A rule folder's bytes become a RuleSet, or every fault that keeps them from it."""

import hashlib
import re
from collections.abc import Mapping

from screening.classify.literals import folded_literals
from screening.classify.model_file import SUFFIX, read_model
from screening.classify.ngrams import NameModel
from screening.classify.patterns import pattern_fault
from screening.classify.policy_file import read_policy
from screening.classify.rule import FIELDS, TEXT_FIELDS, Example, Pack, Rule, RuleSet
from screening.classify.tree import Node, Tree
from screening.model.errors import Fault, RulesBrokenError
from screening.model.verdict import CATEGORIES

POLICY = "policy.yml"
_PACK_KEYS = ("pack", "category", "status", "rules")
_ENTRIES = ("words", "stems", "patterns")
_RULE_MUST = ("id", "in", "weight", "why", "fires", "silent")
_RULE_KEYS = (*_RULE_MUST, *_ENTRIES, "except", "unless", "at_least")
_PACK_NAME = re.compile(r"[a-z0-9-]+")
_RULE_ID = re.compile(r"[a-z0-9._-]+")
_HEAVIEST = 20_000  # milli-log-odds; already 500 million to one


def load_ruleset(files: Mapping[str, bytes]) -> RuleSet:
    """Load a rule folder.

    Args:
        files: path relative to the folder, to content; `policy.yml`, the packs, and at most one `*.model`.

    Raises:
        RulesBrokenError: with every fault found. A folder without policy, or without a live rule, is broken:
            nothing would ever be found, and unknown is never clean.
    """
    faults: list[Fault] = []
    policy = None
    packs = []
    if POLICY in files:
        policy = read_policy(Tree(POLICY, faults), files[POLICY])
    else:
        faults.append(Fault(f"{POLICY}:1", "there is no policy"))
    seen: dict[str, str] = {}
    models = sorted(path for path in files if path.endswith(SUFFIX))
    model = _model(files, models, faults)
    for path in sorted(set(files) - {POLICY, *models}):
        pack = _PackReader(Tree(path, faults), seen).read(files[path])
        if pack:
            packs.append(pack)
            if policy and pack.category not in policy.categories:
                faults.append(Fault(f"{path}:1", f"{POLICY} does not say what to do about {pack.category}"))
    if not faults and not any(pack.live and pack.rules for pack in packs):
        faults.append(Fault(f"{POLICY}:1", "there is no live rule: nothing would ever be found"))
    if faults or policy is None:
        raise RulesBrokenError(tuple(sorted(faults, key=_by_place)))
    return RuleSet(digest_of_files(files), tuple(packs), policy, model, dict(files))


def _model(files: Mapping[str, bytes], paths: list[str], faults: list[Fault]) -> NameModel | None:
    faults += [Fault(f"{path}:1", f"there is a name model already: {paths[0]}") for path in paths[1:]]
    try:
        return read_model(paths[0], files[paths[0]]) if paths else None
    except RulesBrokenError as broken:
        faults += broken.faults
        return None


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the sorted paths and contents, each preceded by its length: no two folders share one."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        for part in (path.encode("utf-8", "surrogatepass"), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _by_place(fault: Fault) -> tuple[str, int]:
    path, _, line = fault.where.rpartition(":")
    return path, int(line)


class _PackReader:
    """Reads one pack; `seen` spans the folder: names of packs and ids of rules, to where they were first."""

    def __init__(self, tree: Tree, seen: dict[str, str]) -> None:
        self._tree = tree
        self._seen = seen

    def read(self, content: bytes) -> Pack | None:
        """The pack, or None where its head is unusable; faults are in the tree."""
        root = self._tree.parse(content)
        if root is None:
            return None
        entries = self._tree.mapping(root, "a pack", _PACK_KEYS, _PACK_KEYS)
        if not entries.keys() >= set(_PACK_KEYS):
            return None
        name = self._unique(entries["pack"], "pack", _PACK_NAME)
        category = self._tree.choice(entries["category"], "category", CATEGORIES)
        live = self._tree.choice(entries["status"], "status", ("live", "draft")) == "live"
        rules = [self._rule(node, category, live=live) for node in self._tree.items(entries["rules"], "rules")]
        if not rules:
            self._tree.fault(entries["rules"], "a pack has at least one rule")
        if not name or not category:
            return None
        return Pack(name, category, live, tuple(rule for rule in rules if rule), self._tree.path)

    def _rule(self, node: Node, category: str, *, live: bool) -> Rule | None:
        tree, before = self._tree, len(self._tree.faults)
        entries = tree.mapping(node, "a rule", _RULE_KEYS, _RULE_MUST)
        if not any(key in entries for key in _ENTRIES):
            tree.fault(node, "a rule has words, stems or patterns")
        identity = self._unique(entries["id"], "rule", _RULE_ID) if "id" in entries else ""
        fields = self._fields(entries["in"]) if "in" in entries else ()
        lists = {key: self._literals(entries, key) for key in ("words", "stems", "except", "unless")}
        patterns = self._patterns(entries)
        most = len(lists["words"]) + len(lists["stems"]) + len(patterns)
        at_least = tree.integer(entries["at_least"], "at_least", 1, max(most, 1)) if "at_least" in entries else 1
        weights = self._weights(entries["weight"], fields) if "weight" in entries else {}
        why = tree.text(entries["why"], "why", 300) if "why" in entries else ""
        fires, silent = (self._examples(entries, key, fields) for key in ("fires", "silent"))
        if len(tree.faults) > before:
            return None
        return Rule(
            id=identity,
            category=category,
            live=live,
            weights=weights,
            words=lists["words"],
            stems=lists["stems"],
            patterns=patterns,
            exceptions=lists["except"],
            unless=lists["unless"],
            at_least=at_least or 1,
            why=why,
            fires=fires,
            silent=silent,
            where=tree.where(node),
        )

    def _unique(self, node: Node, what: str, form: re.Pattern[str]) -> str:
        name = self._tree.text(node, f"the name of a {what}", 100)
        if not name:
            return ""
        if not form.fullmatch(name):
            self._tree.fault(node, f"{name!r} is not a {what} name: {form.pattern}")
            return ""
        first = self._seen.setdefault(f"{what} {name}", self._tree.where(node))
        if first != self._tree.where(node):
            self._tree.fault(node, f"{what} {name!r} is already at {first}")
        return name

    def _fields(self, node: Node) -> tuple[str, ...]:
        found: dict[str, None] = {}
        items = self._tree.items(node, "in")
        for item in items:
            found.update(dict.fromkeys(self._expand(item)))
        if node.sort == "list" and not items:
            self._tree.fault(node, "in names at least one field")
        return tuple(found)

    def _expand(self, node: Node) -> tuple[str, ...]:
        if node.text in TEXT_FIELDS:
            return TEXT_FIELDS[node.text]
        return (node.text,) if self._tree.choice(node, "field", FIELDS) else ()

    def _weights(self, node: Node, fields: tuple[str, ...]) -> dict[str, int]:
        if node.sort != "mapping":
            weight = self._weight(node)
            return dict.fromkeys(fields, weight)
        given: dict[str, int] = {}
        pairs = sorted(
            node.pairs, key=lambda pair: pair[0].text not in TEXT_FIELDS
        )  # the exact field has the last word
        self._tree.mapping(node, "weight")
        for key, value in pairs:
            weight = self._weight(value)
            for field in self._expand(key):
                if field in fields:
                    given[field] = weight
                elif key.text == field:
                    self._tree.fault(key, f"weight for {field}, which the rule does not look at")
        lacking = [field for field in fields if field not in given]
        if lacking:
            self._tree.fault(node, f"no weight for {', '.join(lacking)}")
        if len({weight > 0 for weight in given.values()}) > 1:
            self._tree.fault(node, "the weights of one rule have one sign")
        return {field: given.get(field, 0) for field in fields}

    def _weight(self, node: Node) -> int:
        weight = self._tree.integer(node, "weight", -_HEAVIEST, _HEAVIEST)
        if weight == 0:
            self._tree.fault(node, "a weight of 0 says nothing")
        return weight or 0

    def _literals(self, entries: Mapping[str, Node], key: str) -> tuple[str, ...]:
        return folded_literals(self._tree, entries[key], key) if key in entries else ()

    def _patterns(self, entries: Mapping[str, Node]) -> tuple[str, ...]:
        found = []
        for node in self._tree.items(entries["patterns"], "patterns") if "patterns" in entries else ():
            fault = pattern_fault(node.text) if node.sort == "text" else "a pattern is a text"
            if fault:
                self._tree.fault(node, fault)
            found.append(node.text)
        return tuple(dict.fromkeys(found))

    def _examples(self, entries: Mapping[str, Node], key: str, fields: tuple[str, ...]) -> tuple[Example, ...]:
        if key not in entries:
            return ()
        items = self._tree.items(entries[key], key)
        if entries[key].sort == "list" and not items:
            self._tree.fault(entries[key], f"{key} has at least one example")
        return tuple(Example(self._texts(item, fields), self._tree.where(item)) for item in items)

    def _texts(self, node: Node, fields: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        if node.sort == "text":
            return {fields[0]: (self._tree.text(node, "an example", 5000),)} if fields else {}
        texts: dict[str, tuple[str, ...]] = {}
        for field, value in self._tree.mapping(node, "an example", FIELDS).items():
            parts = value.items if value.sort == "list" else (value,)
            texts[field] = tuple(self._tree.text(part, "an example", 5000) for part in parts)
        return texts
