"""The texts of one JSON object, found and replaced in its own spelling.

A row is never written anew: the order of its keys, its numbers (1.0, 1e5, integers of any length), its spaces and its escapes stay as they
are, and only the strings that change are replaced.  What is not looked at is passed over by the standard library's decoder in C, which at
the same time makes sure that the whole row is JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from langbridge.jobs.corpora.columns import Branch

# json.dumps makes an encoder each time.
_PLAIN, _ESCAPED = json.JSONEncoder(ensure_ascii=False).encode, json.JSONEncoder().encode


class RowError(Exception):
    """A row whose texts cannot be found; the message says why."""


class Place(NamedTuple):
    """A text of a row: where its string stands, quotes included, the path that leads there, and what it says."""

    start: int
    end: int
    path: str
    text: str


class JsonRow(NamedTuple):
    """A row as it is written, its texts in order, and the offset of the brace that ends it."""

    written: str
    places: list[Place]
    end: int
    keys: frozenset[str]

    def replaced(self, texts: Sequence[str], added: Mapping[str, object]) -> str:
        """The row with other texts and more fields.  Raises RowError where it has a field of such a name."""
        written = self.written
        ascii_only = written.isascii()
        pieces: list[str] = []
        done = 0
        for place, text in zip(self.places, texts, strict=True):
            if text == place.text:
                continue
            # Whoever escapes all that is not ASCII has a reason.
            escaped = written[place.start : place.end].isascii() and not place.text.isascii()
            pieces += (written[done : place.start], _ESCAPED(text) if escaped else _PLAIN(text))
            done = place.end
        if added:
            taken = next((name for name in added if name in self.keys), None)
            if taken is not None:
                raise RowError(f"it has a field {taken} already")
            compact = re.match(r'\s*\{\s*"(?:[^"\\]|\\.)*":\S', written) is not None
            comma, colon = (",", ":") if compact else (", ", ": ")
            until = len(written[: self.end].rstrip(" \t\r\n"))
            pieces.append(written[done:until])
            first = not self.keys
            for name, value in added.items():
                told = json.dumps(value, ensure_ascii=ascii_only, separators=(comma, colon))
                pieces.append(f"{'' if first else comma}{json.dumps(name, ensure_ascii=ascii_only)}{colon}{told}")
                first = False
            done = until
        pieces.append(written[done:])
        return "".join(pieces)


def read_row(written: str, columns: Branch) -> JsonRow:
    """Find the texts of a row.  Raises RowError where it is no JSON object or a column is missing or no text; null is a text that is not
    there."""
    walk = _Walk(written)
    start = walk.after_space(0)
    if written[start : start + 1] != "{":
        try:
            walk.value(start)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _not_json(error) from error
        raise RowError("it is no JSON object")
    try:
        keys: set[str] = set()
        end = walk.object(start, columns, "", keys)
        if walk.after_space(end) != len(written):
            raise json.JSONDecodeError("Extra data", written, end)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _not_json(error) from error
    return JsonRow(written, walk.places, end - 1, frozenset(keys))


def _not_json(error: json.JSONDecodeError | RecursionError) -> RowError:
    if isinstance(error, RecursionError):
        return RowError("it is nested too deeply")
    return RowError(f"it is not JSON: {error.msg} at character {error.pos + 1}")


def _nothing(_: object) -> None:
    """Numbers are not looked at: an integer of a million digits costs nothing."""


_DECODER = json.JSONDecoder(parse_float=_nothing, parse_int=_nothing, parse_constant=_nothing)
_SPACES = frozenset(" \t\n\r")
_KINDS = {"{": "an object", "[": "a list", '"': "a text", "t": "true or false", "f": "true or false", "n": "null"}


class _Walk:
    """One way through a row; methods take the offset where a value begins and return the offset after it."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.places: list[Place] = []

    def after_space(self, at: int) -> int:
        # Nearly always there is one or none: no work for a pattern.
        while self.written[at : at + 1] in _SPACES:
            at += 1
        return at

    def value(self, at: int) -> int:
        return int(_DECODER.raw_decode(self.written, at)[1])

    def object(self, at: int, branch: Branch, path: str, keys: set[str] | None = None) -> int:
        seen: set[str] = set() if keys is None else keys
        at = self.after_space(at + 1)
        if self._is(at, "}"):
            return self._checked(at + 1, branch, path, seen)
        while True:
            if not self._is(at, '"'):
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self.written, at)
            key, at = _DECODER.raw_decode(self.written, at)
            seen.add(key)
            at = self._expect(self.after_space(at), ":")
            below = branch.fields.get(key)
            at = self.value(at) if below is None else self._wanted(at, below, f"{path}.{key}" if path else key)
            at = self.after_space(at)
            if self._is(at, "}"):
                return self._checked(at + 1, branch, path, seen)
            at = self._expect(at, ",")

    def _list(self, at: int, each: Branch, path: str) -> int:
        at = self.after_space(at + 1)
        if self._is(at, "]"):
            return at + 1
        number = 0
        while True:
            at = self.after_space(self._wanted(at, each, f"{path}[{number}]"))
            if self._is(at, "]"):
                return at + 1
            at = self._expect(at, ",")
            number += 1

    def _wanted(self, at: int, branch: Branch, path: str) -> int:
        first = self.written[at : at + 1]
        if first == "n":
            return self.value(at)
        if first == '"' and branch.is_text:
            text, end = _DECODER.raw_decode(self.written, at)
            self.places.append(Place(at, end, path, text))
            return int(end)
        if first == "[" and branch.each:
            return self._list(at, branch.each, path)
        if first == "{" and branch.fields:
            return self.object(at, branch, path)
        self.value(at)  # where this is not even JSON, say that
        wanted = "text" if branch.is_text else "a list" if branch.each else "an object"
        raise RowError(f"{path} is {_KINDS.get(first, 'a number')}, not {wanted}")

    def _checked(self, at: int, branch: Branch, path: str, seen: set[str]) -> int:
        for name in branch.fields:
            if name not in seen:
                raise RowError(f"it has no field {path}.{name}" if path else f"it has no field {name}")
        return at

    def _is(self, at: int, char: str) -> bool:
        return self.written[at : at + 1] == char

    def _expect(self, at: int, char: str) -> int:
        if not self._is(at, char):
            raise json.JSONDecodeError(f"Expecting '{char}' delimiter", self.written, at)
        return self.after_space(at + 1)
