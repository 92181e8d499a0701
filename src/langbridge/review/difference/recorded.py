"""The difference of an output from its source, as its review record tells it: each place with the rule that changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from langbridge.review.difference.comparison import compare
from langbridge.review.difference.model import Difference, Piece, Row
from langbridge.review.difference.words import lines
from langbridge.values import Change, Changes, TextSpan


def compare_by_changes(source: str, changes: Changes) -> Difference:
    """The difference of a source from what the changes make of it; nothing needs to be looked for.

    Where changes add or remove lines, what they touch is compared as any two texts are, and each place gets the change that it is in.
    """
    output = changes.apply(source)
    rows: list[Row] = []
    start = output_start = 0
    line = output_line = 0
    for end, output_end, inside in _stretches(source, output, [change for change in changes if not change.kept]):
        a, b = source[start:end], output[output_start:output_end]
        if _is_line(a, end == len(source)) and _is_line(b, output_end == len(output)):
            rows.append(Row(line + 1, output_line + 1, tuple(_pieces(a, start, output_start, inside))))
            line, output_line = line + 1, output_line + 1
        else:
            rows += (_moved(row, start, output_start, line, output_line, inside) for row in compare(a, b).rows)
            line, output_line = line + len(lines(a)), output_line + len(lines(b))
        start, output_start = end, output_end
    return Difference(source, output, tuple(rows))


def _stretches(source: str, output: str, changes: Sequence[Change]) -> Iterator[tuple[int, int, list[Change]]]:
    """Where the shortest stretches end in source and output that are whole lines in both, and the changes in each."""
    inside: list[Change] = []
    at = reached = grown = output_start = 0
    for end in accumulate(map(len, lines(source))):
        while at < len(changes) and (changes[at].source.start < end or end == len(source)):
            change = changes[at]
            inside.append(change)
            reached = change.source.end
            grown += len(change.target.text) - len(change.source.text)
            at += 1
        output_end = end + grown
        whole = reached <= end and output_end > output_start and output[output_end - 1] == "\n"
        if whole or end == len(source):
            yield end, output_end, inside
            inside = []
            output_start = output_end
    if not source and output:
        yield 0, len(output), list(changes)


def _is_line(text: str, last: bool) -> bool:
    return text.count("\n") == text.endswith("\n") and bool(text) and (last or text.endswith("\n"))


def _pieces(line: str, start: int, output_start: int, changes: Sequence[Change]) -> Iterator[Piece]:
    """One line by its changes; the offsets are where it stands in source and output."""
    end = start + len(line)
    done, shift = start, output_start - start
    for change in changes:
        if change.source.start > done:
            yield _same(line[done - start : change.source.start - start], done, shift)
        yield Piece(change.source, change.target, change)
        done, shift = change.source.end, change.target.end - change.source.end
    if done < end:
        yield _same(line[done - start :], done, shift)


def _same(text: str, start: int, shift: int) -> Piece:
    end = start + len(text)
    return Piece(TextSpan(start, end, text), TextSpan(start + shift, end + shift, text))


def _moved(row: Row, start: int, output_start: int, line: int, output_line: int, changes: Sequence[Change]) -> Row:
    """A row of a stretch as a row of the whole text."""
    pieces = []
    for a, b, _ in row.pieces:
        source = TextSpan(a.start + start, a.end + start, a.text)
        target = TextSpan(b.start + output_start, b.end + output_start, b.text)
        change = None if a.text == b.text else _around(source, target, changes)
        pieces.append(Piece(source, target, change))
    return Row(
        None if row.a_line is None else row.a_line + line,
        None if row.b_line is None else row.b_line + output_line,
        tuple(pieces),
    )


def _around(source: TextSpan, target: TextSpan, changes: Sequence[Change]) -> Change | None:
    """The first change that has a part in a place: on either side it meets the place, or an empty one stands in it."""
    for change in changes:
        for here, there in ((source, change.source), (target, change.target)):
            if here.start < here.end and here.start < there.end and there.start < here.end:
                return change
    return None
