"""A clause under examination: its text, and its words with their parts of speech, found only when a rule asks for them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from langbridge.script.guard import torn, word_edges


class Verdict(NamedTuple):
    """What one piece of evidence says of a place: a reading, how strongly (1 a guess, 2 likely, 3 sure), and why, in words."""

    reading: str
    weight: float
    reason: str


class Clause:
    """Simplified text between punctuation."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def edges(self) -> list[int]:
        """Where the guard's segmenter sees words begin and end."""
        return word_edges(self.text)

    @cached_property
    def _sure_edges(self) -> list[int]:
        """Where words begin and end when the segmenter makes no words of its own."""
        return word_edges(self.text, guessing=False)

    @cached_property
    def _sure(self) -> frozenset[int]:
        return frozenset(self._sure_edges)

    @cached_property
    def _kinds(self) -> tuple[list[int], list[str]]:
        tagged = tags(self.text)
        ends = [0]
        for word, _ in tagged:
            ends.append(ends[-1] + len(word))
        return ends, [kind for _, kind in tagged]

    def tears(self, start: int, end: int) -> bool:
        """Whether `start:end` begins or ends inside a word, one that the segmenter does not only guess, and straddles its boundary."""
        return torn(start, end, self.edges) is not None and torn(start, end, self._sure_edges) is not None

    def word_at(self, offset: int) -> tuple[int, int, str]:
        """The word that a character stands in: start, end and the segmenter's part of speech (nr, nrt: names; ns: places)."""
        ends, kinds = self._kinds
        number = bisect_right(ends, offset) - 1
        return ends[number], ends[number + 1], kinds[number]

    def known_word(self, offset: int) -> str:
        """The word of two characters or more that a character stands in, if the segmenter's dictionary has it and it is no name."""
        start, end, kind = self.word_at(offset)
        if end - start < 2 or kind.startswith("nr") or not self._sure.isdisjoint(range(start + 1, end)):
            return ""
        return self.text[start:end]

    def guesses_word(self, offset: int) -> bool:
        """Whether a character stands in a word that the segmenter makes up, as it does of names."""
        start, end, _ = self.word_at(offset)
        return not self._sure.isdisjoint(range(start + 1, end))

    def whole(self, start: int, end: int) -> bool:
        """Whether a word begins at `start` and one ends at `end`."""
        return self.begins_word(start) and self.begins_word(end)

    def begins_word(self, offset: int) -> bool:
        """Whether a word begins at an offset, in the one or the other reading."""
        at = bisect_left(self.edges, offset)
        return (at < len(self.edges) and self.edges[at] == offset) or offset in self._sure


def tags(text: str) -> list[tuple[str, str]]:
    """The words of a Simplified text with their parts of speech."""
    import rjieba  # loads its dictionary of 5 MB on import

    word_edges("")  # teaches the segmenter the regions' words
    return rjieba.tag(text, True)
