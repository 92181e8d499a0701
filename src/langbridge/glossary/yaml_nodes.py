"""YAML as a shallow tree in which every node knows its line and column.

PyYAML's `compose` would give such a tree, but its C parser recurses and kills the process on deeply nested input; the events that it is
made from come without recursion, in half the time.  A glossary needs neither aliases nor type tags nor more than a few levels, so these
are refused here, and with them every way to make a small file large.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from langbridge.values import GlossaryError

if TYPE_CHECKING:
    from yaml._yaml import Mark as CMark
    from yaml.error import Mark as PythonMark

    Mark = CMark | PythonMark

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

MAX_DEPTH = 8
"""How deep collections may lie in each other; a glossary has five levels."""


@dataclass(slots=True)
class Node:
    """A node of a YAML document: where it starts, and the place after its last code point.  PyYAML's marks count from 0."""

    start: Mark | None
    end: Mark | None

    @property
    def line(self) -> int:
        """The line in which it starts, from 1."""
        return self.start.line + 1 if self.start else 1

    @property
    def column(self) -> int:
        """The column in which it starts, in code points from 1."""
        return self.start.column + 1 if self.start else 1


@dataclass(slots=True)
class Scalar(Node):
    """A text.  `plain` says that it was written without quotes, and so may stand for a number, a truth value or nothing."""

    text: str = ""
    plain: bool = True


@dataclass(slots=True)
class Items(Node):
    """A sequence; `flow` where it is written in brackets."""

    items: list[Node] = field(default_factory=list)
    flow: bool = False


@dataclass(slots=True)
class Pairs(Node):
    """A mapping, as its keys and values in the order of the file."""

    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    flow: bool = False
    key: Node | None = None


def parse(text: str, path: Path) -> Node | None:
    """The one document of a YAML text; None where the text holds none.

    Raises GlossaryError with line and column where the text is not YAML, or uses what a glossary may not.
    """
    try:
        return _build(text, path)
    except yaml.YAMLError as error:
        raise _explain(error, path) from error


def _build(text: str, path: Path) -> Node | None:
    root: Node | None = None
    open_nodes: list[Items | Pairs] = []
    # Asking the loader itself takes half the time of `yaml.parse`, which asks it twice for each event.
    next_event = _LOADER(text).get_event
    while True:
        event = next_event()
        match event:
            case yaml.ScalarEvent():
                _refuse_extras(event, path)
                node: Node = Scalar(event.start_mark, event.end_mark, event.value, event.implicit[0])
            case yaml.CollectionStartEvent():
                _refuse_extras(event, path)
                if len(open_nodes) == MAX_DEPTH:
                    told = f"more than {MAX_DEPTH} levels of nesting"
                    raise _refused(event.start_mark, path, told, "a glossary has five levels at most")
                kind = Pairs if isinstance(event, yaml.MappingStartEvent) else Items
                node = kind(event.start_mark, event.end_mark, flow=bool(event.flow_style))
            case yaml.CollectionEndEvent():
                _close(open_nodes.pop(), event.end_mark)
                continue
            case yaml.AliasEvent():
                raise _refused(event.start_mark, path, "a glossary may not hold aliases (*name)", "write the value out")
            case yaml.DocumentStartEvent() if root is not None:
                told = "a glossary is one YAML document, and a second begins here"
                raise _refused(event.start_mark, path, told, "make two files of it")
            case yaml.StreamEndEvent():
                return root
            case _:
                continue
        if not open_nodes:
            root = node
        else:
            parent = open_nodes[-1]
            if isinstance(parent, Items):
                parent.items.append(node)
            elif parent.key is None:
                parent.key = node
            else:
                parent.pairs.append((parent.key, node))
                parent.key = None
        if isinstance(node, (Items, Pairs)):
            open_nodes.append(node)


def _close(node: Items | Pairs, end: Mark | None) -> None:
    last = (node.items[-1] if node.items else None) if isinstance(node, Items) else (node.pairs[-1][1] if node.pairs else None)
    # The end of a block collection is told only where the next thing begins, after comments; its last child knows better.
    node.end = end if node.flow or last is None else last.end


def _refuse_extras(event: yaml.ScalarEvent | yaml.CollectionStartEvent, path: Path) -> None:
    if event.anchor is not None:
        remedy = "write the value out, or quote it if the & belongs to it"
        raise _refused(event.start_mark, path, "a glossary may not hold anchors (&name)", remedy)
    if event.tag is not None:
        remedy = "remove it, or quote the value if the ! belongs to it"
        raise _refused(event.start_mark, path, "a glossary may not hold type tags (!name)", remedy)


def _refused(mark: Mark | None, path: Path, message: str, remedy: str) -> GlossaryError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return GlossaryError(message, path=path, line=line, column=column, remedy=remedy)


def _explain(error: yaml.YAMLError, path: Path) -> GlossaryError:
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        if error.context_mark and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # where the quote was opened says more than where the file ends
        said = ", ".join(part for part in (error.context, error.problem) if part)
        return _refused(mark, path, f"this is not valid YAML: {said}", "check quotes, brackets and indentation at and before this place")
    return GlossaryError(f"this is not valid YAML: {error}", path=path)
