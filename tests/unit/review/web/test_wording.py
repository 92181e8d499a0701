"""What rules, checks and errors tell, in Chinese: all that our own rules say is in the catalogue, and what people wrote stays."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.review.web.conftest import Newsroom

import langbridge
from langbridge.glossary import Termbase, parse_yaml
from langbridge.review.page import render_page
from langbridge.review.web import wording
from langbridge.review.web.wording import Kind
from langbridge.translation.checks import currencies
from langbridge.values import HANS_CN, HANT_TW, Layer, RecordError, Rule

PACKAGE = Path(langbridge.__file__).parent
CATALOGUE: dict[str, dict[str, str]] = json.loads((PACKAGE / "review/web/messages/told.zh-Hant.json").read_bytes())

_VALUE = "¤"
"""What stands for any value in a message that is looked for."""


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be, as far as they stand in the code; values in them are `_VALUE`."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr(values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else _VALUE for part in values)
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one)
            yield from literals(other)


def arguments(path: Path, function: str, place: int) -> Iterator[ast.expr]:
    """What is given to a function at a place, wherever a module calls it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function and len(node.args) > place:
            yield node.args[place]


def rows(path: Path, length: int) -> Iterator[str]:
    """The last texts of a table's rows."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Tuple) and len(node.elts) == length and all(not isinstance(one, ast.Tuple) for one in node.elts):
            yield from literals(node.elts[-1])


def notes() -> Iterator[str]:
    senses = PACKAGE / "script" / "senses"
    for path in senses.glob("*.py"):
        for given in arguments(path, "Verdict", 2):
            yield from literals(given)
    yield from rows(senses / "rules.py", 6)
    for path in (*PACKAGE.glob("typography/*.py"), PACKAGE / "article/following.py", PACKAGE / "pipeline/conversion.py"):
        for given in arguments(path, "Rule", 2):
            yield from literals(given)


def faults() -> Iterator[str]:
    for path in (PACKAGE / "translation" / "checks").glob("*.py"):
        named = re.search(r'^_RULE = "(\w+)"', path.read_text("utf-8"), re.MULTILINE)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                (rule,) = literals(node.args[0]) if not isinstance(node.args[0], ast.Name) else (named[1] if named else "",)
                assert rule, path
                told = node.args[1]
                prefix = "code " if rule == "codes" and "_name(code)" in ast.unparse(told) else ""
                yield from (f"{rule}: {prefix}{text}" for text in literals(told))


TOLD = {
    Kind.NOTES: set(notes()),
    Kind.TERMS: set(rows(PACKAGE / "script/senses/terms.py", 5)),
    Kind.FAULTS: set(faults()),
    Kind.STALE: {text for given in arguments(PACKAGE / "review/settling.py", "Stale", 1) for text in literals(given)},
}


def test_what_is_looked_for_is_found() -> None:
    assert "inside the sea, not a mile on it" in TOLD[Kind.NOTES]
    assert f"in the word {_VALUE}" in TOLD[Kind.NOTES]
    assert "running a model, beside training it" in TOLD[Kind.TERMS]
    assert f"terms: {_VALUE} should be {_VALUE}" in TOLD[Kind.FAULTS]
    assert len(TOLD[Kind.STALE]) > 8
    assert sum(map(len, TOLD.values())) > 200


@pytest.mark.parametrize("kind", list(TOLD))
def test_all_that_our_own_rules_tell_has_its_chinese(kind: Kind) -> None:
    """Where this fails, messages/told.zh-Hant.json wants the new message."""
    with wording.speaking("zh-Hant"):
        assert [text for text in sorted(TOLD[kind]) if wording.worded(kind, text) == text] == []


def test_a_message_keeps_its_values() -> None:
    for kind, messages in CATALOGUE.items():
        assert kind in list(Kind)
        for english, chinese in messages.items():
            assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), english
            assert not re.search("軟件|默認|文件夾|信息|質量|視頻|缺省|[软设认项录]", chinese), chinese  # words of the mainland


@pytest.mark.parametrize(
    ("layer", "note", "chinese"),
    [
        (Layer.GUARD, "inside the sea, not a mile on it", "在海的裡面，不是海里"),
        (Layer.GUARD, "in the word 天后", "在「天后」一詞中"),
        (Layer.PHRASE, "OpenCC, as a phrase; the usual form; nothing around it tells", "OpenCC 詞組；通常的字形；上下文無從判斷"),
        (Layer.ENGINE, "terms: 算力 should be compute; han: left in Chinese: 算", "術語：「算力」應譯為 compute；中文：未翻譯的中文：算"),
        (Layer.ENGINE, "currency: an amount in euros is in dollars", "貨幣：以歐元計的金額變成美元"),
        (Layer.ENGINE, "currency: an amount in euros is in dollars and yen", "貨幣：以歐元計的金額變成美元、日圓"),
        (Layer.ENGINE, "terms: 代码 should be code", "術語：「代码」應譯為 code"),
        (Layer.GLOSSARY, "of people and things", "人或事物的"),
        (Layer.GLOSSARY, "ours.yaml: news; data; see Li; here: data", "ours.yaml: news; data; see Li；此處：資料"),
        (Layer.GLOSSARY, "ours.yaml: ML is deprecated", "ours.yaml: ML is deprecated"),
        (Layer.GLOSSARY, "ours.yaml; 代理 is deprecated (data)", "ours.yaml；「代理」已不建議使用（data）"),
        (Layer.GLOSSARY, "ours.yaml: a film; here: a computer's file", "ours.yaml: a film；此處：電腦檔案"),
        (
            Layer.GLOSSARY,
            "ours.yaml: x; 代理 is deprecated, 代理人 is preferred (says Li; 2026)",
            "ours.yaml: x；「代理」已不建議使用，宜用「代理人」（says Li; 2026）",
        ),
        (Layer.GLOSSARY, "ours.yaml: in the word; ask Li", "ours.yaml: in the word; ask Li"),
        (Layer.HUMAN, "only", "only"),
    ],
)
def test_a_rule_is_told_in_chinese_and_what_people_wrote_stays(layer: Layer, note: str, chinese: str) -> None:
    rule = Rule(layer, "rule", note)
    assert wording.note_of(rule) == note
    with wording.speaking("zh-Hant"):
        assert wording.note_of(rule) == chinese
    assert wording.note_of(rule) == note


def test_an_ambiguous_form_has_a_note_without_words_of_ours() -> None:
    concepts = "  - {id: one, en: inference, zh-Hans: 推理, zh-Hant-TW: 推論}\n  - {id: two, zh-Hans: 推理, zh-Hant-TW: 推理}\n"
    note = Termbase([parse_yaml(f"concepts:\n{concepts}", Path("ours.yaml"))]).entries(HANS_CN, HANT_TW)["推理"].note
    assert note == "ours.yaml: 推論 (inference); 推理 (two)"


def test_all_currencies_have_their_names() -> None:
    with wording.speaking("zh-Hant"):
        for name in currencies._IN_SOURCE:
            assert name not in wording.worded(Kind.FAULTS, f"currency: {name} are not in the source")


def test_a_text_of_many_pieces_takes_no_time_and_one_that_is_too_long_stays() -> None:
    with wording.speaking("zh-Hant"):
        assert wording.worded(Kind.ERRORS, "; ".join(["a"] * 1000 + ["remove the file"])).endswith("; a；請移除檔案")
        long = "; ".join(["remove the file"] * 100_000)
        assert wording.worded(Kind.ERRORS, long) is long


def test_an_error_keeps_its_place() -> None:
    error = RecordError("the decisions are damaged: the file is empty", path="a.jsonl", line=1, remedy="remove the file")
    with wording.speaking("zh-Hant"):
        assert wording.told(error) == "a.jsonl:1: 決定檔已損壞：檔案是空的 (請移除檔案)"
        assert wording.told(RecordError("something new")) == "something new"
    assert wording.told(error) == str(error)


def test_the_api_speaks_the_windows_language(newsroom: Newsroom) -> None:
    view = newsroom.view("a.md")
    path = f"/api/articles/{view['id']}"
    assert newsroom.client.get("/language/zh-Hant").status_code in (200, 303, 307)
    chinese = newsroom.view("a.md")
    notes = {(one["rule"], one["note"]) for one in chinese["substitutions"]}
    assert any("OpenCC 詞組" in note for _, note in notes)
    assert not any("OpenCC, " in note for _, note in notes)
    assert [one["rule"] for one in chinese["substitutions"]] == [one["rule"] for one in view["substitutions"]]
    answer = newsroom.refuse(f"{path}/decide", version="old", changes=[0], verdict="accept")
    assert (answer.status_code, answer.json()["error"]) == (409, "本視窗讀取之後，zh-Hant-TW/a.md 已在別處變動 (請重新檢視)")


def test_a_page_to_send_is_in_one_language(newsroom: Newsroom) -> None:
    page = render_page([newsroom.review("a.md")], language="zh-Hant")
    assert "OpenCC 詞組" in page
    assert "OpenCC, as a phrase" not in page
