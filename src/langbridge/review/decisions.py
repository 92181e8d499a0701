"""What people decided about an output, in a file of its own that is made to be committed.  `docs/decisions.md` tells the form."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from langbridge.project import display_path, write_atomically
from langbridge.review.json_values import as_count, as_text
from langbridge.review.locking import alone_in
from langbridge.review.record import digest
from langbridge.review.surroundings import Surroundings
from langbridge.values import ConflictError, LanguageTag, OutputError, RecordError, Risk, Rule, UsageError

FORMAT = 1


class Verdict(StrEnum):
    """What a person decided."""

    ACCEPT = "accept"
    """The machine's text."""
    REJECT = "reject"
    """The step below it (軟體 → 軟件); where there are no steps, the source's text."""
    REVERT = "revert"
    """The source's own text."""
    PICK = "pick"
    """One of the candidates."""
    EDIT = "edit"
    """A text of the person's own."""


class Scope(StrEnum):
    """How far a decision reaches.  What holds for all articles is no decision, but a term in a glossary."""

    PLACE = "place"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one place, or about all places of an article where the same was proposed.

    `source` is the source's text at the place and `offered` what the machine made of it when it was decided; `text` is what stands in the
    output by this decision, all three as they are written in the files.  `rule` is the layer and id of the machine's change, with a space
    between them; empty where the machine changed nothing, or several things.
    """

    verdict: Verdict
    source: str
    offered: str
    text: str
    rule: str = ""
    scope: Scope = Scope.PLACE
    note: str = ""
    place: Surroundings | None = None
    """Where it holds; None with scope article."""
    risk: Risk = Risk.NONE
    """Of the machine's change when it was decided.  What was accepted throughout an article without a doubt is not accepted where there
    is one."""
    by_hand: bool = False
    """Whether it was found as an edit of the output file.  There a person may do what they like: it is not checked."""
    extra: tuple[tuple[str, str], ...] = ()
    """Keys that this langbridge does not know, with their values as JSON; they are kept."""


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """The decisions about one output.  `version` is the SHA-256 of the file's bytes, empty where there is none."""

    path: Path
    source: str
    """The source's path, as the record has it."""
    target: LanguageTag
    decisions: tuple[Decision, ...] = ()
    version: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def to_bytes(self) -> bytes:
        """The file: JSON lines in UTF-8, a header and then a line a decision."""
        header = {"format": FORMAT, "source": self.source, "target": str(self.target)} | _decoded(self.extra)
        lines = [header, *(to_object(each) for each in self.decisions)]
        return b"".join(_encode(line) + b"\n" for line in lines)


def rule_name(rule: Rule) -> str:
    """A rule as a decision holds it: `region TWPhrases:軟件`."""
    return f"{rule.layer} {rule.id}"


def read_decisions(path: Path, source: str, target: LanguageTag) -> DecisionFile:
    """Read a file of decisions; without one there are none.

    Raises RecordError, naming file and line, where it is damaged, has git's conflict marks in it, or a newer form.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return DecisionFile(path, source, target)
    except OSError as error:
        raise RecordError(f"cannot read the decisions: {error.strerror}", path=display_path(path)) from error
    return parse_decisions(data, path)


def write_decisions(file: DecisionFile) -> DecisionFile:
    """Write decisions atomically, unless the very same are there; gives the file with its new version.

    No other langbridge writes between the look at what is there and the writing.  Raises ConflictError where the file is not the version
    that was read, OutputError where it cannot be written.
    """
    if not file.version and not file.decisions and not os.path.lexists(file.path):
        return file  # nor is a folder made for nothing
    with alone_in(file.path.parent):
        return _write_decisions(file)


def _write_decisions(file: DecisionFile) -> DecisionFile:
    try:
        there = file.path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        there = b""
    except OSError as error:
        raise OutputError(f"cannot read the decisions that are there: {error.strerror}", path=display_path(file.path)) from error
    if (digest(there) if there else "") != file.version:
        raise ConflictError(
            "the decisions were changed elsewhere since they were read; nothing was written",
            path=display_path(file.path),
            remedy="read them again, and decide again what is not there",
        )
    if not file.version and not file.decisions:
        return file
    data = file.to_bytes()
    if data != there:
        write_atomically(file.path, data, durable=True)
    return replace(file, version=digest(data))


def parse_decisions(data: bytes, path: Path) -> DecisionFile:
    """Read decisions from the bytes of their file.  Raises RecordError, naming the line."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")  # a byte that is no UTF-8 is told with its line
    header: dict[str, object] | None = None
    decisions: dict[Decision, None] = {}
    source, target = "", None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            raise RecordError(
                "git's marks of a merge conflict stand in the decisions",
                path=display_path(path),
                line=number,
                remedy="keep the lines that hold, one for each place, and remove the marks",
            )
        try:
            line.encode()
            loaded = json.loads(line)
            if not isinstance(loaded, dict):
                raise TypeError("it is no object")
            if header is None:
                header = loaded
                _check_format(header, path)
                source, target = as_text(header["source"]), LanguageTag.parse(as_text(header["target"]))
            elif "verdict" in loaded or loaded.get("format") != FORMAT:  # a merge by union has the header twice
                decisions[from_object(loaded)] = None
        except (KeyError, TypeError, ValueError, RecursionError, UsageError) as error:
            told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise RecordError(
                f"the decisions are damaged: {told}",
                path=display_path(path),
                line=number,
                remedy="mend the line or remove it; git log has what it was",
            ) from error
    if header is None or target is None:
        raise RecordError("the decisions are damaged: the file is empty", path=display_path(path), line=1, remedy="remove the file")
    return DecisionFile(path, source, target, tuple(decisions), digest(data), _unknown(header, ("format", "source", "target")))


