"""Texts cut into rows: nothing is lost, nothing is shown twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langbridge.review.web.rows import Mark, MarkKind, RowKind, cut_rows, row_span
from langbridge.values import Span

texts = st.text(alphabet=st.sampled_from("a里𠮷 #`-\n\r"), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, [Mark(span, MarkKind.MACHINE, number, None) for number, span in enumerate(spans)]


def lines(text: str) -> list[str]:
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return found if found[-1] else found[:-1]


def without_ends(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


@given(marked())
def test_the_pieces_of_all_rows_are_the_text(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    rows = list(cut_rows(text, marks))
    told = ["".join(piece if isinstance(piece, str) else text[slice(*marks[piece].span)] for piece in row.pieces) for row in rows]
    assert without_ends("".join(told)) == without_ends(text)
    assert [piece for row in rows for piece in row.pieces if isinstance(piece, int)] == list(range(len(marks)))


@given(texts)
def test_rows_without_marks_are_lines_with_their_numbers(text: str) -> None:
    rows = list(cut_rows(text, []))
    assert ["".join(map(str, row.pieces)) for row in rows] == lines(text)
    assert [row.line for row in rows] == list(range(1, len(rows) + 1))


def test_a_mark_over_several_lines_stays_in_one_row() -> None:
    text = "一\n二三\n四五\n六"
    rows = list(cut_rows(text, [Mark(Span(3, 6), MarkKind.EDIT, -1, None)]))
    assert [(row.line, row.pieces) for row in rows] == [(1, ("一",)), (2, ("二", 0, "五")), (4, ("六",))]


def test_a_line_with_very_many_marks_is_cut_at_sentences() -> None:
    text = "里面的，" * 5000
    marks = [Mark(Span(at, at + 2), MarkKind.MACHINE, number, None) for number, at in enumerate(range(0, len(text), 4))]
    rows = list(cut_rows(text, marks))
    assert max(len(row.pieces) for row in rows) < 1000
    assert {row.line for row in rows} == {1}
    assert [piece for row in rows for piece in row.pieces if isinstance(piece, int)] == list(range(len(marks)))
    spans = [span for number in range(len(rows)) if (span := row_span(text, marks, number))]
    assert [text[slice(*span)] for span in spans[1:3]] == ["里面的，" * 401] * 2
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert row_span(text, marks, len(rows)) is None


def test_offsets_count_code_points() -> None:
    (row,) = cut_rows("𠮷𠮷里", [Mark(Span(2, 3), MarkKind.MACHINE, 0, None)])
    assert row.pieces == ("𠮷𠮷", 0)


def test_rows_look_like_what_they_are() -> None:
    text = "---\ntitle: 一\n---\n\n# 二\n三\n```\n# 四\n```\n"
    kinds = [row.kind for row in cut_rows(text, [])]
    meta, code = RowKind.META, RowKind.CODE
    assert kinds == [meta, meta, meta, RowKind.BLANK, RowKind.HEADING, RowKind.TEXT, code, code, code]
