"""The ids that Hugo makes from headings, and links that follow them.

The ids in `HUGO` were read from pages that Hugo 0.168 built with its default settings.
"""

from __future__ import annotations

import pytest

from langbridge.article import Article, parse_article
from langbridge.article.anchors import AnchorIds, followed_links, heading_anchor
from langbridge.article.model import Heading, Markup
from langbridge.values import apply_edits

HUGO = [
    ("后面", "后面"),
    ("什么是 Neolab？为什么引发争议？", "什么是-neolab为什么引发争议"),
    ("**重点** 与 *强调*", "重点-与-强调"),
    ("`代码 Code` 里面", "代码-code-里面"),
    ('[链接 文字](https://a.com/路径 "题")', "链接-文字"),
    ("![图 alt](a.png) 后", "图-alt-后"),
    ("Emoji 😀 表情 :smile:", "emoji--表情-smile"),
    ("多  个   空格", "多--个---空格"),
    ("Ｆｕｌｌ　Ｗｉｄｔｈ１２", "ｆｕｌｌｗｉｄｔｈ１２"),
    ("snake_case_名 and _em_ text", "snake_case_名-and-em-text"),
    ("C++ & C# / .NET", "c--c--net"),
    ("&amp; entity &copy; x", "-entity--x"),
    ("&nbsp; a&nbsp;b &#x4E2D;", "ab-x4e2d"),
    ("&eacute;a &#233; &#xe9;", "éa-233-xe9"),
    (r"esc \* a \_ b", "esc--a-_-b"),
    (r"a\--b", "a--b"),
    ("a--b ----  c --- d", "ab----c--d"),
    ("`-- x`", "---x"),
    ("<b>粗</b>体", "粗体"),
    ('<!-- 注 --> <span title="题">文</span>', "文"),
    ("第一，第二。「引號」—破折…", "第一第二引號破折"),
    ("a-b - c—d", "a-b---cd"),
    ("①②③ Ⅳ ½ ²", "---"),
    ("٣ Ünïcode ÀB ß İ", "٣-ünïcode-àb-ß-i"),
    ("か゚ é́ combining", "か-é-combining"),
    ("ΑΣ ǅ ẞ Ა 𐐀 Ꭰ", "ασ-ǆ-ß-ა-𐐨-ꭰ"),
    ("𠀀扩展 𝐀", "𠀀扩展-𝐀"),
    ("‌零‍宽", "零宽"),
    ("Tab\there", "tabhere"),
    ("！！！", "heading"),
    ("", ""),
    ("<https://x.y>", ""),
    ("~~删除~~ 线", "删除-线"),
    ("foot[^1]", "foot"),
    ("auto <https://x.y> https://z.com/b", "auto"),
    ("www.a.com 与 a@b.c 与 https://a.com/中文 尾", "与--与-中文-尾"),
    ("查看https://a.com 后", "查看httpsacom-后"),
    ("ref [后][r] and [r]", "ref-后-and-r"),
    ('trailing {#id .c k="v"} more', "trailing-id-c-kv-more"),
    ("\"smart\" 'quotes' -- dashes...", "smart-quotes--dashes"),
    ("数 $x_1$ 式 `a_b`", "数-x_1-式-a_b"),
    ("1. 一", "1-一"),
    ("- 二", "--二"),
    ("> 三", "-三"),
    ("x ## y", "x--y"),
    ("**“重点”**内容", "重点内容"),
    ("**a *b* c** d", "a--d"),
    ("[a *b* c](u) d", "a--d"),
    ("[`a` b](u) d", "a-d"),
    ("*a [b **c**](u)* d", "a--d"),
    ("~~a **b** c~~", "a"),
    ("[![a](b) c](d) e", "a-e"),
    ("<span>a *b*</span> [c & d](e)", "a-b-c--d"),
    ("100% **纯**——AI", "100-纯ai"),
    ("setext 一\n多行 heading", "多行-heading"),
]


@pytest.mark.parametrize(("text", "anchor"), HUGO, ids=repr)
def test_an_anchor_is_hugos(text: str, anchor: str) -> None:
    assert heading_anchor(text) == anchor


@pytest.mark.xfail(
    reason="goldmark cuts a link's text at an apostrophe or a dash that it makes typographic, and Hugo takes the first piece"
)
def test_typographic_signs_in_a_link_in_a_heading() -> None:
    assert heading_anchor("[it's](u) x") == "it-x"


def test_ids_are_given_out_once_as_hugo_does() -> None:
    text = "## 后面\n## 后面\n## 自定 {#自定}\n## 自定\n## 后面-1\n## 后面\n## ！\n## ？\n##\n## 类 {.class}\n"
    anchors = [heading.anchor for heading in markdown(text).headings]
    assert anchors == ["后面", "后面-1", "自定", "自定-1", "后面-1-1", "后面-2", "heading", "heading-1", "类"]


def test_ids_stay_cheap_when_all_are_the_same() -> None:
    ids = AnchorIds()
    assert [ids.unique("a") for _ in range(50_000)][-1] == "a-49999"


def markdown(text: str) -> Article:
    return parse_article(text, markup=Markup.MARKDOWN)


def followed(text: str, **words: str) -> str:
    """The article with its fragments following, when each word becomes another in the headings."""
    article = markdown(text)

    def convert(heading: Heading) -> str:
        new = article.text[slice(*heading.span)]
        for source, target in words.items():
            new = new.replace(source, target)
        return new

    return apply_edits(text, followed_links(article, convert))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[a](#后面)", "[a](#後面)"),
        ("[a](<#后面> '后面')", "[a](<#後面> '后面')"),
        ("[a](#%E5%90%8E%E9%9D%A2)", "[a](#%E5%BE%8C%E9%9D%A2)"),
        ("[a](#%e5%90%8e面)", "[a](#%e5%be%8c%e9%9d%a2)"),
        ("[a][b]\n\n[b]: #后面 '题'", "[a][b]\n\n[b]: #後面 '题'"),
        ('<a href="#后面">后面</a>', '<a href="#後面">后面</a>'),
        ('[a]({{< relref "#后面" >}})', '[a]({{< relref "#後面" >}})'),
        ("[a](#别处) [a](后面) [a](b.md#后面) `[a](#后面)`", "[a](#别处) [a](后面) [a](b.md#后面) `[a](#后面)`"),
    ],
)
def test_links_follow_their_heading(source: str, target: str) -> None:
    assert followed(f"## 后面\n\n{source}\n", 后="後") == f"## 后面\n\n{target}\n"


def test_a_heading_that_pins_its_id_keeps_its_links() -> None:
    text = "## 后面 {#后面}\n\n[a](#后面)\n"
    assert followed(text, 后="後") == text


def test_headings_that_become_the_same_are_numbered_anew() -> None:
    text = "## 后\n## 後\n\n[a](#后) [b](#後)\n"
    assert followed(text, 后="後") == "## 后\n## 後\n\n[a](#後) [b](#後-1)\n"


def test_headings_that_stay_give_no_edits() -> None:
    article = markdown("## 前\n\n[a](#前)\n")
    assert followed_links(article, lambda heading: article.text[slice(*heading.span)]) == []
