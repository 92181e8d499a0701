"""The word-boundary guard: a dictionary match may not tear a word apart.

OpenCC takes the longest phrase at each place, from left to right, without asking where words begin: in 美国历史 it finds 国历 and writes
美國曆史.  Here an independent segmenter says where words begin and end, and a match that starts or ends inside one of its words, and so
straddles a boundary, is refused: a cut is put where the words meet, and OpenCC tries again.  A match that is a whole word, a union of
whole words or lies inside one stands.

Only clauses that hold a phrase whose conversion depends on its boundaries are segmented; that is a small share of a text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise
from math import log
from operator import itemgetter
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.clauses import Clauses
from langbridge.script.compiled import CompiledPlan
from langbridge.script.marks import CUT, MARK
from langbridge.script.passes import MatchSpan, Row, match_spans, run_plan

_REGION_FREQUENCY = 100
"""Rare enough that a region's word never wins over two ordinary words of the segmenter's own dictionary."""
_ROUNDS = 16
"""Each round refuses at least one match in every clause that is still in doubt; real clauses need one to three."""


_CLOSE = 3.0
"""Of two ways to part a stretch into words, one that is less than e to this power times as likely as the other does not settle it."""
_WORDS = 60_000_000
"""About how many words of running text the segmenter's frequencies were counted in."""


class Refusal(NamedTuple):
    """A match that the guard refused: it tore `words`, which stand at `start:end`, and would have `made` something of something.

    `left` is how it would have parted them: what it leaves before it, itself, and what it leaves behind it; `term` says that it is a
    glossary's.
    """

    start: int
    end: int
    entry: str
    made: str
    words: tuple[str, ...]
    left: tuple[str, str, str]
    term: bool

    @property
    def told(self) -> str:
        """The refusal in words."""
        return f"{self.made} would tear {'|'.join(self.words)} apart"

    @property
    def close(self) -> bool:
        """Whether the words that a phrase would have made are about as likely as those that it tore: 未合|并且, 未|合并|且."""
        before, match, behind = self.left
        if self.term or "只" in match:  # senses know 只 better
            return False
        return _likelihood(self.words) - _likelihood([*_cut_surely(before), match, *_cut_surely(behind)]) < _CLOSE


class Clause(NamedTuple):
    """A stretch of text between punctuation in which matches were refused, with the offsets of the cuts, in the text."""

    start: int
    end: int
    cuts: tuple[int, ...]
    refusals: tuple[Refusal, ...]


def guard(plan: CompiledPlan, text: str, spans: Sequence[MatchSpan] | None = None) -> list[Clause]:
    """The clauses of a text in which some match of the plan tears a word, in ascending order, with the cuts that prevent it.

    `spans` are the plan's matches in the text, in any order, where they are known already.
    """
    if plan.doubtful is None:
        return []
    crossings = _crossings(plan.crossing, text)
    doubts = [_Doubt(start, text[start:end]) for start, end in _doubtful_clauses(plan.doubtful(text), text, crossings)]
    _find_words(doubts, simplified=plan.plan.from_simplified)
    pending = _suspects(plan, doubts, _spans(plan, doubts) if spans is None else spans)
    for _ in range(_ROUNDS):
        pending = _refuse(plan, pending)
        if not pending:
            break
    return [
        Clause(
            one.start,
            one.start + len(one.text),
            tuple(one.start + cut for cut in one.cuts),
            tuple(refusal._replace(start=one.start + refusal.start, end=one.start + refusal.end) for refusal in one.refusals),
        )
        for one in doubts
        if one.cuts
    ]


@dataclass(slots=True)
class _Doubt:
    """A clause while the guard is at work on it; all offsets but `start` are its own."""

    start: int
    text: str
    edges: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def _find_words(doubts: Sequence[_Doubt], *, simplified: bool) -> None:
    joined = "\n".join(one.text for one in doubts)
    edges = word_edges(joined if simplified else joined.translate(_simplified()))
    base = first = 0
    for one in doubts:
        end = base + len(one.text)
        last = bisect_right(edges, end, first)
        one.edges = [edge - base for edge in edges[first:last]]
        base, first = end + 1, last


