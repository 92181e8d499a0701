"""Markdown cut into parts: what may be converted, what never is, and that nothing is lost whatever comes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langbridge.article import DEFAULT_SHORTCODE_PARAMETERS, PartKind
from langbridge.article.markdown import commonmark, markdown_parts
from langbridge.article.tiling import Body


def read(text: str, start: int = 0, first_block: int = 0) -> Body:
    body = markdown_parts(text, start, first_block=first_block, shortcode_parameters=DEFAULT_SHORTCODE_PARAMETERS)
    assert_tiles(body, text, start)
    return body


def assert_tiles(body: Body, text: str, start: int = 0) -> None:
    done = start
    for part in body.parts:
        assert part.start == done < part.end
        assert (part.block >= 0) == part.kind.convertible
        done = part.end
    assert done == len(text)


def convertible(text: str) -> list[str]:
    return [text[part.start : part.end] for part in read(text).parts if part.kind.convertible]


def of_kind(text: str, kind: PartKind) -> list[str]:
    return [text[part.start : part.end] for part in read(text).parts if part.kind is kind]


def protected(text: str) -> str:
    """The text with its convertible parts left out."""
    return "".join(text[part.start : part.end] for part in read(text).parts if not part.kind.convertible)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("软件\n工程\n", PartKind.PARAGRAPH, ["软件", "工程"]),
        ("## 标题 ##\n", PartKind.HEADING, ["标题"]),
        ("标题\n两行\n---\n", PartKind.HEADING, ["标题", "两行"]),
        ("- 一\n  续\n- [x] 二\n\n1. 三\n", PartKind.LIST_ITEM, ["一", "续", "二", "三"]),
        ("| 甲 | 乙 |\n|--|--|\n| 丙 | 丁 |\n", PartKind.TABLE_CELL, ["甲", "乙", "丙", "丁"]),
        ("> 引文\n> 续行\n", PartKind.PARAGRAPH, ["引文", "续行"]),
        ("> [!NOTE]\n> 提示\n", PartKind.PARAGRAPH, ["提示"]),
        ("正文[^注]\n\n[^注]: 脚注\n    更多\n", PartKind.FOOTNOTE, ["脚注", "更多"]),
        ("[软件](软件.md)\n", PartKind.LINK_TEXT, ["软件"]),
        ("[软件][键]\n\n[键]: 路径\n", PartKind.LINK_TEXT, ["软件"]),
        ("![图片](图.png)\n", PartKind.IMAGE_ALT, ["图片"]),
        ("[a](b \"标题\") ![c](d '题目') [e](<f g> (题))\n", PartKind.LINK_TITLE, ["标题", "题目", "题"]),
        ("[a]\n\n[a]: /路径\n  '题\n  目'\n", PartKind.LINK_TITLE, ["题", "目"]),
        ("~~删~~**粗**_斜_\n", PartKind.PARAGRAPH, ["删", "粗", "斜"]),
        ("术语\n: 定义\n", PartKind.LIST_ITEM, ["术语", "定义"]),
        ("𠀀软😀 [𠀁](𠀂) 件\n", PartKind.PARAGRAPH, ["𠀀软😀 ", " 件"]),
    ],
)
def test_prose_is_convertible(text: str, kind: PartKind, expected: list[str]) -> None:
    assert of_kind(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        "```软件\n软件\n```\n",
        "> ~~~\n> 软件\n> ~~~\n",
        "段\n\n    软件\n",
        "\t软件\n",
        "`软件` ``软件`软件``\n",
        "<https://例.com/软件>\n",
        "[a](软件.md) ![b](<软 件.png> 'c') [d](软件(软件).md)\n",
        "https://zh.wikipedia.org/wiki/软件_(软件)\n",
        "www.a.com/软件?软件=软件#软件\n",
        "a[^软件]\n\n[^软件]: b\n",
        "[a][软件]\n\n[软件]: /软件\n",
        "[软件] [软件][] ![软件]\n\n[软件]: /软件\n",
        "[a]: <软件>\n[A]: 软件\n",
        "# a {#软件 .软件}\n",
        "<!-- 软件\n\n软件 -->\n",
        "a <!-- 软件 --> b\n",
        "<div class='软件' data-title=\"软件\" id=软件>\n",
        "a <span class='软件'>b</span>\n",
        "<script>\nif (a<b) { '软件' }\n\n软件\n</script>\n",
        "<style>.软件{}</style>\n",
        "<pre>\n软件\n\n软件</pre>\n",
        "<textarea title=x>软件</textarea>\n",
        "a <kbd>软件</kbd> <code>软件 *软件*</code> <samp>软件</samp> <var>软件</var>\n",
        "a <code>软件\n软件\n",
        "<div><pre>\n\n软件\n\n</pre></div>\n",
        "<?php 软件 ?>\n",
        "<!DOCTYPE 软件>\n",
        "<div href='软件' 软件\n",
        "$v_{软件}$ $$\n软件\n$$ \\(\\text{软件}\\) \\[a=软件\\]\n",
        "$$\n\\begin{a}\n\n- 软件 &= 1\n= 2\n$$\n",
        "&#x8F6F; \\*\n",
    ],
)
def test_what_is_not_prose_is_protected(text: str) -> None:
    assert "软" not in "".join(convertible(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("访问https://a.com查看", ["访问", "查看"]),
        ("见 https://a.com/b。后面", ["见 ", "。后面"]),
        ("（https://a.com/b）后面", ["（", "）后面"]),
        ("(见https://a.com/b)后面", ["(见", ")后面"]),
        ("写信到a.b@c.com，谢谢", ["写信到", "，谢谢"]),
        ("[https://a.com](https://a.com)后面", ["后面"]),
        ("网址://后面", ["网址://后面"]),
        ("a\\*b &amp; 软&nbsp;件", ["a", "b ", " 软", "件"]),
    ],
)
def test_bare_urls_entities_and_escapes_are_cut_out_of_prose(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "从$5涨到$10，又从$20到$30",
        "从$5涨到10$",
        "US$5和HK$6",
        "| 价 $5 | 软件 10$ |\n|--|--|\n| a | b |",
        "`$a` 软件 `b$`",
        "\\$软件_a\\$",
        "\\[软件\\] \\(软件\\)",
        "价 $ 5_a $ 软件",
        "$a\n\n软件_b$",
    ],
)
def test_prices_and_brackets_are_no_formulas(text: str) -> None:
    assert of_kind(text, PartKind.MATH) == []


def test_formulas_hide_their_markup_from_markdown() -> None:
    text = "式 $a_1*b$ 与 $c_2*d$，\\(x*y\\)和\\\\(z*1\\\\)。"
    assert of_kind(text, PartKind.MATH) == ["$a_1*b$", "$c_2*d$", "\\(x*y\\)", "\\\\(z*1\\\\)"]
    assert convertible(text) == ["式 ", " 与 ", "，", "和", "。"]


def test_a_formula_does_not_break_a_table() -> None:
    assert of_kind("| $5 | 10$ |\n|--|--|\n| 软 | $x$ |\n", PartKind.TABLE_CELL) == ["$5", "10$", "软"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_markup(end: str) -> None:
    text = end.join(["# 题", "", "> 引", "> 文", "- 项", "  目", ""])
    assert convertible(text) == ["题", "引", "文", "项", "目"]


def test_blocks_are_numbered_in_reading_order_without_gaps() -> None:
    text = '# 题\n\n甲 **乙** [丙](d "丁")戊\n\n- 己\n  - 庚\n'
    numbers = {text[part.start : part.end]: part.block for part in read(text, first_block=5).parts if part.kind.convertible}
    assert numbers == {"题": 5, "甲 ": 6, "乙": 6, " ": 6, "丙": 6, "丁": 7, "戊": 6, "己": 8, "庚": 9}


def test_offsets_count_from_the_article_not_the_body() -> None:
    front = "---\ntitle: 软件 ``` $ {{<\n---\n"
    text = front + "## 后面\n[x](#后面) {{< a title=题 >}} $x_1$\n\n[k]: #后面\n"
    body = read(text, len(front))
    assert [text[part.start : part.end] for part in body.parts if part.kind.convertible] == ["后面", "x", " ", "题", " "]
    assert [text[slice(*heading.span)] for heading in body.headings] == ["后面"]
    assert [text[slice(*link.span)] for link in body.fragment_links] == ["后面", "后面"]
    assert body.warnings == []


def test_a_label_that_is_text_too_is_told() -> None:
    [warning] = read("见\n[软件] 与 [软件][] 与 [text] 与 [文][软件]\n\n[软件]: /a\n[text]: /b\n").warnings
    assert warning.startswith("line 2: ")
    assert "[text][软件]" in warning


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n\n```\n软件\n", 3), ("> ```\n> 软件\n\n后\n", 1), ("- a\n\n  ~~~~\n  软件\n  ~~~\n", 3), ("a\r\r```", 3), ("a\r\n```", 2)],
)
def test_an_open_fence_is_told_with_its_line(text: str, line: int) -> None:
    [warning] = read(text).warnings
    assert warning.startswith(f"line {line}: this code fence is not closed")


@pytest.mark.parametrize("text", ["```\n软\n```\n", "```\n软\n`````  \n\n后\n", "> ~~~\n> 软\n> ~~~\n", "- ```\n  软\n  ```\n", "    软\n"])
def test_a_closed_fence_is_not_told(text: str) -> None:
    assert read(text).warnings == []


MARKDOWN_PIECES = [
    *"\n\n\n  >#-*_`~|[]()!<>&;:\"'\\${}%/=+.1x软件后\r\t\0\x0c\u3000\u00a0\ufdd0😀\ud800",
    *(
        "```",
        "~~~",
        "    ",
        "> ",
        "- ",
        "1. ",
        "|-|\n",
        "](",
        "[^1]",
        "[^1]: ",
        "]: ",
        "https://a.com/",
        "a@b.c",
        "&amp;",
        "\\(",
        "\\)",
        "$$",
    ),
    *("{{< ", " >}}", "{{% ", " %}}", "{{</* ", "*/>}}", "{% ", " %}", "{{ ", " }}", "title=", "highlight", "{{< /highlight >}}"),
    *(
        "<div>",
        "</div>",
        "<b title='",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<script>",
        "<!--",
        "-->",
        " lang='ja'>",
        "<span",
        "</span>",
    ),
    *("<!-- langbridge:off -->", "<!-- langbridge:on -->", "---\n", "===\n", "{#软}", "[软](#软 '题')", "[软]", "软件\n", "\n\n"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKDOWN_PIECES), max_size=40).map("".join), st.integers(0, 3))
def test_any_markdown_is_tiled(text: str, start: int) -> None:
    start = min(start, len(text))
    body = read(text, start)
    for heading in body.headings:
        assert start <= heading.span.start <= heading.span.end <= len(text)
    for link in body.fragment_links:
        assert text[link.span.start - 1] == "#"
    assert body.parts == read(text, start).parts


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_tiled(text: str) -> None:
    read(text)


COMMONMARK_PIECES = [
    *"\n\n\n  >#-*_`~|[]()!<>&;:\"'\\=+.1x软软\r\t",
    *("```", "~~~", "    ", "> ", "- ", "1. ", "|-|\n", "](", "[^1]", "[^1]: ", "]: ", "https://a.com/", "a@b.c", "&amp;", "{#软}"),
    *(
        "---\n",
        "===\n",
        "[软](#软 '软')",
        "![软](软 (软))",
        "[软]",
        "[软]: 软 '软'\n",
        "软软\n",
        "\n\n",
        "<b title='软'>",
        "<p>",
        "\n\n<pre>软",
    ),
]


def converted(text: str) -> str:
    pieces = [(text[part.start : part.end], part.kind.convertible) for part in read(text).parts]
    return "".join(piece.replace("软", "軟") if is_prose else piece for piece, is_prose in pieces)


def page(text: str) -> str:
    return commonmark().html(text.replace("\r", "\n"))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(COMMONMARK_PIECES), max_size=30).map("".join))
def test_a_conversion_renders_as_the_same_page(text: str) -> None:
    target = page(converted(text))
    assert target.replace("軟", "软") == page(text)
    for untouchable in re.findall(r"""(?s)(?:href|src|id)="[^"]*"|<code.*?</code>|<pre.*?</pre>""", target):
        assert "軟" not in untouchable


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([piece for piece in COMMONMARK_PIECES if not set("[<:/\\") & set(piece)]), max_size=30).map("".join))
def test_all_that_a_reader_sees_is_converted(text: str) -> None:
    assert "软" not in re.sub(r"(?s)<code.*?</code>|<[^>]*>", "", page(converted(text)))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + "软",
        "[" * 10_000 + "软",
        "[软](" * 10_000,
        "- " * 10_000 + "软",
        "**软 *" * 10_000,
        "{{< x\n" * 10_000,
        "{{" * 10_000,
        "\\(" * 10_000,
        "$a " * 10_000,
        "<div>\n\n" * 5_000,
        "<!-- langbridge:off -->\n\n" * 5_000,
        "## 软\n" * 10_000,
        " " * 50_000 + "软",
        '[a](b "' + " " * 50_000 + '")',
    ],
    ids=lambda text: repr(text[:8]),
)
def test_what_is_deep_or_endless_is_read(text: str) -> None:
    read(text)


def shared_articles() -> list[Path]:
    folder = os.environ.get("LANGBRIDGE_SHARED")
    return sorted(Path(folder, "seeds").glob("*.md")) if folder else []


@pytest.mark.skipif(not shared_articles(), reason="LOUD: LANGBRIDGE_SHARED is not set, so the five real articles are not read")
def test_real_articles_keep_their_shortcodes_and_lose_no_prose() -> None:
    for path in shared_articles():
        text = path.read_text(encoding="utf-8")
        start = text.index("\n---\n", 3) + 5 if text.startswith("---\n") else 0
        body = read(text, start)
        assert body.warnings == []
        outside = "".join(text[part.start : part.end] for part in body.parts if not part.kind.convertible)
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in outside)
        assert "{{<" not in "".join(text[part.start : part.end] for part in body.parts if part.kind.convertible)
