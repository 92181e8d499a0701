"""Quotation marks of another region, and half-width punctuation after Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.checks.remarks import Remark
from langbridge.values import LanguageTag

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_CURLY = re.compile("[“”‘’]")
_CLOSES = {"“": "”", "‘": "’", "「": "」", "『": "』"}
_CORNER = re.compile("[「」『』]")
_STRAIGHT_MARK = re.compile('"')
# Straight quotes say neither where they open nor whether they are inches: a pair around Chinese text is one for sure.
_STRAIGHT = re.compile(r'(?<![0-9])"(?=[^"\n]*[\u3400-\u9fff])[^"\n]*"')
_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9])’(?=[A-Za-z])|(?<=[A-Za-z])’(?=\s)|(?<![A-Za-z0-9])[’‘](?=[0-9]{2}s?\b)")

_AFTER_HAN = re.compile(
    r"(?<=[\u3007\u3400-\u9fff」』》）】”’])"
    r"(?:(?P<mark>[,;?!]|:(?![A-Za-z0-9_+-]+:|//)|\.(?=\s|$|[\u3400-\u9fff]))|(?P<open>\()(?=[^()\n]*\)))"
)
# Begins with what is rare in Chinese text, so that most places are passed over quickly.
_MARK_AFTER_HAN = re.compile(r"[,;?!:.(](?<=[\u3007\u3400-\u9fff」』》）】”’].)")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_NUMBERING = re.compile(r"\s*[一二三四五六七八九十]+\Z")


def mark_signs(text: str, target: LanguageTag) -> Iterator[int]:
    """Where `find_quotes` or `find_punctuation` may have something to say of a line of this text."""
    for pattern in (_CURLY if target.script == "Hant" else _CORNER, _STRAIGHT_MARK, _MARK_AFTER_HAN):
        yield from (found.start() for found in pattern.finditer(text))


def find_quotes(text: str, target: LanguageTag) -> Iterator[Remark]:
    """Quotation marks that the target's region does not put around Chinese text; one remark a pair, at its opening mark."""
    marks, usual = (_CURLY, "「」『』") if target.script == "Hant" else (_CORNER, "“”‘’")
    if marks.search(text):
        for start, end in _pairs(text, marks):
            quoted = text[start : end + 1]
            if _KANA.search(quoted) and target.script == "Hans":
                continue
            # An all-English quotation keeps its curly marks; corner brackets are never English.
            if target.script == "Hans" or _HAN.search(quoted):
                told = f"{text[start]}…{text[end]}" if end > start else text[start]
                yield Remark(start, "script.quotes", f"{told} is not how {target} quotes: {usual[:2]}, inside them {usual[2:]}")
    if '"' in text:
        for found in _STRAIGHT.finditer(text):
            yield Remark(found.start(), "script.quotes", f'"…" is not how {target} quotes: {usual[:2]}, inside them {usual[2:]}')


def _pairs(text: str, marks: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The quotations of a text, by the offsets of their marks; an unpaired mark beside a Chinese character is one by itself."""
    apostrophes = {found.start() for found in _APOSTROPHE.finditer(text)}
    waiting: list[int] = []
    found: list[tuple[int, int]] = []
    alone: list[int] = []
    for mark in marks.finditer(text):
        at = mark.start()
        if mark[0] in _CLOSES:
            if at not in apostrophes:
                waiting.append(at)
            continue
        opening = next((one for one in reversed(waiting) if _CLOSES[text[one]] == mark[0]), None)
        if opening is not None:
            alone += [one for one in waiting if one > opening]
            waiting = [one for one in waiting if one < opening]
            found.append((opening, at))
        elif at not in apostrophes:
            alone.append(at)
    found += [(at, at) for at in (*alone, *waiting) if _HAN.search(text[max(0, at - 1) : at + 2])]
    yield from sorted(found)


def find_punctuation(text: str, target: LanguageTag) -> Iterator[Remark]:
    """Half-width punctuation right after a Chinese character; brackets count once, at the opening one."""
    if text.isascii():
        return
    for found in _AFTER_HAN.finditer(text):
        if found["open"]:
            yield Remark(found.start(), "script.punctuation", "( after a Chinese character is written （ and closed with ）")
        elif not (found["mark"] == "." and _NUMBERING.match(text[: found.start()])):
            mark = found["mark"]
            yield Remark(found.start(), "script.punctuation", f"{mark} after a Chinese character is written {_FULL[mark]}")
