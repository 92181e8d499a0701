"""Glossaries as DeepL takes them: two columns, source and target, without a header, as CSV or TSV.

The limits are those of DeepL's documentation: no text empty, no control character, no space at an end, 1024 bytes of UTF-8 a text, and
each source text once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from langbridge.glossary.files import without_bom
from langbridge.glossary.pairs import Direction, Exported, Pair, collect_pairs, numbered_lines, without_unfit
from langbridge.glossary.terms import Glossary
from langbridge.values import GlossaryError, LanguageTag, UsageError

_MOST_BYTES = 1024


def write_deepl(glossaries: Sequence[Glossary], direction: Direction, delimiter: str = ",") -> Exported:
    """One direction of glossaries as a table for DeepL; of an ambiguous form, the likeliest reading."""
    pairs, left_out = collect_pairs(glossaries, direction)
    if several := sum(len(pair.targets) > 1 for pair in pairs):
        left_out.append(f"the other readings of {several} ambiguous form{'s' if several > 1 else ''}: the likeliest is written")
    fit, unfit = without_unfit(pairs, lambda pair: _find_fault(pair.form) or _find_fault(pair.targets[0]))
    if delimiter == "\t":  # in which nothing can be quoted, nor has to be
        return Exported("".join(f"{pair.form}\t{pair.targets[0]}\n" for pair in fit), (*left_out, *unfit))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((pair.form, pair.targets[0]) for pair in fit)
    return Exported(text.getvalue(), (*left_out, *unfit))


def _find_fault(text: str) -> str:
    if text != text.strip():
        return "with a space at an end, which DeepL refuses"
    return f"longer than DeepL's {_MOST_BYTES} bytes" if len(text.encode("utf-8", "surrogatepass")) > _MOST_BYTES else ""


def parse_deepl(text: str, path: Path, delimiter: str = ",") -> list[Pair]:
    """The pairs of a table as DeepL has it; in CSV the languages may follow in two more columns, and are passed over.

    Raises GlossaryError at the first line that is none.
    """
    if delimiter == "\t":
        rows = [(number, line.split("\t")) for number, line in numbered_lines(without_bom(text))]
    else:
        rows = _read_csv(without_bom(text), path)
    pairs: list[Pair] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != 2 and not (len(cells) == 4 and all(map(_is_tag, cells[2:]))):
            told = f"DeepL's tables have two columns, and this row has {len(cells)}"
            raise GlossaryError(told, path=path, line=line, remedy="put text with commas into quotes; other tables are --format csv")
        form, target = (cell.strip() for cell in cells[:2])
        if not form or not target:
            raise GlossaryError("a text is empty", path=path, line=line, remedy="remove the row, or fill it")
        pairs.append(Pair(form, (target,), line))
    return pairs


def _read_csv(text: str, path: Path) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise GlossaryError(f"the table is broken here: {error}", path=path, line=line, remedy="double the quotes within quotes") from error
    return rows


def _is_tag(text: str) -> bool:
    try:
        LanguageTag.parse(text)
    except UsageError:
        return False
    return True
