"""A review cut into what a page shows: rows of text with the changes in them.

Offsets count code points, which JavaScript does not; so the text is cut here, and the page gets pieces: a text that source and output
share, the number of a mark, a text, and so on.  The same pieces make both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from langbridge.review.reviews import Review
from langbridge.review.settling import Held, is_decidable
from langbridge.values import Changes, Span, Substitution

_LINE_END = re.compile(r"\r\n?|\n")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_SENTENCE_END = re.compile(r"[。！？；.!?;，,、]")
_LONG = 800
"""A row of more pieces than these ends with the next sentence."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class MarkKind(StrEnum):
    """What a mark stands for."""

    MACHINE = "machine"
    """A change that the machine proposes."""
    EDIT = "edit"
    """A text of a person's own where the machine changed nothing, or several things."""
    FIXED = "fixed"
    """A change that follows from others, about which nobody decides: the anchor of a heading."""


class Mark(NamedTuple):
    """One change as the page shows it: its span in the source, the number of its proposal (-1 for an edit), and the decision that holds."""

    span: Span
    kind: MarkKind
    proposal: int
    held: Held | None


class RowKind(StrEnum):
    """What a row looks like.  It is for the eye alone: what is prose was settled long before."""

    TEXT = "text"
    HEADING = "heading"
    CODE = "code"
    META = "meta"
    BLANK = "blank"


class Row(NamedTuple):
    """A line of the source, or several that a change reaches over; `line` counts from 1, the pieces are texts and numbers of marks."""

    line: int
    kind: RowKind
    pieces: tuple[str | int, ...]


def bare_marks(proposals: Changes) -> list[Mark]:
    """The marks of a review in which nothing is decided: one for each proposal."""
    lengths = [len(said.source) for said in proposals.substitutions]
    kinds = [MarkKind.MACHINE if is_decidable(said) else MarkKind.FIXED for said in proposals.substitutions]
    return [
        Mark(Span(start, start + lengths[row]), kinds[row], number, None)
        for number, (start, row) in enumerate(zip(proposals.starts, proposals.numbers, strict=True))
    ]


def find_marks(review: Review, bare: Sequence[Mark] | None = None) -> list[Mark]:
    """All that a page shows as changes, in the order of the source; `bare` are the proposals' marks, if they are known."""
    marks = list(bare_marks(review.proposals) if bare is None else bare)
    edits: list[Held] = []
    for held in review.resolution.held:
        # What stands for exactly one proposal is shown as a decision about it, anything else as an edit in the place of all that it covers.
        if len(held.places) == 1 and marks[held.places[0]].span == held.span:
            marks[held.places[0]] = marks[held.places[0]]._replace(held=held)
        else:
            edits.append(held)
    if not edits:
        return marks
    covered = {number for held in edits for number in held.places}
    shown = [mark for mark in marks if mark.proposal not in covered]
    shown += [Mark(held.span, MarkKind.EDIT, -1, held) for held in edits]
    return sorted(shown, key=lambda mark: mark.span)


def said_at(review: Review, mark: Mark) -> Substitution | None:
    """What the machine says at a mark; None at an edit."""
    proposals = review.proposals
    return proposals.substitutions[proposals.numbers[mark.proposal]] if mark.proposal >= 0 else None


def shown_text(review: Review, mark: Mark) -> str:
    """What stands in the output at a mark."""
    said = said_at(review, mark)
    if mark.held is None:
        assert said is not None
        return said.target
    return mark.held.decision.text


def cut_rows(text: str, marks: Sequence[Mark]) -> Iterator[Row]:
    """Cut a source at its line ends, except within marks; and a line of more pieces than a browser lays out in an instant at sentences."""
    return (row for _, row in _cut(text, marks))


def row_span(text: str, marks: Sequence[Mark], number: int) -> Span | None:
    """Where in the source a row stands, by its number from 0; None where there are not so many."""
    return next((span for span, _ in islice(_cut(text, marks), number, None)), None)


def _cut(text: str, marks: Sequence[Mark]) -> Iterator[tuple[Span, Row]]:
    sort = _Kinds()
    line = first = 1
    pieces: list[str | int] = []
    row_start = done = 0
    for number, span in [*((number, mark.span) for number, mark in enumerate(marks)), (-1, Span(len(text), len(text)))]:
        for end in _LINE_END.finditer(text, done, span.start):
            if end.start() > done:
                pieces.append(text[done : end.start()])
            yield Span(row_start, end.start()), Row(first, sort(text[row_start : end.start()]), tuple(pieces))
            line += 1
            first = line
            pieces = []
            row_start = done = end.end()
        # Not where something is inserted: it would belong to both rows.
        last = span.start - (span.start == span.end)
        if len(pieces) > _LONG and (stop := _SENTENCE_END.search(text, done, last)):
            pieces.append(text[done : stop.end()])
            yield Span(row_start, stop.end()), Row(first, sort(text[row_start : stop.end()]), tuple(pieces))
            first = line
            pieces = []
            row_start = done = stop.end()
        if span.start > done:
            pieces.append(text[done : span.start])
        if number >= 0:
            pieces.append(number)
            line += len(_LINE_END.findall(text, *span))
            done = span.end
    if pieces:
        yield Span(row_start, len(text)), Row(first, sort(text[row_start:]), tuple(pieces))


class _Kinds:
    """Says what each line of an article looks like, one after the other."""

    def __init__(self) -> None:
        self._began = False
        self._meta = ""
        self._fence = ""

    def __call__(self, line: str) -> RowKind:
        first, self._began = not self._began, True
        if first and line.rstrip() in ("---", "+++"):
            self._meta = line.rstrip()
            return RowKind.META
        if self._meta:
            if line.rstrip() == self._meta:
                self._meta = ""
            return RowKind.META
        fence = _FENCE.match(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence):
                self._fence = ""
            return RowKind.CODE
        if fence:
            self._fence = fence[1]
            return RowKind.CODE
        if not line.strip():
            return RowKind.BLANK
        return RowKind.HEADING if _HEADING.match(line) else RowKind.TEXT
