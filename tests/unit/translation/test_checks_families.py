"""What single families of checks do beyond the pairs of the case file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.article import PartKind
from langbridge.translation.checks import check_consistency, check_pair
from langbridge.translation.checks.chinese_numerals import numeral_range
from langbridge.translation.segments import Code, CodeKind, Content
from langbridge.values import HANS, HANT_TW, LanguageTag

_DOCUMENT = Path(__file__).parents[3] / "docs" / "translation-checks.md"
_CASES = Path(__file__).parents[2] / "cases" / "translation_pairs.yaml"


def rules(source: str, target: str, tag: LanguageTag = HANS, kind: PartKind = PartKind.PARAGRAPH) -> set[str]:
    return {one.rule for one in check_pair((source,), (target,), source_tag=tag, kind=kind)}


def messages(source: Content, target: Content) -> list[str]:
    return [one.message for one in check_pair(source, target, source_tag=HANS)]


@pytest.mark.parametrize(
    ("numeral", "low", "high"),
    [
        ("1.25亿", 1.25e8, 1.25e8),
        ("三万五", 35_000, 35_000),
        ("三千五", 3_500, 3_500),
        ("一百零五", 105, 105),
        ("五千万零三百", 50_000_300, 50_000_300),
        ("二〇二五", 2025, 2025),
        ("三点一四", 3.14, 3.14),
        ("5千", 5_000, 5_000),
        ("1.2万亿", 1.2e12, 1.2e12),
        ("十几", 10, 19),
        ("几十万", 200_000, 990_000),
        ("二十多", 20, 30),
        ("3000多", 3_000, 4_000),
        ("三四百", 300, 400),
        ("二三十", 20, 30),
    ],
)
def test_numerals_are_read_as_values(numeral: str, low: float, high: float) -> None:
    assert numeral_range(numeral) == pytest.approx((low, high))


def test_a_missing_number_is_told_with_its_value_and_what_stands_instead() -> None:
    assert (
        messages(("募得30亿美元。",), ("It raised $30 million.",))[0] == "30亿 (3 billion) is not in the translation, which says 30 million"
    )


def test_zhao_is_a_trillion_in_taiwan_and_may_be_mega_on_the_mainland() -> None:
    assert rules("带宽升级到500兆以后快多了。", "It is much faster since the upgrade to 500 megabits.") == set()
    assert "numbers" in rules("市值达到5兆美元。", "The market value reached $5 million.")
    assert "numbers" in rules("總額達到500兆。", "The total came to 500 million.", HANT_TW)


def test_bare_yuan_may_be_taiwan_dollars_in_traditional_text() -> None:
    assert rules("票價是300元。", "A ticket costs NT$300.", HANT_TW) == set()
    assert "currency" in rules("票价是300元。", "A ticket costs NT$300.")


def test_labels_may_be_of_any_length() -> None:
    source, target = "按年龄段划分的每月活跃用户数量占比", "MAU by age"
    assert "length" in rules(source, target)
    assert rules(source, target, kind=PartKind.TABLE_CELL) == set()


def test_one_of_two_names_with_the_same_beginning_is_not_the_other() -> None:
    assert "names" in rules("GPT-4和GPT-4o都可以用。", "You can use GPT-4o.")


def test_words_across_codes_are_one_text() -> None:
    strong = Code(1, CodeKind.OPEN, "**"), Code(1, CodeKind.CLOSE, "**")
    source: Content = ("营收", strong[0], "3", strong[1], "亿元。")
    target: Content = ("Revenue was RMB ", strong[0], "300", strong[1], " million.")
    assert messages(source, target) == []


def test_a_code_that_changed_is_missing_and_new() -> None:
    one, other = Code(1, CodeKind.ALONE, "`a`"), Code(1, CodeKind.ALONE, "`b`")
    assert messages(("运行", one, "。"), ("Run ", other, ".")) == [
        "code 1 (alone, `a`) is missing",
        "code 1 (alone, `b`) is not in the source",
    ]


def test_nothing_more_is_said_of_an_empty_translation() -> None:
    assert rules("融资30亿美元，用的是GPT-4。", "") == {"empty"}


def test_a_longer_term_covers_a_shorter_one() -> None:
    terms = (("智能体", ("agent",)), ("多智能体系统", ("multi-agent system",)))
    assert check_pair(("多智能体系统很复杂。",), ("Multi-agent systems are complex.",), source_tag=HANS, terms=terms) == ()
    found = check_pair(("多智能体系统和智能体。",), ("Multiple systems and robots.",), source_tag=HANS, terms=terms)
    assert {one.message for one in found} == {"智能体 should be agent", "多智能体系统 should be multi-agent system"}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("agency", "Agencies"),
        ("fine-tune", "fine tuning"),
        ("data set", "datasets"),
        ("model", "the model’s"),
        ("company", "the companies' plans"),
        ("stop", "stopped"),
        ("analysis", "analyses"),
        ("C++", "in C++, too"),
        ("large language model", "large\u00a0language models"),
    ],
)
def test_terms_may_be_inflected(form: str, text: str) -> None:
    assert check_pair(("词",), (text,), source_tag=HANS, terms=(("词", (form,)),)) == ()


@pytest.mark.parametrize(("form", "text"), [("agent", "reagents"), ("model", "a modern one"), ("art", "party"), ("go", "google")])
def test_a_word_that_only_holds_a_term_is_not_the_term(form: str, text: str) -> None:
    assert [one.rule for one in check_pair(("词",), (text,), source_tag=HANS, terms=(("词", (form,)),))] == ["terms"]


def test_an_article_keeps_to_one_form_of_a_term() -> None:
    terms = (("算力", ("compute", "computing power")),)
    pairs: list[tuple[Content, Content]] = [
        (("算力很贵。",), ("Compute is expensive.",)),
        (("算力不够。",), ("There is not enough computing power.",)),
        (("需要算力。",), ("It needs compute.",)),
    ]
    assert [(number, one.rule, one.message) for number, one in check_consistency(pairs, terms)] == [
        (1, "consistency", "算力 is computing power here and compute elsewhere")
    ]
    assert check_consistency([pairs[0], pairs[2]], terms) == ()


def test_the_same_text_has_one_translation() -> None:
    pairs: list[tuple[Content, Content]] = [
        (("本文由编辑部整理",), ("Compiled by the editors",)),
        (("本文由编辑部整理",), ("Edited by the editorial office",)),
        (("本文由编辑部整理",), ("Compiled by the editors",)),
        (("是",), ("Yes",)),
        (("是",), ("True",)),
    ]
    assert [number for number, _ in check_consistency(pairs)] == [1]


def test_every_rule_is_documented() -> None:
    documented = set(re.findall(r"^### ([\w-]+)$", _DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    in_table = set(re.findall(r"^\| \[`([\w-]+)`\]", _DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    tested = set(re.findall(r"rule: ([\w-]+)\}", _CASES.read_text(encoding="utf-8"))) | {"consistency"}
    assert documented == in_table == tested


_LETTERS = "一二三四五六七八九十百千万亿兆几数多半点年月日第倍成%0123456789.,-:到之分 "
_PIECES = st.sampled_from([*_LETTERS, "half", "million", "a", "hundred", "GPT-4", "$", "元"])


@given(st.lists(_PIECES, max_size=30).map("".join), st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_can_be_checked(source: str, target: str) -> None:
    check_pair((source,), (target,), source_tag=HANS)
