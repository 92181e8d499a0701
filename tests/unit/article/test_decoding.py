"""Bytes to text: what is certain, what is guessed, what is refused."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article.decoding import decode
from langbridge.values import ArticleError, DecodingError, UsageError

SIMPLIFIED = "人工智能的发展很快，我们应该关注它对软件开发的影响。"
TRADITIONAL = "人工智慧的發展很快，我們應該關注它對軟體開發的影響。"


@given(st.text())
def test_utf_8_comes_back_as_it_was_and_is_no_guess(text: str) -> None:
    text = "文" + text.replace("\0", "")
    assert decode(text.encode()) == (text, "utf-8", False, False)


@given(st.binary())
def test_any_bytes_give_text_or_a_clear_error(data: bytes) -> None:
    try:
        decoded = decode(data)
    except ArticleError as error:
        assert error.remedy
    else:
        assert "\ufffd" not in decoded.text or "\ufffd".encode(decoded.encoding) in data


def test_nothing_is_text() -> None:
    assert decode(b"") == ("", "utf-8", False, False)


def test_line_endings_and_a_nul_stay() -> None:
    text = "软件\r\n\0繁体\r后面\n\u2028x"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_not_text(bom: bytes, encoding: str) -> None:
    assert decode(bom + SIMPLIFIED.encode(encoding)) == (SIMPLIFIED, encoding, True, False)
    assert decode(bom + SIMPLIFIED.encode(encoding), encoding=encoding) == (SIMPLIFIED, encoding, True, False)


def test_only_the_first_mark_is_a_mark() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"x").text == "\ufeffx"


def test_utf_16_with_a_mark_may_begin_with_a_nul() -> None:
    assert decode(codecs.BOM_UTF16_LE + "\0a".encode("utf-16-le") + "b".encode("utf-16-le") * 2)[:2] in (("\0abb", "utf-16-le"),)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [f"# {SIMPLIFIED}\n\n{SIMPLIFIED}\n", "title: an English one\n", SIMPLIFIED * 20 + "\n"])
def test_utf_16_without_a_mark_is_known_by_its_nuls(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding, False, True)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, SIMPLIFIED[:8], TRADITIONAL[:8], f"# {SIMPLIFIED}\r\n\r\nEnglish {TRADITIONAL}"])
def test_gb_18030_is_guessed(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, "gb18030", False, True)


@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL[:8], f"# {TRADITIONAL}\r\n\r\n台灣的公司。"])
def test_big5_is_guessed(text: str) -> None:
    assert decode(text.encode("cp950")) == (text, "cp950", False, True)


def test_big5_of_hong_kong_is_guessed() -> None:
    text = "佢哋嘅公司喺香港，我們都知道，他們是最好的。"
    assert decode(text.encode("big5hkscs")) == (text, "big5hkscs", False, True)


def test_japanese_is_not_taken_for_chinese() -> None:
    text = "これは日本語の文章です。ソフトウェアの開発について書いています。"
    decoded = decode(text.encode("shift_jis"))
    assert decoded.guessed
    assert decoded.text == text


def test_an_encoding_that_is_given_overrules() -> None:
    assert decode(TRADITIONAL.encode("gb18030"), encoding="GBK") == (TRADITIONAL, "gb18030", False, False)
    assert decode(TRADITIONAL.encode("big5"), encoding="Big5") == (TRADITIONAL, "cp950", False, False)
    assert decode("佢哋嘅".encode("big5hkscs"), encoding="big5").encoding == "big5hkscs"
    assert decode(b"\xe9", encoding="latin-1").text == "é"
    assert decode("软".encode("utf-16-be"), encoding="utf-16-be").text == "软"
    assert decode("软".encode("utf-16-le"), encoding="utf-16").text == "软"
    assert decode(codecs.BOM_UTF8 + b"x", encoding="utf-8-sig") == ("x", "utf-8", True, False)


@pytest.mark.parametrize("name", ["gb-18030-2005", "base64", "rot13", "", "utf\0"])
def test_an_encoding_that_does_not_exist_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="no encoding called"):
        decode(b"x", encoding=name)


def test_a_misspelt_encoding_gets_the_near_names() -> None:
    with pytest.raises(UsageError) as caught:
        decode(b"x", encoding="gb-18300")
    assert "gb18030" in caught.value.remedy


@pytest.mark.parametrize(
    ("data", "encoding", "offset", "line"),
    [
        (SIMPLIFIED.encode() + b"\n\n" + SIMPLIFIED.encode() + b"\xff tail", None, 2 * len(SIMPLIFIED.encode()) + 2, 3),
        (SIMPLIFIED.encode()[:-1], None, len(SIMPLIFIED.encode()) - 3, 1),
        (codecs.BOM_UTF8 + b"ab\n\xff", None, 6, 2),
        (codecs.BOM_UTF16_LE + "软\n件".encode("utf-16-le") + b"\x00\xd8a\0", None, 8, 2),
        ("软\n件".encode() + b"\xed\xa0\x80", "utf-8", 7, 2),
        (b"ab\r\n\xff\xff", "gb18030", 4, 2),
    ],
)
def test_a_byte_that_is_wrong_is_named(data: bytes, encoding: str | None, offset: int, line: int) -> None:
    with pytest.raises(DecodingError, match=f"at offset {offset} ") as caught:
        decode(data, path=Path("a.md"), encoding=encoding)
    assert caught.value.line == line
    assert caught.value.path == Path("a.md")
    assert "--encoding" in caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0\x35\xd1\xdc\xe4",
        bytes(range(256)) * 4,
        b"PK\x03\x04\x14\0\0\0\x08\0\xff\xfe\xfd\xfc\0\0\0\0",
        bytes(1000),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DecodingError):
        decode(data)
