"""Glossary forms of several senses, read by what stands around them."""

from __future__ import annotations

import pytest

from langbridge.glossary import TermEntry
from langbridge.script import Converter, read_plan
from langbridge.values import Change, Changes, Risk

READINGS = {
    "通过": ("透過", "通過"),
    "消息": ("消息", "訊息"),
    "文件": ("檔案", "文件"),
    "推理": ("推理", "推論"),
    "支持": ("支持", "支援"),
    "程序": ("程式", "程序"),
}
ENTRIES = {form: TermEntry(form, readings[0], ("test.term",), final=False, candidates=readings) for form, readings in READINGS.items()}


def only_change(text: str, form: str) -> Change:
    converted = Converter(read_plan("s2twp"), ENTRIES).convert([text])
    (change,) = (one for one in Changes(converted.substitutions, *converted.columns[0]) if one.source.text == form)
    return change


@pytest.mark.parametrize(
    ("text", "form", "reading"),
    [
        ("法案昨天通过了。", "通过", "通過"),
        ("议案以高票通过，随即生效。", "通过", "通過"),
        ("他没有通过考试。", "通过", "通過"),
        ("公司通过合作降低成本。", "通过", "透過"),
        ("服务器发送消息。", "消息", "訊息"),
        ("这是一个好消息。", "消息", "消息"),
        ("请先保存文件。", "文件", "檔案"),
        ("政府文件指出", "文件", "文件"),
        ("推理芯片", "推理", "推論"),
        ("逻辑推理", "推理", "推理"),
        ("新版支持多种格式。", "支持", "支援"),
        ("赢得民众支持。", "支持", "支持"),
        ("法律程序", "程序", "程序"),
        ("应用程序", "程序", "程式"),
    ],
)
def test_what_stands_around_a_form_decides(text: str, form: str, reading: str) -> None:
    if form not in text:
        pytest.fail("the case does not hold its form")
    change = only_change(text, form)
    assert (change.target.text, change.risk) == (reading, Risk.NONE)
    assert set(change.candidates) == set(READINGS[form])
    assert change.rule.note


def test_where_nothing_tells_the_first_reading_stands_and_a_person_is_asked() -> None:
    change = only_change("关于消息本身", "消息")
    assert (change.target.text, change.risk) == ("消息", Risk.REVIEW)


def test_a_reading_that_the_glossary_does_not_have_is_never_taken() -> None:
    entry = TermEntry("通过", "經由", ("test.term",), final=False, candidates=("經由", "透過"))
    converted = Converter(read_plan("s2twp"), {"通过": entry}).convert(["法案通过了"])
    (change,) = (one for one in Changes(converted.substitutions, *converted.columns[0]) if one.source.text == "通过")
    assert (change.target.text, change.risk) == ("經由", Risk.REVIEW)
