"""HTML within Markdown: which text and attributes are prose, and what elements protect."""

from __future__ import annotations

import pytest

from langbridge.article.html import Token, html_tokens, read_tag
from langbridge.article.markdown import markdown_parts
from langbridge.article.tiling import Body


def read(text: str) -> Body:
    body = markdown_parts(text, 0, first_block=0, shortcode_parameters=())
    assert "".join(text[part.start : part.end] for part in body.parts) == text
    return body


def convertible(text: str) -> list[str]:
    return [text[part.start : part.end] for part in read(text).parts if part.kind.convertible]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div>\n  甲\n  <p>乙<b>丙</b></p>\n</div>\n", ["甲", "乙", "丙"]),
        ("<details><summary>甲</summary>\n\n乙\n</details>\n", ["甲", "乙"]),
        ("> <div>\n> 甲\n> </div>乙\n", ["甲", "乙"]),
        ("<p>甲&nbsp;乙 https://a.com/丙 丁 a<b</p>\n", ["甲", "乙 ", " 丁 a"]),
        ("甲<br>乙<span>丙</span>\n", ["甲", "乙", "丙"]),
        ("<img src='甲' alt='乙' title=\"丙 &amp; 丁\" aria-label=戊 data-alt='己'>\n", ["乙", "丙 ", " 丁", "戊"]),
        ("<IMG\n  ALT='乙'\n/>\n", ["乙"]),
        ("字<img alt='乙'>\n", ["字", "乙"]),
        ("<pre title='甲'>乙</pre>丙\n", ["甲", "丙"]),
        ("<ruby>甲<rt>乙</rt></ruby>\n", ["甲", "乙"]),
    ],
)
def test_text_and_named_attributes_are_prose(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲<span lang='ja' title='日'>日<span>本</span>語</span>乙", ["甲", "乙"]),
        ("<div lang=zh-Hant>\n\n臺\n\n- 灣\n\n</div>\n\n乙", ["乙"]),
        ('甲<i LANG="en">x</i>乙<i xml:lang=ja>日</i>丙', ["甲", "乙", "丙"]),
        ("甲<img lang=ja alt='日'>乙", ["甲", "乙"]),
        ("甲<span lang=zh>乙</span><span lang=''>丙</span>", ["甲", "乙", "丙"]),
        ("<html lang='zh-Hans'>\n<p>甲</p>\n</html>\n", ["甲"]),
        ("<ul><li>甲<li lang=ja>日</ul>\n\n乙", ["甲", "乙"]),
    ],
)
def test_an_element_in_a_named_language_is_left_alone(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected
    assert read(text).warnings == []


def test_a_foreign_element_that_never_closes_is_told() -> None:
    body = read("甲\n\n乙 <span lang=ja>日\n\n本\n")
    assert body.warnings == ["line 3: <span> is never closed; all below it stays as it is"]
    assert convertible("甲\n\n乙 <span lang=ja>日\n\n本\n") == ["甲", "乙 "]


def test_a_stray_code_tag_reaches_no_further_than_its_paragraph() -> None:
    assert convertible("甲 List<code> 乙\n\n丙\n") == ["甲 List", "丙"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\n\n<!-- langbridge:off -->\n\n乙 [丙](d '丁')\n\n<!-- langbridge:on -->\n\n戊\n", ["甲", "戊"]),
        ("甲<!-- langbridge:off -->乙<!--langbridge:on-->丙", ["甲", "丙"]),
        ("- 甲\n  <!-- langbridge:off -->\n- 乙\n\n丙\n\n<!-- langbridge:on -->\n丁", ["甲", "丁"]),
        ("`<!-- langbridge:off -->` 甲", [" 甲"]),
        ("```\n<!-- langbridge:off -->\n```\n甲", ["甲"]),
        ("<!-- langbridge:off -->\n\n{{< x title=甲 >}}\n\n<!-- langbridge:off -->\n\n<!-- langbridge:on -->\n\n乙", ["乙"]),
    ],
)
def test_directives_protect_what_they_enclose(text: str, expected: list[str]) -> None:
    assert convertible(text) == expected
    assert read(text).warnings == []


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("甲\n\n<!-- langbridge:off -->\n乙\n", "line 3: langbridge:off is never followed by langbridge:on"),
        ("甲\n\n<!-- langbridge:on -->\n", "line 3: langbridge:on has no langbridge:off before it"),
        ("<!-- langbridge:of -->\n", "line 1: langbridge:of is not a directive"),
    ],
)
def test_directives_that_do_nothing_sensible_are_told(text: str, warning: str) -> None:
    [told] = read(text).warnings
    assert told.startswith(warning)


def test_an_open_off_protects_to_the_end() -> None:
    assert convertible("甲\n\n<!-- langbridge:off -->\n\n乙\n\n丙") == ["甲"]


def test_tokens_tile_a_block() -> None:
    html = "a<b c='>'>d<!-- < -->e<script>1<2</script>f<?x?>g < h<i 'j"
    tokens = [(token, html[start:end]) for token, start, end in html_tokens(html)]
    assert "".join(text for _, text in tokens) == html
    assert tokens == [
        (Token.TEXT, "a"),
        (Token.TAG, "<b c='>'>"),
        (Token.TEXT, "d"),
        (Token.COMMENT, "<!-- < -->"),
        (Token.TEXT, "e"),
        (Token.OPAQUE, "<script>1<2</script>"),
        (Token.TEXT, "f"),
        (Token.OPAQUE, "<?x?>"),
        (Token.TEXT, "g < h"),
        (Token.OPAQUE, "<i 'j"),
    ]


def test_a_tag_is_read() -> None:
    html = "<A HREF='#后' Title=\"题\" lang=ja/>"
    tag = read_tag(html, 10)
    assert tag is not None
    assert (tag.name, tag.closing, tag.empty) == ("a", False, True)
    assert [html[start - 10 : end - 10] for start, end in tag.texts] == ["题"]
    assert tag.fragment is not None
    assert html[tag.fragment.start - 10 : tag.fragment.end - 10] == "后"
    assert read_tag("<!-- x -->") is None