def word_edges(text: str, *, guessing: bool = True) -> list[int]:
    """The offsets where the segmenter's words begin and end in a Simplified text, in ascending order.

    With `guessing` it makes words of characters that its dictionary knows only apart, as names are; not all of them are words (人及).
    """
    return list(accumulate(map(len, _segment(text, guessing)), initial=0))


def _segment(text: str, guessing: bool) -> list[str]:
    import rjieba  # loads its dictionary of 5 MB on import

    _learn_regions()
    return rjieba.cut(text, guessing)


@cache
def _learn_regions() -> None:
    """Tell the segmenter, whose words are the mainland's, those of Taiwan and Hong Kong; it would tear 丛集 (a cluster) into 丛|集中
    otherwise."""
    import rjieba

    for name in ("TWPhrasesRev", "HKPhrasesRev"):
        for word in (key.translate(_simplified()) for key in read_dictionary(name)):
            if len(word) > 1:
                rjieba.add_word(word, max(_REGION_FREQUENCY, rjieba.suggest_freq(word)), "n")


@cache
def _simplified() -> dict[int, int]:
    return {ord(key): ord(values[0]) for key, values in read_dictionary("TSCharacters").items()}


def _crossings(phrases: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where phrases stand in a text, as start and end in ascending order; what overlaps is one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found.span() for phrase in phrases if phrase in text for found in re.finditer(re.escape(phrase), text)):
        if merged and start < merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def _doubtful_clauses(marked: str, text: str, crossings: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The clauses that hold what was marked, as start and end; those on both sides of a clause's end inside a phrase (山姆·奥特曼) are one,
    since the phrase may match there, now or when another match has been refused."""
    found = Clauses(text)
    starts = [start for start, _ in crossings]
    clauses: list[tuple[int, int]] = []
    pieces = marked.split(MARK)
    at = end = 0
    for before, piece in zip(pieces[::2], pieces[1::2], strict=False):
        start = at + len(before)
        at = start + len(piece)
        if at <= end:
            continue
        start, end = found.around(start, at)
        while (last := bisect_left(starts, start) - 1) >= 0 and crossings[last][1] > start:
            start, _ = found.around(*crossings[last])
        while (last := bisect_left(starts, end) - 1) >= 0 and crossings[last][1] > end:
            _, end = found.around(*crossings[last])
        clauses.append((start, end))
    return clauses


def _spans(plan: CompiledPlan, doubts: Sequence[_Doubt]) -> list[MatchSpan]:
    """The plan's matches in the clauses, as spans of the whole text."""
    bases = list(accumulate((len(one.text) + 1 for one in doubts), initial=0))
    found: list[MatchSpan] = []
    for start, end, rule in match_spans(plan, "\n".join(one.text for one in doubts)):
        number = bisect_right(bases, start) - 1
        moved = doubts[number].start - bases[number]
        found.append((start + moved, end + moved, rule))
    return found


def _suspects(plan: CompiledPlan, doubts: Sequence[_Doubt], spans: Sequence[MatchSpan]) -> list[_Doubt]:
    """The clauses in which a match tears a word, before any cut: a few of all."""
    spans = sorted(spans, key=itemgetter(0))
    starts = [start for start, _, _ in spans]
    suspects: list[_Doubt] = []
    last = 0
    for one in doubts:
        first = bisect_left(starts, one.start, last)
        last = bisect_left(starts, one.start + len(one.text), first)
        edges = set(one.edges)
        for start, end, rule in spans[first:last]:
            start, end = start - one.start, end - one.start
            if not rule.dictionary:
                tears = _tears_latin(one.text, start, end) or torn(start, end, one.edges) is not None
            elif start in edges and end in edges:
                tears = False  # so most matches stand
            else:
                tears = plan.plan.guards(rule.dictionary) and torn(start, end, one.edges) is not None
            if tears:
                suspects.append(one)
                break
    return suspects


def _refuse(plan: CompiledPlan, doubts: Sequence[_Doubt]) -> list[_Doubt]:
    """Refuse in each clause the first match that tears a word; those where there was one."""
    texts = [with_cuts(one.text, one.cuts) for one in doubts]
    marks = [[cut + before for before, cut in enumerate(one.cuts)] for one in doubts]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    refused: list[_Doubt] = []
    number = 0
    for row in run_plan(plan, "\n".join(texts), unchanged=True)[1]:
        if row.start < starts[number] or (row.rule.dictionary and not plan.plan.guards(row.rule.dictionary)):
            continue
        while row.start >= starts[number + 1]:
            number += 1
        one = doubts[number]
        start = row.start - starts[number]
        start -= bisect_left(marks[number], start)
        end = start + row.end - row.start
        cut = start + 1 if row.rule.form and _tears_latin(one.text, start, end) else _cut(one, start, end, term=bool(row.rule.form))
        if cut is not None and cut not in one.cuts:
            insort(one.cuts, cut)
            one.refusals.append(_refusal(one.text, row, start, end, one.edges))
            refused.append(one)
            # What comes after it in this clause may match otherwise now.
            number += 1
    return refused


def _cut(doubt: _Doubt, start: int, end: int, *, term: bool) -> int | None:
    """Where a match has to be cut; a term need not be, for a word that the segmenter only guesses: 机械人 in 机械|人及|无人机."""
    cut = torn(start, end, doubt.edges)
    if cut is not None and term and torn(start, end, word_edges(doubt.text.translate(_simplified()), guessing=False)) is None:
        return None
    return cut


def torn(start: int, end: int, edges: list[int]) -> int | None:
    """Where a match has to be cut because it tears a word, or None where it may stand.

    A match that begins with a word loses what lies beyond the last whole one; one that begins inside a word is held to that word's end.
    """
    first, last = bisect_right(edges, start), bisect_left(edges, end)
    if first == last:
        return None  # it lies within one word
    starts, ends = edges[first - 1] == start, last < len(edges) and edges[last] == end
    if starts and ends:
        return None
    return edges[last - 1] if starts else edges[first]


def _tears_latin(text: str, start: int, end: int) -> bool:
    """Whether a term begins or ends in the middle of a word in Latin letters or of a number: AI in MAIN."""
    if not (text[start].isascii() or text[end - 1].isascii()):
        return False
    return any(
        len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
    )


def _refusal(clause: str, row: Row, start: int, end: int, edges: list[int]) -> Refusal:
    around = edges[bisect_right(edges, start) - 1 : bisect_left(edges, end) + 1]
    first, last = around[0], around[-1]
    entry = f"{row.rule.dictionary}:{row.key}" if row.rule.dictionary else row.rule.form
    made = f"{row.texts[0]}→{row.texts[-1]}" if row.rule.dictionary else row.rule.form
    words = tuple(clause[one:other] for one, other in pairwise(around))
    return Refusal(first, last, entry, made, words, (clause[first:start], clause[start:end], clause[end:last]), bool(row.rule.form))


def _cut_surely(text: str) -> list[str]:
    import rjieba

    return rjieba.cut(text, False)


def _likelihood(words: Sequence[str]) -> float:
    """The logarithm of how likely words are next to one another, by the segmenter's frequencies."""
    import rjieba

    return sum(log(rjieba.suggest_freq(word) / _WORDS) for word in words)


def with_cuts(text: str, cuts: list[int]) -> str:
    """The text with CUT at each of the offsets, which are in ascending order."""
    pieces: list[str] = []
    done = 0
    for cut in cuts:
        pieces += (text[done:cut], CUT)
        done = cut
    pieces.append(text[done:])
    return "".join(pieces)
