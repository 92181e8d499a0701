"""A place is found again after its article was edited elsewhere, or not at all; never another in its stead."""

from __future__ import annotations

import pytest

from langbridge.review import SourceLines, Surroundings
from langbridge.values import Span

LINE = "这行站了六次的软件。"
SIX = "\n\n".join(f"{LINE}\n\n第{number}段。" for number in range(6))


def places(text: str, wanted: str = "软件") -> list[int]:
    return [at for at in range(len(text)) if text.startswith(wanted, at)]


def around(text: str, wanted: str = "软件") -> list[Surroundings]:
    lines = SourceLines(text)
    return [lines.around(Span(at, at + len(wanted))) for at in places(text, wanted)]


def found(text: str, known: list[Surroundings], wanted: str = "软件") -> list[int | None]:
    """Which of the places in a text, by number, each of the surroundings is found at."""
    lines, there = SourceLines(text), places(text, wanted)
    offsets = [lines.locate(each, wanted) for each in known]
    return [None if offset is None else there.index(offset) for offset in offsets]


def test_identical_lines_are_told_apart() -> None:
    assert len({*around(SIX)}) == 6
    assert found(SIX, around(SIX)) == [0, 1, 2, 3, 4, 5]


def test_a_line_inserted_above_moves_all() -> None:
    assert found(f"新的一行。\n\n{SIX}", around(SIX)) == [0, 1, 2, 3, 4, 5]


def test_of_six_identical_lines_one_is_removed_and_the_others_hold() -> None:
    third = f"第1段。\n\n{LINE}\n\n"
    assert SIX.count(third) == 1
    assert found(SIX.replace(third, "第1段。\n\n"), around(SIX)) == [0, 1, None, 2, 3, 4]


def test_one_more_identical_line_does_not_move_the_others() -> None:
    assert found(f"{LINE}\n\n新的一段。\n\n{SIX}", around(SIX)) == [1, 2, 3, 4, 5, 6]


def test_identical_lines_that_nothing_tells_apart_are_not_guessed_at() -> None:
    before = "\n".join([LINE] * 6)
    after = "\n".join([LINE] * 5)
    assert found(before, around(before)) == [0, 1, 2, 3, 4, 5]
    assert found(after, around(before)) == [0, None, None, None, None, 4]


def test_a_line_that_was_doubled_keeps_its_place_by_its_neighbours() -> None:
    before = f"上。\n{LINE}\n下。"
    assert found(f"{before}\n{LINE}", around(before)) == [0]
    assert found(f"{LINE}\n中。\n{LINE}", around(before)) == [None]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_matter(ending: str) -> None:
    assert found(SIX.replace("\n", ending), around(SIX)) == [0, 1, 2, 3, 4, 5]


def test_a_line_that_was_edited_keeps_the_place_by_the_text_around_it() -> None:
    before = "这里说的是别的。人们写的软件总有一些毛病，没有办法。"
    (place,) = around(before)
    for after in (
        "这里说的完全不是这个。人们写的软件总有一些毛病，没有办法。",
        "这里说的是别的。人们写的软件总有很多毛病，没有办法。",
        "别的话。\n\n说明：有人们写的软件总有一些问题。",
    ):
        assert found(after, [place]) == [0], after
    assert found("别的软件。", [place]) == [None]
    assert found(f"{before}一\n{before}二", [place]) == [None]


def test_the_edge_of_a_line_has_to_be_one_again() -> None:
    (place,) = around("软件是人们写的好东西吧。\n")
    assert found("软件是人们写的好东西吗？\n", [place]) == [0]
    assert found("这个软件是人们写的好东西。\n", [place]) == [None]
    (last,) = around("我们写了软件")
    assert found("今天我们写了软件\n", [last]) == [None]  # and four code points are not enough


def test_an_unchanged_line_is_not_taken_for_an_edited_one() -> None:
    (place,) = around("一。人们写的软件总有毛病。")
    lines = SourceLines("二。人们写的软件总有毛病。")
    assert lines.locate(place, "软件") is not None
    assert lines.locate(place, "软件", unchanged={lines.hashes[0]}) is None
    assert lines.locate(place, "软件", exact=True) is None


def test_a_place_may_span_lines_or_be_empty() -> None:
    text = "一\n二\n三\n"
    lines = SourceLines(text)
    for span in (Span(0, 3), Span(1, 1), Span(1, 4), Span(6, 6)):
        assert SourceLines("〇\n" + text).locate(lines.around(span), text[span.start : span.end]) == span.start + 2
