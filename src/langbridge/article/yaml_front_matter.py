"""The string values of YAML front matter, in place.

PyYAML's parser events carry marks that count code points, and nothing is ever constructed: an alias stays a name, so an alias bomb is
a few bytes, and depth is counted here instead of on Python's stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from langbridge.article.escapes import Style, read_runs
from langbridge.article.front_matter_values import DEEPEST, Alias, Contents, Value, broken

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STYLES = {"'": Style.YAML_SINGLE_QUOTED, '"': Style.YAML_DOUBLE_QUOTED, "|": Style.YAML_BLOCK, ">": Style.YAML_BLOCK}
_STRING_TAG = "tag:yaml.org,2002:str"
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1, section 5.1
# An event begins at its anchor and tag, the text only after them; comments may come between.
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|(?<=\s)#[^\n\r]*)*)*")
_SPACES = re.compile(r"[\s\x85\u2028\u2029\x00-\x1f\x7f-\x9f\ufeff]+")


class NotAMappingError(Exception):
    """The YAML is valid, but it is prose or a list: no front matter."""


class _Level:
    """A collection that is open: for a mapping the key whose value comes next, None while a key is awaited."""

    __slots__ = ("anchored", "in_key", "is_flow", "is_mapping", "key")

    def __init__(self, is_mapping: bool, is_flow: bool, in_key: bool, anchored: bool) -> None:
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.in_key = in_key
        self.anchored = anchored
        self.key: str | None = None


def yaml_contents(text: str, end: int, path: Path | None) -> Contents:
    """The strings of the YAML mapping that is `text` up to `end`, the opening `---` included, so that marks are offsets in the article.

    Raises FrontMatterError where the YAML is broken, and NotAMappingError where it is whole but no mapping.
    """
    if odd := _UNPRINTABLE.search(text, 0, end):
        raise broken(text, odd.start(), "YAML", f"the character U+{ord(odd[0]):04X} may not stand in it", path)
    try:
        return _read(text, end, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "it cannot be read"
        raise broken(text, mark.index if mark else 0, "YAML", problem, path) from None
    except yaml.YAMLError as error:
        raise broken(text, 0, "YAML", str(error), path) from None


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, Loader=_Loader)


def _read(text: str, end: int, path: Path | None) -> Contents:
    values: list[Value] = []
    aliases: list[Alias] = []
    levels: list[_Level] = []
    anchors: list[str] = []
    known: set[str] = set()
    documents = 0
    for event in _events(text[:end]):
        match event:
            case yaml.ScalarEvent():
                if not levels:
                    if event.value or event.style or event.tag:
                        raise NotAMappingError
                    continue
                if event.anchor:
                    known.add(event.anchor)
                level = levels[-1]
                if level.is_mapping and level.key is None:
                    level.key = event.value
                    continue
                if not level.in_key and (event.tag is None or event.tag == _STRING_TAG):
                    value = _value(text, event, levels, anchors)
                    if value is not None:
                        values.append(value)
                level.key = None
            case yaml.AliasEvent():
                if event.anchor not in known:
                    raise broken(text, _start(event), "YAML", f"the alias *{event.anchor} names no anchor before it", path)
                level = levels[-1]
                if level.is_mapping and level.key is None:
                    level.key = "*"
                    continue
                aliases.append(Alias(event.anchor, _keys(levels)))
                level.key = None
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                if not levels and not is_mapping:
                    raise NotAMappingError
                if len(levels) == DEEPEST:
                    raise broken(text, _start(event), "YAML", f"it nests deeper than {DEEPEST} levels", path)
                above = levels[-1] if levels else None
                is_key = above is not None and above.is_mapping and above.key is None
                # A tag of one's own may give the whole collection another meaning: nothing in it is prose for certain.
                odd_tag = event.tag is not None and not event.tag.startswith("tag:yaml.org,2002:")
                protected = is_key or odd_tag or (above is not None and above.in_key)
                if event.anchor:
                    known.add(event.anchor)
                    anchors.append(event.anchor)
                levels.append(_Level(is_mapping, bool(event.flow_style), protected, bool(event.anchor)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                if levels.pop().anchored:
                    anchors.pop()
                if levels:
                    above = levels[-1]
                    above.key = "?" if above.is_mapping and above.key is None else None
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise broken(text, _start(event), "YAML", "a second document begins here", path)
            case _:
                pass
    return Contents(values, tuple(aliases))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _keys(levels: list[_Level]) -> tuple[str, ...]:
    return tuple(level.key for level in levels if level.key is not None)


def _value(text: str, event: yaml.ScalarEvent, levels: list[_Level], anchors: list[str]) -> Value | None:
    """The scalar in place; None for one whose raw text does not say what the parser read, which is then left alone."""
    start, end = _start(event), event.end_mark.index if event.end_mark else len(text)
    if event.anchor or event.tag:
        properties = _PROPERTIES.match(text, start, end)
        start = properties.end() if properties else end
    style = _STYLES.get(event.style or "")
    if style is None:
        style = Style.YAML_PLAIN_IN_FLOW if levels[-1].is_flow else Style.YAML_PLAIN
    around = (*anchors, event.anchor) if event.anchor else tuple(anchors)
    value = Value(start, end, style, _keys(levels), around)
    if event.value.isascii() or text[start + len(style.quote) : end - len(style.quote)] == event.value:
        return value
    read = "".join(run.text for run in read_runs(text, start, end, style))
    return value if _SPACES.sub("", read) == _SPACES.sub("", event.value) else None
