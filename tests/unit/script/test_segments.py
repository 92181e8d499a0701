"""Read segment by segment, a text has the changes that it has as a whole."""

from __future__ import annotations

from functools import cache
from operator import itemgetter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from langbridge.dictionaries import read_dictionary
from langbridge.glossary import TermEntry
from langbridge.script import Column, read_plan
from langbridge.script.compiled import CompiledPlan, compile_plan
from langbridge.script.explaining import Explainer
from langbridge.script.marks import CUT
from langbridge.script.passes import match_spans, run_plan
from langbridge.script.segments import SegmentReader, read_by_segment
from langbridge.script.variants import HouseStyle, house_style
from langbridge.values import HANT_TW, Substitution

_TERMS = {form: TermEntry(form, target, ("test.term",)) for form, target in (("发布", "發佈"), ("AI 代理", "AI"), ("后", "后"))}
_STYLE = HouseStyle(house_style(HANT_TW))
_KEYS = [
    key for name in ("STPhrases", "TWPhrases", "HKPhrases") for key in list(read_dictionary(name))[:: 1 + len(read_dictionary(name)) // 300]
]
_PIECES = [
    *_KEYS,
    "里",
    "后面",
    "发布",
    "布局",
    "AI 代理",
    "计",
    "划",
    "计划",
    "標",
    "标",
    "杆",
    "打印",
    "台",
    "软件",
    "，",
    "\n",
    CUT,
    "好",
    "a",
]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)


@cache
def compiled(config: str, terms: bool) -> CompiledPlan:
    return compile_plan(read_plan(config), _TERMS if terms else ())


@cache
def reader(config: str, terms: bool) -> tuple[SegmentReader, Explainer]:
    plan = compiled(config, terms)
    explain = Explainer(plan, _TERMS, _STYLE)
    return SegmentReader(plan, explain, _STYLE), explain


def told(column: Column, explain: Explainer) -> list[tuple[int, Substitution]]:
    return [(start, explain.substitutions[number]) for start, number in zip(*column, strict=True)]


@pytest.mark.parametrize("terms", [False, True])
@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hkp", "t2s"])
@settings(max_examples=60)
@given(text=_TEXTS)
@example(text="计划计划标杆后面打印台式机里，发布布局")
def test_has_the_same_changes(config: str, terms: bool, text: str) -> None:
    plan = compiled(config, terms)
    assert read_by_segment(plan)
    by_segment, explain = reader(config, terms)
    made, rows = run_plan(plan, text)
    whole = Explainer(plan, _TERMS, _STYLE)
    expected = told(whole.column(text, made, _STYLE(made), rows), whole)
    assert told(by_segment.read(text)[0], explain) == expected
    # What it has kept says the same again.
    assert told(by_segment.read(text)[0], explain) == expected


@pytest.mark.parametrize("terms", [False, True])
@pytest.mark.parametrize("config", ["s2t", "s2twp", "s2hkp", "t2s"])
@settings(max_examples=60)
@given(text=_TEXTS)
def test_has_the_same_matches(config: str, terms: bool, text: str) -> None:
    by_segment, _ = reader(config, terms)
    assert sorted(by_segment.read(text)[1], key=itemgetter(0)) == sorted(match_spans(compiled(config, terms), text), key=itemgetter(0))


def test_segments_of_their_own_are_not_read_so() -> None:
    assert not read_by_segment(compiled("tw2sp", False))


@pytest.mark.parametrize("terms", [False, True])
@pytest.mark.parametrize("config", ["s2t", "s2twp", "s2hkp", "t2s", "tw2sp"])
@settings(max_examples=60)
@given(text=_TEXTS)
def test_matches_are_where_the_rows_are(config: str, terms: bool, text: str) -> None:
    rows = run_plan(compiled(config, terms), text, unchanged=True)[1]
    assert sorted({(start, end) for start, end, _ in match_spans(compiled(config, terms), text)}) == [(row.start, row.end) for row in rows]
