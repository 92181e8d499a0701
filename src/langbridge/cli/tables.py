"""Tables for people: columns by the width of what is in them, Han counted as two."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

import typer

from langbridge.cli.telling import tell


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = (), failed: Sequence[bool] = (), err: bool = False
) -> None:
    """Print a table; the columns in `right` are set flush right, the rows that `failed` in red."""
    widths = [max(_width(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    tell(typer.style(_line(header, widths, right), bold=True), err=err)
    for number, row in enumerate(rows):
        line = _line(row, widths, right)
        tell(typer.style(line, fg="red") if failed and failed[number] else line, err=err)


def _line(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    padded = (
        " " * (width - _width(cell)) + cell if number in right else cell + " " * (width - _width(cell))
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal (Unicode Standard Annex 11: wide and full-width characters take two)."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)
