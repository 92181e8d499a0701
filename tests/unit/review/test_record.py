from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from langbridge.review import Record, RecordedText, RecordKind, Summary, digest, parse_record, read_record, write_record
from langbridge.values import HANS_CN, HANT_TW, Changes, Layer, RecordError, Risk, Rule, Substitution

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "review-record.schema.json"

SOURCE = "软件里面的软件，河道里面。"
OUTPUT = "軟體裡面的軟體，河道裡面。"
REGION = Substitution("数据", "資料", Rule(Layer.REGION, "TWPhrases:數據", "OpenCC"), steps=("数据", "數據", "資料"))
TERM = Substitution("软件", "軟體", Rule(Layer.GLOSSARY, "software.software", "software.yaml"), steps=("软件", "軟件", "軟體"))
PHRASE = Substitution("里面", "裡面", Rule(Layer.PHRASE, "STPhrases:里面", "OpenCC"))
DOUBT = Substitution("河道", "河道", Rule(Layer.GUARD, "boundary"), candidates=("河道", "河衜"), risk=Risk.REVIEW)


def record(source: str = SOURCE, output: str = OUTPUT, changes: Changes | None = None, **more: Any) -> Record:
    if changes is None:
        changes = Changes([TERM, PHRASE, DOUBT], [0, 2, 5, 8, 10], [0, 1, 0, 2, 1])
    return Record(
        RecordedText("posts/一.md", digest(source.encode("gb18030", "replace")), HANS_CN, len(source), "gb18030"),
        RecordedText("output/zh-Hant-TW/一.md", digest(output.encode("utf-8", "replace")), HANT_TW, len(output)),
        changes,
        {"opencc": "1.4.2", "langbridge": "0.1.0"},
        {"guard": True, "glossaries": [{"sha256": "0" * 64, "path": "glossaries/ai.yaml"}], "quotes": "locale"},
        **more,
    )


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    loaded = json.loads(record().to_bytes())
    change(loaded)
    return json.dumps(loaded).encode()


def test_a_record_read_back_is_the_record_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / ".review" / "zh-Hant-TW" / "一.md.json"
    write_record(path, record())
    assert read_record(path) == record()


def test_changes_from_a_record_make_the_output_and_unmake_it() -> None:
    changes = parse_record(record().to_bytes()).changes
    assert changes.apply(SOURCE) == OUTPUT
    assert changes.undo(OUTPUT) == SOURCE


def test_equal_conversions_give_equal_bytes_whatever_the_order_of_their_settings() -> None:
    one, other = record(), record()
    assert one.to_bytes() == other.to_bytes()
    shuffled = Record(
        one.source, one.output, one.changes, dict(reversed(list(one.tool.items()))), dict(reversed(list(one.settings.items())))
    )
    assert shuffled.to_bytes() == one.to_bytes()


def test_the_summary_counts_places() -> None:
    assert record().summary == Summary(changes=4, review=1, glossary=2)
    assert json.loads(record().to_bytes())["summary"] == {"changes": 4, "review": 1, "glossary": 2}


def test_each_rule_and_substitution_is_there_once() -> None:
    substitutions = [Substitution(a, b, Rule(Layer.CHARACTER, f"STCharacters:{a}")) for a, b in ("门門", "车車", "马馬")]
    loaded = json.loads(record("门车马" * 10, "門車馬" * 10, Changes(substitutions, range(30), [0, 1, 2] * 10)).to_bytes())
    assert loaded["rules"] == [["character", "STCharacters:", ""]]
    assert loaded["substitutions"] == [[0, "门", "門"], [0, "车", "車"], [0, "马", "馬"]]
    assert loaded["changes"][:4] == [[0, 0], [1, 1], [2, 2], [3, 0]]


def test_what_was_proposed_in_the_stead_of_decisions_is_there_and_nothing_twice() -> None:
    human = Substitution("软件", "軟件", Rule(Layer.HUMAN, "reject", "so"), TERM.steps)
    proposed = Changes([TERM, PHRASE, DOUBT], [0, 2, 5, 8, 10], [0, 1, 0, 2, 1])
    written = Changes([human, PHRASE, TERM, DOUBT], [0, 2, 5, 8, 10], [0, 1, 2, 3, 1])
    made = record(SOURCE, "軟件裡面的軟體，河道裡面。", written, proposed=proposed, source_text=SOURCE)
    loaded = json.loads(made.to_bytes())
    assert (loaded["decided"], loaded["proposed"]) == ([0], [[0, 2]])
    assert parse_record(made.to_bytes()) == made
    assert parse_record(made.to_bytes()).proposals == proposed
    assert record().proposals is record().changes or record().proposals == record().changes
    assert list(Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(loaded)) == []
    undecided = record(proposed=proposed)
    assert undecided.to_bytes() == record().to_bytes()


