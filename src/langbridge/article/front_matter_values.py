"""What the readers of YAML, TOML and JSON front matter hand on, and the errors that they share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from langbridge.article.escapes import Style
from langbridge.values import FrontMatterError, line_and_column

DEEPEST = 100
"""How deep collections may nest; real front matter has three or four levels."""


class Value(NamedTuple):
    """A string that stands as a value: its span with its quotes, its style, and the keys on the way to it (list positions left out).

    `anchors` are the YAML anchors on it and around it.
    """

    start: int
    end: int
    style: Style
    keys: tuple[str, ...]
    anchors: tuple[str, ...] = ()


class Alias(NamedTuple):
    """A YAML alias: the anchor that it names, and the keys on the way to it."""

    anchor: str
    keys: tuple[str, ...]


class Contents(NamedTuple):
    """The string values of a front matter, in order of their place; for YAML the aliases too."""

    values: list[Value]
    aliases: tuple[Alias, ...] = ()


def broken(text: str, offset: int, format_name: str, problem: str, path: Path | None) -> FrontMatterError:
    """The error for front matter that its own format does not allow."""
    line, column = line_and_column(text, min(offset, len(text)))
    return FrontMatterError(
        f"the front matter is not valid {format_name}: {problem}",
        path=path,
        line=line,
        column=column,
        remedy=f"correct the {format_name}, or read the file with --markup text if it has no front matter",
    )
