"""10^12 by region: 万亿 on the mainland, 萬億 in Hong Kong, 兆 in Taiwan.

On the mainland 兆 is also mega in units (兆字节, 10^6), so a 兆 is only taken for a number where its surroundings say so; else it stays and
is flagged.
"""

from __future__ import annotations

import re
from functools import cache

from langbridge.typography.characters import HAN
from langbridge.values import HANT, HANT_TW, LanguageTag, Layer, Risk, Rule, Substitution

_TO_TAIWAN = Rule(Layer.NUMBER, "wan-yi", "10^12 is 兆 in Taiwan")
_TO_MAINLAND = Rule(Layer.NUMBER, "wan-yi", "10^12 is 万亿 on the mainland, 萬億 in Hong Kong")
_BARE = Rule(Layer.NUMBER, "wan-yi-bare", "10^12 without a numeral: the region may want 兆元 or 上兆")
_HUGE = Rule(Layer.NUMBER, "wan-yi-huge", "part of a number above 10^16, which the two sides read differently")
_MEGA = Rule(Layer.NUMBER, "wan-yi-unit", "兆 before a unit would be read as mega")
_UNCLEAR = Rule(Layer.NUMBER, "zhao", "兆 is 10^12 in Taiwan and may be 10^6 on the mainland, or no number at all")

_WAN_YI = re.compile("[万萬][亿億]")
_ZHAO = re.compile("兆")
_MYRIADS = "万萬亿億兆"

_NUMERAL = re.compile("[0-9０-９〇零一二三四五六七八九十百千两兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟数數几幾半多余餘][ \u3000]?$")
_ABOUT = re.compile("[上近逾破超达達過过约約]$")
_MONEY = "(?:[美日欧歐港澳加英韩韓台臺新人]?[元圆圓块塊]|人民[币幣]|新?[台臺日韩韓][币幣]|美金|英[镑鎊]|[卢盧][布比])"
_COUNTED = re.compile(f"[ \u3000]?(?:{_MONEY}|[级級](?![网網带帶宽寬]))")
_UNIT = re.compile(
    "[ \u3000]?(?:位元|字节|字節|比特|赫|瓦|帕|[欧歐](?!元)|伏|焦|安培"
    "|[级級]?(?:[带帶][宽寬]|[宽寬][带帶频頻]|[频頻][宽寬]|乙太|以太|光?[网網]|光[纤纖]|端?口|路由|交[换換])"
    "|流量|速率|[内內]存|[记記][忆憶]|硬[盘盤碟]|空[间間]|文件|[bB]ps|[bB]it|[bB]yte|Hz|[BbW](?![A-Za-z]))"
)
_OMENS = "预預征徵吉凶恶惡前先佳瑞梦夢朕祥"
# Where 兆 is no number: omens, the capital, and names that are often in the news.
_NO_NUMBER = re.compile(
    f"(?<=[{_OMENS}京])兆|兆(?=[头頭示候])|(?<=汪)兆(?=[铭銘])|(?<=李)兆(?=基)|(?<=梁)兆(?=基)|兆(?=[丰豐](?:[银銀金]|$))|兆(?=[易芯])"
)
_REACH = 8


def number_changes(text: str, *, source: LanguageTag, target: LanguageTag) -> list[tuple[int, Substitution]]:
    """Where 10^12 is written otherwise in the target, as (start in code points, substitution), ascending; looks at the source's text.

    Only 万亿 or 兆 itself is in a change, never its digits, and the number's value stays.  Where the value is not clear the text stays
    and is marked for review.  Taiwan's way is that of `zh-Hant-TW` and `zh-Hant`; a target in the source's own way has no changes.
    """
    if not (source.is_chinese and target.is_chinese):
        return []
    if target in (HANT, HANT_TW):
        if source in (HANT, HANT_TW):
            return []
        found = _to_zhao(text) if "亿" in text or "億" in text else []
        if source.script == "Hans" and "兆" in text:
            found = sorted([*found, *_unclear(text)], key=lambda one: one[0])
        return found
    if "兆" not in text or source.script != "Hant" or not target.script:
        return []
    return _from_zhao(text, "萬億" if target.script == "Hant" else "万亿")


def _to_zhao(text: str) -> list[tuple[int, Substitution]]:
    found: list[tuple[int, Substitution]] = []
    for one in _WAN_YI.finditer(text):
        start, end = one.span()
        before, after = text[max(0, start - 2) : start], text[end : end + _REACH]
        if before[-1:] in tuple(_MYRIADS) or after[:1] in tuple(_MYRIADS):
            said = _kept(one[0], "兆", _HUGE)
        elif _UNIT.match(after):
            said = _kept(one[0], "兆", _MEGA)
        elif _NUMERAL.search(before) or _ABOUT.search(before) or _COUNTED.match(after):
            said = _made(one[0], "兆")
        else:
            said = Substitution(one[0], "兆", _BARE, (), ("兆", "兆元", "上兆", "萬億"), Risk.REVIEW)
        found.append((start, said))
    return found


def _from_zhao(text: str, target: str) -> list[tuple[int, Substitution]]:
    found: list[tuple[int, Substitution]] = []
    no_number = {one.start() for one in _NO_NUMBER.finditer(text)}
    for one in _ZHAO.finditer(text):
        start, end = one.span()
        before, after = text[max(0, start - 2) : start], text[end : end + _REACH]
        if start in no_number or _UNIT.match(after):
            continue
        if before[-1:] in tuple(_MYRIADS) or after[:1] == "兆":
            found.append((start, _kept("兆", target, _HUGE)))
        elif _NUMERAL.search(before) or _COUNTED.match(after) or (_ABOUT.search(before) and not HAN.match(after[:1])):
            found.append((start, _made("兆", target)))
        else:
            found.append((start, _kept("兆", target, _UNCLEAR)))
    return found


def _unclear(text: str) -> list[tuple[int, Substitution]]:
    """In text of the mainland: each 兆 that Taiwan would read as 10^12 and that may have been meant as 10^6."""
    no_number = {one.start() for one in _NO_NUMBER.finditer(text)}
    return [
        (one.start(), _kept("兆", "百萬", _UNCLEAR))
        for one in _ZHAO.finditer(text)
        if one.start() not in no_number and not _UNIT.match(text, one.end()) and not _COUNTED.match(text, one.end())
    ]


@cache
def _made(source: str, target: str) -> Substitution:
    return Substitution(source, target, _TO_TAIWAN if target == "兆" else _TO_MAINLAND)


@cache
def _kept(source: str, other: str, rule: Rule) -> Substitution:
    return Substitution(source, source, rule, (), (source, other), Risk.REVIEW)
