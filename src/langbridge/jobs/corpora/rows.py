"""One row on its way: its texts, what became of them, what is added to it, and why it may be bad."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from langbridge.jobs.corpora.texts import ConvertedText
from langbridge.review import summarise
from langbridge.script import detect_text
from langbridge.values import Changes, Layer, Risk


class PathText(Protocol):
    """A text and the path that leads to it in its row."""

    @property
    def path(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Added:
    """The names of the fields that rows get: the tag that was detected, the changes counted, and the changes themselves."""

    detect: str = ""
    counts: str = ""
    changes: str = ""

    @property
    def names(self) -> list[str]:
        return [name for name in (self.detect, self.counts, self.changes) if name]

    @property
    def wants_changes(self) -> bool:
        return bool(self.counts or self.changes)

    def of(self, before: Sequence[PathText], after: Sequence[ConvertedText], *, given: bool) -> dict[str, object]:
        """The fields of one row, by name; `given` is whether its tag was given rather than detected."""
        told: dict[str, object] = {}
        if self.detect:
            tags = {str(one.tag or "") for one in after}
            if given or len(tags) > 1:
                tags = {str(detect_text("\n".join(one.text for one in before)).tag or "")}
            told[self.detect] = tags.pop() if tags else ""
        if self.counts:
            sums = [summarise(one.changes) for one in after if one.changes]
            told[self.counts] = {
                "changes": sum(one.changes for one in sums),
                "glossary": sum(one.glossary for one in sums),
                "review": sum(one.review for one in sums),
            }
        if self.changes:
            told[self.changes] = [
                change for one, made in zip(before, after, strict=True) if made.changes for change in changes_object(one.path, made.changes)
            ]
        return told


def changes_object(path: str, changes: Changes) -> list[dict[str, object]]:
    """Changes as JSON has them: `start` and `end` are code points of the source text at `path`."""
    return [
        {
            "field": path,
            "start": change.source.start,
            "end": change.source.end,
            "source": change.source.text,
            "target": change.target.text,
            "layer": Layer(change.rule.layer),
            "rule": change.rule.id,
            "candidates": list(change.candidates),
            "risk": Risk(change.risk),
        }
        for change in changes
    ]


class BadRow(NamedTuple):
    """A row that is left out of the output: its number, counted from 0 in its part, why, and all of it as far as it can be told."""

    row: int
    reason: str
    data: bytes | Mapping[str, object] | None

    def to_bytes(self) -> bytes:
        """A line of the file of bad rows."""
        told: dict[str, object] = {"row": self.row + 1, "reason": self.reason}
        if isinstance(self.data, bytes):
            try:
                told["data"] = self.data.decode()
            except UnicodeDecodeError:
                told["base64"] = base64.b64encode(self.data).decode()
        elif self.data is not None:
            told["data"] = self.data
        return json.dumps(told, ensure_ascii=False, default=_told).encode("utf-8", "backslashreplace") + b"\n"


def _told(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else str(value)
