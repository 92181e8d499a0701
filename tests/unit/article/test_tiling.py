"""Parts laid over one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langbridge.article.model import Part, PartKind
from langbridge.article.tiling import outermost, overlay_parts, tile, told_with_lines

P, C, F = PartKind.PARAGRAPH, PartKind.CODE, PartKind.FOREIGN


def test_what_lies_above_cuts_what_lies_below() -> None:
    below = [Part(0, 4, P, 1), Part(6, 9, P, 2), Part(9, 12, C)]
    assert overlay_parts(below, [Part(2, 3, F), Part(5, 10, F)]) == [
        Part(0, 2, P, 1),
        Part(2, 3, F),
        Part(3, 4, P, 1),
        Part(5, 10, F),
        Part(10, 12, C),
    ]


def test_the_first_of_two_that_overlap_keeps_what_they_share() -> None:
    assert outermost([Part(5, 9, C), Part(0, 6, F), Part(1, 2, C), Part(9, 9, C)]) == [Part(0, 6, F), Part(6, 9, C)]


def test_gaps_are_markup_and_blocks_are_numbered_in_order() -> None:
    assert tile([Part(2, 3, P, 9), Part(3, 3, C), Part(5, 6, P, 4), Part(6, 7, P, 9)], 1, 8, 3) == [
        Part(1, 2, PartKind.MARKUP),
        Part(2, 3, P, 3),
        Part(3, 5, PartKind.MARKUP),
        Part(5, 6, P, 4),
        Part(6, 7, P, 3),
        Part(7, 8, PartKind.MARKUP),
    ]


def test_lines_are_counted_by_every_line_end() -> None:
    assert told_with_lines("a\r\nb\rc\nd", [(7, "d"), (0, "a"), (3, "b"), (5, "c")]) == ["line 1: a", "line 2: b", "line 3: c", "line 4: d"]


spans = st.lists(st.integers(0, 30), max_size=12, unique=True).map(sorted).map(lambda at: list(zip(at[::2], at[1::2], strict=False)))


@given(spans, spans)
def test_laying_over_paints(below: list[tuple[int, int]], above: list[tuple[int, int]]) -> None:
    painted: dict[int, PartKind] = {}
    for span, kind in [*((span, P) for span in below), *((span, F) for span in above)]:
        painted |= dict.fromkeys(range(*span), kind)
    laid = overlay_parts([Part(*span, P, 0) for span in below], [Part(*span, F) for span in above])
    assert laid == sorted(laid)
    assert {at: part.kind for part in laid for at in range(part.start, part.end)} == painted
    assert sum(part.end - part.start for part in laid) == len(painted)
