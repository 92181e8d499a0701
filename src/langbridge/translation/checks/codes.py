"""Whether the codes of a segment came through: each once, pairs whole and in a legal order, none left as an engine's mark in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault
from langbridge.translation.segments import Code, CodeKind, Content, codes_of, plain

_RULE = "codes"
_LEFT_OVER = re.compile(r"\bx?qz\d+x\b|⟦/?\d+/?⟧|</?[xg](?:\s+id=\"?\d+\"?)?\s*/?>|\b__PH\d+__|\[\[\d+\]\]", re.IGNORECASE)


def check_codes(source: Content, target: Content) -> Iterator[Fault]:
    """Codes lost, doubled, changed or invented; pairs that cross or are turned round; marks of codes in the text."""
    wanted, given = Counter(codes_of(source)), Counter(codes_of(target))
    for code in wanted - given:
        yield Fault(_RULE, f"{_name(code)} is missing")
    for code in given - wanted:
        yield Fault(_RULE, f"{_name(code)} is there {given[code]} times" if code in wanted else f"{_name(code)} is not in the source")
    if wanted == given:
        yield from _check_order(target)
    for found in _LEFT_OVER.finditer(plain(target)):
        if found[0] not in plain(source):
            yield Fault(_RULE, f"{found[0]} is left in the text")


def _check_order(target: Content) -> Iterator[Fault]:
    opened: list[int] = []
    for code in codes_of(target):
        if code.kind is CodeKind.OPEN:
            opened.append(code.number)
        elif code.kind is CodeKind.CLOSE:
            if opened and opened[-1] == code.number:
                opened.pop()
            elif code.number in opened:
                yield Fault(_RULE, f"{_name(code)} crosses another pair")
                opened.remove(code.number)
            else:
                yield Fault(_RULE, f"{_name(code)} stands before its opening")


def _name(code: Code) -> str:
    shown = code.text if len(code.text) <= 20 else code.text[:19] + "…"
    return f"code {code.number} ({code.kind}, {shown})"
