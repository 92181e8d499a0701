"""Front matter: where it ends, and which of its values are text.

YAML stands between lines of `---`, TOML between lines of `+++`, JSON is an object at the very start; blank lines may come before, as in
Hugo.  A `---` that opens prose is a thematic break and no front matter; one that opens keys and is broken or never closes is an error,
because to read it as prose would convert its slugs and paths.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from langbridge.article.escapes import Run, read_runs
from langbridge.article.front_matter_keys import FrontMatterKeys
from langbridge.article.front_matter_values import Contents, Value
from langbridge.article.model import Escaped, Part, PartKind, Scalar
from langbridge.values import FrontMatterError, Span, line_and_column


class FrontMatterFormat(StrEnum):
    """The notation that front matter is written in."""

    YAML = "yaml"
    TOML = "toml"
    JSON = "json"


_MACHINE_VALUE = re.compile(
    r"""(?:[a-z][a-z0-9+.-]*://|(?:mailto|tel|data|urn):|//)\S*  # a URL
    |(?:\.{0,2}|~)/\S*|[a-z]:\\\S*                               # a path from somewhere
    |(?:[^\s/]+/)+                                               # a folder
    |(?:[^\s/]+/)+[^\s/]+\.[a-z0-9]{1,5}                         # a file in one
    |\S+\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp|mp[34]|ogg|wav|webm|pdf|zip|md|markdown|html?|css|json|ya?ml|toml|csv|txt|xml)
    |[^\s@]+@[^\s@]+\.[^\s@]+                                    # an e-mail address
    """,
    re.VERBOSE | re.IGNORECASE,
)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S*", re.IGNORECASE)
_LONGEST_MACHINE_VALUE = 2048
_HAN = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter cut into parts: values that are text convertible, all else protected.

    `end` is the offset at which the body begins, 0 where there is no front matter; the parts tile the text up to it.  `escaped` goes by the
    number of the part, `next_block` is the first block number that is free.
    """

    end: int
    parts: list[Part]
    next_block: int
    escaped: dict[int, Escaped] = field(default_factory=dict)
    scalars: list[Scalar] = field(default_factory=list)
    format: FrontMatterFormat | None = None


def front_matter_parts(text: str, *, path: Path | None, keys: FrontMatterKeys, first_block: int = 0) -> FrontMatter:
    """Find the front matter of `text` and cut it into parts.

    Raises FrontMatterError where there is front matter but it is broken or never closes.
    """
    read = read_front_matter(text, path)
    if read is None:
        return FrontMatter(0, [], first_block)
    found = FrontMatter(read.end, [], first_block, format=read.format)
    block, done = first_block, 0
    for value, runs in _prose(text, read.contents, keys):
        found.scalars.append(Scalar(value.start, value.end, value.style, ".".join(value.keys)))
        for run in runs:
            if done < run.start:
                found.parts.append(Part(done, run.start, PartKind.FRONT_MATTER))
            if run.starts is not None:
                found.escaped[len(found.parts)] = Escaped(run.text, run.starts, value.style)
            found.parts.append(Part(run.start, run.end, PartKind.FRONT_MATTER_VALUE, block))
            done = run.end
        block += 1
    if done < read.end:
        found.parts.append(Part(done, read.end, PartKind.FRONT_MATTER))
    return FrontMatter(read.end, found.parts, block, found.escaped, found.scalars, read.format)


def _prose(text: str, contents: Contents, keys: FrontMatterKeys) -> Iterable[tuple[Value, list[Run]]]:
    """The values that are text to convert, each with its runs."""
    # What an alias puts under a key that is kept must stay as it is where it is defined.
    kept = {alias.anchor for alias in contents.aliases if keys.is_prose(alias.keys) is False}
    for value in contents.values:
        if not value.style.has_backslashes and not _HAN.search(text, value.start, value.end):
            continue
        runs = read_runs(text, value.start, value.end, value.style)
        if any(_HAN.search(run.text) for run in runs) and _is_prose(value, runs, keys) and kept.isdisjoint(value.anchors):
            yield value, runs


def _is_prose(value: Value, runs: Collection[Run], keys: FrontMatterKeys) -> bool:
    said = keys.is_prose(value.keys)
    if said is False:
        return False
    look = _URL if said else _MACHINE_VALUE
    written = "\n".join(run.text for run in runs)
    return len(written) > _LONGEST_MACHINE_VALUE or look.fullmatch(written) is None


