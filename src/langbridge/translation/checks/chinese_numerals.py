"""The value of a number written in Chinese numerals, in digits, or in both: 三千五, 1.25亿, 十几, 数百万, 二十多."""

from __future__ import annotations

import re

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 1e4, "亿": 1e8, "兆": 1e12}
VAGUE = "几数"
"""A digit that nobody says: 2 to 9."""

ARABIC = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
HAN = "(?:[零〇一二两三四五六七八九十百]|千(?![瓦克兆])|(?<![参函指次系倍分个总整变实复无])数(?=[十百千万亿])|几(?![乎何率内]))"
_POINT = "[零〇一二两三四五六七八九十]++点[零〇一二三四五六七八九]++(?![十分刻个])"
_BODY = rf"{ARABIC}(?:\s?[多余])?(?:\s?(?:[十百]|千(?![瓦克兆])))?|{_POINT}|{HAN}++(?:\s?[多余])?"
_BIG = r"(?:\s?[万亿兆])++(?:[多余](?!少))?"
NUMERAL = rf"(?<![零〇一二两三四五六七八九十百千万亿兆几0-9])好?(?:(?:(?:{_BODY}){_BIG})++(?:{_BODY})?|(?:{_BODY})|[万亿]++)"
"""A regular expression for a number in digits or numerals, in the forms of Simplified.  It never gives back what it took, so that long runs
of numerals cost no more than others."""

_LONGEST = 30
"""More digits than this are no number."""
_ATOM = re.compile(
    rf"(?:(?P<arabic>{ARABIC})|(?P<point>[零〇一二两三四五六七八九十]+点[零〇一二三四五六七八九]+)|(?P<han>[零〇一二两三四五六七八九十百千几数]+))?"
    r"\s?(?P<more>[多余])?\s?(?P<small>[十百千])?\s?(?P<large>[万亿兆]*)(?P<after>[多余]?)"
)


def numeral_range(text: str) -> tuple[float, float] | None:
    """The lowest and highest value that a numeral may have, the same where it is exact; None where it is none.

    >>> numeral_range("1.25亿")
    (125000000.0, 125000000.0)
    >>> numeral_range("几十万")
    (200000.0, 999999.0)
    """
    low = high = 0.0
    seen = False
    last = 1.0
    for found in _ATOM.finditer(text.removeprefix("好")):
        if not found[0].strip():
            continue
        read = _atom(found, last)
        if read is None:
            return None
        low, high, last = low + read[0], high + read[1], read[2]
        seen = True
    return (low, high) if seen else None


def _atom(found: re.Match[str], previous: float) -> tuple[float, float, float] | None:
    """An atom's lowest and highest value, and the unit that a digit alone after it counts (三万五 is 35,000)."""
    large = 1.0
    for unit in found["large"]:
        large *= LARGE[unit]
    if found["small"]:
        large *= SMALL[found["small"]]
    step = 1.0
    if len(found[0]) > _LONGEST:
        return None
    if found["arabic"]:
        low = high = float(found["arabic"].replace(",", ""))
        step = _step_of_digits(found["arabic"])
    elif found["point"]:
        whole, _, part = found["point"].partition("点")
        before = _small(whole)
        low = high = (before[0] if before else 0.0) + float("0." + "".join(str(DIGITS[one]) for one in part))
    elif found["han"]:
        if previous >= 1e4 and len(found["han"]) == 1 and not large > 1 and found["han"] in DIGITS:
            # 三万五
            value = DIGITS[found["han"]] * previous / 10
            return value, value, 1.0
        read = _small(found["han"])
        if read is None:
            return None
        low, high, step = read
    else:
        low, high = 1.0, 1.0
        if large > 1:
            high = 9.999
    if found["more"]:
        high = low + step
    low, high = low * large, high * large
    if found["after"]:
        high = low + large
    return low, high, large


def _step_of_digits(digits: str) -> float:
    """How much a 多 after a number may add: 10 after 30, 1000 after 3000."""
    if "." in digits:
        return 1.0
    plain = digits.replace(",", "")
    return float(10 ** (len(plain) - len(plain.rstrip("0")))) if plain.strip("0") else 1.0


def _small(text: str) -> tuple[float, float, float] | None:
    """The lowest and highest value of numerals below 万, and the last unit in them."""
    if not any(character in SMALL or character in VAGUE for character in text):
        return _positional(text)
    low = high = 0.0
    digits: list[str] = []
    unit = 1e4
    for character in text:
        if character not in SMALL:
            digits.append(character)
            continue
        least, most = _digit_range(digits) if digits else (1.0, 1.0)
        if not digits and character != "十" and len(text) == 1:
            # 百, 千 alone: a hundred or some hundreds
            most = 9.99
        unit = SMALL[character]
        low, high = low + least * unit, high + most * unit
        if digits and any(one in VAGUE for one in digits):
            high += unit - 1
        digits = []
    if digits:
        least, most = _digit_range(digits)
        # 三千五 is 3,500, 一百零五 is 105, and 十几 is 11 to 19.
        factor = unit / 10 if len(digits) == 1 and digits[0] in DIGITS and unit in (100.0, 1000.0) else 1.0
        low, high = low + least * factor, high + most * factor
        if low < 20 and digits[-1] in VAGUE:
            low = min(low, 10.0) if low >= 10 else low
        return low, high, 1.0
    return low, high, unit


def _digit_range(digits: list[str]) -> tuple[float, float]:
    """One digit; two neighbours are a range (三四百); a 零 in between is only heard."""
    kept = [one for one in digits if one not in "零〇"] or ["零"]
    if any(one in VAGUE for one in kept):
        return 2.0, 9.0
    values = [float(DIGITS[one]) for one in kept]
    return min(values), max(values)


def _positional(text: str) -> tuple[float, float, float] | None:
    """Digits without units: 二〇二五 is 2025, 三四 is three or four, 五 is 5."""
    values = [DIGITS[one] for one in text]
    if len(values) == 2 and 0 not in values and values[0] < values[1] <= values[0] + 2:
        return float(values[0]), float(values[1]), 1.0
    number = float("".join(map(str, values)))
    return number, number, 1.0
