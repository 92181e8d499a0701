"""`check_script` on small articles: what it finds, where, and what it lets be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import Markup, parse_article
from langbridge.checks import check_script
from langbridge.checks.prose import Block
from langbridge.checks.script_checks import _remarks, _suspects
from langbridge.glossary import Termbase, parse_yaml
from langbridge.values import ENGLISH, HANS, HANS_CN, HANT, HANT_HK, HANT_TW, LanguageTag, UsageError

TERMS = """\
glossary: places
concepts:
  - {id: new-zealand, zh-Hans-CN: 新西兰, zh-Hant-TW: 紐西蘭, zh-Hant-HK: [新西蘭, 紐西蘭], en: New Zealand}
  - {id: mali, zh-Hans-CN: 马里, zh-Hant-TW: 馬利, en: Mali}
  - {id: sydney, zh-Hans-CN: 悉尼, zh-Hant-TW: {form: 雪梨, ambiguous: true}, en: Sydney}
  - {id: user, zh-Hans-CN: 用户, zh-Hant-TW: 使用者, zh-Hant-HK: 用戶, en: user}
  - {id: loop, zh-Hans-CN: 循环, zh-Hant-TW: [迴圈, 循環], en: loop}
"""


@pytest.fixture(scope="module")
def termbase() -> Termbase:
    return Termbase([parse_yaml(TERMS, Path("places.yaml"))])


def found(text: str, target: LanguageTag, termbase: Termbase | None = None) -> list[tuple[int, int, str]]:
    article = parse_article(text, markup=Markup.MARKDOWN)
    return [(one.line, one.column, one.rule.removeprefix("script.")) for one in check_script(article, target, termbase=termbase)]


def told(text: str, target: LanguageTag, termbase: Termbase | None = None) -> list[str]:
    return [one.message for one in check_script(parse_article(text, markup=Markup.MARKDOWN), target, termbase=termbase)]


def test_a_left_over_character_is_told_with_its_place_in_code_points() -> None:
    text = "---\ntitle: '這是標題'\n---\n\n𠮷這個軟體很好，**软**體的國家。\n"
    assert found(text, HANT_TW) == [(5, 11, "character")]
    assert "软" in told(text, HANT_TW)[0] and "軟" in told(text, HANT_TW)[0]
    assert found("这个软件很好，軟件的国家。\n", HANS) == [(1, 8, "character")]


def test_a_place_in_an_escaped_value_is_that_of_the_file() -> None:
    assert found('---\ntitle: "這\\u9019個软體"\n---\n\n這是內文，說得很長。\n', HANT_TW) == [(2, 17, "character")]


@pytest.mark.parametrize(
    "text",
    [
        "這裡有 `软件` 和 <https://a.tw/软件> 的說明。\n",
        "```\n软件\n```\n\n這裡沒有。\n",
        "這裡的 <span lang='ja'>会社</span> 是日文。\n",
        "這裡說 <!-- langbridge:off -->软件<!-- langbridge:on --> 兩個字。\n",
        "這裡引用日文的 会社です 這句話。\n",
        "這篇說的是茶几，還有老么與万俟先生。\n",
        "這裡說的是后里、台灣、臺灣、干擾、里長。\n",
        "{{< figure src='软件.png' >}}\n\n這裡沒有。\n",
    ],
)
def test_what_is_no_prose_of_the_article_is_let_be(text: str) -> None:
    assert found(text, HANT_TW) == []


def test_a_paragraph_in_the_other_script_is_told_once() -> None:
    messages = told("這個國家的歷史很長，說來話長。\n\n这个国家的历史很长，说来话长。\n", HANT_TW)
    assert len(messages) == 1 and "zh-Hans" in messages[0]
    assert told("這個國家的歷史很長，說來話長，請聽我說。\n\nこの国の会社はとても大きいです。\n", HANT_TW) == []


@pytest.mark.parametrize(
    ("text", "target", "places"),
    [
        ("他在房間裏看着書，衞生很好。", HANT_TW, [5, 7, 10]),
        ("他在房間裏看着書，衞生很好。", HANT_HK, []),
        ("他在房間裡看著書，衛生很好。", HANT_HK, [5, 7, 10]),
        ("王家衛的著作很顯著，說説台灣與臺灣。", HANT_HK, []),
        ("他在房間裡看著書，污染與人蔘，台灣與臺灣，張棟樑先生。", HANT_TW, []),
        ("因爲這樣", HANT, [2]),
        ("随著时间，显著的著作，由於这样。", HANS, [2, 13]),
        ("他跟著名导演合作。", HANS, []),
    ],
)
def test_glyphs_of_another_region(text: str, target: LanguageTag, places: list[int]) -> None:
    assert [column for _, column, rule in found(text, target) if rule == "variant"] == places


@pytest.mark.parametrize(
    ("text", "target", "messages"),
    [
        ("這個信息很重要", HANT_TW, ["信息 is not a word of zh-Hant-TW, which has 資訊"]),
        ("這個資訊很重要", HANT_TW, []),
        ("這個軟件的質量", HANT_TW, ["軟件 is not a word of zh-Hant-TW, which has 軟體"]),
        ("我要去新西蘭", HANT_TW, ["新西蘭 is not a word of zh-Hant-TW, which has 紐西蘭"]),
        ("我要去紐西蘭和新西蘭", HANT_HK, []),
        (
            "我要去纽西兰，这个网路很好",
            HANS_CN,
            ["纽西兰 is not a word of zh-Hans-CN, which has 新西兰", "网路 is not a word of zh-Hans-CN, which has 网络"],
        ),
        ("這個服務器很好", HANT_HK, ["服務器 is not a word of zh-Hant-HK, which has 伺服器"]),
        ("使用者與循環", HANT_TW, []),  # 循環 is one of Taiwan's own forms
        ("用户與用戶都好", HANT_HK, []),  # a matter of glyphs
        ("去悉尼吃雪梨", HANT_TW, ["悉尼 is not a word of zh-Hant-TW, which has 雪梨"]),
        ("雪梨很好吃", HANS_CN, []),  # ambiguous
        ("這個信息很重要", HANT, []),  # a script without a region has no words of its own
    ],
)
def test_words_of_another_region(text: str, target: LanguageTag, messages: list[str], termbase: Termbase) -> None:
    assert [message for message in told(text + "，我們說的。", target, termbase) if "is not a word" in message] == messages


@pytest.mark.parametrize("text", ["馬里奧和馬里蘭州", "能在新的執行緒內存取資料", "軟體動物", "他相信息息相關"])
def test_a_word_is_not_found_inside_others(text: str, termbase: Termbase) -> None:
    assert [rule for _, _, rule in found(text + "的說明", HANT_TW, termbase) if rule == "region-word"] == []


@pytest.mark.parametrize(
    ("text", "target", "columns"),
    [
        ("他說“好”，又說‘好嗎’。", HANT_TW, [3, 9]),
        ('他說"很好"，尺寸是 5" 的東西。', HANT_HK, [3]),
        ("他說「好」，她說『好』。", HANT_TW, []),
        ("他說“scale is all you need”，it’s 好的。", HANT_TW, []),
        ("他说「好『吗』」，又说“好”。", HANS_CN, [3, 5]),
        ("日语里说「すごい」这个词。", HANS_CN, []),
        ("他說“好”。", HANT, []),
    ],
)
def test_quotes_of_another_region(text: str, target: LanguageTag, columns: list[int]) -> None:
    assert [column for _, column, rule in found(text + "\n", target) if rule == "quotes"] == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("這很好,很大;對嗎?對!說:是的", [4, 7, 10, 12, 14]),
        ("這很好.他說(見下)的", [4, 7]),
        ("這很好，很大；3.5 與 12:30，a, b (c) 的", []),
        ("這是圖一.png 與說明", []),
        ("一. 這是標題", []),
        ("「這很好」,他說", [6]),
    ],
)
def test_half_width_punctuation_after_chinese(text: str, columns: list[int]) -> None:
    assert [column for _, column, rule in found(text + "\n", HANT_TW) if rule == "punctuation"] == columns


def test_findings_come_in_the_order_of_the_text() -> None:
    places = found("這個软體很好,信息“好”。\n\n在房間裏。\n", HANT_TW)
    assert places == sorted(places)
    assert [rule for _, _, rule in places] == ["character", "punctuation", "region-word", "quotes", "variant"]


def test_only_chinese_scripts_can_be_checked() -> None:
    with pytest.raises(UsageError, match="en"):
        check_script(parse_article("text"), ENGLISH)


@given(
    st.lists(st.text(alphabet='说后着著衞裏户信息软體軟网絡视频台，,."“”「」(): \n𠮷a1', max_size=12), max_size=4),
    st.sampled_from(["zh-Hant-TW", "zh-Hant-HK", "zh-Hans-CN", "zh-Hant", "zh-Hans"]),
)
def test_no_block_with_something_to_remark_is_passed_over(texts: list[str], tag: str) -> None:
    target, terms = LanguageTag.parse(tag), Termbase()
    blocks = [Block(number) for number, _ in enumerate(texts)]
    for block, text in zip(blocks, texts, strict=True):
        block.add(text, 0)
    passed = [block for block in blocks if block not in _suspects(blocks, target, terms)]
    assert not [remark for block in passed for remark in _remarks(block, None, target, terms)]
