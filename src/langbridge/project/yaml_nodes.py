"""Reading a YAML file of ours with the place of everything in it, so that each error can point there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from langbridge.project.suggestions import suggest
from langbridge.values import SettingsError, line_and_column

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from yaml._yaml import Mark as CMark
    from yaml.error import Mark
    from yaml.events import Event
    from yaml.nodes import Node

_NULL = "tag:yaml.org,2002:null"
_ROOT = "the file"
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a YAML file: what stands there, and where.  Lines and columns in its errors count from 1, columns in code points."""

    path: Path
    node: Node
    name: str
    """What leads there, for people: `front_matter.convert`."""

    def fail(self, message: str, remedy: str = "") -> NoReturn:
        """Raise a SettingsError that points here."""
        line, column = _read_mark(self.node.start_mark)
        raise SettingsError(message, path=self.path, line=line, column=column, remedy=remedy)

    def entries(self, known: Collection[str]) -> Iterator[tuple[str, Place]]:
        """The keys and values of a mapping; an error for what is no mapping, and for a key that is unknown or there twice."""
        from yaml.nodes import MappingNode, ScalarNode

        if not isinstance(self.node, MappingNode):
            self.fail(f"{self.name} has to be a mapping", f"write keys below it: {', '.join(known)}")
        seen: set[str] = set()
        for key_node, value in self.node.value:
            key = Place(self.path, key_node, self.name)
            if not isinstance(key_node, ScalarNode) or key_node.value not in known:
                shown = key_node.value if isinstance(key_node, ScalarNode) else "a list or mapping"
                where = f" in {self.name}" if self.name != _ROOT else ""
                key.fail(f"unknown key{where}: {shown}", suggest(str(shown), known))
            if key_node.value in seen:
                key.fail(f"{key_node.value} is there twice", "keep one of them")
            seen.add(key_node.value)
            if value.tag == _NULL:
                key.fail(f"{key_node.value} is empty", "give it a value or remove it")
            yield key_node.value, Place(self.path, value, key_node.value if self.name == _ROOT else f"{self.name}.{key_node.value}")

    def items(self) -> Iterator[Place]:
        """The items of a list; an error for what is no list."""
        from yaml.nodes import SequenceNode

        if not isinstance(self.node, SequenceNode):
            self.fail(f"{self.name} has to be a list", f"write {self.name.rpartition('.')[2]}: [one, another]")
        for item in self.node.value:
            yield Place(self.path, item, self.name)

    def pairs(self) -> Iterator[tuple[str, Place]]:
        """The keys and values of a mapping whose keys are anybody's."""
        from yaml.nodes import MappingNode, ScalarNode

        if not isinstance(self.node, MappingNode):
            self.fail(f"{self.name} has to be a mapping", "write one: another below it")
        for key, value in self.node.value:
            if not isinstance(key, ScalarNode) or not key.value:
                self.fail(f"{self.name} has a key that is no text")
            yield str(key.value), Place(self.path, value, f"{self.name}.{key.value}")

    def text(self) -> str:
        """The text of a scalar as it is written, whatever YAML takes it for (`no` is a language, 2024 a folder); never empty."""
        from yaml.nodes import ScalarNode

        if not isinstance(self.node, ScalarNode):
            self.fail(f"{self.name} has to be text here, not a list or mapping")
        if self.node.tag == _NULL or not self.node.value.strip():
            self.fail(f"{self.name} has an empty value here", "give it a value or remove it")
        if "\0" in self.node.value:
            self.fail(f"{self.name} holds a NUL character", "remove it")
        return str(self.node.value)


def read_yaml(path: Path) -> Place | None:
    """The root of a YAML file, None where it holds nothing.

    Raises SettingsError with line and column for bytes that are not UTF-8 and for broken YAML.
    """
    import yaml

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"cannot read the settings: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        at = line_and_column(before, len(before))
        raise SettingsError("the settings are not UTF-8 here", path=path, line=at[0], column=at[1], remedy="save it as UTF-8") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_depth(path, yaml.parse(text, Loader=loader))
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line, column = _read_mark(error.problem_mark or error.context_mark)
        told = error.problem or error.context or "it cannot be read"
        raise SettingsError(
            f"broken YAML: {told}",
            path=path,
            line=line,
            column=column,
            remedy="text with a colon, a # or brackets in it wants quotes",
        ) from error
    except yaml.YAMLError as error:
        raise SettingsError(f"broken YAML: {error}", path=path) from error
    return Place(path, node, _ROOT) if node is not None and node.tag != _NULL else None


def _check_depth(path: Path, events: Iterable[Event]) -> None:
    """Refuse what is nested deeper than any settings are: PyYAML's C loader composes by recursion and ends the process on enough of it."""
    from yaml.events import CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            line, column = _read_mark(event.start_mark)
            raise SettingsError("nested too deeply for settings", path=path, line=line, column=column, remedy="close the brackets")


def _read_mark(mark: Mark | CMark | None) -> tuple[int | None, int | None]:
    return (mark.line + 1, mark.column + 1) if mark else (None, None)
