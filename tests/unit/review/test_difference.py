"""Differences: two texts rebuilt from their pieces, lines that belong together, and pieces that a reader would mark."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.review.difference import Difference, changed_spans, compare, compare_by_changes
from langbridge.review.difference.alignment import align, common_tokens
from langbridge.review.difference.comparison import LONGEST, segments
from langbridge.review.difference.words import lines, sentences, tokens
from langbridge.values import Changes, Layer, Rule, Substitution

HAN = "软件质量很高的国里面发后這個軟體品質裡頭髮"
_TEXT = st.text(alphabet=st.sampled_from([*HAN, *"ab .,。，\n\n\r\t1é\u0301\u3000\ufe00𠮷"]), max_size=80)


def check(difference: Difference, a: str, b: str) -> None:
    """All that a reader of a difference relies on."""
    assert (difference.a, difference.b) == (a, b)
    at = b_at = 0
    for piece in difference.pieces:
        assert (piece.a.start, piece.b.start) == (at, b_at)
        at, b_at = at + len(piece.a.text), b_at + len(piece.b.text)
        assert (piece.a.end, piece.b.end) == (at, b_at)
        assert a[piece.a.start : at] == piece.a.text and b[piece.b.start : b_at] == piece.b.text
        assert piece.a.text or piece.b.text
    assert (at, b_at) == (len(a), len(b))
    for side, text in ((0, a), (1, b)):
        numbers = [row[:2][side] for row in difference.rows if row[:2][side] is not None]
        assert numbers == list(range(1, len(lines(text)) + 1))
    for row in difference.rows:
        for number, text, joined in (
            (row.a_line, a, "".join(piece.a.text for piece in row.pieces)),
            (row.b_line, b, "".join(piece.b.text for piece in row.pieces)),
        ):
            assert joined == ("" if number is None else lines(text)[number - 1])


def shown(a: str, b: str) -> str:
    """A difference as one string."""
    return "".join(piece.a.text if piece.same else f"[{piece.a.text}|{piece.b.text}]" for piece in compare(a, b).pieces)


def applied(a: str, b: str) -> str:
    made, done = [], 0
    for span, other in changed_spans(a, b):
        made += [a[done : span.start], b[other.start : other.end]]
        done = span.end
    return "".join((*made, a[done:]))


@given(_TEXT, _TEXT)
def test_the_pieces_of_any_difference_rebuild_both_texts(a: str, b: str) -> None:
    check(compare(a, b), a, b)
    check(compare(a, b).turned, b, a)
    assert applied(a, b) == b


@given(_TEXT, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 4), _TEXT.map(lambda text: text[:6])), max_size=6))
def test_edited_texts_are_rebuilt_and_what_was_not_edited_is_the_same(a: str, edits: list[tuple[int, int, str]]) -> None:
    b = a
    for start, length, text in edits:
        b = b[:start] + text + b[start + length :]
    check(compare(a, b), a, b)
    assert applied(a, b) == b
    assert compare(a, a).same and not changed_spans(a, a)


@given(
    st.lists(st.tuples(_TEXT.map(lambda text: text[:9]), _TEXT.map(lambda text: text[:5]), _TEXT.map(lambda text: text[:5])), max_size=8)
)
def test_a_difference_by_changes_rebuilds_both_texts_and_has_every_change(parts: list[tuple[str, str, str]]) -> None:
    source, starts, table = "", [], []
    for between, text, target in parts:
        source += between + "。"
        starts.append(len(source))
        table.append(Substitution(text, target, Rule(Layer.HUMAN, "edit")))
        source += text
    changes = Changes(table, starts, range(len(table)))
    output = changes.apply(source)
    found = compare_by_changes(source, changes)
    check(found, source, output)
    if "\n" not in "".join(text + target for _, text, target in parts):
        told = [piece.change for piece in found.pieces if not piece.same]
        assert told == [change for change in changes if not change.kept]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("这个软件的质量", "這個軟件的品質", "[这个软|這個軟]件的[质量|品質]"),
        ("# 软件\n", "# 軟體\n", "# [软件|軟體]\n"),
        # Words and numbers are whole; the space between two that differ is theirs.
        ("The brown fox ran 3.14 km.\n", "The red fox ran 3.15 km.\n", "The [brown|red] fox ran [3.14|3.15] km.\n"),
        ("quick brown fox and more\n", "slow red fox and more\n", "[quick brown|slow red] fox and more\n"),
        # A sentence is put in as a sentence.
        ("一句。二句。\n", "一句。新句。二句。\n", "一句。[|新句。]二句。\n"),
        # Kana and Han alone, Latin in between whole.
        ("用 Rust 寫的カード", "用 Trust 寫的カーボ", "用 [Rust|Trust] 寫的カー[ド|ボ]"),
        ("x\r\ny\r\n", "x\ny\n", "x[\r\n|\n]y[\r\n|\n]"),
        ("last", "last\n", "last[|\n]"),
        ("", "一\n", "[|一\n]"),
        # A variation selector belongs to its character.
        ("葛\U000e0100城", "葛城", "[葛\U000e0100|葛]城"),
    ],
)
def test_pieces_are_what_a_reader_would_mark(a: str, b: str, expected: str) -> None:
    assert shown(a, b) == expected


def test_unrelated_lines_are_replaced_whole() -> None:
    a = "The committee met on Tuesday and nothing was decided, as ever, for the lack of a quorum.\n"
    b = "Prices of memory rose on every market for a third week, and a fourth may follow that.\n"
    assert shown(a, b) == f"[{a[:-1]}|{b[:-1]}]\n"


PARAGRAPHS = [
    f"第{number}段说的是{HAN[number % 17]}和{chr(0x4E00 + 37 * number)}{chr(0x5200 + 91 * number)}，没有别的软件。\n"
    for number in range(80)
]
CONVERTED = [line.replace("说", "說").replace("软件", "軟體").replace("没", "沒").replace("别", "別") for line in PARAGRAPHS]


def spaced(paragraphs: list[str]) -> str:
    return "\n".join(paragraphs)


def partners(a: str, b: str) -> dict[int, int]:
    return {row.a_line: row.b_line for row in compare(a, b).rows if row.a_line is not None and row.b_line is not None}


def test_every_line_of_a_conversion_stands_beside_its_source() -> None:
    a, b = spaced(PARAGRAPHS), spaced(CONVERTED)
    assert partners(a, b) == {number: number for number in range(1, len(lines(a)) + 1)}


@pytest.mark.parametrize("more", [1, 7, 60])
@pytest.mark.parametrize("at", [0, 30, 80])
def test_lines_stay_together_around_an_insertion_although_all_of_them_differ(more: int, at: int) -> None:
    new = [f"An unrelated line in English, number {number}.\n" for number in range(more)]
    found = partners(spaced(PARAGRAPHS), spaced([*CONVERTED[:at], *new, *CONVERTED[at:]]))
    for number in range(80):
        assert found[2 * number + 1] == 2 * (number + (more if number >= at else 0)) + 1


def test_a_moved_part_is_left_out_and_put_in_and_the_rest_stays_together() -> None:
    found = partners(spaced(PARAGRAPHS), spaced([*CONVERTED[50:70], *CONVERTED[:50], *CONVERTED[70:]]))
    kept = [number for number in range(80) if not 50 <= number < 70]
    assert all(found[2 * number + 1] == 2 * (number + (20 if number < 50 else 0)) + 1 for number in kept)


def test_a_split_or_deleted_paragraph_moves_no_other() -> None:
    without = [*CONVERTED[:10], *CONVERTED[11:]]
    found = partners(spaced(PARAGRAPHS), spaced(without))
    assert 21 not in found and found[19] == 19 and found[23] == 21


def test_lines_on_both_sides_that_nothing_joins_stand_beside_each_other_where_their_number_is_the_same() -> None:
    a, b = "开头\n甲乙丙\n丁戊己\n结尾\n", "开头\nfirst\nsecond\n结尾\n"
    assert partners(a, b) == {1: 1, 2: 2, 3: 3, 4: 4}


def texts(kind: str, count: int) -> tuple[list[str], list[str]]:
    """Pairs of texts of about `count` lines that have little for an alignment to hold on to."""
    made = random.Random(f"{kind} {count}")

    def line(alphabet: str, length: int = 12) -> str:
        return "".join(made.choices(alphabet, k=length)) + "\n"

    if kind == "unrelated":
        return [line("的一是不了在人有我他") for _ in range(count)], [line("abcdef ghij") for _ in range(count + count // 3)]
    if kind == "few characters":
        return [line("的一是不") for _ in range(count)], [line("的一是不") for _ in range(count + 9)]
    if kind == "one line again and again":
        return ["甲乙丙丁\n"] * count, ["甲乙丙戊\n"] * (count + count // 2)
    if kind == "every line differs":
        source = [line(HAN) for _ in range(count)]
        return source, [one.replace("的", "之").replace("很", "甚") for one in source]
    if kind == "moved":
        source = [line(HAN) for _ in range(count)]
        return source, [one.replace("很", "甚") for one in source[count // 2 :] + source[: count // 2]]
    if kind == "reversed":
        source = [line(HAN) for _ in range(count)]
        return source, source[::-1]
    assert kind == "blank"
    return ["\n"] * count, ["\n"] * (count // 2) + ["x\n"] + ["\n"] * count


KINDS = ("unrelated", "few characters", "one line again and again", "every line differs", "moved", "reversed", "blank")


@pytest.mark.parametrize("kind", KINDS)
def test_lines_are_compared_with_few_others_however_many_there_are(kind: str) -> None:
    def comparisons(count: int) -> int:
        calls = 0

        def counting(one: str, other: str) -> int:
            nonlocal calls
            calls += 1
            assert len(one) <= 256 and len(other) <= 256
            return common_tokens(one, other)

        a, b = texts(kind, count)
        pairs = align(a, b, counting)
        assert [i for i, _ in pairs if i is not None] == list(range(len(a)))
        assert [j for _, j in pairs if j is not None] == list(range(len(b)))
        return calls

    assert comparisons(4000) <= 40 * 4000
    # Ten times the lines take about ten times the comparisons; a quadratic way would take a hundred times.
    assert comparisons(4000) <= 20 * comparisons(400) + 400


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda made: "".join(made.choices(HAN, k=20_000)), id="no sentence ends"),
        pytest.param(lambda made: "".join(made.choices(HAN + "。", k=20_000)), id="sentences"),
        pytest.param(lambda made: "a" * 20_000, id="one word"),
        pytest.param(lambda made: " ".join("".join(made.choices("abcde", k=3)) for _ in range(9000)), id="words"),
        pytest.param(lambda made: "。" * 20_000, id="marks alone"),
    ],
)
def test_long_lines_are_cut_before_they_are_compared(make: Callable[[random.Random], str]) -> None:
    made = random.Random(7)
    a = make(made)
    b = a[:5000] + "新" * 3000 + a[7000:12000] + make(made)
    for one, other in segments(tokens(a), tokens(b)):
        assert one == other or not one or not other or len(one) + len(other) <= LONGEST
    check(compare(a, b), a, b)


@given(_TEXT)
def test_tokens_sentences_and_lines_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == "".join(sentences(text)) == "".join(lines(text)) == text


def test_hunks_have_context_and_those_that_touch_are_one() -> None:
    a = "".join(f"{number}\n" for number in range(1, 41))
    b = a.replace("\n5\n", "\n五\n").replace("\n12\n", "\n十二\n").replace("\n30\n", "\n三十\n")
    difference = compare(a, b)
    assert [hunk.a_lines for hunk in difference.hunks()] == [(2, 14), (27, 7)]
    assert [hunk.b_lines for hunk in difference.hunks(0)] == [(5, 1), (12, 1), (30, 1)]
    assert [hunk.a_lines for hunk in difference.hunks(100)] == [(1, 40)]
    assert not list(compare(a, a).hunks())


def test_the_stat_counts_lines_places_and_characters() -> None:
    assert compare("一\n二\n三\n四五六\n", "一\n三\n四X六Y\n新\n新\n").stat == (1, 1, 2, 5, 3, 6)
