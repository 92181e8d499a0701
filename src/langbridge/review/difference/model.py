"""What a difference is: rows of lines that belong together, and pieces of them that are the same or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from langbridge.values import Change, Span, TextSpan

CONTEXT = 3
"""How many unchanged lines are shown around changed ones."""


class Piece(NamedTuple):
    """A stretch of one row: the same text on both sides, or what stands in A and in B instead; one of them may be empty.

    Offsets count code points of the whole text.  `change` is what the review record says of it, where there is one.
    """

    a: TextSpan
    b: TextSpan
    change: Change | None = None

    @property
    def same(self) -> bool:
        return self.a.text == self.b.text

    @property
    def kind(self) -> str:
        """`equal`, `delete`, `insert` or `replace`."""
        if self.same:
            return "equal"
        if not self.b.text:
            return "delete"
        return "replace" if self.a.text else "insert"


class Row(NamedTuple):
    """A line of A beside the line of B that belongs to it; None where there is no such line.

    Line numbers count from 1.  The pieces make up both lines, their ends included.
    """

    a_line: int | None
    b_line: int | None
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        return len(self.pieces) == 1 and self.pieces[0].same


class Stat(NamedTuple):
    """How much differs: `lines` that have another text on the other side, lines that only A or only B has, and `places` and the code
    points that are left out and put in there."""

    lines: int
    lines_deleted: int
    lines_inserted: int
    places: int
    deleted: int
    inserted: int

    @classmethod
    def total(cls, stats: Iterable[Stat]) -> Stat:
        return cls(*map(sum, zip(*stats, strict=True))) if (stats := list(stats)) else cls(0, 0, 0, 0, 0, 0)


class Hunk(NamedTuple):
    """Rows that differ and are near each other, with the unchanged ones around them."""

    rows: tuple[Row, ...]

    @property
    def a_lines(self) -> tuple[int, int]:
        """The first line in A, 0 where there is none, and how many there are."""
        return self._lines(0)

    @property
    def b_lines(self) -> tuple[int, int]:
        """The same in B."""
        return self._lines(1)

    def _lines(self, side: int) -> tuple[int, int]:
        numbers = [number for row in self.rows if (number := row[:2][side]) is not None]
        return (numbers[0], len(numbers)) if numbers else (0, 0)


@dataclass(frozen=True)
class Difference:
    """Two texts, line by line.  The rows make up both, in order: all pieces of A joined are A, all of B are B."""

    a: str
    b: str
    rows: tuple[Row, ...]

    @property
    def same(self) -> bool:
        return self.a == self.b

    @property
    def pieces(self) -> Iterator[Piece]:
        return chain.from_iterable(row.pieces for row in self.rows)

    @cached_property
    def changed(self) -> tuple[tuple[Span, Span], ...]:
        """Where the texts differ: spans in A and in B, ascending.  What touches, over the end of a line too, is one."""
        spans: list[tuple[Span, Span]] = []
        for piece in self.pieces:
            if piece.same:
                continue
            here = Span(piece.a.start, piece.a.end), Span(piece.b.start, piece.b.end)
            if spans and (spans[-1][0].end, spans[-1][1].end) == (here[0].start, here[1].start):
                here = Span(spans[-1][0].start, here[0].end), Span(spans[-1][1].start, here[1].end)
                spans[-1] = here
            else:
                spans.append(here)
        return tuple(spans)

    @property
    def stat(self) -> Stat:
        differing = [row for row in self.rows if not row.same]
        only_a, only_b = (sum(row[side] is None for row in differing) for side in (1, 0))
        pieces = [piece for row in differing for piece in row.pieces if not piece.same]
        return Stat(
            len(differing) - only_a - only_b,
            only_a,
            only_b,
            len(pieces),
            sum(len(piece.a.text) for piece in pieces),
            sum(len(piece.b.text) for piece in pieces),
        )

    @property
    def turned(self) -> Difference:
        """The same the other way around: from B to A.  What the record says of a change stays as the record has it."""
        rows = (Row(b_line, a_line, tuple(Piece(b, a, change) for a, b, change in pieces)) for a_line, b_line, pieces in self.rows)
        return Difference(self.b, self.a, tuple(rows))

    def hunks(self, context: int = CONTEXT) -> Iterator[Hunk]:
        """The rows that differ, with up to `context` unchanged ones before and behind; hunks whose context touches are one."""
        start = end = 0
        for number, row in enumerate(self.rows):
            if row.same:
                continue
            if number - context > end:
                if end:
                    yield Hunk(self.rows[start:end])
                start = max(0, number - context)
            end = min(len(self.rows), number + context + 1)
        if end:
            yield Hunk(self.rows[start:end])
