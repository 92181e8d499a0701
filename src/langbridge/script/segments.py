"""Conversions read segment by segment, each different one once.

In most plans OpenCC's segments are the matches of the first pass, and no later pass sees across them: what a segment becomes, and why,
is the same wherever it stands.  An article has hundreds of matches, and most of them are words that came up before.
"""

from __future__ import annotations

import re
from itertools import accumulate

from langbridge.script.compiled import CompiledPlan, EntryRule, Pass
from langbridge.script.explaining import Column, Explainer, merged
from langbridge.script.marks import FIRST_CODE, MARK, SEGMENT
from langbridge.script.passes import MatchSpan, Row, first_rows, fold, read_marks
from langbridge.script.variants import HouseStyle

_ENTRY = re.compile(f"{MARK}[\U000f0000-\U0010ffff]?")

_Told = list[tuple[int, int]]
"""The changes of a segment: where each starts in it, and its number."""


def read_by_segment(plan: CompiledPlan) -> bool:
    """Whether a plan's segments are the matches of its first pass (or, where that is its only one, may be taken for such)."""
    return plan.segment is None and (len(plan.passes) == 1 or (len(plan.passes) == 2 and plan.passes[0].delimits))


class _Entries(dict[str, tuple[EntryRule, str]]):
    """By what stands between two marks of the first pass: the entry that matched and what the next pass is to see."""

    def __init__(self, first: Pass) -> None:
        super().__init__()
        self._rules = first.rules

    def __missing__(self, piece: str) -> tuple[EntryRule, str]:
        rule = self._rules[ord(piece[0]) - FIRST_CODE]
        self[piece] = rule, piece[1:] if rule.dictionary else piece
        return self[piece]


class SegmentReader:
    """Finds the changes of texts by one plan and style; keeps what it has read for as long as its explainer lives."""

    def __init__(self, plan: CompiledPlan, explain: Explainer, style: HouseStyle) -> None:
        self._first = plan.passes[0]
        self._second = plan.passes[1] if len(plan.passes) > 1 else None
        self._explain = explain
        self._style = style
        self._entries = _Entries(self._first)
        self._matched: dict[tuple[str, str, str, str], _Told] = {}
        self._between: dict[tuple[str, str, str, str], _Told] = {}

    def read(self, text: str) -> tuple[Column, list[MatchSpan]]:
        """The changes of a text, in which OpenCC sees what stands there (nothing has to be normalized), and all that matched."""
        middle = self._first.convert(text).split(MARK)
        pieces = middle[1::2]
        entries = [self._entries[piece] for piece in pieces]
        middle[1::2] = [seen for _, seen in entries]
        joined = SEGMENT.join(middle)
        made = joined
        if self._second is not None:
            joined = self._second.convert(joined)
            made = _ENTRY.sub("", joined)
        marked, styled = joined.split(SEGMENT), self._style(made).split(SEGMENT)

        lengths = list(map(len, middle))
        lengths[1::2] = [rule.length for rule, _ in entries]
        starts = list(accumulate(lengths, initial=0))
        sources = [text[start:end] for start, end in zip(starts[1::2], starts[2::2], strict=False)]
        spans = [(start, end, rule) for start, end, (rule, _) in zip(starts[1::2], starts[2::2], entries, strict=False)]
        found: dict[int, int] = {}
        for start, key in zip(starts[1::2], zip(sources, pieces, marked[1::2], styled[1::2], strict=True), strict=False):
            told = self._matched.get(key)
            if told is None:
                told = self._matched[key] = self._read_match(*key)
            for offset, number in told:
                found[start + offset] = number
        # With these put back as they were, source and target go character by character.
        aligned = styled.copy()
        aligned[1::2] = sources
        if self._second is not None:
            for index in range(0, len(marked), 2):
                if MARK in marked[index]:
                    between = middle[index], marked[index], styled[index]
                    aligned[index] = self._read_between(self._second, text, starts[index], between, found, spans)
        return merged(self._explain.singles(text, "".join(aligned)), found), spans

    def _read_match(self, source: str, piece: str, marked: str, styled: str) -> _Told:
        rule, seen = self._entries[piece]
        match = (0, len(source), 0, len(seen), rule)
        rows = first_rows(source, seen, [match] if source != seen else [], segmented=False)
        if self._second is None:
            return self._told(source, seen, styled, rows)
        made, matches = read_marks(self._second, marked, seen)
        return self._told(source, made, styled, fold(rows, source, seen, made, matches))

    def _read_between(
        self, second: Pass, text: str, start: int, between: tuple[str, str, str], found: dict[int, int], spans: list[MatchSpan]
    ) -> str:
        """Find what the second pass matched between matches of the first; what was made of the rest, with the matches as they were.

        `between` is what the first pass, the second (with its marks) and the style have made there.
        """
        middle, marked, styled = between
        pieces = marked.split(MARK)
        at = made = 0
        for number, piece in enumerate(pieces):
            length = size = len(piece)
            if number % 2:
                rule = second.rules[ord(piece[0]) - FIRST_CODE]
                length, size = rule.length, size - 1
                spans.append((start + at, start + at + length, rule))
                source = text[start + at : start + at + length]
                key = (source, middle[at : at + length], piece, styled[made : made + size])
                told = self._between.get(key)
                if told is None:
                    told = self._between[key] = self._read_later_match(second, *key)
                for offset, one in told:
                    found[start + at + offset] = one
                pieces[number] = source
            else:
                pieces[number] = styled[made : made + size]
            at += length
            made += size
        return "".join(pieces)

    def _read_later_match(self, second: Pass, source: str, middle: str, piece: str, styled: str) -> _Told:
        made, matches = read_marks(second, f"{MARK}{piece}{MARK}", middle)
        return self._told(source, made, styled, fold([], source, middle, made, matches))

    def _told(self, source: str, made: str, styled: str, rows: list[Row]) -> _Told:
        return list(zip(*self._explain.column(source, made, styled, rows), strict=True))