def _check_format(header: Mapping[str, object], path: Path) -> None:
    form = header["format"]
    if type(form) is not int or form < 1:
        raise TypeError(f"{form!r} is no format number")
    if form > FORMAT:
        raise RecordError(
            f"the decisions have format {form}; this langbridge reads format {FORMAT}",
            path=display_path(path),
            line=1,
            remedy="upgrade langbridge",
        )


def to_object(decision: Decision) -> dict[str, object]:
    """A decision as JSON has it: keys in a fixed order, those left out that say nothing."""
    said: dict[str, object] = {"verdict": decision.verdict, "source": decision.source, "offered": decision.offered, "text": decision.text}
    if decision.rule:
        said["rule"] = decision.rule
    if decision.risk is not Risk.NONE:
        said["risk"] = decision.risk
    if decision.by_hand:
        said["by_hand"] = True
    if decision.note:
        said["note"] = decision.note
    place = decision.place
    if place is None:
        said["scope"] = decision.scope
    else:
        said["line"], said["column"] = place.line, place.column
        if place.of > 1:
            said["nth"], said["of"] = place.nth, place.of
        said |= {key: text for key in _PLACE_TEXTS if (text := getattr(place, key))}
    return said | _decoded(decision.extra)


_PLACE_TEXTS = ("previous", "following", "before", "after")
_NEEDED = ("verdict", "source", "offered", "text")
_TEXTS = ("rule", "note", "risk", "scope", "line", *_PLACE_TEXTS)
_KEYS = frozenset({*_NEEDED, *_TEXTS, "by_hand", "column", "nth", "of"})


def from_object(loaded: Mapping[str, object]) -> Decision:
    """A decision from its JSON.  Raises KeyError, TypeError or ValueError for what is none."""
    get = loaded.get
    texts = [loaded[key] for key in _NEEDED] + [get(key, "") for key in _TEXTS]
    verdict, source, offered, text, rule, note, risk, scope, line, previous, following, before, after = map(as_text, texts)
    text.encode()  # half of a surrogate pair would end each run that has to write it
    place = None
    if scope != Scope.ARTICLE:
        if not line:
            raise KeyError("line")
        counts = as_count(loaded["column"]), as_count(get("nth", 0)), as_count(get("of", 1))
        place = Surroundings(line, *counts, previous, following, before, after)
    by_hand = get("by_hand", False)
    if not isinstance(by_hand, bool):
        raise TypeError("by_hand is neither true nor false")
    return Decision(
        Verdict(verdict),
        source,
        offered,
        text,
        rule,
        Scope(scope or Scope.PLACE),
        note,
        place,
        Risk(risk or Risk.NONE),
        by_hand,
        _unknown(loaded, _KEYS) if loaded.keys() - _KEYS else (),
    )


def _unknown(loaded: Mapping[str, object], known: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, json.dumps(value, ensure_ascii=False)) for key, value in loaded.items() if key not in known)


def _decoded(extra: tuple[tuple[str, str], ...]) -> dict[str, object]:
    return {key: json.loads(value) for key, value in extra}


def _encode(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # a path whose bytes are not UTF-8 has lone surrogates, which only JSON's own escapes can carry
        return json.dumps(value).encode()
