"""The string values of TOML front matter, in place: `tomllib` checks it, a scan finds the strings, since tomllib tells no places."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from langbridge.article.escapes import Style, read_runs
from langbridge.article.front_matter_values import DEEPEST, Contents, Value, broken

# TOML 1.0: up to two quotes may stand inside a multi-line string, even right before the three that close it.
_TOKEN = re.compile(
    r'''(?P<multiline_basic>"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5})'''
    r"""|(?P<multiline_literal>'''(?:[^']++|'{1,2}(?!'))*+'{3,5})"""
    r"""|(?P<basic>"(?:[^"\\\n]++|\\.)*+")"""
    r"""|(?P<literal>'[^'\n]*')"""
    r"""|(?P<comment>\#[^\n]*)"""
    r"""|(?P<mark>[\[\]{},=.\n])"""
    r"""|(?P<bare>[^\s\[\]{},=.\#"']+)""",
    re.DOTALL,
)
_STYLES = {
    "multiline_basic": Style.TOML_MULTILINE_BASIC,
    "multiline_literal": Style.TOML_MULTILINE_LITERAL,
    "basic": Style.TOML_BASIC,
    "literal": Style.TOML_LITERAL,
}
# Longer keys than any site's; tomllib takes quadratic time for them.  Such a row of dotted words in a string is refused with them.
_DEEP_KEY = re.compile(
    r"(?<![\w-])(?:(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}" % DEEPEST  # noqa: UP031  a brace is a quantifier here
)
_PLACE = re.compile(r"^(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL)


def toml_contents(text: str, start: int, end: int, path: Path | None) -> Contents:
    """The strings of the TOML at `start`:`end` of `text`.

    Raises FrontMatterError where the TOML is broken.
    """
    source = text[start:end]
    if deep := _DEEP_KEY.search(source):
        raise broken(text, start + deep.start(), "TOML", f"it nests deeper than {DEEPEST} levels", path)
    try:
        tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        problem, offset = _place(source, str(error))
        raise broken(text, start + offset, "TOML", problem, path) from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise broken(text, start, "TOML", "a number in it is too long", path) from None
    except RecursionError:
        raise broken(text, start, "TOML", f"it nests deeper than {DEEPEST} levels", path) from None
    return Contents(_Scan(text).values(start, end))


def _place(source: str, told: str) -> tuple[str, int]:
    """What tomllib says, and the offset that it says it of, from the words in which it says so."""
    found = _PLACE.match(told)
    if found is None:
        return told, 0
    if found["line"] is None:
        return found["problem"], len(source)
    lines = source.splitlines(keepends=True)[: int(found["line"]) - 1]
    return found["problem"], sum(map(len, lines)) + int(found["column"]) - 1


class _Scan:
    """One pass over TOML that is known to be valid.

    A statement is a table's header or `key = value`; brackets on the value's side nest.  `_open` holds them, each with the number of keys
    that stood before it, so that an inline table's keys go when it ends.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._table: list[str] = []
        self._keys: list[str] = []
        self._open: list[tuple[str, int]] = []
        self._in_value = False
        self._in_header = False

    def values(self, start: int, end: int) -> list[Value]:
        found: list[Value] = []
        for token in _TOKEN.finditer(self._text, start, end):
            kind = token.lastgroup or ""
            if kind == "mark":
                self._take_mark(token[0])
            elif kind == "comment":
                continue
            elif self._in_header:
                self._table.append(self._key(token))
            elif not self._in_value:
                self._keys.append(self._key(token))
            elif style := _STYLES.get(kind):
                found.append(Value(token.start(), token.end(), style, (*self._table, *self._keys)))
        return found

    def _take_mark(self, mark: str) -> None:
        if self._in_header:
            self._in_header = mark != "\n"
        elif mark == "=":
            self._in_value = True
        elif mark == "[" and not self._in_value:
            self._in_header = True
            self._table = []
        elif mark in "[{":
            self._open.append((mark, len(self._keys)))
            self._in_value = mark == "["
        elif mark in "]}":
            _, before = self._open.pop()
            del self._keys[before:]
            self._in_value = True
        elif mark == "," and self._open[-1][0] == "{":
            del self._keys[self._open[-1][1] :]
            self._in_value = False
        elif mark == "\n" and not self._open:
            self._keys.clear()
            self._in_value = False

    def _key(self, token: re.Match[str]) -> str:
        style = _STYLES.get(token.lastgroup or "")
        if style is None:
            return token[0]
        return "".join(run.text for run in read_runs(self._text, token.start(), token.end(), style))
