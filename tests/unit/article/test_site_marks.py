"""Markdown of other generators than Hugo: what is text, what is protected, and that no sample breaks an invariant on its way through."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.article import Article, parse_article
from langbridge.article.site_marks import find_site_marks
from langbridge.pipeline import Conversions
from langbridge.values import HANT_TW


def parse(text: str) -> Article:
    return parse_article(text, path=Path("a.md"))


def convertible(text: str) -> list[str]:
    article = parse(text)
    assert "".join(text[part.start : part.end] for part in article.parts) == text
    return [said for part in article.parts if part.kind.convertible and (said := text[part.start : part.end].strip())]


MKDOCS = [
    ('!!! note "软件标题"\n    软件内容\n\n    第二段 `软件`\n\n后面\n', ["软件标题", "软件内容", "第二段", "后面"]),
    ("!!! warning\n    软件\n", ["软件"]),
    ("??? tip\n\n    软件\n\n        软件代码\n", ["软件"]),
    ('???+ example inline end "软件"\n    - 软件\n    - 网络\n', ["软件", "软件", "网络"]),
    ('=== "软件"\n\n    ```c\n    软件\n\n    软件\n    ```\n\n    软件\n\n=== "网络"\n\n    1. 网络\n', ["软件", "软件", "网络", "网络"]),
    ('!!! note "外"\n    !!! tip "内"\n        软件\n\n        软件\n\n    软件\n', ["外", "内", "软件", "软件", "软件"]),
    ('前面\n!!! note "标题"\n    软件\n', ["前面", "标题", "软件"]),
    ('!!! note "用 `软件` 的[网络](软件.md)"\n    软件\n', ["用", "的[网络", "软件"]),
    ('--8<-- "软件.md"\n\n软件\n\n--8<--\n软件.md\n--8<--\n\n软件\n', ["软件", "软件"]),
    ('[软件](a.md){ .md-button title="软件" target="软件" }\n', ["软件", "软件"]),
    ('```\n!!! note "软件"\n    软件\n```\n\n    !!! note "软件"\n', []),
    ('!!! 太好了 "软件"\n', ['!!! 太好了 "软件"']),
    ("{# 软件\n软件 #}\n\n软件 {{ macro({'软件': \"软件}}\"}) }} {% if 软件 %}网络{% endif %}\n", ["软件", "网络"]),
    ('!!! note "软件"\r\n    软件\r\n\r\n    网络\r\n', ["软件", "软件", "网络"]),
    ('> !!! note "软件"\n>     网络\n', ["软件", "网络"]),
]
DOCUSAURUS = [
    (":::note 软件标题\n\n软件内容\n\n:::\n", ["软件标题", "软件内容"]),
    (":::tip[软件 **标题**]\n软件\n:::\n网络\n", ["软件 **标题**", "软件", "网络"]),
    ("::: warning 软件\n- 网络\n:::\n", ["软件", "网络"]),
    ('::: {.callout-note title="软件" data-x="软件"}\n网络\n:::\n', ["软件", "网络"]),
    ("::: details 点击软件 {open}\n软件\n:::\n", ["点击软件", "软件"]),
    ("::::outer\n:::inner 软件\n网络\n:::\n::::\n", ["软件", "网络"]),
    ("```\n:::note 软件\n```\n", []),
    ("import 软件 from '@site/软件';\n\n软件\n", ["软件"]),
    ("::: 这是软件\n", ["::: 这是软件"]),
]
JEKYLL = [
    ('软件{: .lead #软件 title="网络"}\n', ["软件", "网络"]),
    ('软件\n{: .软件 data-x="软件"}\n', ["软件"]),
    ("* 软件\n{:.no_toc}\n\n* 目录\n{:toc}\n", ["软件", "目录"]),
    ("{::comment}\n软件\n{:/comment}\n\n{::nomarkdown}软件{:/}\n\n软件\n", ["软件"]),
    ('{% include 软件.html title="网络" file="软件" %}\n', ["网络"]),
    ('{% include x.html\n   caption="网络"\n   src="软件"\n%}\n', ["网络"]),
    ("[软件]({% post_url 2020-01-01-软件 %}) [网络]({% link _posts/软件.md %})\n", ["软件", "网络"]),
    ("{% highlight ruby linenos %}\n软件\n{% endhighlight %}\n{% comment %}软件{% endcomment %}\n", []),
    ('{% raw %}{{ 软件 }}\n软件{% endraw %}\n{{ page.软件 | default: "软件" }}\n', []),
    ("{% assign x = '软件' %}{% for 软件 in site.软件 %}网络{% endfor %}\n", ["网络"]),
    ("| 软件 | 网络 |\n|---|---|\n| 甲 | 乙 |\n{: .table}\n", ["软件", "网络", "甲", "乙"]),
]
HEXO = [
    ("{% note info 软件标题 %}\n软件内容\n{% endnote %}\n", ["软件标题", "软件内容"]),
    ("{% note %}软件{% endnote %}{% note 'fas fa-x' flat %}网络{% endnote %}\n", ["软件", "网络"]),
    ("{% codeblock 软件标题 lang:js http://a.b/软件 网络 %}\n软件\n{% endcodeblock %}\n", ["软件标题", "网络"]),
    ("{% post_link 软件-slug 软件标题 %} {% post_link 软件 '网络 标题' true %} {% post_link 软件 %}\n", ["软件标题", "网络 标题"]),
    ('{% asset_img 软件.jpg 300 \'"软件" "网络"\' %} {% asset_img 软件.jpg 软件 %}\n', ["软件", "网络"]),
    ('{% img 软件 /软件.jpg 20 30 \'"软件" "网络"\' %}\n', ["软件", "网络"]),
    ("{% blockquote 软件, 网络 http://a.b/软件 %}\n内容\n{% endblockquote %}\n", ["软件", "网络", "内容"]),
    (
        "{% tabs 软件, 2 %}\n<!-- tab 软件@code -->\n网络\n<!-- endtab -->\n<!-- tab -->\n软件\n<!-- endtab -->\n{% endtabs %}\n",
        ["软件", "网络", "软件"],
    ),
    ("{% link 软件 https://a.b/软件 %} {% btn /软件/, 软件, fa, 网络 %}\n", ["软件", "软件", "网络"]),
    ("{% label primary@软件 %} {% youtube 软件 %} {% gist 软件 %}\n", ["软件"]),
    ("软件\n<!-- more -->\n{% cq %}网络{% endcq %}\n", ["软件", "网络"]),
    ("{% include_code 软件 lang:js a/软件.js %}\n", []),
]
SAMPLES = MKDOCS + DOCUSAURUS + JEKYLL + HEXO


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_titles_and_contents_are_text_and_all_else_is_protected(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected


@pytest.fixture(scope="module")
def conversions() -> Conversions:
    return Conversions()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [text for text, _ in SAMPLES])
def test_the_invariants_hold(text: str, ending: str, conversions: Conversions) -> None:
    written = f"---\ntitle: 软件\n---\n{text}".replace("\r\n", "\n").replace("\n", ending)
    # Raises InvariantError where a promise would be broken.
    conversion = conversions.convert_article(parse(written), HANT_TW)
    assert conversion.text.count(ending) == written.count(ending)


@pytest.mark.parametrize("style", [MKDOCS, DOCUSAURUS, JEKYLL, HEXO])
def test_a_whole_article_in_a_style(style: list[tuple[str, list[str]]], conversions: Conversions) -> None:
    text = "\n".join(text.replace("\r\n", "\n") for text, _ in style)
    converted = conversions.convert_article(parse(text), HANT_TW).text
    assert converted.count("\n") == text.count("\n")
    again = conversions.convert_article(parse(converted), HANT_TW)
    assert again.text == converted


def test_what_is_switched_off_stays() -> None:
    text = '<!-- langbridge:off -->\n\n!!! note "软件"\n    软件\n\n<!-- langbridge:on -->\n\n!!! note "网络"\n    网络\n'
    assert convertible(text) == ["网络", "网络"]


def test_a_text_without_marks_is_not_looked_at() -> None:
    assert find_site_marks("软件 :: 网络 { } !! ?? ==\n", 0) is None


def test_a_heading_keeps_its_anchor() -> None:
    article = parse("## 软件\n\n!!! note\n    ## 网络\n\n:::tip\n## 内容\n:::\n")
    assert [one.anchor for one in article.headings] == ["软件", "网络", "内容"]


@pytest.mark.parametrize("text", ["{::comment}" * 2000, "--8<--\r\n" * 2000 + "x", "{#" * 3000, ":::" * 5000, '!!! a "' * 3000])
def test_marks_that_never_end_cost_little(text: str) -> None:
    assert parse(text).parts
