"""Whole articles: markup, parts that tile, and what is told about the bytes."""

from __future__ import annotations

import codecs
import contextlib
import os
from pathlib import Path

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import (
    DEFAULT_FRONT_MATTER_KEYS,
    Article,
    FrontMatterKeys,
    Markup,
    PartKind,
    article_text,
    parse_article,
    read_article,
    reread_article,
)
from langbridge.values import ArticleError, UsageError

POST = '---\ntitle: "软件"\nslug: 软件\n---\n# 标题\n\n正文 `代码` 和[链接](/路径)。\n'

# Pieces that mean something to one reader or another, so that random articles are not only random prose.
FRONT_MATTER_PIECES = [
    "---\n",
    "+++\n",
    "{",
    "}",
    '"',
    "'",
    "title: ",
    "title = ",
    "\\",
    "\\u8f6f",
    "&a ",
    "*a",
    "!t ",
    ": ",
    "- ",
    "[",
    "]",
]
MARKDOWN_PIECES = [
    "(",
    ")",
    "`",
    "```\n",
    "<b lang=ja>",
    "</b>",
    "<!-- ",
    "-->",
    "$",
    "|",
    "> ",
    "# ",
    "**",
    "[^1]",
    "http://a.b/软",
    "    ",
]
OTHER_PIECES = ["软件", "\n", "\r\n", "\r", "{{< x", ' title="软" >}}', "\t", "\0", "\ufeff", "😀", "\u2028", "\x85", "\ud800"]
PIECES = st.sampled_from([*FRONT_MATTER_PIECES, *MARKDOWN_PIECES, *OTHER_PIECES])
ARTICLES = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(lambda pieces: "---\ntitle: 软" + "".join(pieces)))


def convertible(article: Article) -> list[str]:
    return [article_text(article, number) for number, part in enumerate(article.parts) if part.kind.convertible]


def assert_tiled(article: Article) -> None:
    assert "".join(article.text[part.start : part.end] for part in article.parts) == article.text
    assert all(part.start < part.end for part in article.parts)
    assert all((part.block >= 0) is part.kind.convertible for part in article.parts)
    for number, read in article.escaped.items():
        part = article.parts[number]
        assert (read.starts[0], read.starts[-1], len(read.starts)) == (part.start, part.end, len(read.text) + 1)


@given(ARTICLES, st.sampled_from([None, Markup.MARKDOWN, Markup.TEXT]))
def test_parts_tile_any_text(text: str, markup: Markup | None) -> None:
    try:
        article = parse_article(text, markup=markup)
    except ArticleError as error:
        assert error.line
    else:
        assert article.text == text
        assert_tiled(article)


