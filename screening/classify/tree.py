"""YAML as a tree that remembers its lines: every fault found becomes a `path:line`, none stops the reading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from screening.model.errors import Fault

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is 10 times as fast, where it is built
_DEEPEST = 12  # the language needs 6; more is an attack on the stack


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list of nodes or a mapping of key nodes to value nodes, as `sort` says, and its line, from 1."""

    line: int
    sort: str
    text: str = ""
    items: "tuple[Node, ...]" = ()
    pairs: "tuple[tuple[Node, Node], ...]" = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Reads one file's nodes as what the language expects there, and collects the faults."""

    path: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Node | None, message: str) -> None:
        """Note that something is wrong at a node, or at the top of the file."""
        self.faults.append(Fault(self.where(node), message))

    def where(self, node: Node | None) -> str:
        """The `path:line` of a node."""
        return f"{self.path}:{node.line if node else 1}"

    def parse(self, content: bytes) -> Node | None:
        """The root node of one YAML document without anchors, aliases and tags; None where it does not parse."""
        try:
            events = iter(yaml.parse(content.decode("utf-8", "strict"), Loader=_LOADER))
            root = None
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        self.faults.append(Fault(f"{self.path}:{_line(event)}", "one file holds one document"))
                        return None
                    root = self._node(next(events), events, _DEEPEST)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(f"{self.path}:{line}", "this is not UTF-8"))
            return None
        except _RefusedError as refused:
            self.faults.append(Fault(f"{self.path}:{refused.line}", str(refused)))
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it does not parse"
            self.faults.append(Fault(f"{self.path}:{mark.line + 1 if mark else 1}", f"this is not YAML: {problem}"))
            return None
        if root is None:
            self.fault(None, "the file is empty")
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(line, "anchors and aliases are not part of the language")
        if getattr(event, "tag", None):
            raise _RefusedError(line, "tags are not part of the language")
        if depth == 0:
            raise _RefusedError(line, "this is nested too deep")
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, "text", text=event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._node(item, events, depth - 1))
            return Node(line, "list", items=tuple(items))
        pairs = []
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            key_node = self._node(key, events, depth - 1)
            pairs.append((key_node, self._node(next(events), events, depth - 1)))
        return Node(line, "mapping", pairs=tuple(pairs))

    def mapping(self, node: Node, what: str, known: Sequence[str] = (), wanted: Sequence[str] = ()) -> dict[str, Node]:
        """A mapping by key; faults for duplicate and missing keys and, where `known` is given, for unknown ones."""
        entries: dict[str, Node] = {}
        if node.sort != "mapping":
            self.fault(node, f"{what} is a mapping, not a {node.sort}")
            return entries
        for key, value in node.pairs:
            name = key.text
            if not name:
                self.fault(key, "a key is a text")
            elif name in entries:
                self.fault(key, f"duplicate key {name!r}")
            elif known and name not in known:
                self.fault(key, f"unknown key {name!r} in {what}; known are {', '.join(known)}")
            else:
                entries[name] = value
        for name in wanted:
            if name not in entries:
                self.fault(node, f"{what} lacks {name!r}")
        return entries

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The nodes of a list, empty with a fault where it is none."""
        if node.sort != "list":
            self.fault(node, f"{what} is a list, not a {node.sort}")
        return node.items

    def text(self, node: Node, what: str, longest: int) -> str:
        """A text of at least one character, or empty with a fault."""
        if node.sort != "text":
            self.fault(node, f"{what} is a text, not a {node.sort}")
            return ""
        text = node.text.strip()
        if not text:
            self.fault(node, f"{what} is empty")
        elif len(text) > longest:
            self.fault(node, f"{what} is longer than {longest} characters")
            return ""
        return text

    def choice(self, node: Node, what: str, known: Sequence[str]) -> str:
        """One of the known words, or empty with a fault."""
        if node.sort == "text" and node.text in known:
            return node.text
        self.fault(node, f"{what} {node.text!r} is unknown; known are {', '.join(known)}")
        return ""

    def integer(self, node: Node, what: str, least: int, most: int) -> int | None:
        """A whole number within bounds, or None with a fault."""
        text = node.text.removeprefix("-")
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(node.text) <= most:
            return int(node.text)
        self.fault(node, f"{what} is a whole number from {least} to {most}")
        return None


class _RefusedError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
