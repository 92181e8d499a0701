"""Where terms, the guard and markup meet in one article."""

from __future__ import annotations

import pytest

from langbridge.article import Markup, parse_article
from langbridge.glossary import Termbase
from langbridge.pipeline import Conversion, Conversions
from langbridge.values import HANT, LanguageTag

GLOSSARY = """
concepts:
  - id: agent
    zh-Hans: 智能体
    zh-Hant: AI 代理
  - id: call
    zh-Hans: API 调用
    zh-Hant: API 呼叫
"""


@pytest.fixture(scope="module")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> Conversions:
    path = tmp_path_factory.mktemp("glossary") / "terms.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return Conversions(Termbase.load([path]))


def convert(conversions: Conversions, text: str) -> Conversion:
    return conversions.convert_article(parse_article(text, markup=Markup.MARKDOWN), HANT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The guard has something to refuse on the far side of a term's space, where a clause of its own would begin.
        ("函数API 调用美国历史", "函數API呼叫美國歷史"),
        ("美国历史API 调用美国历史", "美國歷史API呼叫美國歷史"),
        ("更复杂API 调用更复杂，API 调用更复杂", "更複雜API呼叫更複雜，API呼叫更複雜"),
    ],
)
def test_a_term_with_a_space_stands_beside_what_the_guard_refuses(conversions: Conversions, text: str, expected: str) -> None:
    conversion = convert(conversions, text)
    assert conversion.text.replace(" ", "") == expected
    assert conversion.changes.undo(conversion.text) == text


@pytest.mark.parametrize(("before", "after"), [("a@b.com", "a@b.com "), ("OpenAI", "OpenAI "), ("`x`", "`x`")])
def test_a_term_in_latin_letters_does_not_run_into_what_stands_before_it(conversions: Conversions, before: str, after: str) -> None:
    assert f"{after}AI" in convert(conversions, f"# 写信\n\n给{before}智能体").text


def test_a_text_with_lone_surrogates_is_converted_around_them(conversions: Conversions) -> None:
    assert convert(conversions, "后面\ud800软件\udfff").text == "後面\ud800軟件\udfff"


@pytest.mark.parametrize(("target", "written"), [("zh-Hant", "3.5萬億"), ("zh-Hant-TW", "3.5兆"), ("zh-Hant-HK", "3.5萬億")])
def test_large_numbers_are_words_of_a_region(target: str, written: str) -> None:
    article = parse_article("一个值3.5万亿的市场里有美国历史。", markup=Markup.TEXT)
    assert written in Conversions().convert_article(article, LanguageTag.parse(target)).text
