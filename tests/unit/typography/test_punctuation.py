"""Half-width punctuation in Chinese sentences becomes full-width, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.typography import block_changes
from langbridge.values import HANS_CN, HANT_HK, HANT_TW, Changes, LanguageTag, Risk


def punctuated(*texts: str, target: LanguageTag = HANT_TW, gaps: list[str] | None = None, quotes: bool = True) -> str:
    found = block_changes(texts, target=target, quotes=quotes, punctuation=True, gaps=gaps)
    return "|".join(Changes.from_found(changes).apply(text) for text, changes in zip(texts, found, strict=True))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("尽头,是卖身老登?", "尽头，是卖身老登？"),
        ("摘要: 文中", "摘要：文中"),
        ("说, 你好. 再见!", "说，你好。再见！"),
        ("甲;乙:丙", "甲；乙：丙"),
        ("什么?!真的!!", "什么？！真的！！"),
        ('说:"老登",然后', "说：「老登」，然后"),
        ('说: "老登" 难', "说：「老登」 难"),
        ("新贵Groq;谷歌豪掷47.5亿", "新贵Groq；谷歌豪掷47.5亿"),
        ("达到了94%,这种垄断", "达到了94%，这种垄断"),
        ("公司Limitless,Meta靠着", "公司Limitless，Meta靠着"),
        ("为什么选择Python?", "为什么选择Python？"),
        ('这叫"aha moment",然后', '这叫"aha moment"，然后'),
        ("《书》,和「话」;好", "《书》，和「话」；好"),
        ('他说"好!",走了', "他说「好！」，走了"),
        ("价格:100,起", "价格：100，起"),
        ("时间: 11:44:41,完", "时间：11:44:41，完"),
        ("智能体(Agents)的崛起", "智能体（Agents）的崛起"),
        ("Transformer(变换器)是", "Transformer（变换器）是"),
        ("智能体 (代理) 的", "智能体（代理）的"),
        ("(图片来源:网络)", "（图片来源：网络）"),
        ("混用（括号)也行", "混用（括号）也行"),
        ("甲(乙(丙)丁)戊", "甲（乙（丙）丁）戊"),
    ],
)
@pytest.mark.parametrize("tag", [HANT_TW, HANT_HK])
def test_full_width_in_chinese_sentences(source: str, target: str, tag: LanguageTag) -> None:
    assert punctuated(source, target=tag) == target
    assert punctuated(target, target=tag) == target


@pytest.mark.parametrize(
    "text",
    [
        "共1,000.5元，比例3:2，在11:44",
        "文件.txt和说明.md，v1.2.3版",
        "1. 第一",
        "一. 绪论",
        "第一章. 绪论",
        "圆周率三.一四",
        "说到这里...",
        "英文 Hello, world. It is (very) good! 中文",
        "很好:smile:吧",
        "很好:)",
        "用 f(x) 和 main() 算",
        "调用()时",
        "1)甲 2)乙",
        "用&amp;和",
        "Yahoo!奇摩",
        "命名空间::名字",
        "[手册]: 见后",
        '他说"Hello, world! Bye?"然后',
        "The word 中文, which means Chinese, is common here",
        "他用 OpenAI, Google, Meta 的模型",
        ", 甲",
        ":甲",
        "甲 , 乙",
    ],
)
def test_what_is_no_chinese_punctuation_stays(text: str) -> None:
    assert punctuated(text) == text


def test_across_markup() -> None:
    assert punctuated("", "重点", ", 然后", gaps=["**", "**"]) == "|重点|，然后"
    assert punctuated("用", ", 然后", gaps=["`code`"]) == "用|，然后"
    assert punctuated("用 ", ", then ", "好", gaps=["`code`", "`b`"]) == "用 |, then |好"
    assert punctuated("说,", "文", gaps=["\n> "]) == "说，|文"
    assert punctuated("见(", "重点", ")吧", gaps=["**", "**"]) == "见（|重点|）吧"
    assert punctuated("见", ", 然后", gaps=["](https://example.org)"]) == "见|，然后"


def test_a_bare_url_keeps_what_stands_beside_it() -> None:
    assert punctuated("见(", ")吧", gaps=["https://example.org"]) == "见(|)吧"
    assert punctuated("见 ", ", 然后,好", gaps=["https://example.org"]) == "见 |, 然后，好"


def test_unknown_markup_keeps_what_stands_beside_it() -> None:
    assert punctuated("甲", ", 乙, 丙") == "甲|, 乙，丙"


def test_a_space_before_markup_stays() -> None:
    assert punctuated("说, ", "重点", gaps=["**"]) == "说， |重点"


def test_a_point_between_two_characters_is_doubtful() -> None:
    (found,) = block_changes(["乔治.布什来了"], target=HANT_TW, quotes=False, punctuation=True)
    assert [(start, said.source, said.target, said.candidates, said.risk) for start, said in found] == [
        (2, ".", ".", (".", "。"), Risk.REVIEW)
    ]


def test_quotes_alone_may_stay() -> None:
    assert punctuated('说: "老登",难', quotes=False) == '说："老登"，难'
    assert punctuated('说: "老登",难', target=HANS_CN) == '说："老登"，难'


@pytest.mark.parametrize(
    ("source", "target", "tag"),
    [
        ("约翰·史密斯", "约翰‧史密斯", HANT_TW),
        ("J·K·罗琳", "J‧K‧罗琳", HANT_TW),
        ("约翰·史密斯", "约翰·史密斯", HANT_HK),
        ("約翰‧史密斯", "約翰·史密斯", HANS_CN),
        ("a·b 和 2023·北京", "a·b 和 2023·北京", HANT_TW),
    ],
)
def test_name_dots(source: str, target: str, tag: LanguageTag) -> None:
    assert punctuated(source, target=tag) == target


def test_ids_are_stable() -> None:
    (found,) = block_changes(["甲,乙.丙·丁: (戊)?好;好!好."], target=HANT_TW, quotes=True, punctuation=True)
    assert [said.rule.id for _, said in found] == [
        "comma",
        "period",
        "name-dot",
        "colon",
        "parenthesis",
        "parenthesis",
        "question-mark",
        "semicolon",
        "exclamation-mark",
        "period",
    ]


ANYTHING = st.text(alphabet="甲乙一，。,.:;!?()（）ab5 \n'\"“”「」·‧[]%", max_size=24)


@given(st.lists(ANYTHING, min_size=1, max_size=3), st.sampled_from([HANT_TW, HANT_HK, HANS_CN]), st.booleans())
def test_a_second_run_changes_nothing(texts: list[str], target: LanguageTag, quotes: bool) -> None:
    once = punctuated(*texts, target=target, quotes=quotes)
    assert punctuated(*once.split("|"), target=target, quotes=quotes) == once


@given(st.lists(ANYTHING, min_size=2, max_size=4), st.sampled_from(["**", "`x`", "\n", "https://a.b/c", "<b>"]))
def test_a_second_run_changes_nothing_with_gaps(texts: list[str], gap: str) -> None:
    gaps = [gap] * (len(texts) - 1)
    once = punctuated(*texts, gaps=gaps)
    assert punctuated(*once.split("|"), gaps=gaps) == once


@given(st.lists(ANYTHING, min_size=1, max_size=3))
def test_changes_are_ascending_and_do_not_overlap(texts: list[str]) -> None:
    for text, changes in zip(texts, block_changes(texts, target=HANT_TW, quotes=True, punctuation=True), strict=True):
        done = 0
        for start, said in changes:
            assert start >= done and text[start : start + len(said.source)] == said.source
            done = start + len(said.source)
        assert done <= len(text)
