"""Whether an article spaces Han and Latin, and terms written as it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.typography import spaced_term, spaces_latin


def test_an_article_is_spaced_where_most_borders_are() -> None:
    assert spaces_latin(["我們用 AI 代理", "做 2025 年的事"])
    assert not spaces_latin(["我们用AI代理", "做2025年的事"])
    assert spaces_latin(["用 AI 做 GPU 的事,用AI"])
    assert not spaces_latin(["用 AI 代理"])
    assert not spaces_latin([])
    assert not spaces_latin(["English only, no border at all"])


@pytest.mark.parametrize(
    ("target", "before", "after", "written"),
    [
        ("AI代理", "用", "做", " AI 代理"),
        ("AI 代理", "", "", "AI 代理"),
        ("Podcast", "聽", "節", " Podcast "),
        ("Podcast", " ", "，", "Podcast"),
        ("Podcast", "「", "」", "Podcast"),
        ("軟體", "用", "A", "軟體 "),
        ("5G網路", "a", "b", " 5G 網路 "),
        ("", "用", "做", ""),
    ],
)
def test_in_a_spaced_article(target: str, before: str, after: str, written: str) -> None:
    assert spaced_term(target, before, after, spaced=True) == written


@pytest.mark.parametrize(("target", "written"), [("AI 代理", "AI代理"), ("AI代理", "AI代理"), ("Open Source 軟體", "Open Source軟體")])
def test_in_an_unspaced_article(target: str, written: str) -> None:
    assert spaced_term(target, "用", "做", spaced=False) == written


@given(st.text(alphabet="甲乙AI5 ，-", max_size=12), st.booleans())
def test_writing_it_twice_is_writing_it_once(target: str, spaced: bool) -> None:
    once = spaced_term(target, "", "", spaced=spaced)
    assert spaced_term(once, "", "", spaced=spaced) == once


@given(st.text(alphabet="甲乙AI5，-", max_size=12))
def test_only_spaces_come_and_go(target: str) -> None:
    assert spaced_term(target, "甲", "A", spaced=True).replace(" ", "") == target
