"""langbridge from Python: the names that the package gives, and the examples in its docstrings."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import langbridge
import langbridge.library
from langbridge import ConversionOptions, Conversions, Layer, Markup, Risk, Termbase, convert, detect, explain, parse_article
from langbridge.values import GlossaryError, LanguageTag, UsageError

GLOSSARY = "glossary: ours\nconcepts:\n  - id: quality\n    zh-Hans-CN: 质量\n    zh-Hant-TW: 品質\n    note: x\n"


@pytest.mark.parametrize("module", [langbridge, langbridge.library], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_are_right(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried and not failed


def test_every_name_that_is_promised_is_there() -> None:
    for name in langbridge.__all__:
        assert getattr(langbridge, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'convrt'"):
        _ = langbridge.convrt


def test_convert_gives_text_tags_and_changes() -> None:
    made = convert("# 软件\n\n美国历史", "zh-TW")
    assert made.text == "# 軟體\n\n美國歷史"
    assert (str(made.source_tag), str(made.target_tag), made.converted) == ("zh-Hans", "zh-Hant-TW", True)
    assert made.changes.apply(made.article.text) == made.text
    assert made.changes.undo(made.text) == made.article.text


def test_tags_may_be_texts_or_values() -> None:
    assert convert("软件", LanguageTag("zh", "Hant"), source=LanguageTag("zh", "Hans")).text == convert("软件", "hant", source="hans").text


def test_glossaries_are_files_or_a_termbase(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    assert convert("这个质量", "zh-Hant-TW", glossaries=[path]).text == "這個品質"
    changes = explain("这个质量", "zh-Hant-TW", glossaries=Termbase.load([path]))
    assert [change.rule.layer for change in changes if change.source.text == "质量"] == [Layer.GLOSSARY]


def test_markup_and_guard_can_be_chosen() -> None:
    assert convert("这个`软件`", "zh-Hant").text == "這個`软件`"
    assert convert("这个`软件`", "zh-Hant", markup=Markup.TEXT).text == "這個`軟件`"
    assert convert("美国历史", "zh-Hant", options=ConversionOptions(guarded=False)).text == "美國曆史"


def test_explain_gives_the_changes_that_convert_makes() -> None:
    changes = explain("河道里面的美国历史", "zh-Hant")
    assert changes == convert("河道里面的美国历史", "zh-Hant").changes
    assert all(change.risk in Risk for change in changes)


def test_detect_says_what_a_text_is() -> None:
    assert str(detect("這裡說的是什麼").tag) == "zh-Hant"
    assert detect("42").tag is None


def test_mistakes_are_errors_of_our_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        convert("软件", "en")
    with pytest.raises(UsageError):
        convert("软件", "traditional")
    with pytest.raises(GlossaryError):
        convert("软件", "zh-Hant", glossaries=[tmp_path / "none.yaml"])


def test_one_conversions_serves_many_texts() -> None:
    conversions = Conversions()
    target = LanguageTag.parse("zh-Hant")
    assert [conversions.convert_article(parse_article(text), target).text for text in ("这个", "头发")] == ["這個", "頭髮"]