class StatedText(NamedTuple):
    """A string that front matter states: the dotted key, which of those under that key it is (from 0), its span, and what it says."""

    key: str
    nth: int
    span: Span
    text: str


def front_matter_texts(text: str) -> list[StatedText]:
    """Every string value of an article's front matter, whatever it is for.  Raises FrontMatterError as `front_matter_parts` does."""
    read = read_front_matter(text)
    counts: dict[str, int] = {}
    stated: list[StatedText] = []
    for value in read.contents.values if read else ():
        key = ".".join(value.keys)
        nth = counts[key] = counts.get(key, -1) + 1
        said = " ".join(run.text for run in read_runs(text, value.start, value.end, value.style))
        stated.append(StatedText(key, nth, Span(value.start, value.end), said))
    return stated


class ReadFrontMatter(NamedTuple):
    """Front matter as its format's reader gives it; `end` is where the body begins."""

    format: FrontMatterFormat
    end: int
    contents: Contents


_OPENING = re.compile(
    r"(?: *(?:\r\n|\n|\r))*+(?:(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r|$)|(?P<json>\{)\s*(?:\"(?:[^\"\\]++|\\.)*+\"\s*:|\}))", re.DOTALL
)
_YAML_END = re.compile(r"(?<=[\n\r])---[ \t]*(?:\r\n|\n|\r|\Z)")
_TOML_END = re.compile(r"(?<=[\n\r])\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)")
_AFTER_JSON = re.compile(r"[ \t]*(?:\r\n|\n|\r)?")
# The first lines that tell keys from prose; a key in Han could as well be a speaker's name.
_YAML_KEY = re.compile(r"(?:\s*(?:#[^\n]*\n)?)*+(?:[A-Za-z_][\w.-]*|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?:\s|\Z)")
_TOML_KEY = re.compile(r"(?:\s*(?:#[^\n]*\n)?)*+(?:\[|(?:[A-Za-z0-9_.-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*=)")


def read_front_matter(text: str, path: Path | None = None) -> ReadFrontMatter | None:
    """The front matter that `text` begins with, None if it has none.

    Raises FrontMatterError as `front_matter_parts` does.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    if opening["json"]:
        from langbridge.article.json_front_matter import json_contents

        contents, end = json_contents(text, opening.start("json"), path)
        after = _AFTER_JSON.match(text, end)
        return ReadFrontMatter(FrontMatterFormat.JSON, after.end() if after else end, contents)
    if opening["fence"] == "---":
        return _read_yaml(text, opening, path)
    return _read_toml(text, opening, path)


def _read_yaml(text: str, opening: re.Match[str], path: Path | None) -> ReadFrontMatter | None:
    from langbridge.article.yaml_front_matter import NotAMappingError, yaml_contents

    has_keys = _YAML_KEY.match(text, opening.end()) is not None
    closing = _YAML_END.search(text, opening.end())
    if closing is None:
        if has_keys:
            raise _unclosed(text, opening, path)
        return None
    try:
        contents = yaml_contents(text, closing.start(), path)
    except NotAMappingError:
        return None
    except FrontMatterError:
        if has_keys:
            raise
        return None
    return ReadFrontMatter(FrontMatterFormat.YAML, closing.end(), contents)


def _read_toml(text: str, opening: re.Match[str], path: Path | None) -> ReadFrontMatter | None:
    from langbridge.article.toml_front_matter import toml_contents

    has_keys = _TOML_KEY.match(text, opening.end()) is not None
    closing = _TOML_END.search(text, opening.end())
    if closing is None:
        if has_keys:
            raise _unclosed(text, opening, path)
        return None
    try:
        contents = toml_contents(text, opening.end(), closing.start(), path)
    except FrontMatterError:
        if has_keys:
            raise
        return None
    return ReadFrontMatter(FrontMatterFormat.TOML, closing.end(), contents)


def _unclosed(text: str, opening: re.Match[str], path: Path | None) -> FrontMatterError:
    line, column = line_and_column(text, opening.start("fence"))
    return FrontMatterError(
        f"the front matter opens with {opening['fence']} and never closes",
        path=path,
        line=line,
        column=column,
        remedy=f"end it with a line that holds only {opening['fence']}",
    )
