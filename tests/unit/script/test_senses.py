"""The senses of single characters: sentences of five genres, doubt, and the way back to Simplified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from opencc import OpenCC

from langbridge.dictionaries import read_dictionary
from langbridge.glossary import TermEntry
from langbridge.script.converter import Converter
from langbridge.script.plans import read_plan
from langbridge.script.senses import HANDLED_FROM_SIMPLIFIED, Place, Sense, senses
from langbridge.values import Layer, Risk

_CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "senses.yaml").read_text(encoding="utf-8"))
_PUNCTUATION = re.compile("([，。、；：？！「」,:!])")


def _sentences() -> list[object]:
    return [
        pytest.param(
            case["source"],
            case["target"],
            id=f"{genre}-{case['source']}",
            marks=[pytest.mark.xfail(strict=True, reason="known failure")] if case.get("fails") else [],
        )
        for genre, cases in _CASES.items()
        for case in cases
    ]


@pytest.fixture(scope="module")
def converter() -> Converter:
    return Converter(read_plan("s2t"))


@pytest.fixture(scope="module")
def taiwan() -> OpenCC:
    return OpenCC("t2tw")


def _converted(converter: Converter, clause: str) -> tuple[list[str], set[int]]:
    """The guarded conversion, character by character, and which characters a phrase wrote."""
    written, phrases = list(clause), set[int]()
    converted = converter.convert([clause])
    for start, number in zip(*converted.columns[0], strict=True):
        said = converted.substitutions[number]
        places = range(start, start + len(said.source))
        for at, character in zip(places, said.target, strict=True):
            written[at] = character
        if len(said.source) > 1 and said.rule.layer is not Layer.GUARD:
            phrases.update(places)
    return written, phrases


@pytest.mark.parametrize(("source", "target"), _sentences())
def test_decides_each_character_by_what_stands_around_it(source: str, target: str, converter: Converter, taiwan: OpenCC) -> None:
    made = []
    for clause in _PUNCTUATION.split(source):
        written, phrases = _converted(converter, clause)
        singles = {key: values.split(" ")[0] for key, values in read_dictionary("STCharacters").items()}
        places = [
            Place(at, written[at], phrase=at in phrases or written[at] == character != singles.get(character, character))
            for at, character in enumerate(clause)
            if character in HANDLED_FROM_SIMPLIFIED
        ]
        for sense in senses(clause, places, to_traditional=True):
            written[sense.offset] = sense.reading
        made.append(taiwan.convert("".join(written)))
    assert "".join(made) == target


def _decided(clause: str, character: str, so_far: str, *, to_traditional: bool = True) -> Sense:
    place = Place(clause.index(character), so_far)
    return senses(clause, [place], to_traditional=to_traditional)[0]


def test_is_sure_where_the_word_says_it_and_names_the_word() -> None:
    sense = _decided("牛肉面", "面", "面")
    assert (sense.reading, sense.doubtful) == ("麪", False)
    assert "牛肉面" in sense.reason


def test_doubts_where_nothing_around_a_character_tells_and_lists_what_it_could_be() -> None:
    sense = _decided("他干", "干", "幹")
    assert sense.doubtful
    assert {"幹", "乾", "干"} <= set(sense.candidates)


@pytest.mark.parametrize(
    ("clause", "character", "so_far", "reading"),
    [
        ("北極土著民族", "著", "着", "著"),
        ("他看著窗外", "著", "着", "着"),
        ("銀行帳戶", "帳", "帐", "账"),
        ("搭起帳篷", "帳", "帐", "帐"),
        ("牠們吃草", "牠", "牠", "它"),
        ("一片狼藉", "藉", "借", "藉"),
        ("難以想像", "像", "像", "象"),
        ("好像下雨了", "像", "像", "像"),
        ("會議紀錄", "紀", "纪", "记"),
        ("打破世界紀錄", "紀", "纪", "纪"),
        ("確認身分", "分", "分", "份"),
        ("徹查身分證明", "分", "分", "份"),
        ("貫澈到底", "澈", "澈", "彻"),
        ("清澈的水", "澈", "澈", "澈"),
        ("人們討論著問題", "著", "着", "着"),
        ("兩人合著的書", "著", "着", "著"),
        ("執著於細節", "著", "着", "着"),
        ("看著名單", "著", "着", "着"),
        ("他有著名的父親", "著", "着", "著"),
        ("司法覆核", "覆", "覆", "复"),
    ],
)
def test_writes_simplified_words_as_the_mainland_does(clause: str, character: str, so_far: str, reading: str) -> None:
    found = senses(clause, [Place(clause.index(character), so_far)], to_traditional=False)
    assert (found[0].reading if found else so_far) == reading


@pytest.mark.parametrize(
    ("clause", "character", "so_far", "other"), [("留下的紀錄", "紀", "纪", "记"), ("我想像他那樣自由", "像", "像", "象")]
)
def test_doubts_on_the_way_to_simplified_where_both_words_are_good(clause: str, character: str, so_far: str, other: str) -> None:
    sense = _decided(clause, character, so_far, to_traditional=False)
    assert (sense.reading, sense.doubtful) == (so_far, True)
    assert other in sense.candidates


@pytest.mark.parametrize(
    ("clause", "character", "so_far", "reading"),
    [
        ("嗓子干得像要冒火", "干", "幹", "乾"),
        ("他的胡子刮得很干净", "刮", "颳", "刮"),
        ("昨夜刮了一夜的风", "刮", "刮", "颳"),
        ("划到对岸去", "划", "劃", "划"),
        ("划分成三块", "划", "劃", "劃"),
        ("冲了一碗藕粉", "冲", "衝", "沖"),
        ("冲出门去", "冲", "衝", "衝"),
        ("沉入海里", "里", "里", "裏"),
        ("航行了三十海里", "里", "里", "里"),
        ("一盆面", "面", "面", "麪"),
        ("老子云", "云", "雲", "云"),
        ("请先合并到主分支", "并", "並", "併"),
        ("场合并不多", "并", "並", "並"),
        ("怀孕十二周的", "周", "周", "週"),
        ("房子的四周", "周", "周", "周"),
    ],
)
def test_reads_a_character_by_its_neighbours(clause: str, character: str, so_far: str, reading: str) -> None:
    found = senses(clause, [Place(clause.index(character), so_far)], to_traditional=True)
    assert (found[0].reading if found else so_far) == reading


def test_a_word_that_the_segmenter_only_guesses_tears_none_of_ours() -> None:
    sense = _decided("我困了", "困", "困")  # the segmenter guesses 我困|了
    assert sense.reading == "睏"


def test_a_character_inside_a_word_of_the_dictionary_is_not_doubted_but_one_by_itself_is() -> None:
    inside, alone = _decided("脑子里很困惑", "困", "困"), _decided("折之不易", "折", "折")
    assert not inside.doubtful
    assert alone.doubtful


def test_two_ways_to_part_a_sentence_that_are_about_as_likely_are_to_be_reviewed(converter: Converter) -> None:
    converted = converter.convert(["以下路径未合并且保留下来"])  # 未合|并且 or 未|合并|且
    (said,) = (one for one in converted.substitutions if "并" in one.source and one.rule.layer is Layer.GUARD)
    assert said.risk is Risk.REVIEW
    assert {"未合並且", "未合併且"} <= set(said.candidates)


def test_a_refusal_that_nothing_speaks_against_is_not_to_be_reviewed(converter: Converter) -> None:
    converted = converter.convert(["美国历史上的今天"])
    (said,) = (one for one in converted.substitutions if one.rule.layer is Layer.GUARD)
    assert (said.target, said.risk) == ("美國歷史上", Risk.NONE)


def test_a_second_doubt_in_one_change_keeps_what_the_first_sense_said(converter: Converter) -> None:
    converted = converter.convert(["他松了松领带"])  # 松了 is a word, the second 松 may be anything
    (said,) = (one for one in converted.substitutions if "松" in one.source)
    assert (said.target, said.risk) == ("他鬆了松", Risk.REVIEW)
    assert "松了" in said.rule.note
    assert "nothing around it tells" in said.rule.note
    assert {"他鬆了松", "他鬆了鬆", "他松了松"} <= set(said.candidates)


def test_a_term_is_not_refused_for_a_word_that_the_segmenter_only_guesses() -> None:
    terms = {"机械人": TermEntry("机械人", "機械人", ("test.robot",)), "无人机": TermEntry("无人机", "無人機", ("test.drone",))}
    converted = Converter(read_plan("s2t"), terms).convert(["研发机械人及无人机"])  # the segmenter guesses 机械|人及|无人机
    assert [one.source for one in converted.substitutions if one.rule.layer is Layer.GLOSSARY] == ["机械人", "无人机"]
