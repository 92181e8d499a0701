"""Whether what is in Latin letters in the source, and must not change, is in the translation: names, model names, URLs, code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault
from langbridge.translation.checks.latin_words import EXPLAINED
from langbridge.typography.characters import LATIN_CLASS

_URL = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef<>\"“”]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_CODE = re.compile(r"`[^`\n]+`")
_END_MARKS = ".,;:!?)'\"*_"
_TOKEN = re.compile(rf"[{LATIN_CLASS}0-9]*[{LATIN_CLASS}][{LATIN_CLASS}0-9+#]*(?:[-_.&'/][{LATIN_CLASS}0-9]+[+#]?)*")
_SQUEEZED = re.compile(r"[\s\-_.'’/]+")
_UNIT = re.compile(
    r"\d+(?:[kmbtw]|[a-z]{1,5}|[KMGTP]i?[Bb](?:ps|/s)?|[KMBTW]|GHz|MHz|kHz|Hz|kWh?|MWh?|GWh?|TWh?|mAh|W|V|FPS|TOPS|T?FLOPS)s?", re.ASCII
)
"""A number with its unit: the value is looked at elsewhere."""
_NUMBERED = re.compile(r"(?:no|vol|ep|ch|fig|top|day|step|part)\.?\d+", re.IGNORECASE)
"""No.1, Top10, EP.3: English says number one, the top ten, episode 3."""
_QUARTER = re.compile(r"[1-4]?[QH][1-4]?|FY\d+")

_LONGEST = 40
"""Longer names are looked for as they are."""


def check_names(source: str, target: str) -> Iterator[Fault]:
    """Rules `urls` (URLs, addresses, code in backquotes) and `names` (words in Latin letters, but for those that are only words)."""
    for pattern, what in ((_URL, "URL"), (_CODE, "code")):
        wanted = [one.rstrip(_END_MARKS) for one in pattern.findall(source)]
        given = [one.rstrip(_END_MARKS) for one in pattern.findall(target)]
        for one in dict.fromkeys(wanted):
            if one not in given:
                yield Fault("urls", f"the {what} {one} is missing or changed")
        for one in dict.fromkeys(given):
            if one not in wanted and not any(one in other for other in wanted) and (what == "URL" or "`" in source):
                yield Fault("urls", f"the {what} {one} is not in the source")
    missing = list(_missing(_CODE.sub(" ", _URL.sub(" ", source)), target))
    if missing:
        yield Fault("names", f"not in the translation: {', '.join(missing)}")


def _missing(source: str, target: str) -> Iterator[str]:
    lowered = target.lower()
    squeezed = _SQUEEZED.sub("", lowered)
    for name in dict.fromkeys(_TOKEN.findall(source)):
        if len(name) < 2 or _UNIT.fullmatch(name) or _QUARTER.fullmatch(name) or _NUMBERED.fullmatch(name):
            continue
        small = _SQUEEZED.sub("", name.lower())
        if small.endswith("+") and not small.endswith("++"):
            # AI+ is AI plus something
            small = small[:-1]
        if _stands(small, name, squeezed, lowered):
            continue
        others = EXPLAINED.get(small) or EXPLAINED.get(small.removesuffix("s"))
        if others and re.search(rf"\b(?:{others})|{others}" if others.startswith("\\") else rf"\b(?:{others})", lowered):
            continue
        if name.islower() and not any(one.isdigit() for one in name) and small not in EXPLAINED:
            # a common English word in Chinese prose may be put otherwise: fancy, cover, hold
            continue
        yield name


def _stands(small: str, name: str, squeezed: str, lowered: str) -> bool:
    """Whether a name is there, whatever its capitals, hyphens and spaces; a short one has to be a word of its own."""
    if len(small) > _LONGEST:
        return small in squeezed
    if len(small) <= 3 or any(one.isdigit() for one in small):
        pattern = r"[\s\-_.'’/]*".join(re.escape(one) for one in small)
        return bool(
            re.search(rf"(?<![a-z0-9]){pattern}(?:e?s)?(?![a-z0-9])" if small[-1].isalnum() else rf"(?<![a-z0-9]){pattern}", lowered)
        )
    return small in squeezed or (small.endswith("s") and small[:-1] in squeezed)
