"""Chinese that is left in the English: characters and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault
from langbridge.typography.characters import HAN_CLASS

_HAN = re.compile(f"[{HAN_CLASS}\u3041-\u30ff\uac00-\ud7a3]+")
_GLOSS = re.compile(r"(?<=[A-Za-z0-9\"”’'*_.])\s?[(（][^()（）]{1,40}[)）]")
"""Brackets right after an English word: Qwen (通义千问)."""
_QUOTED = re.compile(r"[\"“‘「『][^\"”’」』]{1,20}[\"”’」』](?=,?\s?(?:\(|or\b|meaning\b|which means\b|, literally\b|literally\b))")
"""A quotation that is explained right after: “内卷” (involution)."""
_CHARACTER = re.compile(r"\b(?:characters?|word|letters?|term|surname|particle)s?\s[\"“‘「『][^\"”’」』]{1,4}[\"”’」』]", re.IGNORECASE)
"""The character “茶”: the text speaks of the writing itself."""
_FULL_WIDTH = re.compile("[\u3001-\u3003\u3008-\u3020\uff01-\uff5e\uffe0-\uffe6\ufe30-\ufe4f]+|\u3000|\u2026\u2026|\u2014\u2014")


def check_leftovers(source: str, target: str) -> Iterator[Fault]:
    """Han, kana and Hangul, and punctuation that English has not.

    Characters may stay where they are glossed or spoken about, and are in the source: in brackets after an English word, in quotation marks
    before an explanation, or after words like “the character”.
    """
    allowed = [one.span() for pattern in (_GLOSS, _QUOTED, _CHARACTER) for one in pattern.finditer(target)]
    kept: list[tuple[int, int]] = []
    left: list[str] = []
    for one in _HAN.finditer(target):
        place = next((span for span in allowed if span[0] <= one.start() and one.end() <= span[1]), None)
        if place and one[0] in source:
            kept.append(place)
        else:
            left.append(one[0])
    if left:
        yield Fault("han", f"left in Chinese: {_shown(left)}")
    marks = [one[0] for one in _FULL_WIDTH.finditer(target) if not any(start < one.start() and one.end() < end for start, end in kept)]
    if marks:
        yield Fault("punctuation", f"full-width or Chinese punctuation: {_shown(marks)}")


def _shown(pieces: list[str]) -> str:
    joined = " ".join(dict.fromkeys(pieces))
    return joined if len(joined) <= 30 else joined[:29] + "…"
