"""Which quotation marks of a block belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from langbridge.typography.characters import GAPS, HAN, LATIN

CLOSING = {"\u201c": "\u201d", "\u2018": "\u2019", "「": "」", "『": "』", "﹁": "﹂", "﹃": "﹄"}
OPENING = {closing: opening for opening, closing in CLOSING.items()}
STRAIGHT = "\"'\uff02"
"""Straight marks, the full-width one included, open and close alike."""
DIRECTED_SIGNS = re.compile("[\u201c\u201d\u2018\u2019\u300c-\u300f\ufe41-\ufe44]")
ALL_SIGNS = re.compile("[\"'\uff02\u201c\u201d\u2018\u2019\u300c-\u300f\ufe41-\ufe44]")

_BEFORE_OPENING_ONLY = "（(《〈【[{「『“‘﹁﹃"
_NOT_AFTER_OPENING = "，。、；：！？）》〉】」』”’﹂﹄,.;:!?)]}"


class Pair(NamedTuple):
    """A quotation: the offsets of its marks."""

    opening: int
    closing: int


@dataclass(slots=True)
class Pairing:
    """The pairs of a text by their opening marks, and the openings and closings that found no partner, ascending."""

    pairs: list[Pair] = field(default_factory=list)
    lone_openings: list[int] = field(default_factory=list)
    lone_closings: list[int] = field(default_factory=list)


class _Role(Enum):
    OPENING = 1
    CLOSING = 2
    LONE = 3
    """A mark that could only close, with nothing open."""
    NONE = 4
    """An apostrophe, feet, inches, minutes: no quotation mark at all."""


def pair_marks(text: str, signs: re.Pattern[str]) -> Pairing:
    """Pair the marks that `signs` finds, in time linear in the text.

    A closing mark takes the last opening one of its kind; what was opened in between and not closed is left without a partner.
    A straight mark opens or closes by what stands beside it and by whether one is open.
    """
    marks = [one.start() for one in signs.finditer(text)]
    pairing = Pairing()
    inches = _Inches(text, marks)
    stack: list[int] = []
    opened: dict[str, int] = {}
    for place in marks:
        sign = text[place]
        opening = OPENING.get(sign, sign)
        role = _role(text, place, sign, is_open=opened.get(opening, 0) > 0, inches=inches)
        if role is _Role.OPENING:
            stack.append(place)
            opened[sign] = opened.get(sign, 0) + 1
        elif role is _Role.CLOSING:
            partner = stack.pop()
            while text[partner] != opening:
                opened[text[partner]] -= 1
                pairing.lone_openings.append(partner)
                partner = stack.pop()
            opened[opening] -= 1
            if place == partner + 1:
                pairing.lone_openings.append(partner)
                pairing.lone_closings.append(place)
            else:
                pairing.pairs.append(Pair(partner, place))
        elif role is _Role.LONE:
            pairing.lone_closings.append(place)
    pairing.pairs.sort()
    pairing.lone_openings = sorted(pairing.lone_openings + stack)
    return pairing


class _Inches:
    """Tells 6.1" from the end of "2024" by whether the other straight double marks of the block come out even."""

    def __init__(self, text: str, marks: list[int]) -> None:
        self._later: dict[int, int] = {}
        self.even = True
        later = 0
        for place in reversed(marks):
            if text[place] != '"':
                continue
            self.even = not self.even
            self._later[place] = later
            later += not _after_digit(text, place)

    def opens(self, place: int) -> bool:
        """Whether a mark after a digit, with none open, is a quotation's all the same (iPhone15"翻车")."""
        return self._later[place] % 2 == 1


def _after_digit(text: str, place: int) -> bool:
    return text[place - 1 : place].isdecimal()


def _role(text: str, place: int, sign: str, *, is_open: bool, inches: _Inches) -> _Role:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if sign in CLOSING:
        return _Role.OPENING
    if sign in "'\u2019" and _is_apostrophe(before, after, is_open=is_open, straight=sign == "'"):
        return _Role.NONE
    if sign in OPENING:
        if is_open:
            return _Role.CLOSING
        return _Role.NONE if sign == "\u201d" and before.isdecimal() else _Role.LONE
    may_open = bool(after) and not after.isspace() and after not in _NOT_AFTER_OPENING
    if sign == '"' and before.isdecimal():
        if is_open:
            return _Role.CLOSING if inches.even or not may_open else _Role.NONE
        return _Role.OPENING if may_open and inches.opens(place) else _Role.NONE
    may_close = bool(before) and not before.isspace() and before not in _BEFORE_OPENING_ONLY
    if is_open and may_close:
        return _Role.CLOSING
    return _Role.OPENING if may_open else _Role.LONE


def _is_apostrophe(before: str, after: str, *, is_open: bool, straight: bool) -> bool:
    """Whether a single mark is none of a quotation: don't, 1990's, players', 5', '90s."""
    if LATIN.match(after) and (before.isdecimal() or LATIN.match(before)):
        return True
    if is_open:
        return False
    if not straight or before.isdecimal() or after.isdecimal():
        return True
    return bool(LATIN.match(before)) and not HAN.match(after)


def is_unseen(text: str) -> bool:
    """Whether nothing but white space and markup stands in a text."""
    return not text.strip(GAPS + " \t\r\n\u3000")
