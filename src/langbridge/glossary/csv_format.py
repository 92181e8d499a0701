"""Glossaries as tables, for spreadsheets: CSV and TSV.

A column for each language tag, and `id`, `status`, `ambiguous`, `domain`, `note`, `form-note`.  A row holds at most one form for each tag;
status, ambiguous and form-note speak of all forms in their row, so a concept with further forms has further rows of the same id.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from langbridge.glossary.drafts import Draft, parse_form_tag
from langbridge.glossary.files import check_characters, decode, read_bytes, without_bom
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus
from langbridge.project import suggest
from langbridge.values import ENGLISH, SCRIPT_TARGETS, GlossaryError, LanguageTag, UsageError

_COLUMNS = ("id", "status", "ambiguous", "domain", "note", "form-note")
_TRUTHS = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True, "x": True}
_STATUSES = {status.value: status for status in TermStatus}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SPREADSHEET_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!"})
_FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table under its header: `cells` by column, only those that hold something.  `line` is where it begins, from 1."""

    line: int
    cells: Mapping[str, str]


def read_table(path: Path, glossary_id: str) -> list[Concept]:
    """Read the concepts of a CSV or TSV file that are to become part of the glossary `glossary_id`.

    Takes what spreadsheets write: UTF-8 with or without a byte order mark, UTF-16, commas, semicolons or tabs, a first line `sep=;`.

    Raises GlossaryError with the line of the first row that cannot be right.
    """
    data = read_bytes(path)
    if data.startswith(_UTF16_MARKS):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise GlossaryError(f"byte {error.start} is not UTF-16", path=path, remedy="save the table as CSV UTF-8") from error
    else:
        text = decode(data, path, remedy='save the table as UTF-8; in Excel, choose the type "CSV UTF-8"')
    return parse_table(text, path, glossary_id)


def parse_table(text: str, path: Path, glossary_id: str) -> list[Concept]:
    """Read the concepts of a table from its text; see `read_table`."""
    check_characters(text, path)
    drafts: dict[str, Draft] = {}
    concepts: list[Concept] = []
    tags, rows = _read_rows(without_bom(text), path)
    for row in rows:
        try:
            draft_id = _local_id(row.cells.get("id", "").strip(), glossary_id)
            draft = drafts.get(draft_id)
            if draft is None:
                draft = Draft(draft_id, line=row.line, column=1)
                drafts[draft_id or f"line {row.line}"] = draft
            _add_row(draft, row, tags)
        except (GlossaryError, UsageError) as error:
            raise GlossaryError(error.message, path=path, line=row.line, remedy=error.remedy) from error
    lines: dict[str, int] = {}
    for draft in drafts.values():
        try:
            concept = draft.finish()
        except GlossaryError as error:
            raise GlossaryError(error.message, path=path, line=draft.line, remedy=error.remedy) from error
        if concept.id in lines:
            told = f"the id {concept.id!r}, made from the English form, is that of the row in line {lines[concept.id]}"
            raise GlossaryError(told, path=path, line=draft.line, remedy="give each row an id")
        lines[concept.id] = draft.line
        concepts.append(concept)
    return concepts


def write_table(glossaries: Sequence[Glossary], delimiter: str = ",") -> str:
    """Glossaries as one table; where there are several, ids are full (`ai.inference`).

    Cells hold the forms and notes exactly as they are.  `find_formulas` says which of them a spreadsheet would take for formulas.
    """
    tags = _sorted_tags(tag for glossary in glossaries for concept in glossary.concepts for tag in concept.forms)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*_COLUMNS, *map(str, tags)])
    for glossary in glossaries:
        for concept in glossary.concepts:
            concept_id = concept.id if len(glossaries) == 1 else glossary.full_id(concept)
            for number, (key, forms) in enumerate(_make_rows(concept)):
                about = (concept.domain, concept.note) if number == 0 else ("", "")
                marked = "yes" if key.ambiguous else ""
                writer.writerow([concept_id, key.status, marked, *about, key.note, *(forms.get(tag, "") for tag in tags)])
    return text.getvalue()


def find_formulas(glossaries: Iterable[Glossary]) -> list[str]:
    """The texts that a spreadsheet would take for formulas and may run, such as `=SUM(A1)`."""
    found: dict[str, None] = {}
    for glossary in glossaries:
        for concept in glossary.concepts:
            texts = [concept.note, concept.domain]
            for _, form in concept.tagged_forms():
                texts += (form.text, form.note)
            found.update((text, None) for text in texts if text.startswith(_FORMULA_STARTS))
    return list(found)


def _read_rows(text: str, path: Path) -> tuple[dict[str, LanguageTag], Iterator[_Row]]:
    """The columns that are tags, by their name in the header, and the rows below it."""
    stream = io.StringIO(text, newline="")
    skipped, delimiter = 0, ""
    if text[:4].lower() == "sep=":
        delimiter = stream.readline()[4:].strip("\r\n")[:1]
        skipped = 1
    if not delimiter:
        first = text.split("\n", 1)[0]
        usual = "\t,;" if path.suffix.lower() in (".tsv", ".tab") else ",;\t"
        delimiter = max(usual, key=first.count)
    records = _records(csv.reader(stream, delimiter=delimiter, strict=True), path, skipped)
    line, header = next(records, (1, []))
    columns, tags = _read_header(header, path, line)
    return tags, _rows(records, columns, path)


