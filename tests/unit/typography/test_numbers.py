"""万亿 and 兆: the same value written as the region writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.typography import number_changes
from langbridge.values import ENGLISH, HANS, HANS_CN, HANT, HANT_HK, HANT_TW, Changes, LanguageTag, Layer, Risk


def numbered(text: str, source: LanguageTag, target: LanguageTag) -> str:
    return Changes.from_found(number_changes(text, source=source, target=target)).apply(text)


def flagged(text: str, source: LanguageTag, target: LanguageTag) -> list[str]:
    return [said.rule.id for _, said in number_changes(text, source=source, target=target) if said.risk is Risk.REVIEW]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("3.5万亿美元", "3.5兆美元"),
        ("1.4 万亿美元", "1.4 兆美元"),
        ("数万亿元", "数兆元"),
        ("十万亿、百万亿、千万亿", "十兆、百兆、千兆"),
        ("上万亿的投资", "上兆的投资"),
        ("万亿美元俱乐部", "兆美元俱乐部"),
        ("万亿级市场", "兆级市场"),
        ("3万亿4000亿", "3兆4000亿"),
        ("1,200万亿", "1,200兆"),
    ],
)
@pytest.mark.parametrize("tag", [HANT_TW, HANT])
def test_taiwan_writes_zhao(source: str, target: str, tag: LanguageTag) -> None:
    assert numbered(source, HANS_CN, tag) == target
    assert flagged(source, HANS_CN, tag) == []


def test_from_hong_kong_to_taiwan() -> None:
    assert numbered("3.5萬億美元", HANT_HK, HANT_TW) == "3.5兆美元"


@pytest.mark.parametrize(
    ("source", "mainland", "hong_kong"),
    [
        ("1.4 兆美元", "1.4 万亿美元", "1.4 萬億美元"),
        ("3.5兆", "3.5万亿", "3.5萬億"),
        ("數兆美元", "數万亿美元", "數萬億美元"),
        ("1.35 兆個 Token", "1.35 万亿個 Token", "1.35 萬億個 Token"),
        ("十兆、百兆、千兆元", "十万亿、百万亿、千万亿元", "十萬億、百萬億、千萬億元"),
        ("兆元產業", "万亿元產業", "萬億元產業"),
    ],
)
def test_the_mainland_writes_wan_yi(source: str, mainland: str, hong_kong: str) -> None:
    assert numbered(source, HANT_TW, HANS_CN) == numbered(source, HANT, HANS) == mainland
    assert numbered(source, HANT_TW, HANT_HK) == hong_kong


@pytest.mark.parametrize(
    "text",
    [
        "500兆字節",
        "10兆赫",
        "千兆瓦",
        "5 兆帕",
        "百兆位元",
        "2兆歐",
        "千兆乙太網路",
        "百兆寬頻",
        "十兆頻寬",
        "千兆網",
        "預兆、徵兆、吉兆、兆頭",
        "佳兆業",
        "京兆",
        "汪兆銘與李兆基",
        "100兆bps",
    ],
)
def test_units_omens_and_names_are_no_numbers(text: str) -> None:
    assert number_changes(text, source=HANT_TW, target=HANS_CN) == []


@pytest.mark.parametrize("text", ["千兆以太网", "百兆宽带", "十兆带宽", "500兆字节", "征兆", "1.4兆美元"])
def test_units_in_mainland_text_are_not_flagged(text: str) -> None:
    assert number_changes(text, source=HANS_CN, target=HANT_TW) == []


def test_what_is_not_clear_is_flagged() -> None:
    assert flagged("每秒10兆的速度", HANS_CN, HANT_TW) == ["zhao"]
    assert flagged("民兆甚多", HANT_TW, HANS_CN) == ["zhao"]
    assert flagged("一万万亿", HANS_CN, HANT_TW) == ["wan-yi-huge"]
    assert flagged("三萬兆", HANT_TW, HANS_CN) == ["wan-yi-huge"]
    assert flagged("3万亿字节", HANS_CN, HANT_TW) == ["wan-yi-unit"]
    for text, source, target in (("一万万亿", HANS_CN, HANT_TW), ("三萬兆", HANT_TW, HANS_CN), ("3万亿字节", HANS_CN, HANT_TW)):
        assert numbered(text, source, target) == text


def test_a_bare_wan_yi_is_changed_and_looked_at() -> None:
    assert numbered("闭口“万亿市场”的人", HANS_CN, HANT_TW) == "闭口“兆市场”的人"
    ((start, said),) = number_changes("万亿市场", source=HANS_CN, target=HANT_TW)
    assert (start, said.rule.layer, said.risk, said.candidates[:2]) == (0, Layer.NUMBER, Risk.REVIEW, ("兆", "兆元"))


@pytest.mark.parametrize(
    ("source", "target"), [(HANS_CN, HANS), (HANS_CN, HANT_HK), (HANT_TW, HANT), (HANT_HK, HANS_CN), (ENGLISH, HANT_TW), (HANS, ENGLISH)]
)
def test_wan_yi_stays_where_it_is_the_way(source: LanguageTag, target: LanguageTag) -> None:
    assert number_changes("3.5万亿", source=source, target=target) == []


SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12, "万亿": 10**12}


def value(text: str) -> Decimal:
    """The value of digits followed by one scale."""
    digits = text.rstrip("万亿兆")
    return Decimal(digits.replace(",", "")) * SCALES[text[len(digits) :]]


@given(st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False, allow_infinity=False), st.sampled_from([HANT, HANT_TW]))
def test_the_value_stays(number: Decimal, taiwan: LanguageTag) -> None:
    text = f"{number:,}万亿"
    there = numbered(text, HANS_CN, taiwan)
    assert there.endswith("兆") and value(there) == value(text)
    assert numbered(there, taiwan, HANS_CN) == text


@given(st.text(alphabet="万亿兆萬億3.十美元字节预头 ", max_size=16), st.sampled_from([(HANS_CN, HANT_TW), (HANT_TW, HANS_CN)]))
def test_a_second_run_changes_nothing(text: str, way: tuple[LanguageTag, LanguageTag]) -> None:
    once = numbered(text, *way)
    assert numbered(once, *way) == once or "兆" in text  # the result is in the target's script: it is not run the same way again
    assert numbered(once, way[1], way[1]) == once