@given(st.one_of(st.binary(), ARTICLES.map(lambda text: text.encode(errors="ignore"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ArticleError):
        assert_tiled(read_article(data, path=Path("a.md")))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_a_post_is_read_whatever_its_line_ends_and_mark(line_end: str, bom: bytes) -> None:
    data = bom + POST.replace("\n", line_end).encode()
    article = read_article(data, path=Path("post.md"))
    assert_tiled(article)
    assert article.text == POST.replace("\n", line_end)
    assert (article.markup, article.encoding, article.encoding_guessed, article.bom) == (Markup.MARKDOWN, "utf-8", False, bool(bom))
    read = convertible(article)
    assert read[0] == "软件"
    assert "标题" in read
    assert not any("代码" in text or "路径" in text for text in read)


def test_the_encoding_is_told() -> None:
    article = read_article(("人工智能的发展很快，我们应该关注。" * 3).encode("gb18030"))
    assert (article.encoding, article.encoding_guessed) == ("gb18030", True)
    with pytest.raises(UsageError):
        read_article(b"", encoding="nothing")


@pytest.mark.parametrize(
    ("name", "text", "markup"),
    [
        ("a.md", "软件", Markup.MARKDOWN),
        ("a.MARKDOWN", "软件", Markup.MARKDOWN),
        ("a.html", "软件", Markup.MARKDOWN),
        ("a.txt", "# 软件\n", Markup.TEXT),
        (None, "软件\n\n    缩进的段落\n", Markup.TEXT),
        (None, "# 软件\n", Markup.MARKDOWN),
        (None, "看[这里](x)", Markup.MARKDOWN),
        (None, "---\ntitle: 软件\n---\n", Markup.MARKDOWN),
        (None, "+++\ntitle = '软件'\n+++\n", Markup.MARKDOWN),
        (None, '{"title": "软件"}\n', Markup.MARKDOWN),
        ("a.log", "软件 3 * 4 = 12", Markup.TEXT),
    ],
)
def test_markup_follows_the_suffix_and_else_the_signs(name: str | None, text: str, markup: Markup) -> None:
    assert parse_article(text, path=Path(name) if name else None).markup is markup
    assert parse_article(text, path=Path(name) if name else None, markup=Markup.TEXT).markup is Markup.TEXT


def test_text_has_no_front_matter_and_no_markup() -> None:
    text = "---\nslug: 软件\n---\n`代码`\n"
    article = parse_article(text, markup=Markup.TEXT)
    assert "".join(convertible(article)) == text


def test_settings_reach_the_readers() -> None:
    keys = DEFAULT_FRONT_MATTER_KEYS.adjusted(convert=["slug"], keep=["title"])
    assert "软件" not in convertible(parse_article('---\ntitle: "软件"\n---\n', front_matter=keys))
    assert "软件" in convertible(parse_article("---\nslug: 软件\n---\n", front_matter=keys))
    shortcode = '{{< figure title="软件" credit="照片" >}}\n'
    assert convertible(parse_article(shortcode)) == ["软件"]
    assert convertible(parse_article(shortcode, shortcode_parameters={"credit"})) == ["照片"]
    assert convertible(parse_article("---\na: 软件\n---\n", front_matter=FrontMatterKeys(frozenset(), frozenset({"A"})))) == []


def test_blocks_go_on_from_the_front_matter() -> None:
    article = parse_article(POST, path=Path("a.md"))
    blocks = [part.block for part in article.parts if part.kind.convertible]
    assert blocks[0] == 0
    assert blocks[1] == 1
    assert blocks == sorted(blocks)


def test_another_text_is_read_the_same_way() -> None:
    keys = DEFAULT_FRONT_MATTER_KEYS.adjusted(convert=["slug"])
    source = '---\nslug: 软件\n---\n{{< figure credit="照片" >}}\n'
    article = read_article(source.encode("utf-16"), path=Path("a.md"), front_matter=keys, shortcode_parameters={"credit"})
    target = source.replace("软件", "軟體")
    again = reread_article(article, target)
    assert convertible(again) == ["軟體", "照片"]
    assert (again.text, again.parts, again.path, again.encoding, again.bom) == (target, article.parts, article.path, "utf-16-le", True)


def test_an_empty_article_has_no_parts() -> None:
    assert read_article(b"").parts == ()


SHARED = os.environ.get("LANGBRIDGE_SHARED")


@pytest.mark.skipif(not SHARED, reason="LANGBRIDGE_SHARED is not set: THE REAL ARTICLES ARE NOT TESTED")
@pytest.mark.parametrize("number", range(5))
def test_real_articles_are_read(number: int) -> None:
    path = sorted((Path(SHARED or "") / "seeds").glob("*.md"))[number]
    data = path.read_bytes()
    article = read_article(data, path=path)
    assert_tiled(article)
    assert article.text.encode() == data
    metadata = frontmatter.loads(article.text).metadata
    values = [article_text(article, at) for at, part in enumerate(article.parts) if part.kind is PartKind.FRONT_MATTER_VALUE]
    if number > 2:
        assert metadata == {}
        assert values == []
    else:
        said = [metadata["title"], metadata["description"]]
        for key in ("tags", "categories"):
            tags = metadata[key]
            assert isinstance(tags, list)
            said += (tag for tag in tags if not tag.isascii())
        assert values == said
