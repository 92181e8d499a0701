"""What several verbs share."""

from __future__ import annotations

import pytest

from langbridge.cli.options import MarkupChoice, complete_tag, reading_of, target_tag
from langbridge.project import load_settings
from langbridge.values import SCRIPT_TARGETS, UsageError


@pytest.mark.parametrize("tag", SCRIPT_TARGETS, ids=str)
def test_every_target_is_one(tag: object) -> None:
    assert target_tag(str(tag)) == tag


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("en", "does not translate"),
        ("zh", "no target"),
        ("zh-Hant-MO", "no target"),
        ("ja", "no target"),
        ("traditional", "no language tag"),
    ],
)
def test_anything_else_says_why_not_and_names_the_targets(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        target_tag(text)
    assert "zh-Hans-CN" in caught.value.remedy


def test_tags_are_completed() -> None:
    assert complete_tag("zh-Hant-") == ["zh-Hant-TW", "zh-Hant-HK"]
    assert complete_tag("en") == []


@pytest.mark.parametrize("source", ["en", "zh", "zh-Latn"])
def test_a_source_has_to_be_a_chinese_script(source: str) -> None:
    with pytest.raises(UsageError, match="no Chinese script"):
        reading_of(load_settings(), MarkupChoice.AUTO, None, source)


def test_an_encoding_has_to_exist() -> None:
    with pytest.raises(UsageError, match="no encoding"):
        reading_of(load_settings(), MarkupChoice.AUTO, "utf-9", None)
