from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.glossary import Concept, Glossary, find_formulas, import_glossary, parse_yaml, read_yaml, write_table
from langbridge.glossary.csv_format import parse_table, read_table
from langbridge.values import GlossaryError

PATH = Path("ai.csv")


def concepts(yaml: str) -> list[Concept]:
    return list(parse_yaml("concepts:\n" + yaml, Path("ai.yaml")).concepts)


SOFTWARE = "  - {id: software, note: seen, zh-Hans-CN: 软件, zh-Hant-TW: 軟體, en: software}\n"


def test_a_table_as_people_make_it() -> None:
    text = "zh-CN,zh-TW,en,note\n软件,軟體,software,seen\n\n,,,\n内存,記憶體,Main memory,\n"
    assert parse_table(text, PATH, "ai") == concepts(
        SOFTWARE + "  - {id: main-memory, zh-Hans-CN: 内存, zh-Hant-TW: 記憶體, en: Main memory}\n"
    )


@pytest.mark.parametrize(
    "data",
    [
        "id,note,zh-Hans-CN,zh-Hant-TW,en\nsoftware,seen,软件,軟體,software\n".encode(),
        "\ufeffID ; Note;zh-Hans-CN;zh-Hant-TW;en;;\r\nsoftware;seen;软件;軟體;software;;\r\n;;;;;;\r\n".encode(),
        "sep=;\r\nid;note;zh-Hans-CN;zh-Hant-TW;en\r\nsoftware;seen;软件;軟體;software\r\n".encode(),
        "id\tnote\tzh-Hans-CN\tzh-Hant-TW\ten\r\nsoftware\tseen\t软件\t軟體\tsoftware\r\n".encode("utf-16"),
        '"id","note","zh-Hans-CN","zh-Hant-TW","en"\n"software","seen","软件","軟體","software"'.encode(),
    ],
)
def test_what_spreadsheets_write(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "terms.csv"
    path.write_bytes(data)
    assert read_table(path, "ai") == concepts(SOFTWARE)


def test_further_rows_hold_further_forms() -> None:
    text = """\
id,status,ambiguous,form-note,note,zh-Hant-TW,zh-Hans-CN
agent,,,,seen,AI 代理,智能体
agent,Deprecated,,old,,智慧體,
agent,,yes,,seen,代理,代理
"""
    yaml = """\
  - id: agent
    note: seen
    zh-Hant-TW: [AI 代理, {form: 智慧體, status: deprecated, note: old}, 代理]
    zh-Hans-CN: [智能体, 代理]
    ambiguous: [代理]
"""
    assert parse_table(text, PATH, "ai") == concepts(yaml)


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("id,nte,en\n", 1, "'nte'", "did you mean note?"),
        ("id,zh-Hnat,en\n", 1, "'zh-Hnat'", "did you mean zh-Hant?"),
        ("id,en,en\n", 1, "twice", ""),
        ("zh-TW,zh-Hant-TW\n", 1, "twice", ""),
        ("id,note\na,b\n", 1, "no column for a language", ""),
        ("", 1, "no column for a language", ""),
        ("id,en\na,x\nb,y,z\n", 3, "no name", "quotes"),
        ("id,en\na,x\n\nB b,y\n", 4, "'B b'", "b-b"),
        ("id,status,en\na,prefered,x\n", 2, "prefered", "did you mean preferred?"),
        ("id,ambiguous,en\na,perhaps,x\n", 2, "perhaps", "yes"),
        ("id,status,en\na,preferred,x\na,preferred,y\n", 2, "two preferred", ""),
        ("id,note,en,ja\na,one,x,\na,two,,y\n", 3, "another note", ""),
        ("id,zh-Hant\n,軟體\n", 2, "no id", ""),
        ("en\nx\nX\n", 3, "line 2", "id"),
        ("id,en\na,#NAME?\n", 2, "#NAME?", ""),
        ('id,en\na,"x\ny"\n', 2, "U+000A", ""),
        ('id,en\na,"x" y\n', 2, "broken", "quotes"),
        ('id,note,en\na,"one\ntwo",x\nb,"open\n', 4, "broken", ""),
        ("id,en\na,  \n", 2, "empty", ""),
        ("id,en\nother.a,x\n", 2, "other", ""),
        ("id,en\na,x\0\n", 2, "U+0000", ""),
    ],
)
def test_a_bad_row_is_named_by_its_line(text: str, line: int, message: str, remedy: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        parse_table(text, PATH, "ai")
    assert (caught.value.path, caught.value.line) == (PATH, line)
    assert message in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("data", ["id,zh-Hans-CN\na,软件\n".encode("gb18030"), b"\xff\xfea"])
def test_other_encodings_are_refused_with_a_way_out(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "terms.csv"
    path.write_bytes(data)
    with pytest.raises(GlossaryError) as caught:
        read_table(path, "ai")
    assert "UTF-8" in caught.value.remedy


def test_one_glossary_has_its_own_ids_and_several_have_full_ones() -> None:
    one, two = Glossary("one", tuple(concepts(SOFTWARE))), Glossary("two", tuple(concepts(SOFTWARE)))
    assert "\nsoftware,preferred,,,seen,,软件,軟體,software\n" in write_table([one])
    both = write_table([one, two])
    assert "\none.software," in both and "\ntwo.software," in both
    assert parse_table(write_table([one, Glossary("empty", ())]), PATH, "one") == concepts(SOFTWARE)


def test_formulas_are_named_and_not_altered() -> None:
    glossary = Glossary("a", tuple(concepts("  - {id: x, note: '@me', en: ['=1+1', '-x', a=b]}\n")))
    assert find_formulas([glossary]) == ["@me", "=1+1", "-x"]
    assert ",=1+1\n" in write_table([glossary])


def test_importing_is_all_or_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    table, path = tmp_path / "t.csv", tmp_path / "ai.yaml"
    table.write_text("id,en\na,A\nb,B\n", encoding="utf-8")
    assert import_glossary(table, path) == (2, 0, ())
    assert import_glossary(table, path) == (0, 2, ())
    written = path.read_bytes()
    table.write_text("id,en\nc,C\nb,other\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match="'b'"):
        import_glossary(table, path)
    assert path.read_bytes() == written
    assert [concept.id for concept in read_yaml(path).concepts] == ["a", "b"]
