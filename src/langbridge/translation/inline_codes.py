"""What stands between the texts of one block, read as codes: emphasis and links in pairs, all else alone.

The readers of articles have settled what is markup and what is text, so this only cuts the protected stretches into the things that a
translator moves about, and finds which opening belongs to which closing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from langbridge.article import Part, PartKind
from langbridge.translation.segments import CodeKind


class Sort(Enum):
    """What a token does in its sentence."""

    DELIMITER = auto()
    """Emphasis and the like: opens or closes, by what is open."""
    OPENING = auto()
    CLOSING = auto()
    WORD = auto()
    """Stands for something that is read: code, a formula, a URL, an entity."""
    THING = auto()
    """Stands beside the sentence: an image without text, a note's mark, a line break in HTML."""
    SOFT_BREAK = auto()
    """A line end within a paragraph, which means nothing."""


class Token(NamedTuple):
    """A stretch of the article, in code points, and what it does; tokens of one `key` make pairs."""

    start: int
    end: int
    sort: Sort
    key: str = ""


class PlacedCode(NamedTuple):
    """A code where it stands in the article: pairs share their number; numbers count from 1 in the order of the text."""

    start: int
    end: int
    kind: CodeKind
    number: int
    sort: Sort


_MARKUP = re.compile(
    r"(?P<hard>(?:\\| {2,})(?:\r\n?|\n)[ \t]*(?:>[ \t]*)*)"
    r"|(?P<soft>[ \t]*(?:\r\n?|\n)[ \t]*(?:>[ \t]*)*)"
    r"|(?P<note>\[\^[^\]\s]+\])"
    r"|(?P<open>!?\[)"
    r"|(?P<tail>\]\()"
    r"|(?P<reference>\](?:\[[^\]]*\])?)"
    r"|(?P<delimiter>\*+|_+|~+)"
    r"|(?P<word>&[^;\s]+;|\\.|<)"
    r"|(?P<other>[^\\ \t\r\n!\[\]*_~&<]+|.)",
    re.DOTALL,
)
_TAIL_END = re.compile(r"[^)]*?\)", re.DOTALL)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)[^>]*?(?P<void>/?)>", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<end>/?)\s*(?P<name>[^\s/<>%]+)|\{%-?\s*(?P<close>end)?(?P<tag>[\w-]+)")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_WORDS = frozenset({PartKind.CODE, PartKind.MATH, PartKind.URL, PartKind.FOREIGN})


def read_tokens(text: str, pieces: Sequence[Part]) -> Iterator[Token]:
    """The tokens of a protected stretch, which `pieces` tile; a convertible one among them is text within a code: a link's title."""
    number = 0
    while number < len(pieces):
        start, end, kind, _ = pieces[number]
        number += 1
        if kind is PartKind.HTML:
            yield _tag_token(text, start, end)
        elif kind is PartKind.SHORTCODE:
            last = _shortcode_end(text, pieces, number)
            yield _shortcode_token(text, start, pieces[last - 1].end)
            number = last
        elif kind in _WORDS:
            yield Token(start, end, Sort.WORD)
        elif kind is not PartKind.MARKUP:
            yield Token(start, end, Sort.THING)
        else:
            at = start
            while at < end and (found := _MARKUP.match(text, at, end)):
                at = found.end()
                if found.lastgroup == "tail" and (after := _tail_end(text, pieces, number, at, end)):
                    number, at, end = after
                    yield Token(found.start(), at, Sort.CLOSING, "link")
                else:
                    yield _markup_token(found)


def _markup_token(found: re.Match[str]) -> Token:
    start, end = found.span()
    match found.lastgroup:
        case "soft":
            return Token(start, end, Sort.SOFT_BREAK)
        case "open":
            return Token(start, end, Sort.OPENING, "link")
        case "tail" | "reference":
            return Token(start, end, Sort.CLOSING, "link")
        case "delimiter":
            return Token(start, end, Sort.DELIMITER, found[0][0])
        case "word":
            return Token(start, end, Sort.WORD)
        case _:
            return Token(start, end, Sort.THING)


def _tail_end(text: str, pieces: Sequence[Part], number: int, at: int, end: int) -> tuple[int, int, int] | None:
    """Where the tail of a link that began in a piece ends: the number of the next piece, the offset, the end of the piece it lies in."""
    if closed := _TAIL_END.match(text, at, end):
        return number, closed.end(), end
    for later in range(number, len(pieces)):
        piece = pieces[later]
        if piece.kind is PartKind.MARKUP and (closed := _TAIL_END.match(text, piece.start, piece.end)):
            return later + 1, closed.end(), piece.end
    return None


