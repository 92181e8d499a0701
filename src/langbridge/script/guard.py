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
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.compiled import CompiledPlan
from langbridge.script.marks import CUT, MARK
from langbridge.script.passes import Row, match_spans, run_plan

_MARKS = "，。、；：？！…—～·,;:?!\"'“”‘’「」『』（）()《》〈〉【】[]|"
_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)
CLAUSE_ENDS = frozenset(_MARKS + _SPACES + "\x00\x01\x02\x03\x04\x05")
"""The characters that end a clause: no word goes across."""
CLAUSE_END = re.compile(f"[{re.escape(''.join(sorted(CLAUSE_ENDS)))}]")
_REGION_FREQUENCY = 100
"""Rare enough that a region's word never wins over two ordinary words of the segmenter's own dictionary."""
_ROUNDS = 16
"""Each round refuses at least one match in every clause that is still in doubt; real clauses need one to three."""


_CLOSE = 3.0
"""Of two ways to part a stretch into words, one that is less than e to this power times as likely as the other does not settle it."""
_WORDS = 60_000_000
"""About how many words of running text the segmenter's frequencies were counted in."""


class Refusal(NamedTuple):
    """A match that the guard refused: `start:end` are the words that it tore, `told` says what it would have made of what.

    It is `close` where the words that the match would have made are about as likely as those that it tore: 未合|并且, 未|合并|且.
    """

    start: int
    end: int
    entry: str
    told: str
    close: bool


class Clause(NamedTuple):
    """A stretch of text between punctuation in which matches were refused, with the offsets of the cuts, in the text."""

    start: int
    end: int
    cuts: tuple[int, ...]
    refusals: tuple[Refusal, ...]


def guard(plan: CompiledPlan, text: str) -> list[Clause]:
    """The clauses of a text in which some match of the plan tears a word, in ascending order, with the cuts that prevent it."""
    if plan.doubtful is None:
        return []
    doubts = [_Doubt(start, text[start:end]) for start, end in _doubtful_clauses(plan.doubtful(text), text)]
    _find_words(doubts, simplified=plan.plan.from_simplified)
    pending = _suspects(plan, doubts)
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
    edges = [0]
    for word in _segment(text, guessing):
        edges.append(edges[-1] + len(word))
    return edges


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


def _doubtful_clauses(marked: str, text: str) -> list[tuple[int, int]]:
    clauses: list[tuple[int, int]] = []
    pieces = marked.split(MARK)
    at = end = 0
    for number, piece in enumerate(pieces):
        if number % 2 and at + len(piece) > end:
            start = at
            if start < end:
                start, _ = clauses.pop()  # a term with a space in it goes on beyond the clause
            else:
                while start > end and text[start - 1] not in CLAUSE_ENDS:
                    start -= 1
            stop = CLAUSE_END.search(text, at + len(piece))
            end = stop.start() if stop else len(text)
            clauses.append((start, end))
        at += len(piece)
    return clauses


def _suspects(plan: CompiledPlan, doubts: Sequence[_Doubt]) -> list[_Doubt]:
    """The clauses in which a match tears a word, before any cut: a few of all."""
    starts = list(accumulate((len(one.text) + 1 for one in doubts), initial=0))
    whole = {base + edge for base, one in zip(starts, doubts, strict=False) for edge in one.edges}
    joined = "\n".join(one.text for one in doubts)
    found: dict[int, _Doubt] = {}
    for start, end, rule in match_spans(plan, joined):
        if rule.dictionary and not plan.plan.guards(rule.dictionary):
            continue
        tears = bool(rule.form) and _tears_latin(joined, start, end)
        if tears or start not in whole or end not in whole:
            number = bisect_right(starts, start) - 1
            one, base = doubts[number], starts[number]
            if tears or torn(start - base, end - base, one.edges) is not None:
                found[number] = one
    return list(found.values())


def _refuse(plan: CompiledPlan, doubts: Sequence[_Doubt]) -> list[_Doubt]:
    """Refuse in each clause the first match that tears a word; those where there was one."""
    texts = [with_cuts(one.text, one.cuts) for one in doubts]
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
        start -= bisect_left([cut + before for before, cut in enumerate(one.cuts)], start)
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
    return any(
        len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
    )


def _refusal(clause: str, row: Row, start: int, end: int, edges: list[int]) -> Refusal:
    around = edges[bisect_right(edges, start) - 1 : bisect_left(edges, end) + 1]
    torn_words = [clause[first:last] for first, last in pairwise(around)]
    words = "|".join(torn_words)
    entry = f"{row.rule.dictionary}:{row.key}" if row.rule.dictionary else row.rule.form
    made = f"{row.texts[0]}→{row.texts[-1]}" if row.rule.dictionary else row.rule.form
    close = not row.rule.form and _is_close(torn_words, clause[around[0] : start], clause[start:end], clause[end : around[-1]])
    return Refusal(around[0], around[-1], entry, f"{made} would tear {words} apart", close)


def _is_close(words: list[str], before: str, match: str, behind: str) -> bool:
    """Whether a match with what it leaves of the words around it is about as likely as these words, by the segmenter's frequencies."""
    import rjieba

    other = [*rjieba.cut(before, False), match, *rjieba.cut(behind, False)]
    return "只" not in match and _likelihood(words) - _likelihood(other) < _CLOSE  # senses know 只 better


def _likelihood(words: list[str]) -> float:
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
