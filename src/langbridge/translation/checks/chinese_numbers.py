"""The numbers of a Chinese text, as values.

Traditional letters are read through their Simplified forms, position by position, so that every pattern is written once.  What looks
like a number and is none (十分, 一样, 万一, 三星) only explains numbers of the translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from langbridge.translation.checks.chinese_numerals import ARABIC, NUMERAL, numeral_range
from langbridge.translation.checks.chinese_words import MEASURES, NO_NUMBER, simplified
from langbridge.translation.checks.quantities import Kind, Quantity, Reading, between, exactly

_TO = r"\s?(?:到|至|或|~|～|-|–|—|―|－|、)\s?"
_N = NUMERAL
_MEASURED = re.compile(rf"\s?(?:多|余)?(?:{MEASURES})")
_MONEY_OR_SO = re.compile(r"\s?(?:[美欧日港台英韩]?元|美金|人民币|块钱|英镑|新台币)")
_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9])(?!(?:[QH][1-4](?![0-9A-Za-z]))|FY)[A-Za-z][A-Za-z0-9]*(?:[-_./+][A-Za-z0-9]+)*[+#]*")
_URL = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
_NUMERAL_LETTER = re.compile("[0-9零〇一二两三四五六七八九十百千万亿兆几数半双倍翻斩]")
_FILLER = "\ufffd"

_Reader = Callable[[re.Match[str]], Iterator[Quantity]]
_GROWTH = re.compile("(?:增长|增加|增|提高|提升|上涨|上升|扩大|高出?|涨|快|多|升|大|翻|强|贵)(?:了|出|出了|到了)?(?:近|约|超过|整整)?$")


def chinese_numbers(text: str, *, mega: bool = False) -> list[Quantity]:
    """The numbers of a text, in order of where they start.

    `mega` says that 兆 may be 10^6, as on the mainland; it is 10^12 all the same where money follows.
    """
    rest = _URL.sub(_blank, simplified(text))
    if not _NUMERAL_LETTER.search(rest):
        return []
    found: list[Quantity] = []
    for pattern, reader in _patterns(mega):
        rest = pattern.sub(partial(_take, reader, found), rest)
    return sorted(found, key=lambda one: one.start)


def _take(reader: _Reader, found: list[Quantity], match: re.Match[str]) -> str:
    """Add what a reader makes of a match, and take the match out of the text, so that no later pattern reads it again."""
    quantities = list(reader(match))
    found.extend(quantities)
    return _blank(match) if quantities else match[0]


def _blank(found: re.Match[str]) -> str:
    return _FILLER * len(found[0])


def _patterns(mega: bool) -> list[tuple[re.Pattern[str], _Reader]]:
    general = _read_general_mega if mega else _read_general
    return [*_FIRST, (_RANGE, general), (_GENERAL, general)]


def _value(numeral: str | None) -> tuple[float, float] | None:
    return numeral_range(numeral.strip()) if numeral else None


def _quantity(
    found: re.Match[str], group: int | str, readings: tuple[Reading, ...], *, required: bool = True, about: bool = False
) -> Quantity:
    return Quantity(found[group].strip(), found.start(group), readings, required, about)


def _read_no_number(found: re.Match[str]) -> Iterator[Quantity]:
    """Words with numerals: each numeral may stand in the translation, none has to."""
    values = [value for one in re.finditer(f"{_N}", found[0]) if (value := _value(one[0]))]
    readings = tuple(Reading(Kind.COUNT, *value) for value in values)
    extra = {
        "双十一": exactly(11),
        "双11": exactly(11),
        "九九六": exactly(9, 6),
        "成千上万": between(1e3, 1e5),
        "成百上千": between(100, 1e4),
    }
    yield _quantity(found, 0, readings + extra.get(found[0], ()), required=False)


def _read_name(found: re.Match[str]) -> Iterator[Quantity]:
    """A name with digits is looked for by another check; its digits may stand apart in the translation (GPT-4, GPT 4)."""
    if any(one.isdigit() for one in found[0]):
        yield _quantity(found, 0, exactly(*(float(one) for one in re.findall(r"\d+(?:\.\d+)?", found[0]))), required=False)


def _read_decade(found: re.Match[str]) -> Iterator[Quantity]:
    read = _value(found["decade"])
    if read is None:
        return
    decade = read[0]
    century = {"上": 1900.0, "上个": 1900.0, "本": 2000.0}.get(found["century"] or "")
    if century is None and found["number"]:
        number = _value(found["number"])
        century = (number[0] - 1) * 100 if number else None
    if decade >= 1000:
        readings = exactly(decade, decade % 100)
    elif century is not None:
        readings = exactly(century + decade)
    else:
        readings = exactly(decade, 1900 + decade, 2000 + decade)
    yield _quantity(found, 0, readings)


def _read_minguo(found: re.Match[str]) -> Iterator[Quantity]:
    read = _value(found[1])
    if read:
        yield _quantity(found, 0, exactly(1911 + read[0]))


def _read_year(found: re.Match[str]) -> Iterator[Quantity]:
    """25年 may be the year 2025, and 2012到20年 its end."""
    for group in ("first", "year"):
        read = _value(found[group])
        if read:
            values = [read[0]]
            if len(found[group]) == 2 and found[group].isdigit():
                values += [2000 + read[0], 1900 + read[0]]
            yield _quantity(found, group, exactly(*values))


def _read_month(found: re.Match[str]) -> Iterator[Quantity]:
    for group in ("first", "month"):
        read = _value(found[group])
        if read is None:
            continue
        if not 1 <= read[0] <= 12 or read[0] != read[1]:
            return
        yield _quantity(found, group, exactly(read[0], kind=Kind.MONTH) + exactly(*([] if found["day"] else [read[0]])))
    for group in ("day", "last"):
        read = _value(found[group])
        if read:
            yield _quantity(found, group, exactly(read[0]))


def _read_weekday(found: re.Match[str]) -> Iterator[Quantity]:
    yield _quantity(found, 0, exactly(float("一二三四五六日天".index(found[1]) + 1 if found[1] != "天" else 7), kind=Kind.WEEKDAY))


def _read_time(found: re.Match[str]) -> Iterator[Quantity]:
    hour = _value(found["hour"])
    if hour is None or (not found["part"] and not found["minute"] and not found["half"] and found["hour"] in "一二三四五六七八九几两"):
        return
    yield _quantity(found, "hour", exactly(hour[0], hour[0] + 12, hour[0] - 12))
    if found["half"]:
        yield _quantity(found, "half", exactly(30) + exactly(0.5, kind=Kind.SHARE))
    elif found["minute"]:
        minute = _value(found["minute"])
        if minute and minute[0]:
            yield _quantity(found, "minute", exactly(minute[0]))


def _read_clock(found: re.Match[str]) -> Iterator[Quantity]:
    hour = float(found[1])
    yield _quantity(found, 1, exactly(hour, hour + 12, hour - 12))
    for group in (2, 3):
        if found[group] and float(found[group]):
            yield _quantity(found, group, exactly(float(found[group])))


def _read_share(found: re.Match[str]) -> Iterator[Quantity]:
    parts = {"百": 100.0, "千": 1000.0, "万": 1e4}
    sign = found["sign"] or ""
    whole = parts[found["parts"]] if found["parts"] else (10.0 if sign.startswith("成") else 1000.0 if sign == "‰" else 100.0)
    tenths = (
        (numeral_range(sign[1]) or (0.0,))[0] / 10 if len(sign) == 2 and sign[0] == "成" and sign[1] != "半" else 0.5 * (sign == "成半")
    )
    about = bool(found["about"])
    for group in ("low", "high") if not found["parts"] else ("low2", "high2"):
        read = _value(found[group])
        if read:
            more = tenths if group == "high" else 0
            yield _quantity(found, group, (Reading(Kind.SHARE, (read[0] + more) / whole, (read[1] + more) / whole),), about=about)


def _read_fraction(found: re.Match[str]) -> Iterator[Quantity]:
    below, above = _value(found[1]), _value(found[2])
    if below and above and below[0]:
        yield _quantity(found, 0, exactly(above[0] / below[0], kind=Kind.SHARE), about=True)


def _read_multiple(found: re.Match[str]) -> Iterator[Quantity]:
    grown = bool(_GROWTH.search(found.string[max(0, found.start() - 8) : found.start()]))
    for group in ("low", "high"):
        read = _value(found[group])
        if read:
            half = 0.5 if found["half"] and group == "high" else 0
            low, high = read[0] + half, read[1] + half
            readings: tuple[Reading, ...] = (Reading(Kind.MULTIPLE, low, high), Reading(Kind.SHARE, low, high))
            if grown:
                readings += (Reading(Kind.MULTIPLE, low + 1, high + 1),)
            if read[0] == 1 and not grown:
                readings += exactly(2, kind=Kind.MULTIPLE)
            yield _quantity(found, group, readings, about=bool(found["more"]))


def _read_doubling(found: re.Match[str]) -> Iterator[Quantity]:
    """翻番 is twice, 翻两番 four times (said with 番), 翻三倍 three times."""
    read = _value(found["times"])
    times = min(read[0], 10.0) if read else 1.0
    if found["unit"] == "番" or times == 1:
        times = 2.0**times
    elif found["times"]:
        yield _quantity(found, 0, exactly(times, times + 1, kind=Kind.MULTIPLE) + exactly(times, kind=Kind.SHARE))
        return
    yield _quantity(found, 0, exactly(times, kind=Kind.MULTIPLE) + exactly(times - 1, times, kind=Kind.SHARE))


def _read_half(found: re.Match[str]) -> Iterator[Quantity]:
    yield _quantity(found, 0, exactly(0.5, kind=Kind.SHARE) + exactly(2, kind=Kind.MULTIPLE), about=True)


def _read_and_a_half(found: re.Match[str]) -> Iterator[Quantity]:
    read = _value(found[1])
    if read:
        times = {"万": 1e4, "亿": 1e8}.get(found[2], 1.0)
        value = (read[0] + 0.5) * times
        yield _quantity(found, 0, exactly(value, *([value * 12] if found[2] == "年" else []), *([value * 60] if found[2] != "年" else [])))


def _read_short_year(found: re.Match[str]) -> Iterator[Quantity]:
    yield _quantity(found, 0, exactly(0.5, 2, 6, 7, 12, 15, 24, 26, 30, 60, 100) + exactly(0.5, kind=Kind.SHARE), required=False)


def _read_quarter(found: re.Match[str]) -> Iterator[Quantity]:
    read = _value(found[1] or found[2])
    if read and read[0] <= 4:
        yield _quantity(found, 0, exactly(read[0]))


def _read_version(found: re.Match[str]) -> Iterator[Quantity]:
    yield _quantity(found, 0, exactly(*(float(one) for one in found[0].split("."))), required=False)


def _read_suffixed(found: re.Match[str]) -> Iterator[Quantity]:
    """7B is 7 and 7 billion, 100k 100,000; what other letters mean (5G, 3D, 80GB) does not matter."""
    if found[0] in _JARGON:
        yield _quantity(found, 0, exactly(float(found[1])), required=False)
        return
    value = float(found[1].replace(",", ""))
    factor = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "w": 1e4}.get(found[2].lower())
    yield _quantity(found, 0, exactly(value, *([value * factor] if factor else [])))


_JARGON = frozenset({"2B", "2C", "2G", "3C", "4S"})
"""To business, to consumers, consumer electronics, dealerships: no numbers."""


def _read_general(found: re.Match[str]) -> Iterator[Quantity]:
    return _read_numbers(found, mega=False)


def _read_general_mega(found: re.Match[str]) -> Iterator[Quantity]:
    return _read_numbers(found, mega=True)


def _read_numbers(found: re.Match[str], *, mega: bool) -> Iterator[Quantity]:
    """One number, or two that are a range: the first of them may leave its unit to the second (20到30万)."""
    groups = [group for group in ("low", "high") if group in found.re.groupindex and found[group]]
    units = re.search("[万亿兆]+$", found["high"].strip())
    for group in groups:
        read = _value(found[group])
        if read is None:
            continue
        estimate = read[0] < read[1] and bool(_NEIGHBOURS.search(found[group]))
        readings = list(exactly(*read)) if estimate else [Reading(Kind.COUNT, *read)]
        if group == "low" and units and not re.search("[万亿兆]", found[group]):
            factor = (numeral_range("1" + units[0]) or (1.0, 1.0))[0]
            readings.append(Reading(Kind.COUNT, read[0] * factor, read[1] * factor))
        after = found.string[found.end() : found.end() + 8]
        readings += _other_units(found[group], read, after, mega)
        yield _quantity(
            found,
            group,
            tuple(readings),
            required=_is_required(found[group].strip(), read, found.string, found.start(group), found.end(group))
            or found["about"] in _AND_MORE,
            about=bool(found["about"])
            or estimate
            or bool(re.match(r"\s?(?:[\u4e00-\u9fff]{0,3})?(?:左右|上下|以上|以下|出头|开外)", after)),
        )


_MEGA_UNITS = re.compile(
    r"\s?(?:位元|字节|字節|比特|赫|瓦|帕|欧(?!元)|伏|焦|的?(?:带宽|宽带|宽频|网|光纤|内存|记忆|記憶|記忆|流量|存储|硬盘|文件|档案))"
)
_NEIGHBOURS = re.compile("[一二两三四五六七八九][二三四五六七八九]")
"""Digits side by side are an estimate: 三四, 二三十."""
_AND_MORE = ("上", "近", "逾", "超", "过", "超过")
_POWER = re.compile(r"\s?[千兆]?瓦")


def _other_units(numeral: str, read: tuple[float, float], after: str, mega: bool) -> list[Reading]:
    """Readings in a unit of another size: 64兆字节 is 64 MB, 50万千瓦 500 MW."""
    if numeral.endswith("兆") and (_MEGA_UNITS.match(after) or (mega and not _MONEY_OR_SO.match(after))):
        value = numeral_range(numeral[:-1].strip())
        return [Reading(Kind.COUNT, *value), Reading(Kind.COUNT, value[0] * 1e6, value[1] * 1e6)] if value else []
    if numeral.endswith("千") and after[:1] in tuple("米卡"):
        return [Reading(Kind.COUNT, read[0] / 1e3, read[1] / 1e3)]
    if _POWER.match(after):
        return [Reading(Kind.COUNT, read[0] / factor, read[1] / factor) for factor in (1e3, 1e6, 1e9)]
    if after.startswith("年") and read[0] % 10 == 0:
        return [Reading(Kind.COUNT, read[0] / 10, read[1] / 10)] if read[0] >= 100 else []
    return []


def _is_required(numeral: str, read: tuple[float, float], text: str, start: int, end: int) -> bool:
    """Whether a number has to be in the translation: all with digits or 万 and 亿, and numerals that count something."""
    if any(one.isdigit() for one in numeral):
        return True
    if numeral in "一几数半两俩" and not (numeral == "两" and re.match("亿|万|百|千|个月|年|天|周|小时|倍|成", text[end : end + 3])):
        return False
    if len(numeral) == 1 and numeral in "百千万亿":
        return bool(_MONEY_OR_SO.match(text, end))
    if len(numeral) > 1 and numeral[-1] in "万亿兆":
        return True
    ordinal = text[max(0, start - 1) : start] == "第"
    if read[0] < 10:
        # 三 in 前三, 三强: a digit alone counts only with what it counts
        return bool(ordinal or _MEASURED.match(text, end)) and read[0] > 1
    return bool(ordinal or _MEASURED.match(text, end)) or len(numeral) > 2


_ABOUT = r"(?P<about>约|近|将近|接近|大约|大概|左右|超过|超|逾|上|过|不到|不足|至少|高达|多达|动辄)?\s?"
_FIRST: list[tuple[re.Pattern[str], _Reader]] = [
    (NO_NUMBER, _read_no_number),
    (re.compile(r"(?<![A-Za-z0-9])\d+(?:\.\d+){2,}"), _read_version),
    (re.compile(r"(?<![\dA-Za-z.])(?:Q([1-4])(?![0-9A-Za-z])|第?([1-4一二三四])季度?)"), _read_quarter),
    (_LATIN_NAME, _read_name),
    (
        re.compile(
            r"(?:(?P<century>上个|上|本|这个)世纪|(?P<number>\d\d|[一二]?十[一二三四五六七八九]?)世纪)?(?P<decade>\d{4}|\d0|[一二三四五六七八九]十|[零〇]零?)年代"
        ),
        _read_decade,
    ),
    (re.compile(rf"民国\s?({_N})\s?年"), _read_minguo),
    (
        re.compile(
            rf"(?:(?P<first>\d{{4}})\s?年?{_TO})?(?P<year>(?<!\d)\d{{4}}|(?<![\d.])\d\d|[一二][〇零一二三四五六七八九]{{3}})\s?年(?![来前后间内级以]|时间|历史)"
        ),
        _read_year,
    ),
    (
        re.compile(
            rf"(?<![个])(?:(?P<first>\d{{1,2}}|十?[一二三四五六七八九十])\s?月?{_TO})?(?<![\d.个])(?P<month>\d{{1,2}}|十?[一二三四五六七八九十])\s?月"
            rf"(?![球亮饼薪收租球])(?:份|\s?(?P<day>\d{{1,2}}|[一二三]?十?[一二三四五六七八九十])\s?(?:[日号]{_TO}|{_TO})?(?P<last>\d{{1,2}})?\s?[日号])?"
        ),
        _read_month,
    ),
    (re.compile("(?:周|星期|礼拜)([一二三四五六日天])(?![次天个篇期场节更年边围]|小时|起)"), _read_weekday),
    (re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)"), _read_clock),
    (
        re.compile(
            r"(?P<part>上午|下午|晚上|凌晨|清晨|早上|中午|傍晚|夜里|深夜|早|晚)?\s?(?P<hour>(?<![\d.])\d{1,2}|十[一二]?|二十[一二三]?|[一二两三四五六七八九])\s?[点时](?!代|候|间|[零〇一二三四五六七八九]+(?![十零〇一二三四五六七八九分]))"
            r"(?:(?P<half>半)|(?P<minute>\d{1,2}|[一二三四五]?十?[零一二三四五六七八九]?)\s?分?)"
        ),
        _read_time,
    ),
    (
        re.compile(
            rf"{_ABOUT}(?:(?<![零一二两三四五六七八九十百千万])(?P<parts>[百千万])分之\s?(?:(?P<low2>{_N})(?:{_TO}))?(?P<high2>{_N})"
            rf"|(?:(?P<low>{_N})\s?(?:%|成)?{_TO})?(?P<high>{_N})\s?(?P<sign>%|‰|个?百分点|成[半一二三四五六七八九](?!成)|成(?![为功本员立果长熟就份绩群交品都年型分效人]|了(?!解))))"
        ),
        _read_share,
    ),
    (re.compile(rf"({_N})分之({_N})"), _read_fraction),
    (re.compile(rf"(?:(?P<low>{_N}){_TO})?(?P<high>{_N})\s?(?P<more>多|余)?倍(?:(?P<half>半)|速)?"), _read_multiple),
    (re.compile(rf"翻(?:了|上)?(?P<about>近|约|超过)?(?P<times>{_N})?(?P<unit>番|倍)|(?P<x>倍增|加倍|双倍)"), _read_doubling),
    (re.compile("(?<!另)一半|减半|腰斩"), _read_half),
    (re.compile(rf"({_N})\s?(个|年|天|倍|万|亿|岁|小时)半"), _read_and_a_half),
    (re.compile("半(?:个?[年月天日小周世]|数|场|价)|双|对半|一年|一天|一个?小时|一刻|一周|一个?世纪"), _read_short_year),
    (re.compile(rf"(?<![A-Za-z\d.])({ARABIC})\s?(?!(?:AI|CEO|to|and|or|vs|of)\b)([A-Za-z]{{1,4}})(?![A-Za-z0-9])"), _read_suffixed),
]
_RANGE = re.compile(rf"{_ABOUT}(?P<low>{_N}){_TO}(?P<high>{_N})")
_GENERAL = re.compile(rf"{_ABOUT}(?P<high>{_N})")
