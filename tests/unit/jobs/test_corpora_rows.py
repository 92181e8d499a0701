"""Texts are found in rows by their paths, and replaced in the row's own spelling."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.jobs.corpora.columns import Column, branches
from langbridge.jobs.corpora.json_rows import RowError, read_row
from langbridge.values import UsageError


def columns(*paths: str) -> tuple[Column, ...]:
    return tuple(map(Column.parse, paths))


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("text", ("text",)),
        ("meta.title", ("meta", "title")),
        ("messages[].content", ("messages", "[]", "content")),
        ("turns[][]", ("turns", "[]", "[]")),
        (r"a\.b.c\[\]", ("a.b", "c[]")),
        ("內文", ("內文",)),
    ],
)
def test_a_path_is_read_in_steps(written: str, steps: tuple[str, ...]) -> None:
    assert Column.parse(written).steps == steps


@pytest.mark.parametrize("written", ["", ".", "a.", ".a", "a..b", "[]", "[].a", "a[", "a[0]", "a[]b"])
def test_what_is_no_path_is_an_error(written: str) -> None:
    with pytest.raises(UsageError, match="no path of a field"):
        Column.parse(written)


def test_columns_that_contradict_each_other() -> None:
    with pytest.raises(UsageError, match="contradict"):
        branches(columns("a", "a.b"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # Numbers, order, spaces, escapes and doubled keys stay as they are.
        (
            '{"n": 1.0,"text":"a" , "big":1234567890123456789012, "e": 1e5}',
            '{"n": 1.0,"text":"A" , "big":1234567890123456789012, "e": 1e5}',
        ),
        ('  { "text" : "a\\u0062\\/" }  ', '  { "text" : "AB/" }  '),
        ('{"other": "\\u8f6f\\/", "text": "1"}', '{"other": "\\u8f6f\\/", "text": "1"}'),
        ('{"text": "\\u8f6fa"}', '{"text": "\\u8f6fA"}'),
        ('{"text": "软a"}', '{"text": "软A"}'),
        ('{"text": "a", "text": "b"}', '{"text": "A", "text": "B"}'),
        ('{"text": null}', '{"text": null}'),
        ('{"n": NaN, "text": "a\\n\\"b"}', '{"n": NaN, "text": "A\\n\\"B"}'),
        (f'{{"n": {"9" * 5000}, "text": "a"}}', f'{{"n": {"9" * 5000}, "text": "A"}}'),
    ],
)
def test_only_what_changes_is_written_anew(row: str, expected: str) -> None:
    read = read_row(row, branches(columns("text")))
    assert read.replaced([place.text.upper() for place in read.places], {}) == expected


def test_nested_texts_are_found_in_order() -> None:
    row = '{"m": [{"c": "a", "r": 1}, {"r": {"c": "no"}, "c": null}, {"c": "b"}], "l": [["x"], [], null, ["y", "z"]], "t": {"u": "v"}}'
    read = read_row(row, branches(columns("m[].c", "l[][]", "t.u")))
    assert [(place.path, place.text) for place in read.places] == [
        ("m[0].c", "a"),
        ("m[2].c", "b"),
        ("l[0][0]", "x"),
        ("l[3][0]", "y"),
        ("l[3][1]", "z"),
        ("t.u", "v"),
    ]
    assert json.loads(read.replaced(list("ABXYZV"), {})) == {
        "m": [{"c": "A", "r": 1}, {"r": {"c": "no"}, "c": None}, {"c": "B"}],
        "l": [["X"], [], None, ["Y", "Z"]],
        "t": {"u": "V"},
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nonsense", "not JSON: Expecting value at character 1"),
        ('{"text": "a"', "not JSON"),
        ('{"text": "a",}', "not JSON"),
        ('{"text": "a"} x', "not JSON: Extra data"),
        ('{"text": "a\tb"}', "not JSON: Invalid control character"),
        ('{"text" "a"}', "not JSON"),
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ('{"other": 1}', "no field text"),
        ('{"text": 5}', "text is a number, not text"),
        ('{"text": {"a": 1}}', "text is an object, not text"),
        ('{"text": ["a"]}', "text is a list, not text"),
        ('{"text": [}', "not JSON"),
        ('{"x": ' + "[" * 100_000 + "]" * 100_000 + ', "text": "a"}', "nested too deeply"),
    ],
)
def test_a_bad_row_says_why(row: str, reason: str) -> None:
    with pytest.raises(RowError, match=reason):
        read_row(row, branches(columns("text")))


def test_a_field_that_is_missing_in_one_element() -> None:
    with pytest.raises(RowError, match=r"no field m\[1\]\.c"):
        read_row('{"m": [{"c": "a"}, {}]}', branches(columns("m[].c")))


def test_new_fields_come_last_in_the_rows_own_style() -> None:
    wanted = branches(columns("text"))
    for row, expected in (
        ('{"text":"a"}', '{"text":"A","n":{"k":1}}'),
        ('{"text": "a" }', '{"text": "A", "n": {"k": 1} }'),
        ('{ "text": "a", "x": [] }', '{ "text": "A", "x": [], "n": {"k": 1} }'),
    ):
        assert read_row(row, wanted).replaced(["A"], {"n": {"k": 1}}) == expected
    with pytest.raises(RowError, match="a field n already"):
        read_row('{"text": "a", "n": 1}', wanted).replaced(["A"], {"n": 2})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values, max_size=5), st.text(), st.booleans(), st.sampled_from([None, 1]))
def test_all_else_is_untouched(others: dict[str, object], text: str, ascii_only: bool, indent: int | None) -> None:
    whole = {**others, "text": text}
    row = json.dumps(whole, ensure_ascii=ascii_only, indent=indent)
    read = read_row(row, branches(columns("text")))
    assert read.replaced([text], {}) == row
    assert json.loads(read.replaced([text + "后"], {"new": [1]} if "new" not in whole else {})) == {
        **whole,
        "text": text + "后",
        **({"new": [1]} if "new" not in whole else {}),
    }
