from __future__ import annotations

import pytest

from langbridge.glossary.scripts import find_foreign_characters, find_variants


@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [
        ("软件和硬件，软", "Hant", "软"),
        ("軟體", "Hans", "軟體"),
        ("軟體", "Hant", ""),
        ("软体", "Hans", ""),
        ("AI 2.0 アプリ", "Hans", ""),
        # Both scripts write these, each with meanings of its own.
        ("台后里干面只余云着著群秘吃乾藉瞭徵", "Hant", ""),
        ("台后里干面只余云着著群秘吃乾藉瞭徵", "Hans", ""),
    ],
)
def test_characters_of_the_other_script(text: str, script: str, expected: str) -> None:
    assert find_foreign_characters(text, script) == expected


def test_variants_that_taiwan_does_not_write() -> None:
    assert find_variants("裏面的羣眾") == {"裏": "裡", "羣": "群"}
    assert find_variants("台灣臺灣污染裡面") == {}
