"""Tables for people."""

from __future__ import annotations

import pytest

from langbridge.cli.tables import print_table


def test_columns_are_as_wide_as_what_is_in_them_with_han_counted_as_two(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "count"), [("文章", "1"), ("e\u0301", "22"), ("ascii", "333")], right=(1,))
    assert capsys.readouterr().out.splitlines() == [
        "name   count",
        "文章       1",
        "e\u0301         22",
        "ascii    333",
    ]


def test_a_table_goes_where_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a",), [("1",)], err=True)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "a\n1\n")