def _tag_token(text: str, start: int, end: int) -> Token:
    tag = _TAG.fullmatch(text, start, end)
    if tag is None or tag["void"] or tag["name"].lower() in _VOID:
        return Token(start, end, Sort.THING)
    return Token(start, end, Sort.CLOSING if tag["end"] else Sort.OPENING, f"<{tag['name'].lower()}>")


def _shortcode_end(text: str, pieces: Sequence[Part], number: int) -> int:
    """The number of the piece after a shortcode, which parameters that are text cut into several pieces."""
    while number < len(pieces) and not text.startswith(("{{", "{%"), pieces[number].start):
        kind = pieces[number].kind
        if kind is not PartKind.SHORTCODE and not kind.convertible and kind is not PartKind.URL:
            break
        number += 1
    return number


def _shortcode_token(text: str, start: int, end: int) -> Token:
    tag = _SHORTCODE.match(text, start, end)
    if tag is None:
        return Token(start, end, Sort.THING)
    closing = tag["end"] or tag["close"]
    return Token(start, end, Sort.CLOSING if closing else Sort.OPENING, f"{{{tag['name'] or tag['tag']}}}")


def pair_codes(tokens: Sequence[Token]) -> list[PlacedCode]:
    """The codes of tokens in order; what opens or closes nothing is alone, and a soft break is no code.

    A run of delimiters that closes less than was opened together (`***a** b*`) is cut where the other side needs it.
    """
    found: list[list[int]] = []  # start, end, number of the partner or -1
    sorts: list[Sort] = []
    waiting: list[tuple[int, str, Sort]] = []

    def add(start: int, end: int, sort: Sort) -> int:
        found.append([start, end, -1])
        sorts.append(sort)
        return len(found) - 1

    for start, end, sort, key in tokens:
        if sort is Sort.SOFT_BREAK:
            continue
        if sort is Sort.DELIMITER:
            at = start
            while at < end and waiting and waiting[-1][1:] == (key, Sort.DELIMITER):
                opened = waiting[-1][0]
                width = found[opened][1] - found[opened][0]
                if not _closes(end - at, width):
                    break
                length = min(width, end - at)
                closing = add(at, at + length, sort)
                at += length
                if width > length:
                    inner = add(found[opened][1] - length, found[opened][1], sort)
                    found[opened][1] -= length
                else:
                    inner = opened
                    waiting.pop()
                found[inner][2], found[closing][2] = closing, inner
            if at < end:
                waiting.append((add(at, end, sort), key, sort))
        elif sort is Sort.OPENING:
            waiting.append((add(start, end, sort), key, sort))
        elif sort is Sort.CLOSING and (depth := _depth(waiting, key)) is not None:
            opened = waiting[depth][0]
            del waiting[depth:]
            closing = add(start, end, sort)
            found[opened][2], found[closing][2] = closing, opened
        else:
            add(start, end, sort)
    return _numbered(found, sorts)


def _closes(width: int, opened: int) -> bool:
    """Whether a run of delimiters closes the last that was opened: `**` within `*` opens, and so does `*` within `**`; `***` is both."""
    return width == opened or 3 in (width, opened)


def _depth(waiting: Sequence[tuple[int, str, Sort]], key: str) -> int | None:
    """Where on the stack the opening of this key waits.  Delimiters above it open nothing, for they close nowhere."""
    return next((depth for depth in range(len(waiting) - 1, -1, -1) if waiting[depth][1:] == (key, Sort.OPENING)), None)


def _numbered(found: Sequence[Sequence[int]], sorts: Sequence[Sort]) -> list[PlacedCode]:
    numbers: dict[int, int] = {}
    codes: list[PlacedCode] = []
    for index in sorted(range(len(found)), key=lambda each: found[each][0]):
        start, end, partner = found[index]
        # A pair has the number of its opening, which comes first.
        number = numbers.setdefault(min(index, partner) if partner >= 0 else index, len(numbers) + 1)
        kind = CodeKind.ALONE if partner < 0 else CodeKind.CLOSE if found[partner][0] < start else CodeKind.OPEN
        codes.append(PlacedCode(start, end, kind, number, sorts[index]))
    return codes
