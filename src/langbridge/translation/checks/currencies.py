"""Whether amounts of money keep their currency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault
from langbridge.values import LanguageTag

_RULE = "currency"
_AMOUNT = r"(?<=[0-9０-９零一二三四五六七八九十百千万萬亿億兆几幾数數多余餘两兩半])\s?"
_IN_SOURCE = {
    "dollars": r"美[元金刀]|US\$|USD|(?<![A-Za-z])\$\s?(?=\d)",
    "yuan": r"人民[币幣]|RMB|CNY",
    "euros": r"[欧歐]元|€|EUR\b",
    "yen": r"日[元圆圓]|円|JPY",
    "pounds": r"英[镑鎊]|£|GBP",
    "Hong Kong dollars": r"港[元币幣]|HK\$|HKD",
    "Taiwan dollars": r"新?[台臺][币幣]|NT\$|TWD",
    "won": r"[韩韓][元圆圓币幣]|₩|KRW",
    "rupees": r"[卢盧]比|₹|INR",
}
_IN_TARGET = {
    "dollars": r"(?<![A-Za-z])\$|\bUS\$|\bUSD\b"
    r"|(?<!Hong Kong )(?<!Taiwan )(?<!Taiwanese )(?<!Singapore )(?<!Australian )(?<!Canadian )\b(?:US |U\.S\. )?(?:dollars?"
    r"|bucks)\b|\bcents?\b",
    "yuan": r"\byuan\b|\bRMB|\bCNY|\brenminbi\b|[¥￥]",
    "euros": r"€|\beuros?\b|\bEUR\b",
    "yen": r"\byen\b|[¥￥]|\bJPY",
    "pounds": r"£|\bpounds?\b|\bGBP\b|\bsterling\b",
    "Hong Kong dollars": r"\bHK\$|\bHKD|Hong Kong dollars?",
    "Taiwan dollars": r"\bNT\$|\bTWD|\bNTD|Taiwan(?:ese)? dollars?",
    "won": r"₩|\bKRW|\bwon\b(?= |-|\.|,|\)|$)",
    "rupees": r"₹|\bINR|\brupees?\b",
}
_BARE = re.compile(_AMOUNT + "(?:元(?![素组組祖老件宇旦首气氣年])|[块塊][钱錢])")
_SOURCE = {name: re.compile(pattern) for name, pattern in _IN_SOURCE.items()}
_AMOUNTS = {name: re.compile(rf"{_AMOUNT}(?:{pattern})|(?:{pattern})\s?(?=[0-9０-９])") for name, pattern in _IN_SOURCE.items()}
_TARGET = {name: re.compile(pattern, re.IGNORECASE if name == "euros" else 0) for name, pattern in _IN_TARGET.items()}


def check_currencies(source: str, target: str, source_tag: LanguageTag) -> Iterator[Fault]:
    """Amounts whose currency is gone or another; 元 alone is the yuan, in Traditional text Taiwan's and Hong Kong's dollar too."""
    named = {name for name, pattern in _SOURCE.items() if pattern.search(source)}
    bare = bool(_BARE.search(source))
    if not named and not bare:
        return
    given = {name for name, pattern in _TARGET.items() if pattern.search(target)}
    for name, pattern in _AMOUNTS.items():
        if name not in given and pattern.search(source):
            yield Fault(_RULE, f"an amount in {name} has lost its currency" if not given else f"an amount in {name} is in {_list(given)}")
            return
    allowed = set(named)
    if bare:
        allowed |= {"yuan", "yen"} | ({"Taiwan dollars", "Hong Kong dollars", "dollars"} if source_tag.script != "Hans" else set())
        if not given:
            yield Fault(_RULE, "an amount in 元 has lost its currency")
            return
    if "yuan" in named:
        allowed.add("yen")
    if "yen" in named:
        allowed.add("yuan")
    allowed.add("won")  # "won" is a verb far more often
    if re.search("[¥￥]", source):
        allowed |= {"yuan", "yen"}
    for name in sorted(given - allowed):
        yield Fault(_RULE, f"{name} are not in the source")


def _list(names: set[str]) -> str:
    return " and ".join(sorted(names))
