"""Plain text: nothing is markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import PartKind
from langbridge.article.plain_text import plain_text_parts


def test_every_line_is_a_paragraph_and_nothing_is_special() -> None:
    text = "# 软件\n\n    `代码` <b>\r\n{{< x >}}\rhttps://a.com/软"
    parts = plain_text_parts(text, 0, first_block=7).parts
    assert [text[part.start : part.end] for part in parts] == ["# 软件\n", "\n", "    `代码` <b>\r\n", "{{< x >}}\r", "https://a.com/软"]
    assert [part.block for part in parts] == [7, 8, 9, 10, 11]
    assert {part.kind for part in parts} == {PartKind.PARAGRAPH}


@given(st.text(alphabet="软a \r\n\u2028\x0c"), st.integers(0, 3))
def test_any_text_is_tiled(text: str, start: int) -> None:
    start = min(start, len(text))
    parts = plain_text_parts(text, start, first_block=0).parts
    assert "".join(text[part.start : part.end] for part in parts) == text[start:]
