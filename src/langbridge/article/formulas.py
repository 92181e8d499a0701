"""TeX formulas in Markdown: `$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`.

CommonMark has no formulas.  The rules for a dollar are Pandoc's (`tex_math_dollars`): no white space just inside, no digit after the
closing one; and three more against prices: no letter or digit before the opening one (US$5), no escape, and a formula that holds Han
characters has to hold a sign of TeX as well (`$5涨到10$` has none, `$v_{速度}$` has).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from langbridge.article.model import Part, PartKind
from langbridge.article.prose import HAN

_MARK = re.compile(r"(?P<bracket>(?<!\\)\\{1,2}[()\[\]])|\\.|(?P<dollar>\${1,2})|(?P<blank>(?:\r\n?|\n)[ \t>]*(?=[\r\n]))", re.DOTALL)
_TEX = re.compile(r"[\\^_={}]")


def may_hold_formulas(text: str) -> bool:
    """Whether looking closer is worth while."""
    return "$" in text or "\\(" in text or "\\[" in text


def find_formulas(text: str, start: int, parts: Sequence[Part]) -> list[Part]:
    """The formulas of `text` from `start` on, delimiters included.

    `parts` is what Markdown alone makes of the text: nothing starts inside code, a URL or a tag, none of these lies inside a formula, and a
    formula within a line of prose stays within its block (a dollar in one table cell never pairs with one in the next).
    """
    finder = _Finder(text, parts)
    for mark in _MARK.finditer(text, start):
        finder.take(mark)
    return finder.found


class _Finder:
    """Pairs delimiters from left to right, holding one open delimiter at a time: linear whatever comes."""

    def __init__(self, text: str, parts: Sequence[Part]) -> None:
        self.found: list[Part] = []
        self._text = text
        self._starts = [part.start for part in parts]
        self._parts = parts
        self._opaque = [part.start for part in parts if not part.kind.convertible and part.kind is not PartKind.MARKUP]
        self._open = ""
        self._from = 0
        self._open_block = -1

    def take(self, mark: re.Match[str]) -> None:
        kind, at, end = mark.lastgroup, mark.start(), mark.end()
        if kind is None:
            return
        if kind == "blank":
            # Only a displayed formula that has its lines to itself may hold empty lines.
            if not (self._open == "$$" and self._alone(self._from)):
                self._open = ""
            return
        delimiter = mark[0]
        block = self._block(at + len(delimiter) - 1)
        if block is None:
            return
        if self._open and self._closes(delimiter, at, end):
            self.found.append(Part(self._from, end, PartKind.MATH))
            self._open = ""
        elif not self._holds(delimiter) and self._opens(delimiter, at, end):
            self._open, self._from, self._open_block = delimiter, at, block

    def _holds(self, delimiter: str) -> bool:
        """Whether the open delimiter goes on in spite of this one: a dollar may stand in brackets, brackets in dollars."""
        return bool(self._open) and self._open != "$" and self._open != delimiter

    def _opens(self, delimiter: str, at: int, end: int) -> bool:
        after = self._text[end : end + 1]
        if delimiter == "$":
            before = self._text[at - 1 : at]
            return bool(after) and not after.isspace() and not (before.isascii() and before.isalnum())
        return delimiter == "$$" or delimiter[-1] in "(["

    def _closes(self, delimiter: str, at: int, end: int) -> bool:
        if delimiter != _CLOSING.get(self._open) or at <= self._from + len(self._open):
            return False
        if self._open == "$" and (self._text[at - 1].isspace() or self._text[end : end + 1].isdecimal()):
            return False
        if bisect_right(self._opaque, at) != bisect_right(self._opaque, self._from):
            return False
        if delimiter == "$$" and self._alone(self._from):
            return True
        return self._block(at + len(delimiter) - 1) == self._open_block and (delimiter == "$$" or self._looks_like_tex(at))

    def _looks_like_tex(self, end: int) -> bool:
        inner = self._from + len(self._open)
        return not HAN.search(self._text, inner, end) or _TEX.search(self._text, inner, end) is not None

    def _alone(self, at: int) -> bool:
        """Whether nothing but indentation or a quotation's mark stands before this place in its line."""
        line = max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1
        return not self._text[line:at].strip(" \t>")

    def _block(self, at: int) -> int | None:
        """The block of the prose that a delimiter's last sign stands in or, being escaped, next to; None inside anything else."""
        index = bisect_right(self._starts, at) - 1
        before = self._parts[index] if index >= 0 else None
        if before is None or (at >= before.end and before.end != at - 1):
            before = self._parts[index + 1] if index + 1 < len(self._parts) and self._starts[index + 1] == at + 1 else None
        return before.block if before is not None and before.kind.convertible else None


_CLOSING = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]", "\\\\(": "\\\\)", "\\\\[": "\\\\]"}
