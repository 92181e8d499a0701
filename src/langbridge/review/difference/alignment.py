"""Which line of one text belongs to which line of another, in time that grows with their length.

The way of patience diff: lines that both texts have exactly once are anchors, and what lies between two of them is looked at by itself.
In a text and its conversion nearly every line differs, so what lies between is anchored again by pairs of neighbouring words and
characters that both sides have once.  What is left is small, or has nothing to hold on to: there lines are paired by how much alike they
are, small stretches in the best way of all, large ones as far as a window of lines reaches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import cycle, pairwise
from typing import TypeAlias

from langbridge.review.difference.words import visible_tokens

Pair: TypeAlias = tuple[int | None, int | None]
"""A line of A and the line of B that belongs to it, by number from 0; None where there is none."""
Similarity: TypeAlias = Callable[[str, str], int]
"""How many tokens two sketches have in common, in order."""

_DEPTH = 8
"""How often a stretch is parted by anchors that it has only when looked at by itself.  Real texts need two or three; a bound keeps the time
of any text linear."""
_SMALL = 1024
"""So many pairs of lines can all be compared."""
_WINDOW = 16
"""How many lines ahead a line's counterpart is looked for, where a stretch is larger and has no anchors."""
_SKETCH = 256
"""The tokens of a line by which it is compared with others."""
_ALIKE = 0.4
"""Lines may belong together from this share of common tokens on.  Unrelated ones have up to 0.3."""
_CONVERTED = 0.6
"""A line and its conversion nearly always have this share in common."""
_VOTES = 2
"""Two lines are an anchor if so many pairs of neighbouring tokens say so: one may be an accident."""


