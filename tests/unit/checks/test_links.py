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
        "[七](https://example.org/no.md)[八](../other/#后面)[九]({{< x >}}/no.md)[十](no.png)\n"
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


def test_urls_lead_to_the_pages_of_a_hugo_site(site: Path) -> None:
    text = (
        "[一](../other/)[二](../other/#后面)[三](/posts/only/#前面)[四](/posts/bundle/)\n"
        "[五](/zh-tw/)[六](../other.html)[七](/posts/other/#comments)\n"
    )
    assert found(text, site) == []


def test_urls_that_lead_nowhere_are_told(site: Path) -> None:
    text = (
        "[一](../gone/)\n[二](../other/#前面)\n[三](/posts/gone)\n"
        '[四](/posts/only/#后面)\n<a href="../gone/">五</a>\n[六](/posts/gone/#后面)\n'
    )
    assert [(line, rule) for line, _, rule in found(text, site)] == [
        (1, "links.article"),
        (2, "links.anchor"),
        (3, "links.article"),
        (4, "links.anchor"),
        (5, "links.article"),
        (6, "links.article"),
    ]


def test_where_there_may_be_more_than_articles_tell_nothing_is_said(site: Path) -> None:
    text = (
        "[一](/gone/)[二](/zh-tw/gone/)[三](/tags/gone/)[四](/posts/page/2/)\n"
        "[五](/posts/feed.xml)[六](/gone/gone/)[七](/posts/bundle/gone/)\n"
    )
    assert found(text, site) == []


GONE = "[一](/posts/gone/)\n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("hugo.toml", "[[module.imports]]\npath = 'example.org/theme'\n"),
        ("hugo.toml", "[[module.mounts]]\nsource = 'more'\ntarget = 'content/posts'\n"),
        ("hugo.toml", "theme = 'ours'\n"),
        ("hugo.toml", "[permalinks.section]\nposts = '/p/'\n"),
        ("hugo.toml", "[languages.en]\nbaseURL = 'https://example.com/'\n"),
        ("config/production/hugo.toml", ""),
        ("static/posts/gone/index.html", "<html>"),
        ("themes/ours/static/posts/gone/index.html", "<html>"),
        ("static/_redirects", "/posts/gone/ /posts/other/"),
        ("static/.htaccess", "Redirect /posts/gone/ /posts/other/"),
        ("netlify.toml", "[[redirects]]\nfrom = '/posts/gone/'\nto = '/posts/other/'\n"),
        ("_redirects", "/posts/gone/ /posts/other/"),
        ("hugo.toml", "[frontmatter]\ndate = [':filename', ':default']\n"),
        ("hugo.toml", "[languages.en]\nstaticDir = 'static-zh'\n"),
        ("hugo.toml", "[permalinks]\nposts = '/posts/:2006/:filename/'\n"),
        ("hugo.toml", "[permalinks]\nposts = '/:sections[0:]/:filename/'\n"),
        ("vercel.json", '{"redirects": [{"source": "/posts/gone/", "destination": "/posts/other/"}]}'),
        ("content/posts/_content.gotmpl", ""),
        ("content/posts/gone.org", "#+title: gone"),
        ("content/posts/gone/file.txt", ""),
        ("content/posts/_index.md", "---\ncascade:\n  url: /x/:slug/\n---\n"),
        ("content/posts/third.md", "---\nurl: /:year/:slug/\n---\n"),
        ("content/posts/third.md", "---\naliases: [/posts/gone/]\n---\n"),
        ("content/posts/third.md", "---\naliases:\n- x\n- gone\n---\n"),
        ("content/posts/third.md", "+++\nslug = 'gone'\n+++\n"),
        ("content/notes/third.md", "+++\nurl = '/posts/gone/'\n+++\n"),
        ("content/posts/gone.html", "---\ntitle: x\n---\n"),
        ("content/posts/Gone.zh-tw.md", ""),
    ],
)
def test_a_page_that_comes_from_elsewhere_is_not_missed(site: Path, name: str, written: str) -> None:
    root = site.parents[2]
    assert found(GONE, site) == [(1, 5, "links.article")]
    (root / "themes/ours/content").mkdir(parents=True)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    # Keys of the whole stand before the first table.
    path.write_text(written + there if "theme =" in written else there + written, encoding="utf-8")
    expected = [(1, 5, "links.article")] if name.endswith(".zh-tw.md") else []
    assert found(GONE, site) == expected


def test_an_article_outside_the_content_may_link_to_what_is_to_come(site: Path) -> None:
    assert found(GONE, site.parents[2] / "articles" / "posts" / "here.md") == []


def test_urls_of_other_generators_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\n", encoding="utf-8")
    assert found("[一](../gone/)[二](/posts/gone/)\n", tmp_path / "_posts" / "2026-01-01-a.md") == []


def test_an_output_keeps_the_urls_of_its_source(site: Path) -> None:
    source = article("[一](../other/#后面)[二](/posts/gone/)\n", site)
    output = article("[一](../other/#后面)[二](/posts/gone/)[三](/posts/lost/)\n", site.parents[2] / "output" / "zh-tw" / "here.md")
    assert [one.message for one in LinkChecker().check(output, source=source)] == [
        "there is no page /posts/gone/",
        "there is no page /posts/lost/",
    ]
    output = article("[一](../other/#后面)[二](/posts/gone/)\n", site.parents[2] / "output" / "zh-tw" / "here.md")
    assert LinkChecker().check(output, source=source) == []


def test_each_language_has_its_own_pages(tmp_path: Path) -> None:
    for key in ("zh-cn", "zh-tw"):
        (tmp_path / "content" / key / "posts").mkdir(parents=True)
        (tmp_path / "content" / key / "posts" / "here.md").write_text(f"## {key}\n", encoding="utf-8")
    (tmp_path / "content" / "zh-cn" / "posts" / "other.md").write_text("## 后面\n", encoding="utf-8")
    (tmp_path / "hugo.toml").write_text(
        "defaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\ncontentDir = 'content/zh-cn'\n"
        "[languages.zh-tw]\ncontentDir = 'content/zh-tw'\n",
        encoding="utf-8",
    )
    text = "[一](../other/)\n[二](/zh-tw/posts/here/#zh-tw)\n[三](/posts/here/#zh-cn)\n[四](/zh-tw/posts/other/)\n"
    assert [line for line, _, _ in found(text, tmp_path / "content/zh-cn/posts/here.md")] == [4]
    assert [line for line, _, _ in found(text, tmp_path / "content/zh-tw/posts/here.md")] == [1, 4]
