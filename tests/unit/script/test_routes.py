"""Which plan leads from where to where."""

from __future__ import annotations

import pytest

from langbridge.script import Converter, route, target_of_config
from langbridge.values import HANS, HANS_CN, HANT, HANT_HK, HANT_TW, Changes, LanguageTag, UsageError


@pytest.mark.parametrize(
    ("source", "target", "plan"),
    [
        (HANS, HANT, "s2tw"),
        (HANS_CN, HANT_TW, "s2twp"),
        (HANS, HANT_HK, "s2hkp"),
        (HANT, HANS, "tw2s"),
        (HANT_TW, HANS_CN, "tw2sp"),
        (HANT_HK, HANS, "hk2s"),
        (HANT_HK, HANS_CN, "hk2sp"),
        (HANT_TW, HANT_HK, "tw2sp+s2hkp"),
        (HANT_HK, HANT_TW, "hk2sp+s2twp"),
    ],
)
def test_plans(source: LanguageTag, target: LanguageTag, plan: str) -> None:
    found = route(source, target)
    assert found is not None and found.name == plan


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (HANT, HANT_TW),
        (HANT, HANT_HK),
        (HANT_TW, HANT),
        (HANS, HANS_CN),
        (LanguageTag("ja"), HANT),
        (LanguageTag("zh"), HANT),
        (None, HANS),
    ],
)
def test_what_passes_through(source: LanguageTag | None, target: LanguageTag) -> None:
    assert route(source, target) is None


def test_a_target_of_another_language_is_refused() -> None:
    with pytest.raises(UsageError, match="not a target of script conversion"):
        route(HANS, LanguageTag("en"))


@pytest.mark.parametrize(
    ("source", "target", "text", "expected"),
    [
        (HANT_TW, HANT_HK, "這個軟體的程式碼在網路上，衛生", "這個軟件的代碼在網絡上，衞生"),
        (HANT_HK, HANT_TW, "這個軟件在互聯網上，的士裏面，衞生", "這個軟體在網際網路上，計程車裡面，衛生"),
    ],
)
def test_between_regions(source: LanguageTag, target: LanguageTag, text: str, expected: str) -> None:
    plan = route(source, target)
    assert plan is not None
    converted = Converter(plan).convert([text])
    assert Changes(converted.substitutions, *converted.columns[0]).apply(text) == expected


def test_configurations_have_tags() -> None:
    assert [target_of_config(name) for name in ("s2t", "s2twp", "tw2sp", "t2jp")] == [HANT, HANT_TW, HANS_CN, LanguageTag("ja")]
    with pytest.raises(UsageError, match="no configuration 's2x'"):
        target_of_config("s2x")
