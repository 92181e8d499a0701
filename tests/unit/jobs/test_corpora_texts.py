"""Batches of texts come out as each text would alone."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge import Markup, convert
from langbridge.jobs.corpora import BatchConverter, ConvertedText
from langbridge.jobs.corpora import texts as texts_module
from langbridge.pipeline import ConversionOptions
from langbridge.values import SCRIPT_TARGETS, ArticleError, UsageError

TEXTS = [
    "美国历史里的软件，“质量”很高,价格3万亿。",
    "這裡說的是什麼",
    "第一段的软件\n這一段說的是繁體字的軟體\r\n发展",
    "“引号”里面：头发",
    "English only",
    "日本語のテキストです",
    "软件\0后面\U000f0001面",
    "工程",
    "",
]
CONVERTERS = {str(target): BatchConverter(target) for target in SCRIPT_TARGETS}


def assert_as_alone(texts: list[str], to: str) -> None:
    for changes in (False, True):
        for text, made in zip(texts, CONVERTERS[to].convert_texts(texts, changes=changes), strict=True):
            alone = convert(text, to, markup=Markup.TEXT)
            assert isinstance(made, ConvertedText)
            assert (made.text, made.tag, made.converted) == (alone.text, alone.source_tag, alone.converted)
            assert made.changes is None if not changes else list(made.changes or ()) == list(alone.changes)


@pytest.mark.parametrize("to", CONVERTERS)
def test_a_batch_comes_out_as_its_texts_alone(to: str) -> None:
    assert_as_alone(TEXTS, to)


@given(st.lists(st.text(st.sampled_from("后面发现里头髮軟體软件，,。“”「」3万亿\n\r\0\U000f0001abc历史"), max_size=20), max_size=6))
def test_any_batch_comes_out_as_its_texts_alone(texts: list[str]) -> None:
    assert_as_alone(texts, "zh-Hant-TW")


def test_pickled_it_does_the_same() -> None:
    converter = BatchConverter("zh-Hant-TW")
    made = converter.convert_batch(TEXTS)
    again = pickle.loads(pickle.dumps(converter))
    assert again.convert_batch(TEXTS) == made
    assert len(pickle.dumps(converter)) < 2000  # what was loaded stays behind


def test_a_glossary_goes_with_it(repository: Path) -> None:
    glossary = repository / "glossaries" / "ai.yaml"
    converter = pickle.loads(pickle.dumps(BatchConverter("zh-Hant-TW", glossaries=[glossary])))
    text = "模型的推理和智能体"
    assert converter.convert_batch([text]) == [convert(text, "zh-Hant-TW", glossaries=[glossary], markup=Markup.TEXT).text]


def test_a_source_that_is_given_is_not_detected() -> None:
    assert BatchConverter("zh-Hant", source="zh-Hans").convert_batch(["里面"]) == ["裡面"]
    assert BatchConverter("zh-Hant").convert_batch(["工程里"]) == ["工程里"]


def test_a_configuration_of_openccs_goes_for_every_text() -> None:
    converter = BatchConverter("zh-Hant", options=ConversionOptions(opencc_config="s2t"))
    assert converter.convert_batch(["里面", "English", "軟件"]) == ["裏面", "English", "軟件"]


@pytest.mark.parametrize("markup", [Markup.MARKDOWN, None])
def test_markdown_is_protected(markup: Markup | None) -> None:
    converter = BatchConverter("zh-Hant", markup=markup)
    assert converter.convert_batch(["# 软件\n\n`软件` 后面", "`头发` 历史"]) == ["# 軟件\n\n`软件` 後面", "`头发` 歷史"]


def test_a_text_that_cannot_be_converted_is_an_error_of_its_own() -> None:
    good, bad, other = BatchConverter("zh-Hant").convert_texts(["软件", "软\ud800件", "头发"])
    assert isinstance(good, ConvertedText) and good.text == "軟件"
    assert isinstance(other, ConvertedText) and other.text == "頭髮"
    assert isinstance(bad, ArticleError) and "U+D800, at character 2" in str(bad)
    with pytest.raises(ArticleError, match=r"U\+D800"):
        BatchConverter("zh-Hant").convert_batch(["软件", "软\ud800件"])


def test_a_long_text_is_converted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_module, "_PIECE", 50)
    monkeypatch.setattr(texts_module, "LONGEST_PARAGRAPH", 200)
    text = "".join(f"第{number}行里的软件和头发\r\n" for number in range(40))
    converter = BatchConverter("zh-Hant")
    (made,) = converter.convert_texts([text], changes=True)
    alone = convert(text, "zh-Hant", markup=Markup.TEXT)
    assert isinstance(made, ConvertedText) and made.changes is not None
    assert (made.text, made.tag, made.changes.apply(text)) == (alone.text, alone.source_tag, alone.text)
    (refused,) = converter.convert_texts(["里面" * 101])
    assert isinstance(refused, ArticleError) and "a paragraph of it has 202 characters" in str(refused)


def test_a_tag_that_is_no_target() -> None:
    with pytest.raises(UsageError, match="en is not a target"):
        BatchConverter("en")