def _records(reader: Iterator[list[str]], path: Path, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """The records that hold something, each with the line in which it begins."""
    line = skipped + 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            remedy = 'put a cell that holds quotes into quotes, and double the ones inside: "a ""b"" c"'
            raise GlossaryError(f"the table is broken here: {error}", path=path, line=line, remedy=remedy) from error
        if record is None:
            return
        if any(cell.strip() for cell in record):
            yield line, record
        line = reader.line_num + skipped + 1  # type: ignore[attr-defined]


def _read_header(header: list[str], path: Path, line: int) -> tuple[list[str], dict[str, LanguageTag]]:
    columns: list[str] = []
    tags: dict[str, LanguageTag] = {}
    for cell in header:
        name = cell.strip()
        folded = name.lower().replace(" ", "-").replace("_", "-")
        if not name or folded in _COLUMNS:
            name = folded
        else:
            tags[name] = _read_tag(name, path, line)
        if (name and name in columns) or len(set(tags.values())) < len(tags):
            raise GlossaryError(f"the column {name!r} is there twice", path=path, line=line, remedy="keep one of them")
        columns.append(name)
    if not tags:
        remedy = "name the columns in the first line: id, note, zh-Hans-CN, zh-Hant-TW, en"
        raise GlossaryError("the table has no column for a language", path=path, line=line, remedy=remedy)
    return columns, tags


def _read_tag(name: str, path: Path, line: int) -> LanguageTag:
    near = suggest(name, _COLUMNS)
    try:
        if near.startswith("did") and len(name) > 2 and "-" not in name:
            raise UsageError(f"the table has no column {name!r}", remedy=near)
        return parse_form_tag(name)
    except UsageError as error:
        told = f"a column is a language tag or one of {', '.join(_COLUMNS)}, and {name!r} is neither"
        raise GlossaryError(told, path=path, line=line, remedy=error.remedy) from error


def _rows(records: Iterator[tuple[int, list[str]]], columns: list[str], path: Path) -> Iterator[_Row]:
    for line, record in records:
        cells: dict[str, str] = {}
        for number, cell in enumerate(record):
            if not cell:
                continue
            name = columns[number] if number < len(columns) else ""
            if not name:
                told = f"cell {number + 1} holds {cell!r}, and its column has no name"
                raise GlossaryError(
                    told, path=path, line=line, remedy="name the column in the first line, or put text with commas into quotes"
                )
            if cell.strip() in _SPREADSHEET_ERRORS:
                raise GlossaryError(f"{name} holds {cell.strip()}, a spreadsheet's error and no text", path=path, line=line)
            cells[name] = cell.replace("\r\n", "\n")
        yield _Row(line, cells)


def _local_id(text: str, glossary_id: str) -> str:
    owner, dot, local = text.rpartition(".")
    if dot and owner != glossary_id:
        raise GlossaryError(
            f"{text!r} is a concept of the glossary {owner!r}, not of {glossary_id!r}", remedy="import it into that one, or change the id"
        )
    return local


def _add_row(draft: Draft, row: _Row, tags: Mapping[str, LanguageTag]) -> None:
    cells = row.cells
    for column in ("note", "domain"):
        stated, known = cells.get(column, ""), getattr(draft, column)
        if stated and known and stated != known:
            raise GlossaryError(
                f"{draft.id!r} has another {column} in line {draft.line}", remedy="let its rows agree, or leave the cell empty"
            )
        setattr(draft, column, stated or known)
    status_text = cells.get("status", "").strip().lower()
    if status_text and status_text not in _STATUSES:
        raise GlossaryError(f"{status_text!r} is not a status", remedy=suggest(status_text, _STATUSES))
    marked = cells.get("ambiguous", "").strip().lower()
    if marked not in _TRUTHS:
        raise GlossaryError(f"{marked!r} is neither yes nor no", remedy="write yes into the column ambiguous, or leave it empty")
    for name, tag in tags.items():
        if text := cells.get(name, ""):
            form = TermForm(text, ambiguous=_TRUTHS[marked], note=cells.get("form-note", ""), line=row.line, column=1)
            draft.add(tag, form, _STATUSES.get(status_text))


@dataclass(frozen=True, slots=True)
class _RowKey:
    """What the forms in one row have in common."""

    status: TermStatus
    ambiguous: bool
    note: str


def _make_rows(concept: Concept) -> Iterator[tuple[_RowKey, dict[LanguageTag, str]]]:
    """A concept's forms as rows, such that reading them from the top gives each tag's forms in their order."""
    waiting = {tag: list(forms) for tag, forms in concept.forms.items()}
    while any(waiting.values()):
        first = next(forms[0] for forms in waiting.values() if forms)
        key = _RowKey(first.status, first.ambiguous, first.note)
        row: dict[LanguageTag, str] = {}
        for tag, forms in waiting.items():
            if forms and _RowKey(forms[0].status, forms[0].ambiguous, forms[0].note) == key:
                row[tag] = forms.pop(0).text
        yield key, row


def _sorted_tags(tags: Iterable[LanguageTag]) -> list[LanguageTag]:
    """The mainland, Taiwan, Hong Kong and English, as far as they are there, then the others by name."""
    usual = [*sorted(SCRIPT_TARGETS, key=lambda tag: (tag.script, tag.region == "HK", not tag.region)), ENGLISH]
    found = set(tags)
    return [*(tag for tag in usual if tag in found), *sorted(found - set(usual), key=str)]
