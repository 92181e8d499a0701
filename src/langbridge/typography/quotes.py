"""Quotation marks by region: “ ” ‘ ’ on the mainland, 「」『』 in Taiwan and Hong Kong.

China's GB/T 15834-2011 sets “ ” outside and ‘ ’ inside; Taiwan's handbook of punctuation (Ministry of Education, 2008) sets 「」 outside
and 『』 inside.  Both alternate on further levels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from langbridge.typography.characters import EAST_ASIAN, HAN, KANA, LATIN, LATIN_WORD, LOWER_WORD, URL, han_count
from langbridge.typography.pairing import ALL_SIGNS, CLOSING, DIRECTED_SIGNS, OPENING, STRAIGHT, Pair, Pairing, is_unseen, pair_marks
from langbridge.values import Layer, Risk, Rule, Substitution

_QUOTE = Rule(Layer.TYPOGRAPHY, "quote", "the region's quotation mark")
_RUNNING = Rule(Layer.TYPOGRAPHY, "quote-running", "the quotation runs over several paragraphs")
_LONE = Rule(Layer.TYPOGRAPHY, "quote-lone", "a quotation mark without a partner")

_STRAIGHT = re.compile(f"[{STRAIGHT}]")
_CORNERS = "「『"
_CURLY = "\u201c\u2018"
_TO_CURLY = {"「": "\u201c", "﹁": "\u201c", "『": "\u2018", "﹃": "\u2018"}
_TO_CORNER = {"\u201c": "「", "\u2018": "『", '"': "「", "'": "『", "\uff02": "「"}
_SENTENCE_ENDS = "。！？…，；—.!?,;"


class Inside(NamedTuple):
    """What stands in a stretch of text: characters and words by their number."""

    han: int = 0
    words: int = 0
    lower: int = 0
    east_asian: int = 0


@dataclass(slots=True)
class Quotation:
    """What is known of a block's quotations.

    `changes` are those of its marks, ascending; `closings` the offset of each opening mark's partner; `foreign` the quotations without a
    Chinese character in them; `even`, whether every straight mark has its partner.
    """

    changes: list[tuple[int, Substitution]] = field(default_factory=list)
    closings: dict[int, int] = field(default_factory=dict)
    foreign: list[Pair] = field(default_factory=list)
    even: bool = True


def quotation(text: str, *, corner: bool, chinese: bool) -> Quotation:
    """Look at the quotations of a block.

    `corner` says which marks the target has, 「」 or “ ”, and `chinese` that the block is Chinese rather than English with Chinese words.
    """
    if not ALL_SIGNS.search(text):
        return Quotation()
    # For the mainland a straight mark stays, whatever it is; so it is only looked at where it says which marks are not in a sentence.
    pairing = pair_marks(text, ALL_SIGNS if corner else DIRECTED_SIGNS)
    japanese = not corner and len(KANA.findall(text)) * 4 > han_count(text)
    changes = [] if japanese else _Marks(text, pairing, corner=corner, chinese=chinese or not corner).changes()
    seen = pairing if corner or not _STRAIGHT.search(text) else pair_marks(text, ALL_SIGNS)
    foreign = [pair for pair in seen.pairs if not HAN.search(text, *pair) and LATIN.search(text, *pair)]
    even = not any(text[place] in STRAIGHT for place in (*seen.lone_openings, *seen.lone_closings))
    return Quotation(changes, dict(seen.pairs), foreign, even)


def _counted(text: str, pairing: Pairing) -> dict[int, Inside]:
    """What stands before each mark of a pair, and in the whole text."""
    counts: dict[int, Inside] = {}
    total = Inside()
    done = 0
    for place in sorted({place for pair in pairing.pairs for place in pair} | {len(text)}):
        piece = text[done:place]
        ours = (
            han_count(piece),
            len(LATIN_WORD.findall(piece)),
            len(LOWER_WORD.findall(piece)),
            len(EAST_ASIAN.findall(piece)),
        )
        total = Inside(*map(sum, zip(total, ours, strict=True)))
        counts[place] = total
        done = place
    return counts


def _between(counts: dict[int, Inside], pair: Pair) -> Inside:
    first, last = (counts[place] for place in pair)
    return Inside(*(after - before for before, after in zip(first, last, strict=True)))


@cache
def _changed(sign: str, target: str, rule: Rule) -> Substitution:
    return Substitution(sign, target, rule)


class _Marks:
    """Decides the marks of one block."""

    def __init__(self, text: str, pairing: Pairing, *, corner: bool, chinese: bool) -> None:
        self._text = text
        self._pairing = pairing
        self._counts: dict[int, Inside] = {}
        self._chinese = chinese
        self._corner = corner
        self._own = _CORNERS if corner else _CURLY
        self._table = _TO_CORNER if corner else _TO_CURLY
        self._running: list[int] = []
        self._ending: list[int] = []
        self._doubtful_from: dict[str, int] = {}
        if pairing.lone_openings or pairing.lone_closings:
            self._running, self._ending = self._runs()
            self._doubtful_from = self._doubts()

    def changes(self) -> list[tuple[int, Substitution]]:
        """The changes of all marks, those that stay but are doubtful included."""
        found: list[tuple[int, Substitution]] = []
        own = self._own + "".join(CLOSING[sign] for sign in self._own)
        if any(self._text[place] in own for place in self._lone()):
            # A lone mark of the target's own would pair with one of ours, and the block come out otherwise than it was read.
            return found
        above: list[tuple[int, str, bool]] = []  # the quotations around: their end, their mark in the target, whether it changed
        for opening, closing in sorted([*self._pairing.pairs, *((place, len(self._text)) for place in self._running)]):
            while above and above[-1][0] < opening:
                above.pop()
            sign = self._text[opening]
            target = self._target(sign, above)
            running = opening in self._running
            inside_foreign = bool(above) and not above[-1][2] and above[-1][1] in self._table
            if target == sign or inside_foreign or not (running or self._converts(Pair(opening, closing))):
                above.append((closing, sign, False))
                continue
            above.append((closing, target, True))
            found.append((opening, _changed(sign, target, _RUNNING if running else _QUOTE)))
            if not running:
                found.append((closing, _changed(self._text[closing], CLOSING[target], _QUOTE)))
        for place in self._ending:
            sign = self._text[place]
            target = CLOSING[self._table[OPENING.get(sign, sign)]]
            found.append((place, Substitution(sign, target, _RUNNING, (), (target, sign), Risk.REVIEW)))
        found += ((place, self._kept(place)) for place in self._lone() if self._is_doubtful(place))
        found.sort(key=lambda one: one[0])
        return found

    def _lone(self) -> list[int]:
        return [
            place
            for place in (*self._pairing.lone_openings, *self._pairing.lone_closings)
            if place not in self._running and place not in self._ending
        ]

    def _target(self, sign: str, above: Sequence[tuple[int, str, bool]]) -> str:
        """The mark that opens a quotation in the target: the outer one, or the other one than that around it."""
        around, changed = (above[-1][1], above[-1][2]) if above else ("", False)
        # “甲「乙」” has the target's marks inside already, which must give way when the outer ones become the same.
        if sign not in self._table and not (changed and sign == around):
            return sign
        return self._own[1] if around == self._own[0] else self._own[0]

    def _converts(self, pair: Pair) -> bool:
        sign = self._text[pair.opening]
        if pair.opening > self._doubtful_from.get(sign, len(self._text)) or self._text[pair.closing - 1] == URL:
            return False
        return not self._corner or self._is_chinese(pair)

    def _is_chinese(self, pair: Pair) -> bool:
        """Whether a quotation is a Chinese one: by what is in it and, where that is mixed, by what is around it."""
        beside = (self._text[pair.opening - 1 : pair.opening], self._text[pair.closing + 1 : pair.closing + 2])
        if self._chinese and any(map(HAN.match, beside)) and HAN.search(self._text, *pair):
            return True
        self._counts = self._counts or _counted(self._text, self._pairing)
        inside = _between(self._counts, pair)
        whole = self._counts[len(self._text)]
        han, words = whole.han - inside.han, whole.words - inside.words
        if not inside.han:
            if inside.words and not inside.east_asian:
                return False
            return self._chinese and han > 0
        if han:
            return han >= words
        return whole.lower - inside.lower < 2 and inside.han >= inside.words

    def _runs(self) -> tuple[list[int], list[int]]:
        """The opening marks that begin the block and the closing ones that end it, their partners being in other paragraphs."""
        if not self._chinese:
            return [], []
        lone = [*self._pairing.lone_openings, *self._pairing.lone_closings]
        signs = [self._text[place] for place in lone]
        running: list[int] = []
        done = 0
        for place in self._pairing.lone_openings:
            sign = self._text[place]
            double = sign not in "'\u2018" or (running and sign == "\u2018")
            if not (double and sign in self._table and signs.count(sign) == 1 and is_unseen(self._text[done:place])):
                break
            running.append(place)
            done = place + 1
        ending = [
            place
            for place in self._pairing.lone_closings[-1:]
            if (sign := self._text[place]) not in "'\u2019"
            and OPENING.get(sign, sign) in self._table
            and signs.count(sign) == 1
            and OPENING.get(sign, sign) not in signs[: len(self._pairing.lone_openings)]
            and is_unseen(self._text[place + 1 :].strip(_SENTENCE_ENDS))
            and place > 0
            and (HAN.match(self._text[place - 1]) or self._text[place - 1] in _SENTENCE_ENDS)
        ]
        return running, ending

    def _doubts(self) -> dict[str, int]:
        """From where on a block's straight marks are doubtful: from the first that has no partner."""
        doubtful: dict[str, int] = {}
        for place in sorted(self._lone()):
            if self._text[place] in STRAIGHT:
                doubtful.setdefault(self._text[place], place)
        return doubtful

    def _is_doubtful(self, place: int) -> bool:
        """Whether a lone mark is worth a look: beside a Chinese character, and no apostrophe."""
        sign = self._text[place]
        known = OPENING.get(sign, sign) in self._table and sign not in "'\u2018\u2019"
        return known and self._chinese and any(map(HAN.match, (self._text[place - 1 : place], self._text[place + 1 : place + 2])))

    def _kept(self, place: int) -> Substitution:
        sign = self._text[place]
        target = self._table[OPENING.get(sign, sign)]
        others = (target, CLOSING[target]) if sign in STRAIGHT else (CLOSING[target] if sign in OPENING else target,)
        return Substitution(sign, sign, _LONE, (), (sign, *others), Risk.REVIEW)