def test_insertions_beside_what_is_decided_keep_their_order() -> None:
    space = Substitution("", " ", Rule(Layer.TYPOGRAPHY, "space"))
    other = Substitution("", "　", Rule(Layer.HUMAN, "edit"))
    proposed = Changes.from_found([(0, TERM), (2, space), (2, PHRASE)])
    written = Changes.from_found([(0, TERM), (2, other), (2, PHRASE)])
    made = record(SOURCE, written.apply(SOURCE), written, proposed=proposed)
    read = parse_record(made.to_bytes())
    assert (read.changes, read.proposals) == (written, proposed)


@pytest.mark.parametrize(
    "change",
    [
        lambda loaded: loaded.update(decided=[9]),
        lambda loaded: loaded.update(decided=[-1]),
        lambda loaded: loaded.update(decided={}),
        lambda loaded: loaded.update(proposed=[[0, 99]]),
        lambda loaded: loaded.update(proposed=[[1, 0]]),
        lambda loaded: loaded.update(text=SOURCE[1:]),
        lambda loaded: loaded.update(text=SOURCE[::-1]),
        lambda loaded: loaded.update(text=1),
    ],
)
def test_a_record_whose_decided_rows_or_text_do_not_fit_is_damaged(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(RecordError, match="damaged"):
        parse_record(edited(change))


def test_a_dictionary_entry_other_than_the_source_text_is_named() -> None:
    made = record("数据", "資料", Changes([REGION], [0], [0]))
    loaded = json.loads(made.to_bytes())
    assert loaded["rules"] == [["region", "TWPhrases:", "OpenCC"]]
    assert loaded["substitutions"] == [[0, "数据", "資料", {"entry": "數據", "steps": ["数据", "數據", "資料"]}]]
    assert parse_record(made.to_bytes()) == made


def test_a_record_knows_the_bytes_it_is_about() -> None:
    assert record().was_made_from(SOURCE.encode("gb18030"))
    assert not record().was_made_from(SOURCE.encode())
    assert record().made(OUTPUT.encode())
    assert not record().made(OUTPUT.encode() + b"\n")


def test_every_record_fits_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for each in (record(), record("", "", Changes())):
        assert list(validator.iter_errors(json.loads(each.to_bytes()))) == []
    assert set(schema["$defs"]["layer"]["enum"]) == set(Layer)
    assert set(RecordKind) <= set(schema["properties"]["kind"]["enum"])
    assert list(json.loads(record().to_bytes())) == schema["required"]


def test_each_key_has_a_line_of_its_own() -> None:
    lines = record().to_bytes().splitlines()
    assert [line.split(b'"')[1].decode() for line in lines[1:-1]] == list(json.loads(record().to_bytes()))


def test_keys_and_entries_from_later_are_passed_over() -> None:
    def extend(loaded: dict[str, Any]) -> None:
        loaded["segments"] = [[0, 3, 0, 3, "translated"]]
        loaded["rules"] = [[*row, "more"] for row in loaded["rules"]]
        loaded["changes"] = [[*row, {"state": "final"}] for row in loaded["changes"]]
        loaded["source"]["bom"] = True

    assert parse_record(edited(extend)) == record()


def test_a_path_that_is_not_utf8_survives() -> None:
    odd = Record(RecordedText("caf\udce9.md", "0" * 64, HANS_CN, 0), RecordedText("x", "0" * 64, HANT_TW, 0), Changes())
    odd.to_bytes().decode("utf-8")
    assert parse_record(odd.to_bytes()) == odd


@pytest.mark.parametrize(
    "change",
    [
        lambda loaded: loaded.pop("rules"),
        lambda loaded: loaded.pop("format"),
        lambda loaded: loaded.update(format="1"),
        lambda loaded: loaded.update(format=True),
        lambda loaded: loaded.update(kind=["conversion"]),
        lambda loaded: loaded.update(rules={}),
        lambda loaded: loaded["rules"][0].pop(),
        lambda loaded: loaded["rules"][0].__setitem__(0, "magic"),
        lambda loaded: loaded["substitutions"][0].__setitem__(0, 99),
        lambda loaded: loaded["substitutions"][0].__setitem__(0, -1),
        lambda loaded: loaded["substitutions"][0].__setitem__(1, None),
        lambda loaded: loaded["substitutions"][0].__setitem__(2, "軟體軟體"),
        lambda loaded: loaded["substitutions"][2][3].update(risk="perhaps"),
        lambda loaded: loaded["changes"][0].__setitem__(0, 1),
        lambda loaded: loaded["changes"][0].__setitem__(1, 7),
        lambda loaded: loaded["changes"][0].__setitem__(0, 0.5),
        lambda loaded: loaded["changes"][-1].__setitem__(0, 12),
        lambda loaded: loaded["changes"].reverse(),
        lambda loaded: loaded["source"].update(tag="?"),
        lambda loaded: loaded["source"].update(characters=len(SOURCE) + 1),
        lambda loaded: loaded["source"].update(path="a\0.md"),
        lambda loaded: loaded["source"].update(path="\ud800.md"),
        lambda loaded: loaded["tool"].update(opencc=1),
        lambda loaded: loaded.update(settings=[]),
    ],
)
def test_a_damaged_record_is_an_error_that_names_it_and_is_never_overwritten(
    tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    path = tmp_path / "record.json"
    damaged = edited(change)
    path.write_bytes(damaged)
    with pytest.raises(RecordError, match="damaged") as caught:
        read_record(path)
    assert caught.value.path == path
    with pytest.raises(RecordError, match="damaged"):
        write_record(path, record())
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[]", b"null", b"[" * 100_000, record().to_bytes()[:-20]])
def test_what_is_no_record_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(data)
    with pytest.raises(RecordError, match="damaged"):
        read_record(path)


@pytest.mark.parametrize("newer", [{"format": 2}, {"format": 2, "kind": "summary"}, {"kind": "summary"}])
def test_a_newer_record_is_told_apart_from_a_damaged_one_and_left_alone(tmp_path: Path, newer: dict[str, Any]) -> None:
    path = tmp_path / "record.json"
    data = edited(lambda loaded: loaded.update(newer))
    path.write_bytes(data)
    with pytest.raises(RecordError, match="this langbridge reads format 1") as caught:
        write_record(path, record())
    assert caught.value.remedy == "upgrade langbridge"
    assert path.read_bytes() == data


def test_a_record_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No such file") as caught:
        read_record(tmp_path / "none.json")
    assert caught.value.path == tmp_path / "none.json"


def test_an_older_record_is_replaced_and_an_equal_one_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_record(path, record())
    first = path.stat()
    write_record(path, record())
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    write_record(path, record("", "", Changes()))
    assert read_record(path) == record("", "", Changes())


def test_a_record_is_at_most_a_few_times_its_article() -> None:
    # 10 KB of Chinese in which nearly a third of the characters change, by 300 different substitutions: denser than any real article.
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]
    substitutions = [
        Substitution(a, b, PHRASE.rule, candidates=(b, a), risk=Risk.REVIEW) for a, b in zip(characters[::2], characters[1::2], strict=True)
    ]
    source = "".join(substitutions[n % 300].source + "，" * 2 for n in range(1000))
    changes = Changes(substitutions, range(0, 3000, 3), [n % 300 for n in range(1000)])
    data = record(source, changes.apply(source), changes, source_text=source).to_bytes()
    assert len(data) < 5 * len(source.encode())


@st.composite
def conversions(draw: st.DrawFn) -> tuple[str, Changes]:
    """A text and changes of it: pieces that stay between pieces that become something else."""
    pieces = draw(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=3), st.text(max_size=4), st.sampled_from(Layer))))
    text = ""
    found = []
    for kept, source, target, layer in pieces:
        text += kept
        steps = (source, source, target) if len(target) > 2 else ()
        candidates = (target, source) if len(source) > 1 else ()
        found.append(
            (len(text), Substitution(source, target, Rule(layer, f"{layer}.rule", kept), steps, candidates, draw(st.sampled_from(Risk))))
        )
        text += source
    return text, Changes.from_found(found)


@given(conversions())
def test_any_record_survives_its_bytes(conversion: tuple[str, Changes]) -> None:
    source, changes = conversion
    output = changes.apply(source)
    made = record(source, output, changes)
    read = parse_record(made.to_bytes())
    assert read == made
    assert read.changes.apply(source) == output
    assert read.changes.undo(output) == source
