"""Whether the numbers of a source are in its translation, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from langbridge.translation.checks.chinese_numbers import chinese_numbers
from langbridge.translation.checks.english_numbers import english_numbers
from langbridge.translation.checks.fault import Fault
from langbridge.translation.checks.quantities import Kind, Quantity, Reading, agree
from langbridge.values import LanguageTag

_RULE = "numbers"
_HAN_DIGITS = {1: "一", 2: "二两兩", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}
# Where English has a number and Chinese a word: 100% for 完全, 24/7 for 全天候, 360-degree for 全方位.
_EVER = re.compile("全天|随时|隨時|全年无休|全年無休|不间断|不間斷|昼夜|晝夜|日夜")
_WHOLE = re.compile("完全|全部|百分百|全数|全數|十足|绝对|絕對|彻底|徹底|所有|一倍|翻|倍")
_COUNTLESS = re.compile("无数|無數|海量|天文数字|天文數字|巨额|巨額|亿|億|万|萬")


def check_numbers(source: str, target: str, source_tag: LanguageTag) -> Iterator[Fault]:
    """Numbers of the source that the translation has not, and numbers of the translation that come from nowhere."""
    wanted = chinese_numbers(source, mega=source_tag.script != "Hant")
    given = english_numbers(target)
    missing = [one for one in wanted if one.required and not _is_given(one, given)]
    told: set[str] = set()
    for one in missing:
        if one.text not in told:
            told.add(one.text)
            yield Fault(_RULE, _missing(one, given))
    for one in given:
        if one.required and one.text not in told and not _is_explained(one, wanted, source):
            told.add(one.text)
            yield Fault(_RULE, f"{one.text} is not in the source")


def _is_given(wanted: Quantity, given: Sequence[Quantity]) -> bool:
    return any(
        agree(reading, other, about=wanted.about or not reading.exact)
        for one in given
        for other in one.readings
        for reading in wanted.readings
    )


def _is_explained(given: Quantity, wanted: Sequence[Quantity], source: str) -> bool:
    """Whether anything in the source may have made this number; forgiving, since English has numbers where Chinese has words."""
    for reading in given.readings:
        if any(agree(other, reading, about=True) or agree(reading, other, about=True) for one in wanted for other in one.readings):
            return True
        if reading.exact and reading.low.is_integer():
            value = int(reading.low)
            if any(one in source for one in _HAN_DIGITS.get(value, "")) or re.search(rf"(?<![0-9.]){value}(?![0-9])", source):
                return True
            if value in (24, 7) and _EVER.search(source):
                return True
        if reading.kind is Kind.SHARE and reading.low == 1.0 and _WHOLE.search(source):
            return True
        if not reading.exact and _COUNTLESS.search(source) and not any(one.required for one in wanted):
            return True
    return False


def _missing(wanted: Quantity, given: Sequence[Quantity]) -> str:
    reading = wanted.readings[0]
    message = f"{wanted.text} ({_spoken(reading)}) is not in the translation"
    if reading.kind is Kind.COUNT and reading.low:
        for one in given:
            for other in one.readings:
                if other.kind is Kind.COUNT and other.exact and reading.exact and other.low and _is_power_of_ten(other.low / reading.low):
                    return f"{message}, which says {one.text}"
    return message


def _is_power_of_ten(ratio: float) -> bool:
    return any(abs(ratio - 10.0**power) < 1e-6 * 10.0**power for power in range(-9, 10) if power)


def _spoken(reading: Reading) -> str:
    """A value as English says it."""
    if reading.kind is Kind.SHARE:
        return f"{reading.low * 100:g}%" if reading.exact else f"{reading.low * 100:g}% to {reading.high * 100:g}%"
    if reading.kind is Kind.MULTIPLE:
        return f"{reading.low:g} times"
    if reading.kind is Kind.MONTH:
        return f"month {reading.low:g}"
    if reading.kind is Kind.WEEKDAY:
        return f"weekday {reading.low:g}"
    return _size(reading.low) if reading.exact else f"{_size(reading.low)} to {_size(reading.high)}"


def _size(value: float) -> str:
    for name, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if value >= size:
            return f"{value / size:g} {name}"
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"
