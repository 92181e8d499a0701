"""What other tools read of ours, and what we read of theirs: translate-toolkit stands for them.

It reads TMX and XLIFF 2, and TBX up to version 2; it writes them all.  TBX 3 it does not know.
"""

from __future__ import annotations

from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from langbridge.glossary import Glossary, TermStatus
from langbridge.glossary.tbx_format import read_tbx
from langbridge.translation.memory import Memory, Unit, Wanted
from langbridge.translation.segments import Code, CodeKind
from langbridge.translation.tmx import read_tmx, write_tmx
from langbridge.translation.xliff import Xliff, XliffArticle, XliffNote, XliffState, XliffUnit, read_xliff, write_xliff
from langbridge.values import ENGLISH, HANS, HANT, HANT_TW, LanguageTag

pytest.importorskip("translate.storage.xliff2", reason="translate-toolkit is not installed: nobody else reads our files")

PAIRS = [
    Unit("在⟦1⟧北京⟦/1⟧ a & b ⟦2/⟧", "In ⟦1⟧Beijing⟦/1⟧ a & b ⟦2/⟧", HANS, ENGLISH, True, 1_700_000_000, note="seen <here>"),
    Unit("⟦⟦二\n三", "Two\nthree", HANT, ENGLISH, False, 1_700_000_000, "engine", "", '[["二", "two"]]', '["numbers: 3"]'),
]
OPEN, CLOSE = Code(1, CodeKind.OPEN, "["), Code(1, CodeKind.CLOSE, "](#a)")
UNITS = (
    XliffUnit("b0-1", ("标题 & <x>",), ("Title & <x>",), XliffState.FINAL, (XliffNote("标题 = Title", "term"),)),
    XliffUnit("b1-2", ("见", OPEN, "下文", CLOSE, "。"), ("See ", OPEN, "below", CLOSE, "."), XliffState.TRANSLATED),
    XliffUnit("b2-3", ("最后一段。",)),
)
XLIFF = Xliff(HANS, ENGLISH, (XliffArticle("a.md", UNITS),))


def toolkit(name: str) -> Any:  # the toolkit has no types
    """The class that reads and writes files of a format."""
    module = import_module(f"translate.storage.{name}")
    return getattr(module, {"tmx": "tmxfile", "tbx": "tbxfile", "xliff2": "Xliff2File"}[name])


def tmx_of(pairs: list[Unit]) -> bytes:
    return "".join(write_tmx(pairs)).encode()


# TMX 1.4b as far as it concerns what we write, as a DTD of our own.
TMX_DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version (1.4) #REQUIRED>
<!ELEMENT header (note | prop | ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED segtype (block | paragraph | sentence | phrase) #REQUIRED
  o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT ude EMPTY>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note | prop)*, tuv+)> <!ATTLIST tu creationdate CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT tuv ((note | prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA | bpt | ept | ph)*>
<!ELEMENT bpt (#PCDATA)> <!ATTLIST bpt i CDATA #REQUIRED x CDATA #IMPLIED>
<!ELEMENT ept (#PCDATA)> <!ATTLIST ept i CDATA #REQUIRED>
<!ELEMENT ph (#PCDATA)> <!ATTLIST ph x CDATA #IMPLIED>
"""


def test_our_tmx_is_tmx() -> None:
    etree: Any = import_module("lxml.etree")
    dtd = etree.DTD(StringIO(TMX_DTD))
    assert dtd.validate(etree.parse(BytesIO(tmx_of(PAIRS)))), dtd.error_log


def test_others_read_our_memory() -> None:
    read = toolkit("tmx").parsestring(tmx_of(PAIRS))
    assert [(unit.source, unit.target, unit.getnotes()) for unit in read.units] == [
        ("在北京 a & b ", "In Beijing a & b ", "seen <here>"),
        ("⟦二\n三", "Two\nthree", ""),
    ]


def test_our_memory_comes_back_from_others() -> None:
    read = toolkit("tmx").parsestring(tmx_of(PAIRS))
    read.addtranslation("新", "zh-TW", "New", "en-GB")
    *back, new = read_tmx(bytes(read))
    assert back == PAIRS
    assert new == Unit("新", "New", HANT, ENGLISH, True, 0)


@pytest.mark.parametrize(("name", "tag"), [("zh-CN", HANS), ("zh", HANS), ("ZH_TW", HANT), ("zh-Hant-HK", HANT)])
def test_a_memory_of_others_is_found_by_a_translation(tmp_path: Path, name: str, tag: LanguageTag) -> None:
    written = toolkit("tmx")()
    written.addtranslation("好。", name, "Good.", "en-US")
    with Memory(tmp_path / "memory.db") as memory:
        memory.take_in(read_tmx(bytes(written)))
        found = memory.find(Wanted("好。", tag, ENGLISH))
    assert found is not None
    assert (found.target, found.approved) == ("Good.", True)


def test_others_read_our_xliff() -> None:
    units = toolkit_xliff(write_xliff(XLIFF)).units
    assert [(unit.getid(), unit.source, unit.target) for unit in units] == [
        ("b0-1", "标题 & <x>", "Title & <x>"),
        ("b1-2", "见下文。", "See below."),
        ("b2-3", "最后一段。", None),
    ]
    assert [(unit.istranslated(), unit.isapproved()) for unit in units] == [(True, True), (True, False), (False, False)]


def toolkit_xliff(text: str) -> Any:
    return toolkit("xliff2").parsestring(text.encode())


def test_what_others_translate_in_our_xliff_comes_back() -> None:
    edited = toolkit_xliff(write_xliff(XLIFF))
    edited.units[0].target = "The Title"
    edited.units[0].marktranslated()
    edited.units[2].target = "The last paragraph."
    edited.units[2].markapproved()
    read = read_xliff(bytes(edited))
    assert read.articles[0].original == "a.md"
    first, second, third = read.articles[0].units
    assert (first.target, first.state, first.notes) == (("The Title",), XliffState.TRANSLATED, UNITS[0].notes)
    assert second == UNITS[1]
    assert (third.source, third.target, third.state) == (UNITS[2].source, ("The last paragraph.",), XliffState.REVIEWED)


def test_an_xliff_of_others_is_read() -> None:
    written = toolkit("xliff2")()
    written.setsourcelanguage("zh-TW")
    written.settargetlanguage("en")
    unit = written.addsourceunit("軟體 <x>")
    unit.target = "software <x>"
    unit.setid("u1")
    unit.markapproved()
    read = read_xliff(bytes(written))
    assert (read.source_tag, read.target_tag) == (HANT_TW, ENGLISH)
    assert read.articles[0].units == (XliffUnit("u1", ("軟體 <x>",), ("software <x>",), XliffState.REVIEWED),)


def test_a_tbx_of_others_is_read() -> None:
    written = toolkit("tbx")()
    written.setsourcelanguage("en")
    written.settargetlanguage("zh-TW")
    unit = written.addsourceunit("software")
    unit.target = "軟體"
    unit.addnote("台灣微軟文件")
    unit.setid("S1")
    concepts, left_out = read_tbx(bytes(written), Path("theirs.tbx"), "ai")
    assert left_out == []
    (concept,) = Glossary("ai", tuple(concepts)).concepts
    assert (concept.id, concept.note) == ("s1", "台灣微軟文件")
    assert [(str(tag), form.text, form.status) for tag, form in concept.tagged_forms()] == [
        ("en", "software", TermStatus.PREFERRED),
        ("zh-Hant-TW", "軟體", TermStatus.PREFERRED),
    ]
