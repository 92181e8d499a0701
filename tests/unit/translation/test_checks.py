"""The checks of a translation, on pairs that are right and wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypedDict, cast

import pytest
import yaml

from langbridge.translation.checks import Fault, check_pair
from langbridge.translation.segments import Code, CodeKind, Content
from langbridge.values import LanguageTag

_CASES = Path(__file__).parents[2] / "cases" / "translation_pairs.yaml"
_MARK = re.compile(r"⟦(/?)(\d+)(/?)⟧")


class Pair(TypedDict, total=False):
    source: str
    target: str
    tag: str
    terms: dict[str, list[str]]
    rule: str


def _pairs(group: str) -> list[Pair]:
    with _CASES.open(encoding="utf-8") as file:
        return cast("dict[str, list[Pair]]", yaml.safe_load(file))[group]


def content(text: str) -> Content:
    pieces: list[str | Code] = []
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
        kind = CodeKind.CLOSE if found[1] else CodeKind.ALONE if found[3] else CodeKind.OPEN
        pieces.append(Code(int(found[2]), kind, {CodeKind.OPEN: "**", CodeKind.CLOSE: "**", CodeKind.ALONE: "`x`"}[kind]))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return tuple(pieces)


def faults(pair: Pair) -> tuple[Fault, ...]:
    terms = tuple((form, tuple(english)) for form, english in pair.get("terms", {}).items())
    return check_pair(
        content(pair["source"]), content(pair["target"]), source_tag=LanguageTag.parse(pair.get("tag", "zh-Hans")), terms=terms
    )


@pytest.mark.parametrize("pair", _pairs("right"), ids=lambda pair: pair["source"][:24])
def test_right_pairs_have_no_fault(pair: Pair) -> None:
    assert faults(pair) == ()


@pytest.mark.parametrize("pair", _pairs("wrong"), ids=lambda pair: f"{pair['rule']}: {pair['source'][:20]}")
def test_wrong_pairs_are_found(pair: Pair) -> None:
    assert pair["rule"] in {one.rule for one in faults(pair)}
