"""What is cut out of an article to be translated, and that it goes back where it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import Markup, PartKind, parse_article
from langbridge.translation.assembling import Rendering, assemble
from langbridge.translation.segmenting import segment_article
from langbridge.translation.segments import Code, Content, codes_of, join, plain, protected
from langbridge.values import Layer, Rule

ENGINE = Rule(Layer.ENGINE, "test")


def segmented(text: str, markup: Markup = Markup.MARKDOWN) -> list[str]:
    return [protected(segment.content) for segment in segment_article(parse_article(text, markup=markup))]


def rendered(text: str, render: Callable[[Content], Content], markup: Markup = Markup.MARKDOWN) -> str:
    article = parse_article(text, markup=markup)
    segments = segment_article(article)
    renderings = {number: Rendering(render(segment.content), ENGINE) for number, segment in enumerate(segments)}
    return assemble(article, segments, renderings).apply(text)


def english(content: Content) -> Content:
    return join(piece if isinstance(piece, Code) else "word" for piece in content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("说**重点**内容。\n", "说⟦1⟧重点⟦/1⟧内容。"),
        ("**重点**内容。\n", "⟦1⟧重点⟦/1⟧内容。"),
        ("**全部是重点。**\n", "全部是重点。"),
        ("- **重点**：内容\n", "⟦1⟧重点⟦/1⟧：内容"),
        ("*外**内**外*和\n", "⟦1⟧外⟦2⟧内⟦/2⟧外⟦/1⟧和"),
        ("前***都***后\n", "前⟦1⟧都⟦/1⟧后"),
        ("前***甲** 乙*后\n", "前⟦1⟧⟦2⟧甲⟦/2⟧ 乙⟦/1⟧后"),
        ("前**甲 *乙***后\n", "前⟦1⟧甲 ⟦2⟧乙⟦/2⟧⟦/1⟧后"),
        ("看[文档](a.md '题')吧\n", "看⟦1⟧文档⟦/1⟧吧"),
        ("看[**文档**][甲]吧\n\n[甲]: a.md\n", "看⟦1⟧⟦2⟧文档⟦/2⟧⟦/1⟧吧"),
        ("`pip` 是什么？\n", "⟦1/⟧ 是什么？"),
        ("命令是 `pip`\n", "命令是 ⟦1/⟧"),
        ("![图的说明](a.png)\n", "图的说明"),
        ("见脚注[^1]。\n\n[^1]: 内容\n", "见脚注⟦1/⟧。"),
        ("用 $x^2$ 算，共 {{< n >}} 个\n", "用 ⟦1/⟧ 算，共 ⟦2/⟧ 个"),
        ("他说<b>不</b>。\n", "他说⟦1⟧不⟦/1⟧。"),
        ("<div>内容</div>\n", "内容"),
        ("> 第一行\n> 第二行\n", "第一行第二行"),
        ("用 AI\nagent 做\n", "用 AI agent 做"),
        ("一行  \n又一行\n", "一行⟦1/⟧又一行"),
        ("有⟦括号\n", "有⟦⟦括号"),
        ("- [全部是链接](a.md '题')\n", "全部是链接"),
        ("| `a` | [链接](a.md) |\n|---|---|\n", "链接"),
        ("| 甲 \\| 乙 | `b` |\n|---|---|\n", "甲 ⟦1/⟧ 乙"),
        ("见[简写]。\n\n[简写]: a.md\n", "见⟦1⟧⟦2/⟧⟦/1⟧。"),
        ("文字`a`<b>`b`</b>\n", "文字⟦1/⟧⟦2⟧⟦3/⟧⟦/2⟧"),
    ],
)
def test_a_block_is_a_segment_and_its_markup_codes(text: str, expected: str) -> None:
    assert expected in segmented(text)


def test_cells_values_and_attributes_are_segments_of_their_own() -> None:
    text = '---\ntitle: "题目"\ntags: [甲, 乙]\n---\n\n| 一 `c` | 二 |\n|--|--|\n| 三 | `x` |\n\n文{{< figure caption="说明" >}}字\n'
    assert segmented(text) == ["题目", "甲", "乙", "一 ⟦1/⟧", "二", "三", "文⟦1/⟧字", "说明"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[链接](a.md)开头\n", PartKind.PARAGRAPH),
        ("- ![图](a.png)开头\n", PartKind.LIST_ITEM),
        ("| [链接](a.md) | b |\n|---|---|\n", PartKind.TABLE_CELL),
        ("[链接](a.md)\n", PartKind.LINK_TEXT),
    ],
)
def test_a_block_that_begins_with_a_link_is_what_it_is(text: str, kind: PartKind) -> None:
    assert segment_article(parse_article(text, markup=Markup.MARKDOWN))[0].kind is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲乙\n", "甲乙\n\nword\n"),
        ("甲乙\r\n", "甲乙\r\n\r\nword\r\n"),
        ("> 甲乙\n", "> 甲乙\n>\n> word\n"),
        ("- [x] 甲乙\n", "- [x] 甲乙\n\n  word\n"),
        ("a[^long]\n\n[^long]: 甲乙\n", "a[^long]\n\n[^long]: 甲乙\n\n    word\n"),
        ("甲乙\n: b\n", "甲乙 / word\n: b\n"),
        ("# 甲乙\n", "# 甲乙 / word\n"),
        ("| 甲乙 |\n|---|\n", "| 甲乙 / word |\n|---|\n"),
    ],
)
def test_in_a_bilingual_version_each_translation_stands_where_its_block_goes_on(text: str, expected: str) -> None:
    article = parse_article(text, markup=Markup.MARKDOWN)
    segments = segment_article(article)
    renderings = {number: Rendering(english(segment.content), ENGINE) for number, segment in enumerate(segments)}
    assert assemble(article, segments, renderings, bilingual=True).apply(text) == expected


def test_what_holds_no_chinese_is_no_segment() -> None:
    assert segmented("# Title\n\n`代码`\n\n```\n代码\n```\n\nhttps://例.example\n") == []


def test_lines_of_plain_text_are_segments() -> None:
    assert segmented("第一行\n\n第二 *行*\n", Markup.TEXT) == ["第一行", "第二 *行*"]


def test_translations_go_where_the_text_was() -> None:
    text = (
        "---\ntitle: 题目  # 注\n---\n\n## 标题 `c`\n\n- **重点**内容，见[下文](#标题-c)\n  续行\n"
        '- 图![说明](a.png "题")\n\n| 甲 | 乙 |\n|--|--|\n| 丙 | `丁` |\n'
    )
    assert rendered(text, english) == (
        "---\ntitle: word  # 注\n---\n\n## word`c`\n\n- **word**word[word](#wordc)word\n"
        '- word![word](a.png "word")\n\n| word | word |\n|--|--|\n| word | `丁` |\n'
    )


def test_a_link_follows_its_heading_outside_of_segments_too() -> None:
    text = "## 标题\n\n[see](#标题)\n\n看 [b](#标题) 和 [a](#标题 '题')\n"
    assert rendered(text, english) == "## word\n\n[see](#word)\n\nword[word](#word)word[word](#word 'word')\n"


def test_codes_may_change_places() -> None:
    def turned(content: Content) -> Content:
        return join(["B ", *codes_of(content)[2:], "b", *codes_of(content)[:2]])

    assert rendered("先[甲](a)后`乙`。\n", turned).startswith("B `乙`b[](a)")


def test_a_value_gets_quotes_where_it_needs_them() -> None:
    assert rendered("---\ntitle: 题目\n---\n", lambda _: ("AI: the future",)) == '---\ntitle: "AI: the future"\n---\n'


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "- no list",
        "1. one",
        "> quote",
        "a *b* c",
        "`code`",
        "<b>x</b>",
        "[a](b)",
        "{{< x >}}",
        "&amp;",
        "a | b",
        "_x_",
        "~~x~~",
    ],
)
@pytest.mark.parametrize("around", ["{}\n", "- {}\n", "| {} |\n|--|\n", "# {}\n", "说**{}**吧\n"])
def test_what_an_engine_writes_is_text_and_never_markup(text: str, around: str) -> None:
    article = around.format("文")
    before, after = (
        parse_article(each, markup=Markup.MARKDOWN)
        for each in (article, rendered(article, lambda content: join(piece if isinstance(piece, Code) else text for piece in content)))
    )
    shape = [[part.kind for part in each.parts if part.block >= 0 or part.kind != "markup"] for each in (before, after)]
    assert set(shape[1]) == set(shape[0])


@given(
    st.lists(
        st.sampled_from(["文", "*", "**", "_", "`", "[", "](a)", "<b>", "</b>", " ", "\n", "> ", "- ", "x", "\\", "![", "$", "{{< a >}}"]),
        max_size=25,
    )
)
def test_any_text_can_be_cut_and_put_together_again(pieces: list[str]) -> None:
    text = "".join(pieces)
    article = parse_article(text, markup=Markup.MARKDOWN)
    segments = segment_article(article)
    reached = 0
    for segment in segments:
        assert 0 <= segment.span.start < segment.span.end <= len(text)
        assert [text[slice(*span)] for span in segment.code_spans] == [code.text for code in codes_of(segment.content)]
        reached = segment.span.end
        counts: dict[int, int] = {}
        for code in codes_of(segment.content):
            counts[code.number] = counts.get(code.number, 0) + 1
            assert (code.kind == "alone") == (sum(each.number == code.number for each in codes_of(segment.content)) == 1)
    assert reached <= len(text)
    changes = assemble(article, segments, {number: Rendering(segment.content, ENGINE) for number, segment in enumerate(segments)})
    assert changes.undo(changes.apply(text)) == text
    said = "".join(plain(segment.content) for segment in segments)
    assert said.replace(" ", "").count("文") == sum(text[part.start : part.end].count("文") for part in article.parts if part.block >= 0)


def test_plain_text_has_no_escapes() -> None:
    assert rendered("第一行\n\n第二 *行*\n", lambda _: ("# a *b* <c>",), Markup.TEXT) == "# a *b* <c>\n\n# a *b* <c>\n"


def test_an_answer_of_several_lines_stays_one_block() -> None:
    assert rendered("文\n", lambda _: ("one\n\n# two",)) == "one # two\n"
