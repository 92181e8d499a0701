"""The files in which glossaries are exchanged with other tools."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from langbridge.glossary.csv_format import read_table, write_table
from langbridge.glossary.deepl_format import parse_deepl, write_deepl
from langbridge.glossary.files import decode, read_bytes
from langbridge.glossary.opencc_format import parse_opencc_json, parse_opencc_text, write_opencc_json, write_opencc_text
from langbridge.glossary.pairs import Direction, Exported, make_concepts
from langbridge.glossary.tbx_format import read_tbx, write_tbx
from langbridge.glossary.terms import Concept, Glossary, make_id
from langbridge.glossary.yaml_format import read_yaml
from langbridge.glossary.yaml_writing import add_concepts
from langbridge.values import GlossaryError, UsageError


class GlossaryForm(StrEnum):
    """A format of files.  The first three hold whole concepts, the others the pairs of one direction."""

    CSV = "csv"
    TSV = "tsv"
    TBX = "tbx"
    OPENCC = "opencc"
    OPENCC_JSON = "opencc-json"
    DEEPL_CSV = "deepl-csv"
    DEEPL_TSV = "deepl-tsv"

    @property
    def has_pairs(self) -> bool:
        """Whether a file has pairs, and does not say in which languages."""
        return self not in (GlossaryForm.CSV, GlossaryForm.TSV, GlossaryForm.TBX)


class Imported(NamedTuple):
    """How many concepts were new, how many were there already, and a line for each kind of thing that a glossary cannot hold."""

    added: int
    known: int
    left_out: tuple[str, ...] = ()


_SUFFIXES = {
    ".tsv": GlossaryForm.TSV,
    ".tab": GlossaryForm.TSV,
    ".tbx": GlossaryForm.TBX,
    ".xml": GlossaryForm.TBX,
    ".json": GlossaryForm.OPENCC_JSON,
}
_DIRECTED = {".tsv": GlossaryForm.DEEPL_TSV, ".tab": GlossaryForm.DEEPL_TSV, ".csv": GlossaryForm.DEEPL_CSV, ".txt": GlossaryForm.OPENCC}


def form_of_name(path: Path | None, *, directed: bool) -> GlossaryForm:
    """The format that a file's name speaks of, where it is `directed` among those of pairs.  CSV for names that say nothing."""
    suffix = path.suffix.lower() if path else ""
    usual = _SUFFIXES.get(suffix, GlossaryForm.CSV)
    return _DIRECTED.get(suffix, usual) if directed else usual


def import_glossary(file: Path, into: Path, *, form: GlossaryForm | None = None, direction: Direction | None = None) -> Imported:
    """Add the concepts of a file to a glossary: all or, where one is wrong, none.

    Without `form` the file's beginning decides, else its name.  `direction` says the languages of pairs, which only they need.

    Raises GlossaryError, with the line, for a file that cannot be right, and as `add_concepts` does; UsageError where the languages of
    pairs are not given.
    """
    data = read_bytes(file)
    form = form or _form_of_contents(data) or form_of_name(file, directed=direction is not None)
    if form.has_pairs and direction is None:
        remedy = "say them: --from zh-Hans-CN --to zh-Hant-TW"
        raise UsageError(f"a file in the format {form} does not say its languages", path=file, remedy=remedy)
    glossary_id = read_yaml(into).id if into.exists() else make_id(into.stem)
    try:
        concepts, left_out = _read(file, data, form, glossary_id, direction)
    except GlossaryError as error:
        error.path = error.path or file
        raise
    added = add_concepts(into, concepts)
    return Imported(added, len(concepts) - added, tuple(left_out))


def _form_of_contents(data: bytes) -> GlossaryForm | None:
    """The format that a file's first sign gives away, whatever its name: XML or JSON."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]
    if start.startswith(b"<") or data.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")):
        return GlossaryForm.TBX
    return GlossaryForm.OPENCC_JSON if start.startswith(b"{") or start in (b"//", b"/*") else None


def _read(
    file: Path, data: bytes, form: GlossaryForm, glossary_id: str, direction: Direction | None
) -> tuple[list[Concept], Sequence[str]]:
    if form is GlossaryForm.TBX:
        return read_tbx(data, file, glossary_id)
    if direction is None or not form.has_pairs:
        return read_table(file, glossary_id), ()
    text = decode(data, file)
    left_out: Sequence[str] = ()
    match form:
        case GlossaryForm.OPENCC_JSON:
            pairs, left_out = parse_opencc_json(text, file)
        case GlossaryForm.OPENCC:
            pairs = parse_opencc_text(text, file)
        case _:
            pairs = parse_deepl(text, file, "\t" if form is GlossaryForm.DEEPL_TSV else ",")
    return make_concepts(pairs, direction), left_out


def export_glossaries(glossaries: Sequence[Glossary], form: GlossaryForm, direction: Direction | None = None) -> Exported:
    """Glossaries as the text of a file.  Raises UsageError where a format of pairs is not told which."""
    if form is GlossaryForm.TBX:
        return write_tbx(glossaries)
    if not form.has_pairs:
        return Exported(write_table(glossaries, "\t" if form is GlossaryForm.TSV else ","))
    if direction is None:
        raise UsageError(f"a file in the format {form} has one direction", remedy="say which: --from zh-Hans-CN --to zh-Hant-TW")
    match form:
        case GlossaryForm.OPENCC:
            return write_opencc_text(glossaries, direction)
        case GlossaryForm.OPENCC_JSON:
            return write_opencc_json(glossaries, direction)
        case _:
            return write_deepl(glossaries, direction, "\t" if form is GlossaryForm.DEEPL_TSV else ",")
