"""Places in a text, and replacements of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of offsets in code points."""

    start: int
    end: int


class Edit(NamedTuple):
    """A span of a text and what takes its place."""

    span: Span
    replacement: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Replace each span by its text; edits come in ascending order and do not overlap.

    Raises ValueError when they do, or lie outside the text.
    """
    pieces: list[str] = []
    done = 0
    for (start, end), replacement in edits:
        if not done <= start <= end <= len(text):
            raise ValueError(f"edit at {start}:{end} overlaps the one before, which ends at {done}, or leaves the text of {len(text)}")
        pieces += (text[done:start], replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset stands for a reader: line and column from 1, the column in code points."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
