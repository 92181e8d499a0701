"""An article cut into segments, and translations put back where the segments were.

A segment is what one block says: a paragraph, a heading, a cell, a value of the front matter.  Its span begins and ends with its text, or
with the markup that the text cannot do without; list markers, emphasis around the whole, and what merely stands beside it stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from langbridge.article import Article, Part, PartKind
from langbridge.translation.inline_codes import PlacedCode, Sort, pair_codes, read_tokens
from langbridge.translation.segments import HAN, Code, CodeKind, Content, Segment, join
from langbridge.values import Span

# List markers, quotation marks of block quotes, heading signs, a note's label.
_BLOCK_START = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])|\[\^[^\]\s]+\]:|\[[ xX]\](?=[ \t])))*[ \t]*")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff]")


# These stand in quotes within a code of another segment; nothing of that is theirs.
_NESTED = frozenset({PartKind.LINK_TITLE, PartKind.SHORTCODE_PARAMETER, PartKind.HTML_ATTRIBUTE})
# A block may begin with these, and is something else.
_INLINE = frozenset({PartKind.LINK_TEXT, PartKind.IMAGE_ALT})


def segment_article(article: Article, *, every: bool = False) -> list[Segment]:
    """The segments of an article that hold Chinese, or with `every` all of them, in the order of their beginnings.

    A segment may lie within a code of another one: the title of a link, the caption in a shortcode.
    """
    blocks: dict[int, list[int]] = {}
    for number, part in enumerate(article.parts):
        if part.block >= 0:
            # A value of the front matter that spans lines is written back line by line, so each is a segment.
            key = part.block if part.kind is not PartKind.FRONT_MATTER_VALUE else -2 - number
            blocks.setdefault(key, []).append(number)
    found = (_segment(article, numbers, every) for numbers in blocks.values())
    return sorted((segment for segment in found if segment is not None), key=lambda segment: segment.span)


def _segment(article: Article, numbers: Sequence[int], every: bool) -> Segment | None:
    parts = article.parts
    first, last = parts[numbers[0]], parts[numbers[-1]]
    if not every and not any(HAN.search(article.text, parts[number].start, parts[number].end) for number in numbers):
        return None
    if first.kind is PartKind.FRONT_MATTER_VALUE:
        return _value(article, numbers[0])
    nested = first.kind in _NESTED
    leading = [] if nested else _leading(article, numbers[0])
    trailing = [] if nested else _trailing(article, numbers[-1])
    inside = [piece for before, after in pairwise(numbers) for piece in parts[before + 1 : after]]
    tokens = [
        *read_tokens(article.text, leading),
        *(token for stretch in _stretches(inside) for token in read_tokens(article.text, stretch)),
        *read_tokens(article.text, trailing),
    ]
    breaks = [Span(token.start, token.end) for token in tokens if token.sort is Sort.SOFT_BREAK]
    codes = pair_codes(tokens)
    span, codes = _without_surroundings(article.text, Span(first.start, last.end), codes)
    kind = next((parts[number].kind for number in numbers if parts[number].kind not in _INLINE), first.kind)
    if kind in _INLINE and _is_cell(article, numbers[0]):
        kind = PartKind.TABLE_CELL
    return Segment(
        span, _content(article.text, span, codes, breaks), kind, first.block, tuple(Span(code.start, code.end) for code in codes)
    )


def _value(article: Article, number: int) -> Segment | None:
    """A value of the front matter, or one line of it: text alone, read from its escapes."""
    part = article.parts[number]
    escaped = article.escaped.get(number)
    text = escaped.text if escaped else article.text[part.start : part.end]
    return Segment(Span(part.start, part.end), (text,), part.kind, part.block)


def _stretches(pieces: Sequence[Part]) -> Iterator[list[Part]]:
    """Runs of pieces without a gap."""
    run: list[Part] = []
    for piece in pieces:
        if run and run[-1].end != piece.start:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _before(article: Article, number: int) -> tuple[int, int]:
    """Of what stands before a part and in no other block: the number of its first piece, and where the line begins."""
    parts, text = article.parts, article.text
    first = number
    while first and (parts[first - 1].block < 0 or parts[first - 1].kind in _NESTED):
        first -= 1
    start, end = parts[first].start, parts[number].start
    return first, max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1 or start


def _bars(article: Article, first: int, last: int) -> Iterator[int]:
    """Where the bars of a table stand among pieces: no other markup is one."""
    for part in article.parts[first:last]:
        if part.kind is PartKind.MARKUP:
            yield from (at for at in range(part.start, part.end) if article.text[at] == "|" and article.text[at - 1 : at] != "\\")


def _is_cell(article: Article, number: int) -> bool:
    first, line = _before(article, number)
    return any(bar >= line for bar in _bars(article, first, number))


def _leading(article: Article, number: int) -> list[Part]:
    """What stands on the line of a block's first part before it, and behind the markers of the block or the bar of its cell."""
    first, line = _before(article, number)
    end = article.parts[number].start
    bars = [bar + 1 for bar in _bars(article, first, number) if bar >= line]
    if bars:
        start = bars[-1]
    else:
        # Only a line's own beginning has markers.
        marker = _BLOCK_START.match(article.text, line, end)
        start = marker.end() if marker else line
    return _cut(article.parts[first:number], start, end)


