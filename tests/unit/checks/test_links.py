"""Links that lead nowhere, and those that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.article import Article, Markup, parse_article
from langbridge.checks import LinkChecker


def article(text: str, path: Path | None = None) -> Article:
    return parse_article(text, path=path, markup=Markup.MARKDOWN)


def found(text: str, path: Path | None = None) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.rule) for one in LinkChecker().check(article(text, path))]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Hugo site with two articles in two languages; the path of one of them."""
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text(
        "baseURL = 'https://example.org/'\ndefaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\n[languages.zh-tw]\n", encoding="utf-8"
    )
    (posts / "here.md").write_text("# 这里\n", encoding="utf-8")
    (posts / "other.md").write_text("## 后面\n", encoding="utf-8")
    (posts / "only.zh-cn.md").write_text("## 前面\n", encoding="utf-8")
    (posts / "bundle").mkdir()
    (posts / "bundle" / "index.md").write_text("文\n", encoding="utf-8")
    return posts / "here.md"


def test_an_anchor_that_no_heading_gives_is_told_at_its_place() -> None:
    assert found("## 后面的事\n\n看[后面](#后面的事)和[前面](#前面)。\n") == [(3, 19, "links.anchor")]


@pytest.mark.parametrize(
    "text",
    [
        "## 后面 {#later}\n\n[看](#later)\n",
        '<a id="there"></a>\n\n[看](#there)\n',
        "文{: #there }\n\n[看](#there)\n",
        "## 后面\n## 后面\n\n[看](#后面-1)[看](#%E5%90%8E%E9%9D%A2)\n",
        "[看](#)[看](#top)[看](#fn:1)\n",
        "## 第{{< n >}}章\n\n[看](#第三章)\n",
        "`[看](#nowhere)`\n",
    ],
    ids=["pinned", "html", "attributes", "twice", "made-elsewhere", "shortcode", "code"],
)
def test_what_leads_somewhere_or_cannot_be_known_is_let_be(text: str) -> None:
    assert found(text) == []


def test_an_id_in_code_is_none() -> None:
    assert found('```\n<a id="there">\n```\n\n[看](#there)\n') == [(5, 5, "links.anchor")]


def test_plain_text_has_no_links() -> None:
    assert LinkChecker().check(parse_article("[看](#nowhere)\n", markup=Markup.TEXT)) == []


def test_articles_that_are_linked_to_are_there(site: Path) -> None:
    text = (
        "[一](other.md)[二](./other.md#后面)[三](/posts/other.md)[四](only.md#前面)[五](bundle/index.md)[六](../posts/other.md?x=1)\n"
        '{{< ref "other" >}}{{< relref "posts/other.md" >}}{{< ref "bundle" >}}{{< ref "/posts/only" >}}\n'
        "[七](https://example.org/no.md)[八](../no/)[九]({{< x >}}/no.md)[十](no.png)\n"
    )
    assert found(text, site) == []


def test_articles_and_their_anchors_that_are_not_there_are_told(site: Path) -> None:
    text = '[一](no.md)\n[二](other.md#前面)\n{{< ref "gone" >}}\n[四](/posts/no.md)\n<a href="no.md">五</a>\n'
    assert [(line, rule) for line, _, rule in found(text, site)] == [
        (1, "links.article"),
        (2, "links.anchor"),
        (3, "links.article"),
        (4, "links.article"),
        (5, "links.article"),
    ]


def test_hugo_tells_letter_case_apart_and_mkdocs_makes_ids_of_its_own(tmp_path: Path) -> None:
    text = "## What's New\n\n[a](#What-s-New)[b](#_1)\n"
    assert len(found(text, tmp_path / "post.md")) == 2
    (tmp_path / "mkdocs.yml").write_text("site_name: docs\n", encoding="utf-8")
    assert found(text, tmp_path / "post.md") == []


def test_an_output_is_told_only_what_its_source_has_right(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("文\n", encoding="utf-8")
    source = article("## 后面\n\n[一](#无)[二](other.md)[三](#后面)\n", tmp_path / "post.md")
    output = article("## 後面\n\n[一](#無)[二](other.md)[三](#后面)\n", tmp_path / "output" / "post.md")
    assert [(one.column, one.rule) for one in LinkChecker().check(output, source=source)] == [(25, "links.anchor")]


def test_a_glob_in_a_name_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "a.zh-tw.md").write_text("文\n", encoding="utf-8")
    assert found("[一](%2A.md)\n", tmp_path / "post.md") == [(1, 5, "links.article")]


def test_a_link_of_an_output_to_another_article_is_meant_from_its_source(tmp_path: Path) -> None:
    """`publish` points it to the version in the language, and its fragment to that version's heading."""
    (tmp_path / "output").mkdir()
    (tmp_path / "other.md").write_text("## 后面\n", encoding="utf-8")
    (tmp_path / "output" / "other.md").write_text("## 後面\n", encoding="utf-8")
    source = article("[一](other.md#后面)\n", tmp_path / "post.md")
    output = article("[一](other.md#后面)\n", tmp_path / "output" / "post.md")
    assert LinkChecker().check(output, source=source) == []
