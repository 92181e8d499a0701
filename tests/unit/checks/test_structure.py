"""Versions that are built otherwise than their sources."""

from __future__ import annotations

from langbridge.article import Markup, parse_article
from langbridge.checks import check_structure
from langbridge.values import Finding

SOURCE = """---
title: 软件
---

## 后面

第一段有 `code` 和[链接](https://example.org/a)，[后面](#后面)。

- 一
- 二

```sh
run
```

<b>粗</b>{{< fig src="a.png" >}}

$$x$$
"""
VERSION = SOURCE.replace("软件", "軟體").replace("后面", "後面").replace("链接", "連結")


def found(version: str, source: str = SOURCE, *, same_links: bool = True) -> list[Finding]:
    articles = [parse_article(text, markup=Markup.MARKDOWN) for text in (source, version)]
    return check_structure(articles[0], articles[1], same_links=same_links)


def told(version: str) -> list[tuple[int, str]]:
    return [(one.line, one.rule) for one in found(version)]


def test_a_version_that_is_built_alike_has_no_finding() -> None:
    assert found(SOURCE) == found(VERSION) == []


def test_blocks_that_are_lost_new_or_others() -> None:
    assert told(VERSION.replace("- 二\n", "")) == [(10, "structure.blocks")]
    assert told(VERSION + "\n再一段。\n") == [(20, "structure.blocks")]
    (other,) = found(VERSION.replace("## 後面", "後面"))
    assert (other.line, other.message) == (5, "a paragraph, where the source has a heading (line 5)")


def test_code_links_and_markup_that_are_not_the_source_s() -> None:
    changed = VERSION.replace("`code`", "`Code`")
    assert told(changed) == [(7, "structure.code"), (7, "structure.code")]
    assert {one.message for one in found(changed)} == {
        "the code '`code`' of line 7 of the source is not here",
        "the source has no code '`Code`'",
    }
    assert {rule for _, rule in told(VERSION.replace("example.org/a", "example.org/b"))} == {"structure.link"}
    assert {rule for _, rule in told(VERSION.replace("<b>", "<i>").replace("</b>", "</i>"))} == {"structure.markup"}
    assert {rule for _, rule in told(VERSION.replace("a.png", "b.png"))} == {"structure.markup"}
    assert {rule for _, rule in told(VERSION.replace("$$x$$", "$$y$$"))} == {"structure.markup"}


def test_lines_end_where_the_version_does() -> None:
    short = VERSION[: VERSION.index("- 一")]
    assert max(one.line for one in found(short)) == short.count("\n")


def test_links_within_a_site_may_lead_elsewhere_in_a_version() -> None:
    source = "[看](other.md)[看](https://example.org/)<a href='/a/'>看</a>{{< ref \"b\" >}}\n"
    version = source.replace("other.md", "/zh-tw/other/").replace("/a/", "/zh-tw/a/").replace('"b"', '"b" lang="zh-cn"')
    assert found(version, source) != []
    assert found(version, source, same_links=False) == []
    assert found(version.replace("example.org", "example.com"), source, same_links=False) != []