def common_tokens(a: str, b: str) -> int:
    """The length of the longest common subsequence, by bits: 256 tokens on either side take about two microseconds."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(a, b)


def align(a: Sequence[str], b: Sequence[str], similarity: Similarity = common_tokens) -> list[Pair]:
    """Pair the lines of two texts: every line is in one pair, and both columns ascend."""
    aligned: list[Pair] = []
    _Aligner(a, b, similarity).align(range(len(a)), range(len(b)), 0, aligned)
    return aligned


class _Aligner:
    """Two texts, with what their lines are compared by."""

    def __init__(self, a: Sequence[str], b: Sequence[str], similarity: Similarity) -> None:
        self.a, self.b, self.similarity = a, b, similarity
        numbers: dict[str, int] = {}
        self.a_ids = [numbers.setdefault(line, len(numbers)) for line in a]
        self.b_ids = [numbers.setdefault(line, len(numbers)) for line in b]
        # Two words may share a character in a huge text, where it does not matter; the surrogates are left out.
        self.vocabulary: defaultdict[str, str] = defaultdict(map(chr, cycle(range(0x20, 0xD800))).__next__)
        self.sketches: dict[str, str] = {}

    def align(self, a: range, b: range, depth: int, aligned: list[Pair]) -> None:
        """Pair the lines of one stretch."""
        head = _count_equal(zip(a, b, strict=False), self._same)
        a, b, start, b_start = a[head:], b[head:], a.start, b.start
        aligned += zip(range(start, start + head), range(b_start, b_start + head), strict=True)
        tail = _count_equal(zip(reversed(a), reversed(b), strict=False), self._same)
        a_tail, b_tail = a[len(a) - tail :], b[len(b) - tail :]
        a, b = a[: len(a) - tail], b[: len(b) - tail]
        if a and b and (anchors := self._anchors(a, b, depth)):
            reached, b_reached = a.start, b.start
            for i, j in anchors:
                self.align(range(reached, i), range(b_reached, j), depth + 1, aligned)
                aligned.append((i, j))
                reached, b_reached = i + 1, j + 1
            self.align(range(reached, a.stop), range(b_reached, b.stop), depth + 1, aligned)
        else:
            aligned += _with_rest(a, b, self._pair(a, b) if a and b else [])
        aligned += zip(a_tail, b_tail, strict=True)

    def _same(self, i: int, j: int) -> bool:
        return self.a_ids[i] == self.b_ids[j]

    def _anchors(self, a: range, b: range, depth: int) -> list[tuple[int, int]]:
        if depth >= _DEPTH or len(a) == len(b) == 1:
            return []
        anchors = _ascending(sorted(_in_both_once(((self.a_ids[i],) for i in a), ((self.b_ids[j],) for j in b), a, b)))
        if anchors or len(a) * len(b) <= _SMALL:
            return anchors
        votes = Counter(_in_both_once(self._neighbours(self.a, a), self._neighbours(self.b, b), a, b))
        in_order = sum(count for (i, j), count in votes.items() if i - a.start == j - b.start)
        if 2 * in_order >= votes.total() and self._alike_in_order(a, b, _ALIKE):
            return []
        # The strongest first, and each line once.
        chosen: dict[int, int] = {}
        taken: set[int] = set()
        for (i, j), count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
            if count >= _VOTES and i not in chosen and j not in taken and self._alike(i, j):
                chosen[i] = j
                taken.add(j)
        return _ascending(sorted(chosen.items()))

    def _sketch(self, line: str) -> str:
        """A character for each word or character of a line, white space left out."""
        if (sketch := self.sketches.get(line)) is None:
            words = visible_tokens(line[: _SKETCH * 8])[:_SKETCH]
            sketch = self.sketches[line] = "".join(map(self.vocabulary.__getitem__, words))
        return sketch

    def _neighbours(self, lines: Sequence[str], numbers: range) -> Iterator[set[tuple[str, str]]]:
        """The pairs of neighbouring tokens of each line."""
        return (set(pairwise(self._sketch(lines[number]))) for number in numbers)

    def _common(self, i: int, j: int, share: float = _ALIKE) -> int:
        """How many tokens two lines have in common; 0 unless it is at least this share of both."""
        a, b = self._sketch(self.a[i]), self._sketch(self.b[j])
        # The shorter line is within the longer one at best.
        if not a or not b or 2 * min(len(a), len(b)) < share * (len(a) + len(b)):
            return 0
        common = len(a) if a == b else self.similarity(a, b)
        return common if 2 * common >= share * (len(a) + len(b)) else 0

    def _alike(self, i: int, j: int) -> bool:
        return self._same(i, j) or self._common(i, j) > 0

    def _blank(self, i: int, j: int) -> bool:
        return not self._sketch(self.a[i]) and not self._sketch(self.b[j])

    def _alike_in_order(self, a: range, b: range, share: float) -> bool:
        return len(a) == len(b) and all(
            self._same(i, j) or self._common(i, j, share) > 0 or self._blank(i, j) for i, j in zip(a, b, strict=True)
        )

    def _pair(self, a: range, b: range) -> list[tuple[int, int]]:
        """Pair lines that are alike, where there are no anchors."""
        if len(a) * len(b) <= _SMALL and not self._alike_in_order(a, b, _CONVERTED):
            return self._pair_best(a, b)
        return list(self._pair_near(a, b))

    def _pair_best(self, a: range, b: range) -> list[tuple[int, int]]:
        """The pairs that have the most tokens in common altogether (dynamic programming); blank lines count little."""
        gains = [[self._common(i, j) or 0.5 * (self._same(i, j) or self._blank(i, j)) for j in b] for i in a]
        best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
        for i in range(len(a) - 1, -1, -1):
            below, here, gain = best[i + 1], best[i], gains[i]
            for j in range(len(b) - 1, -1, -1):
                paired = below[j + 1] + gain[j] if gain[j] else 0.0
                here[j] = max(paired, below[j], here[j + 1])
        pairs: list[tuple[int, int]] = []
        i = j = 0
        while i < len(a) and j < len(b):
            if gains[i][j] and best[i][j] == best[i + 1][j + 1] + gains[i][j]:
                pairs.append((a[i], b[j]))
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1
        return pairs

    def _pair_near(self, a: range, b: range) -> Iterator[tuple[int, int]]:
        """Walk down both sides; where two lines are not alike, go on at the nearest one that is, on either side.

        Where nothing is found, less is looked for the next time: two unrelated texts have nothing to find.
        """
        i, j = a.start, b.start
        window = _WINDOW
        while i < a.stop and j < b.stop:
            if self._alike(i, j) or self._blank(i, j):
                yield i, j
                i, j, window = i + 1, j + 1, min(_WINDOW, 2 * window)
                continue
            for ahead in range(1, window + 1):
                if j + ahead < b.stop and self._common(i, j + ahead):
                    j += ahead
                    break
                if i + ahead < a.stop and self._common(i + ahead, j):
                    i += ahead
                    break
            else:
                i, j, window = i + 1, j + 1, max(1, window // 2)


def _count_equal(pairs: Iterable[tuple[int, int]], same: Callable[[int, int], bool]) -> int:
    count = 0
    for i, j in pairs:
        if not same(i, j):
            break
        count += 1
    return count


def _in_both_once(
    a: Iterable[Iterable[Hashable]], b: Iterable[Iterable[Hashable]], a_lines: range, b_lines: range
) -> Iterator[tuple[int, int]]:
    """The lines that share a feature which no other line has, on either side."""
    mine, others = _once(a, a_lines), _once(b, b_lines)
    for feature, i in mine.items():
        if i is not None and (j := others.get(feature)) is not None:
            yield i, j


def _once(features: Iterable[Iterable[Hashable]], lines: range) -> dict[Hashable, int | None]:
    """The line of each feature; None where several lines have it."""
    where: dict[Hashable, int | None] = {}
    for line, found in zip(lines, features, strict=True):
        for feature in found:
            where[feature] = None if feature in where else line
    return where


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, given in order of their first, in which the second ascends as well (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        ends[pile : pile + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _with_rest(a: range, b: range, pairs: Sequence[tuple[int, int]]) -> Iterator[Pair]:
    """The pairs and what lies between them: paired in order where there are as many lines on both sides, else by themselves."""
    i, j = a.start, b.start
    for next_i, next_j in (*pairs, (a.stop, b.stop)):
        if next_i - i == next_j - j:
            yield from zip(range(i, next_i), range(j, next_j), strict=True)
        else:
            yield from ((line, None) for line in range(i, next_i))
            yield from ((None, line) for line in range(j, next_j))
        if next_i < a.stop or next_j < b.stop:
            yield next_i, next_j
        i, j = next_i + 1, next_j + 1
