"""Quotation marks by region: paired, nested, and left alone where they are not Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.typography import block_changes
from langbridge.values import HANS, HANS_CN, HANT_HK, HANT_TW, Changes, LanguageTag, Layer, Risk


def quoted(*texts: str, target: LanguageTag = HANT_TW, gaps: list[str] | None = None) -> str:
    """The texts of a block with their quotation marks changed, joined by bars."""
    found = block_changes(texts, target=target, quotes=True, punctuation=False, gaps=gaps)
    return "|".join(Changes.from_found(changes).apply(text) for text, changes in zip(texts, found, strict=True))


def flagged(text: str, target: LanguageTag = HANT_TW) -> list[tuple[int, str, tuple[str, ...]]]:
    (found,) = block_changes([text], target=target, quotes=True, punctuation=False)
    return [(start, said.source, said.candidates) for start, said in found if said.risk is Risk.REVIEW]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('背后是巨头"老登"与初创公司"小登"的无奈', "背后是巨头「老登」与初创公司「小登」的无奈"),
        ("他说：“好。”", "他说：「好。」"),
        ("他说：‘好。’", "他说：「好。」"),
        ("“甲‘乙’丙”", "「甲『乙』丙」"),
        ("“甲‘乙“丙‘丁’”’”", "「甲『乙「丙『丁』」』」"),
        ("“他说'好'就走”", "「他说『好』就走」"),
        ("“甲「乙」丙”", "「甲『乙』丙」"),
        ("「甲“乙”丙」", "「甲『乙』丙」"),
        ("《书“名”》和〈篇〉", "《书「名」》和〈篇〉"),
        ('"开源模型是引擎，"Lambert 说，"所有人都从那里起步。"', "「开源模型是引擎，」Lambert 说，「所有人都从那里起步。」"),
        ('模式"收编"AI推理新贵Groq', "模式「收编」AI推理新贵Groq"),
        ('"Scaling 时代结束了"这话', "「Scaling 时代结束了」这话"),
        ('Sam Altman: "我们要造更大的模型"', "Sam Altman: 「我们要造更大的模型」"),
        ('所谓"996"的生活', "所谓「996」的生活"),
        ('他说 "甲 "乙" 丙" 了', "他说 「甲 『乙』 丙」 了"),
        ('iPhone15"翻车"事件', "iPhone15「翻车」事件"),
        ("全角＂引号＂也是", "全角「引号」也是"),
        ('从"2024"到"2025"', "从「2024」到「2025」"),
    ],
)
def test_chinese_quotations_take_corner_brackets(source: str, target: str) -> None:
    assert quoted(source) == quoted(source, target=HANT_HK) == target


@pytest.mark.parametrize(
    "text",
    [
        '这是"aha moment"：模型停下来',
        "他说“I don't know.”就走了",
        '持续倡导"AI4Humanity"的理念',
        "我don't知道，OpenAI's 模型，1990's 的歌，players' 的事",
        "Q1'24 的营收",
        "屏幕6.1\"，身高5'10\"，角度30'",
        "屏幕有6.1”和6.7”两种",
        '6.1"和6.7"的屏幕',
        'The word "你好" means hello in Chinese',
        'He said "hello" and left.',
        "《书名》〈篇名〉「已经是」『了』",
        '空的""引号',
    ],
)
def test_what_is_no_chinese_quotation_stays(text: str) -> None:
    assert quoted(text) == text


def test_inches_and_a_quotation_in_one_sentence() -> None:
    assert quoted('6.1"屏幕很"大"') == '6.1"屏幕很「大」'


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("他說：「好。」", "他說：“好。”"),
        ("「甲『乙』丙」", "“甲‘乙’丙”"),
        ("「甲『乙「丙」』」", "“甲‘乙“丙”’”"),
        ("﹁甲﹃乙﹄﹂", "“甲‘乙’”"),
        ("被稱為「Neolab」的公司", "被稱為“Neolab”的公司"),
        ("「Scale is all you need。」", "“Scale is all you need。”"),
        ("「甲“乙”丙」", "“甲‘乙’丙”"),
        ('他說"好"', '他說"好"'),
        ("《鬼滅》", "《鬼滅》"),
    ],
)
def test_mainland_marks(source: str, target: str) -> None:
    assert quoted(source, target=HANS_CN) == target


def test_japanese_keeps_its_brackets() -> None:
    text = "「これは本です」と言いました"
    assert quoted(text, target=HANS_CN) == text


def test_quotations_go_across_the_texts_of_a_block() -> None:
    assert quoted('为什么"让', "模型", '更大"更划算') == "为什么「让|模型|更大」更划算"
    assert quoted('用 "', '" 就好', gaps=["`x`"]) == "用 「|」 就好"
    assert quoted('这个"', "aha moment", '"时刻', gaps=["**", "**"]) == '这个"|aha moment|"时刻'


def test_a_mark_after_a_bare_url_stays() -> None:
    assert quoted('见"官网 ', '"吧', gaps=["https://example.org/a"]) == '见"官网 |"吧'


@pytest.mark.parametrize("opening", ["“", '"'])
def test_a_quotation_over_several_paragraphs(opening: str) -> None:
    assert quoted(f"{opening}第一段。") == "「第一段。"
    assert quoted(f"{opening}第二段说'好'。") == "「第二段说『好』。"
    assert flagged(f"{opening}第一段。") == []


def test_a_paragraph_that_only_ends_a_quotation_is_looked_at() -> None:
    assert quoted("最后一段。”") == "最后一段。」"
    assert quoted("最后一段”。") == "最后一段」。"
    assert flagged("最后一段。”") == [(5, "”", ("」", "”"))]


def test_marks_without_a_partner_stay_and_are_flagged() -> None:
    assert quoted('他说"好的，然后"走"了') == '他说「好的，然后」走"了'
    assert flagged('他说"好的，然后"走"了') == [(10, '"', ('"', "「", "」"))]
    assert quoted("他说“好的，然后走了") == "他说“好的，然后走了"
    assert flagged("他说“好的，然后走了") == [(2, "“", ("“", "「"))]
    assert flagged("players' 的 rock ’n’ roll 音乐") == []


def test_straight_marks_after_a_doubtful_one_stay() -> None:
    assert quoted('他"甲 "乙" 丙') == '他"甲 "乙" 丙'


def test_the_change_says_why() -> None:
    (found,) = block_changes(["他说“好”"], target=HANT_TW, quotes=True, punctuation=True)
    assert [(start, said.source, said.target, said.rule.layer, said.rule.id) for start, said in found] == [
        (2, "“", "「", Layer.TYPOGRAPHY, "quote"),
        (4, "”", "」", Layer.TYPOGRAPHY, "quote"),
    ]


@pytest.mark.parametrize("target", [LanguageTag("en"), LanguageTag("zh"), LanguageTag("ja")])
def test_other_targets_have_no_changes(target: LanguageTag) -> None:
    assert quoted("他说“好”", target=target) == "他说“好”"


def test_scripts_without_a_region_may_be_asked_for() -> None:
    assert quoted("他說「好」", target=HANS) == "他說“好”"


ANYTHING = st.text(alphabet="甲乙。，, .:;!?ab5'\"“”‘’「」『』()（） \n＂", max_size=24)


@given(st.lists(ANYTHING, min_size=1, max_size=3), st.sampled_from([HANT_TW, HANT_HK, HANS_CN]))
def test_a_second_run_changes_nothing(texts: list[str], target: LanguageTag) -> None:
    once = quoted(*texts, target=target)
    if not any("|" in text for text in texts):
        assert quoted(*once.split("|"), target=target) == once


WORDS = st.text(alphabet="甲乙丙丁戊，。", min_size=1, max_size=4).filter(lambda text: not text.startswith(("，", "。")))
NESTED = st.recursive(
    WORDS, lambda inner: st.tuples(WORDS, st.lists(inner, min_size=1, max_size=3), WORDS).map(lambda one: ("", *one)), max_leaves=8
)


def written(tree: object, depth: int = 0) -> str:
    """Nested quotations with corner brackets, each between words."""
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    _, before, inner, after = tree
    opening, closing = ("「」", "『』")[depth % 2]
    return f"{before}{opening}{'和'.join(written(one, depth + 1) for one in inner)}{closing}{after}"


@given(NESTED)
def test_there_and_back(tree: object) -> None:
    text = written(tree)
    mainland = quoted(text, target=HANS_CN)
    assert not set("「」『』") & set(mainland)
    assert quoted(mainland) == text


@given(st.text(alphabet="abcXYZ 0189.,:;!?()'\"“”‘’-"), st.sampled_from([HANT_TW, HANT_HK, HANS_CN]))
def test_latin_text_is_never_touched(text: str, target: LanguageTag) -> None:
    assert block_changes([text], target=target, quotes=True, punctuation=True) == [[]]
