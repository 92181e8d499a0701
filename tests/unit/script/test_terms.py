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
    "水平": ("水準", "水平"),
    "社区": ("社群", "社區"),
    "对象": ("對象", "物件"),
    "函数": ("函式", "函數"),
    "声明": ("聲明", "宣告"),
    "访问": ("訪問", "存取"),
    "进程": ("進程", "處理序"),
    "回调": ("回檔", "回呼"),
    "收益率": ("收益率", "殖利率"),
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
        ("您有三个消息", "消息", "訊息"),
        ("他的英语水平很高。", "水平", "水準"),
        ("水平方向", "水平", "水平"),
        ("社区医院", "社区", "社區"),
        ("开源社区非常活跃。", "社区", "社群"),
        ("研究对象是中学生。", "对象", "對象"),
        ("这个方法返回对象的属性。", "对象", "物件"),
        ("二次函数", "函数", "函數"),
        ("函数返回一个列表。", "函数", "函式"),
        ("先声明变量。", "声明", "宣告"),
        ("官方的声明", "声明", "聲明"),
        ("访问权限不足", "访问", "存取"),
        ("总统访问日本期间", "访问", "訪問"),
        ("改革进程明显加快。", "进程", "進程"),
        ("主进程退出了。", "进程", "處理序"),
        ("股价回调了百分之五。", "回调", "回檔"),
        ("回调函数", "回调", "回呼"),
        ("国债收益率上升。", "收益率", "殖利率"),
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
