"""Numbers as values, whatever language and numerals they are written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a number says.  Values of different kinds never match: 5 is not 5%."""

    COUNT = "count"
    """A plain number; ordinals, years, days and hours are too."""
    SHARE = "share"
    """A part of a whole: 5% and a twentieth are 0.05."""
    MULTIPLE = "multiple"
    """How many times as much: 三倍, threefold and tripled are 3."""
    MONTH = "month"
    WEEKDAY = "weekday"


class Reading(NamedTuple):
    """One way to understand a number: from `low` to `high`, which are the same where the number is exact."""

    kind: Kind
    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    `readings` are all ways to understand it: 25年 is 25 years or the year 2025.  `required` says that its value has to be found in the
    other text; what is not required (一 in 一个, 十 in 十分) only explains what is found there.  `about` says that the text around it
    makes it vague (近, 约, over, nearly).
    """

    text: str
    start: int
    readings: tuple[Reading, ...]
    required: bool = True
    about: bool = False


def exactly(*values: float, kind: Kind = Kind.COUNT) -> tuple[Reading, ...]:
    """The readings of exact values."""
    return tuple(Reading(kind, float(value), float(value)) for value in values)


def between(low: float, high: float, kind: Kind = Kind.COUNT) -> tuple[Reading, ...]:
    """The reading of a vague value."""
    return (Reading(kind, low, high),)


def agree(one: Reading, other: Reading, *, about: bool = False) -> bool:
    """Whether two readings may be the same number.

    Exact ones have to be equal, but for the rounding of fractions and of numbers from a million up (15.53 for 15.531).  An exact one
    agrees with a vague one that holds it where `about` says that it is vague itself (近百万), and not else: 3亿 is not "hundreds of
    millions".
    """
    if one.kind is not other.kind:
        return False
    if one.exact and other.exact:
        return abs(one.low - other.low) <= _tolerance(one, other)
    if one.exact and not about:
        return False
    low, high = max(one.low, other.low), min(one.high, other.high)
    if one.exact or other.exact:
        return low <= high * (1 + 1e-9)
    return low < high


def _tolerance(one: Reading, other: Reading) -> float:
    rounded = abs(one.low) >= 1e6 or not one.low.is_integer()
    if one.kind is Kind.SHARE and one.low > 0.05 and (_is_simple_fraction(one.low) or _is_simple_fraction(other.low)):
        return 0.0049
    return max(1e-9, 5e-4 * abs(one.low)) if rounded else 1e-9


def _is_simple_fraction(value: float) -> bool:
    """Thirds, sixths and the like, which percentages only come near to."""
    in_tenths = abs(value * 1000 - round(value * 1000)) < 1e-6
    return not in_tenths and any(abs(value * part - round(value * part)) < 1e-9 for part in (3, 6, 7, 9, 11))
