"""Where Chinese sentences end, and how a long segment is cut into chunks that an engine takes.

Cutting loses nothing: the chunks of a content, put together, are the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from langbridge.translation.segments import Code, CodeKind, Content, join
from langbridge.typography.characters import HAN_CLASS

# What stands for a code while ends are looked for: noncharacters, which no text should hold; where one does, only the cut is another.
_OPEN, _CLOSE, _ALONE = "\ufdd4", "\ufdd5", "\ufdd6"
_SIGNS = {CodeKind.OPEN: _OPEN, CodeKind.CLOSE: _CLOSE, CodeKind.ALONE: _ALONE}

_CLOSING = "」』”’）)】〕》〉］\\]\"'" + _CLOSE
_END = re.compile(rf"(?P<mark>[。！？!?；｡]+[。！？!?…]*|…+|\.{{3,}}|\.|\n)(?P<closing>[{_CLOSING}]*)(?P<space>[\s\u3000]*)")
_GOES_ON = re.compile(rf"[{_CLOSE}]*[，、；：。,;:的地得等吗嗎呢吧啊似般]")
"""What makes a mark no end, if a closing mark stands between: “快走！”的喊声."""
_STRONG = frozenset("。！？｡")
_URL = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Inc|Ltd|Co|Corp|No|Nos|Vol|Fig|Eq|Sec|Ch|pp?|vs|etc|cf|al|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|[A-Za-z](?:\.[A-Za-z])*)$"
)
_NUMBERED = re.compile(r"(?:^|[\n。！？；])\s*(?:\d{1,3}|[A-Za-z]|[一二三四五六七八九十]+)$")
_STARTS = re.compile(rf"[A-Z0-9{HAN_CLASS}“‘「『（(《【\"'{_OPEN}{_ALONE}]")
_AFTER_POINT = re.compile(f"[{HAN_CLASS}]")
_LATIN = re.compile("[A-Za-z]")
_PAIRS = {"（": "）", "(": ")", "【": "】", "「": "」", "『": "』", "“": "”", "‘": "’", "《": "》"}
_ASIDE = 200
"""A bracket or quotation of at most so many code points is not cut at the marks inside."""
_CLAUSE = re.compile(rf"[，、：,;:—]+[{_CLOSING}]*[\s\u3000]*")


def sentence_ends(text: str) -> Iterator[int]:
    """Where sentences end within a text, ascending: after their closing marks and the space behind, the text's own end not among them.

    。！？； end a sentence, as do a line's end and the Latin marks where a sentence follows them.  No end is a point in a number, name,
    URL, abbreviation or after a list's number, a mark inside a short bracket or quotation, an ellipsis that the sentence goes on after, nor
    a mark before a closing one that the sentence goes on after (“好！”的).
    """
    masked = _URL.sub(lambda one: "\ufdd6" * len(one[0]), text)
    asides = _asides(masked)
    counted, straight = 0, 0
    for found in _END.finditer(masked):
        straight += masked.count('"', counted, found.start())
        counted = found.start()
        at = found.end()
        if found["closing"].startswith('"') and straight % 2 == 0:
            # It opens what comes next.
            at = found.start("closing")
        if at < len(text) and _is_end(masked, found, at) and not any(start < found.start() < end - 1 and at < end for start, end in asides):
            yield at


def split_content(content: Content, limit: int, *, code_width: int = 8) -> list[Content]:
    """Chunks of a content that are each at most `limit` wide, as few as its sentences allow; one after the other they are the content.

    A code counts as `code_width` characters, and is never cut.  Best is a cut between sentences where no pair of codes is open, then
    between clauses there, then between sentences or clauses inside a pair, then at a space; a text without any of these is cut at the
    limit.  A code wider than the limit is a chunk of its own.
    """
    if limit < 1:
        raise ValueError("a chunk holds at least one character")
    units = _units(content)
    text = "".join(unit if isinstance(unit, str) else _SIGNS[unit.kind] for unit in units)
    cuts = _cuts(text, units)
    widths = [1 if isinstance(unit, str) else code_width for unit in units]
    chunks: list[Content] = []
    start = 0
    while start < len(units):
        end, width = start, 0
        while end < len(units) and (end == start or width + widths[end] <= limit):
            width += widths[end]
            end += 1
        if end < len(units):
            end = _best_cut(cuts, start, end)
        chunks.append(join(units[start:end]))
        start = end
    return chunks


def join_answers(chunks: Sequence[Content], answers: Sequence[Content]) -> Content:
    """The English of chunks put together.

    Between them comes the line's end that the chunk had, else a space, but none after what opens or before what closes.
    `answers` are those of the `chunks`, in order.
    """
    pieces: list[str | Code] = []
    for number, answer in enumerate(answers):
        if number and pieces and answer:
            pieces.append(_between(chunks[number - 1], pieces, answer))
        pieces.extend(answer)
    return join(pieces)


class _Cut(NamedTuple):
    """A place where a content may be cut, best first: whether no pair is open, and what ends there (0 sentence, 1 clause, 2 word)."""

    rank: int
    at: int


def _best_cut(cuts: list[_Cut], start: int, end: int) -> int:
    """The best of the cuts in reach, of the same rank the last; the limit itself if there is none."""
    reachable = [cut for cut in cuts if start < cut.at <= end]
    if not reachable:
        return end
    rank = min(cut.rank for cut in reachable)
    return max(cut.at for cut in reachable if cut.rank == rank)


def _cuts(text: str, units: list[str | Code]) -> list[_Cut]:
    depth, depths = 0, [0]
    for unit in units:
        if isinstance(unit, Code):
            depth += {CodeKind.OPEN: 1, CodeKind.CLOSE: -1, CodeKind.ALONE: 0}[unit.kind]
        depths.append(depth)
    # Between sentences, then clauses, outside of pairs; then inside of them; then between words.
    found = [_Cut(0 if depths[at] == 0 else 2, at) for at in sentence_ends(text)]
    found += [_Cut(1 if depths[one.end()] == 0 else 3, one.end()) for one in _CLAUSE.finditer(text)]
    found += [_Cut(4 if depths[one.end()] == 0 else 5, one.end()) for one in re.finditer(r"\s+", text)]
    return found


def _is_end(text: str, found: re.Match[str], at: int) -> bool:
    mark, space = found["mark"], found["space"]
    closing = text[found.start("closing") : min(at, found.end("closing"))].strip(_CLOSE)
    before, following = text[max(0, found.start() - 16) : found.start()], text[at : at + 8]
    goes_on = _GOES_ON.match(following)
    if mark == "\n" or "\n" in space:
        return True
    if mark == "…" or (mark[0] in "…." and len(mark) > 1):
        return bool(closing) and not goes_on
    if _STRONG.intersection(mark) or mark[0] == "；":
        return not (closing and not space and goes_on)
    if mark == ".":
        if _ABBREVIATION.search(before) or _NUMBERED.search(before) or not before:
            return False
        if space:
            return bool(_STARTS.match(following))
        return bool(_LATIN.match(before[-1:]) and _AFTER_POINT.match(following)) and not goes_on
    # ! and ? of Latin sentences; Yahoo!的 goes on.
    return bool(space or closing or _AFTER_POINT.match(following)) and not goes_on


def _asides(text: str) -> list[tuple[int, int]]:
    """The short brackets and quotations of a text, which stay in one piece."""
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            stack.append((_PAIRS[character], at))
        elif any(closing == character for closing, _ in stack):
            while stack[-1][0] != character:
                stack.pop()
            start = stack.pop()[1]
            if at - start <= _ASIDE:
                found.append((start, at + 1))
    return found


def _units(content: Content) -> list[str | Code]:
    """Characters and codes."""
    units: list[str | Code] = []
    for piece in content:
        units.extend(piece if isinstance(piece, str) else (piece,))
    return units


_OPENINGS = tuple("([{“‘「『（《【—/")
_CLOSINGS = tuple(")]}”’」』）》】,.;:!?%")


def _between(chunk: Content, before: Sequence[str | Code], after: Content) -> str:
    ending = chunk[-1] if chunk else ""
    if isinstance(ending, str) and (lines := re.search(r"\s*\n\s*$", ending)):
        return lines[0]
    left, right = before[-1], after[0]
    if (isinstance(left, Code) and left.kind is CodeKind.OPEN) or (isinstance(right, Code) and right.kind is CodeKind.CLOSE):
        return ""
    if isinstance(left, str) and (left[-1:].isspace() or left.endswith(_OPENINGS)):
        return ""
    if isinstance(right, str) and (right[:1].isspace() or right.startswith(_CLOSINGS)):
        return ""
    return " "
