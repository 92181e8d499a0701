"""How front matter writes text: the styles of its strings, reading them in place, and writing a replacement back.

A string is read into *runs*: stretches of readable text, each with the offset of every code point's raw form.  Line breaks, the white space
around them, and escapes that stand for nothing readable (control characters, lone surrogates) lie between runs, so they are never touched.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Style(StrEnum):
    """How a string is written."""

    YAML_PLAIN = "yaml-plain"
    YAML_PLAIN_IN_FLOW = "yaml-plain-in-flow"
    YAML_SINGLE_QUOTED = "yaml-single-quoted"
    YAML_DOUBLE_QUOTED = "yaml-double-quoted"
    YAML_BLOCK = "yaml-block"
    TOML_BASIC = "toml-basic"
    TOML_LITERAL = "toml-literal"
    TOML_MULTILINE_BASIC = "toml-multiline-basic"
    TOML_MULTILINE_LITERAL = "toml-multiline-literal"
    JSON = "json"

    @property
    def quote(self) -> str:
        """The marks that open a string of this style, and close it."""
        return _QUOTES.get(self, "")

    @property
    def has_backslashes(self) -> bool:
        """Whether a backslash begins an escape."""
        return self in _BACKSLASHED


_QUOTES = {
    Style.YAML_SINGLE_QUOTED: "'",
    Style.YAML_DOUBLE_QUOTED: '"',
    Style.TOML_BASIC: '"',
    Style.TOML_LITERAL: "'",
    Style.TOML_MULTILINE_BASIC: '"""',
    Style.TOML_MULTILINE_LITERAL: "'''",
    Style.JSON: '"',
}
_BACKSLASHED = frozenset({Style.YAML_DOUBLE_QUOTED, Style.TOML_BASIC, Style.TOML_MULTILINE_BASIC, Style.JSON})


class Run(NamedTuple):
    """Readable text within a string: its raw span in code points, what it says, and where each code point's raw form begins.

    `starts` has one more entry for the end, and is None where the raw text is the readable one.
    """

    start: int
    end: int
    text: str
    starts: tuple[int, ...] | None


# YAML 1.1 also breaks lines at NEL, LS and PS; to end a run there does no harm elsewhere.
_BREAK = r"\r\n|[\n\r\x85\u2028\u2029]"
_MARKS = re.compile(f"(?P<break>{_BREAK})")
_MARKS_IN_SINGLE_QUOTES = re.compile(f"(?P<break>{_BREAK})|''")
_MARKS_WITH_BACKSLASHES = re.compile(
    rf"(?P<break>(?:\\[ \t]*)?(?:{_BREAK}))"
    r"|\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|(?P<letter>.))"
)
# The union of what YAML, TOML and JSON know; which of them is right where, their own parsers have checked before.
_LETTERS = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_BLOCK_HEADER = re.compile(rf"[^\n\r\x85\u2028\u2029]*(?:{_BREAK}|$)")


def read_runs(text: str, start: int, end: int, style: Style) -> list[Run]:
    """The readable runs of the string at `start`:`end` of `text`, quotes included in the span."""
    if style is Style.YAML_BLOCK:
        header = _BLOCK_HEADER.match(text, start, end)
        start = header.end() if header else end
    else:
        start += len(style.quote)
        end -= len(style.quote)
    marks = _MARKS
    if style is Style.YAML_SINGLE_QUOTED:
        marks = _MARKS_IN_SINGLE_QUOTES
    elif style.has_backslashes:
        marks = _MARKS_WITH_BACKSLASHES
    runs: list[Run] = []
    escapes: list[tuple[int, int, str]] = []
    begun = start
    for mark in marks.finditer(text, start, end):
        said = "\n" if mark["break"] else _read_escape(mark)
        if _UNREADABLE.match(said):
            _add_run(runs, text, begun, mark.start(), escapes)
            begun, escapes = mark.end(), []
        else:
            escapes.append((mark.start(), mark.end(), said))
    _add_run(runs, text, begun, end, escapes)
    return runs


def _read_escape(mark: re.Match[str]) -> str:
    if mark.re is _MARKS_IN_SINGLE_QUOTES:
        return "'"
    if mark["high"]:
        return chr(0x10000 + (int(mark["high"], 16) - 0xD800) * 0x400 + int(mark["low"], 16) - 0xDC00)
    if letter := mark["letter"]:
        return _LETTERS.get(letter, letter)
    return chr(int(mark["x"] or mark["u"] or mark["U"], 16))


def _add_run(runs: list[Run], text: str, start: int, end: int, escapes: list[tuple[int, int, str]]) -> None:
    """Append what stands between two marks, without the white space at either end."""
    if not escapes:
        raw = text[start:end]
        kept = raw.strip(" \t")
        if kept:
            start += len(raw) - len(raw.lstrip(" \t"))
            runs.append(Run(start, start + len(kept), kept, None))
        return
    pieces: list[str] = []
    starts: list[int] = []
    done = start
    for escape_start, escape_end, said in escapes:
        pieces += (text[done:escape_start], said)
        starts += range(done, escape_start + 1)
        done = escape_end
    pieces.append(text[done:end])
    starts += range(done, end + 1)
    read = "".join(pieces)
    first = len(read) - len(read.lstrip(" \t"))
    last = len(read.rstrip(" \t"))
    if first < last:
        runs.append(Run(starts[first], starts[last], read[first:last], tuple(starts[first : last + 1])))


_ESCAPED_IN_DOUBLE_QUOTES = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]')


def escape(text: str, style: str) -> str:
    """`text` as it has to be written inside a string of that style; Han stays literal.

    Styles that know no escapes (plain, block, literal) give the text back: whether it can stand there is for `requoting` to say.
    Raises ValueError for a style that is unknown.
    """
    known = Style(style)
    if known is Style.YAML_SINGLE_QUOTED:
        return text.replace("'", "''")
    if known.has_backslashes:
        return _ESCAPED_IN_DOUBLE_QUOTES.sub(_escape_one, text)
    return text


def _escape_one(found: re.Match[str]) -> str:
    character = found[0]
    # The four-digit form is the one that YAML, TOML and JSON share.
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04X}"