def _trailing(article: Article, number: int) -> list[Part]:
    """What stands on the line of a block's last part behind it, or in its cell."""
    parts, text = article.parts, article.text
    last = number + 1
    while last < len(parts) and (parts[last].block < 0 or parts[last].kind in _NESTED):
        last += 1
    start = parts[number].end
    limit = parts[last - 1].end
    ends = [at for at in (text.find("\n", start, limit), text.find("\r", start, limit)) if at >= 0]
    return _cut(parts[number + 1 : last], start, min([limit, *ends, *_bars(article, number + 1, last)]))


def _cut(pieces: Sequence[Part], start: int, end: int) -> list[Part]:
    return [
        piece._replace(start=max(piece.start, start), end=min(piece.end, end))
        for piece in pieces
        if piece.start < end and piece.end > start
    ]


def _without_surroundings(text: str, core: Span, codes: Sequence[PlacedCode]) -> tuple[Span, list[PlacedCode]]:
    """The span that a segment needs, and its codes: those before and behind the text stay only where the sentence leans on them.

    It leans on a pair that reaches into it, and on what is read (code, a formula, a URL); not on a pair around the whole, nor on what
    stands alone beside it.
    """
    partners: dict[int, list[PlacedCode]] = {}
    for code in codes:
        partners.setdefault(code.number, []).append(code)

    def needed(code: PlacedCode) -> bool:
        if core.start <= code.start < core.end:
            return True
        pair = partners[code.number]
        if len(pair) == 1:
            return code.sort is Sort.WORD
        opening, closing = pair
        return opening.start < core.end and closing.start >= core.start and (opening.start >= core.start or closing.start < core.end)

    kept = [code for code in codes if needed(code)]
    start = min([core.start, *(code.start for code in kept)])
    end = max([core.end, *(code.end for code in kept)])
    # What lies between two that are needed is needed as well, and so is the other half of a pair.
    while True:
        inside = [code for code in codes if start <= code.start and code.end <= end]
        halves = [half for code in inside for half in partners[code.number]]
        reached = min([start, *(half.start for half in halves)]), max([end, *(half.end for half in halves)])
        if reached == (start, end):
            break
        start, end = reached
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end), _renumbered(inside)


def _renumbered(codes: Sequence[PlacedCode]) -> list[PlacedCode]:
    """Codes numbered from 1 in their order; one whose other half was left out is alone."""
    counts: dict[int, int] = {}
    for code in codes:
        counts[code.number] = counts.get(code.number, 0) + 1
    numbers: dict[int, int] = {}
    return [
        code._replace(
            number=numbers.setdefault(code.number, len(numbers) + 1),
            kind=code.kind if counts[code.number] == 2 else CodeKind.ALONE,
        )
        for code in codes
    ]


def _content(text: str, span: Span, codes: Sequence[PlacedCode], breaks: Sequence[Span]) -> Content:
    pieces: list[str | Code] = []
    at = span.start
    marks = [(code.start, code.end, [Code(code.number, code.kind, text[code.start : code.end])]) for code in codes]
    marks += [(start, end, []) for start, end in breaks if span.start <= start and end <= span.end]
    for start, end, code in sorted(marks, key=lambda mark: mark[:2]):
        pieces.append(text[at:start])
        # At a line's end Chinese goes on as if the line did; Latin words need their space.
        pieces += code or ([] if _WIDE.match(text[start - 1]) or _WIDE.match(text, end) else [" "])
        at = end
    pieces.append(text[at : span.end])
    return join(pieces)
