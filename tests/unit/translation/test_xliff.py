"""XLIFF: what is written is what OASIS describes, and comes back as it was; what others write is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langbridge.project import XmlElement, read_xml
from langbridge.translation.segments import Code, CodeKind, Content, join
from langbridge.translation.xliff import Xliff, XliffArticle, XliffNote, XliffState, XliffUnit, read_xliff, unique_ids, write_xliff
from langbridge.values import ENGLISH, HANS, LanguageTag, TranslationMemoryError

CORE = "urn:oasis:names:tc:xliff:document:2.0"
XML = "{http://www.w3.org/XML/1998/namespace}"


def alone(number: int, text: str) -> Code:
    return Code(number, CodeKind.ALONE, text)


def opened(number: int, text: str) -> Code:
    return Code(number, CodeKind.OPEN, text)


def closed(number: int, text: str) -> Code:
    return Code(number, CodeKind.CLOSE, text)


LINK: Content = ("见", opened(1, "["), "下", opened(2, "**"), "文", closed(2, "**"), closed(1, "](#a?b&c)"), alone(3, '`<x y="1">`'), "。")
CROSSED: Content = (opened(1, "<b>"), "一", opened(2, "<i>"), "二", closed(1, "</b>"), "三", closed(2, "</i>"))
AWKWARD: Content = (" a & b < c > d\r\n\t", alone(1, "\x00\x1b"), "\x07\ufffe]]>&#13;⟦1⟧")

EXAMPLE = Xliff(
    HANS,
    ENGLISH,
    (
        XliffArticle(
            'posts/a "b" & c.md',
            (
                XliffUnit("b0-1", ("标题",), ("Title",), XliffState.FINAL, (XliffNote("标题 = Title", "term"), XliffNote("a\nb"))),
                XliffUnit("b1-2", LINK, ("See ", *LINK[1:8], "."), XliffState.TRANSLATED),
            ),
        ),
        XliffArticle("b.md", (XliffUnit("b0-1", CROSSED, CROSSED), XliffUnit("b1.2", AWKWARD))),
    ),
)

# The grammar of XLIFF 2.1's core, as far as it concerns what we write: the children of each element in their order, with how often they
# stand there (`?`, `*`, `+`), attributes that are needed, and others that may be there with what they may hold.
INLINE = "(ph|pc|sc|ec|cp)*"
TOKEN, TAG, YES_NO = r"[\w.:-]+", r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", "yes|no"
CODE = {"canCopy": YES_NO, "canDelete": YES_NO, "type": "fmt|ui|quote|link|image|other"}
GRAMMAR: dict[str, tuple[str, dict[str, str], dict[str, str], bool]] = {
    "xliff": ("file+", {"version": r"2\.1", "srcLang": TAG}, {"trgLang": TAG}, False),
    "file": ("unit+", {"id": TOKEN}, {"original": ".*", "canResegment": YES_NO, f"{XML}space": "preserve"}, False),
    "unit": ("notes?originalData?(segment|ignorable)+", {"id": TOKEN}, {}, False),
    "notes": ("note+", {}, {}, False),
    "note": ("", {}, {"category": ".*"}, True),
    "originalData": ("data+", {}, {}, False),
    "data": ("cp*", {"id": TOKEN}, {}, True),
    "segment": ("source(target)?", {}, {"state": "initial|translated|reviewed|final"}, False),
    "source": (INLINE, {}, {}, True),
    "target": (INLINE, {}, {}, True),
    "cp": ("", {"hex": "([0-9A-F]{2})+"}, {}, False),
    "ph": ("", {"id": TOKEN}, {"dataRef": TOKEN, **CODE}, False),
    "sc": ("", {"id": TOKEN}, {"dataRef": TOKEN, **CODE}, False),
    "ec": ("", {}, {"startRef": TOKEN, "dataRef": TOKEN, **CODE}, False),
    "pc": (INLINE, {"id": TOKEN}, {"dataRefStart": TOKEN, "dataRefEnd": TOKEN, **CODE}, True),
}


def check_structure(element: XmlElement) -> None:
    """Assert that an element is what the core of XLIFF 2.1 allows."""
    children, needed, others, mixed = GRAMMAR[element.name]
    assert element.namespace == CORE
    assert needed.keys() <= element.attributes.keys() <= needed.keys() | others.keys()
    for name, value in element.attributes.items():
        assert re.fullmatch((needed | others)[name], value, re.DOTALL), (element.name, name, value)
    pattern = re.sub(r"[a-zA-Z]+", lambda found: f"(?:{found[0]} )", children)
    assert re.fullmatch(pattern, "".join(f"{each.name} " for each in element.elements)), (element.name, children)
    assert mixed or not any(isinstance(each, str) and each.strip() for each in element.content)
    for each in element.elements:
        check_structure(each)


def walk(element: XmlElement) -> list[XmlElement]:
    return [element, *(below for each in element.elements for below in walk(each))]


def check_references(root: XmlElement) -> None:
    """Assert what the grammar cannot say: ids once in their realm, references to what is there, codes of a target in its source."""
    files = list(root.all("file"))
    assert len({file.attributes["id"] for file in files}) == len(files)
    for file in files:
        units = list(file.all("unit"))
        assert len({unit.attributes["id"] for unit in units}) == len(units)
        for unit in units:
            data = [each.attributes["id"] for around in unit.all("originalData") for each in around.elements]
            assert len(set(data)) == len(data)
            (segment,) = unit.all("segment")
            codes: list[set[str]] = []
            for side in segment.elements:
                inside = [each for each in walk(side)[1:] if each.name != "cp"]
                ids = [each.attributes["id"] for each in inside if "id" in each.attributes]
                assert len(set(ids)) == len(ids)
                assert {each.attributes["startRef"] for each in inside if each.name == "ec"} == {
                    each.attributes["id"] for each in inside if each.name == "sc"
                }
                used = {value for each in inside for name, value in each.attributes.items() if name.startswith("dataRef")}
                assert used == set(data)
                codes.append(set(ids))
            assert len(codes) == 1 or codes[0] == codes[1]


def parsed(xliff: Xliff) -> XmlElement:
    return read_xml(write_xliff(xliff).encode(), None, TranslationMemoryError)


def test_what_is_written_is_xliff() -> None:
    root = parsed(EXAMPLE)
    check_structure(root)
    check_references(root)


def test_it_comes_back() -> None:
    assert read_xliff(write_xliff(EXAMPLE).encode()) == EXAMPLE


texts = st.text(st.characters(), min_size=1, max_size=8)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """Any content: pairs may cross, lie in each other, and be empty."""
    numbers = draw(st.lists(st.booleans(), max_size=4))
    halves = [
        half
        for number, paired in enumerate(numbers, start=1)
        for half in ((opened(number, draw(texts)), closed(number, draw(texts))) if paired else (alone(number, draw(texts)),))
    ]
    row: list[Code] = []
    for half in halves:
        first = next((at + 1 for at, each in enumerate(row) if each.number == half.number), 0)
        row.insert(draw(st.integers(first, len(row))), half)
    order = {number: place for place, number in enumerate(dict.fromkeys(each.number for each in row), start=1)}
    return join(piece for each in row for piece in (draw(st.one_of(st.just(""), texts)), Code(order[each.number], each.kind, each.text)))


@given(contents(), st.sampled_from(XliffState))
def test_any_content_comes_back(content: Content, state: XliffState) -> None:
    unit = XliffUnit("u", content or ("x",), content or ("y",), state)
    xliff = Xliff(HANS, ENGLISH, (XliffArticle("a.md", (unit,)),))
    root = parsed(xliff)
    check_structure(root)
    check_references(root)
    assert read_xliff(write_xliff(xliff).encode()) == xliff


# By the same tool as ours, and unlike ours: it has cut a unit, marked a term, put codes in other forms, and grouped units.
OTHERS = f"""\
<?xml version="1.0" encoding="UTF-16"?>
<x:xliff xmlns:x="{CORE}" xmlns:m="urn:other" version="2.0" srcLang="zh-TW" trgLang="en-US">
 <x:file id="f" original="a.md"><x:skeleton>any <m:thing/></x:skeleton>
  <x:group id="g"><m:meta/>
   <x:unit id="u1">
    <x:originalData><x:data id="d">**</x:data></x:originalData>
    <x:segment id="s1" state="final"><x:source>一<x:pc id="p1" dataRefStart="d" dataRefEnd="d">二</x:pc>。</x:source>
      <x:target>One <x:sc id="p1" dataRef="d"/><x:mrk id="m1" type="term">two</x:mrk><x:ec startRef="p1" dataRef="d"/>.</x:target></x:segment>
    <x:ignorable><x:source> </x:source></x:ignorable>
    <x:segment id="s2" state="reviewed"><x:source>三<x:ph id="p2"/></x:source><x:target><x:sm id="m2"/>Three<x:ph id="p2"/><x:em startRef="m2"/></x:target></x:segment>
   </x:unit>
   <x:unit id="u2" translate="no"><x:segment><x:source>不</x:source></x:segment></x:unit>
   <x:unit id="u3"><x:segment><x:source>四</x:source></x:segment><x:segment state="final"><x:source>五</x:source><x:target>Five</x:target></x:segment></x:unit>
   <x:unit id="u4"><x:segment><x:source>六</x:source><x:target>Six<x:ph id="new"/></x:target></x:segment></x:unit>
  </x:group>
 </x:file>
</x:xliff>
"""  # noqa: E501


def test_files_of_others_are_understood() -> None:
    read = read_xliff(OTHERS.encode("utf-16"))
    assert (read.source_tag, read.target_tag) == (LanguageTag.parse("zh-Hant-TW"), LanguageTag.parse("en-US"))
    (article,) = read.articles
    assert article.units == (
        XliffUnit(
            "u1",
            ("一", opened(1, "**"), "二", closed(1, "**"), "。 三", alone(2, "")),
            ("One ", opened(1, "**"), "two", closed(1, "**"), ". Three", alone(2, "")),
            XliffState.REVIEWED,
        ),
        XliffUnit("u3", ("四五",)),
        XliffUnit("u4", ("六",), ("Six", alone(1, ""))),
    )
    assert [unit.line for unit in article.units] == [5, 13, 14]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<tmx/>", 1, "no XLIFF: its outermost element is tmx"),
        ('<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', 1, "XLIFF 1.2, and only version 2"),
        (f'<xliff version="2.1" xmlns="{CORE}"/>', 1, "srcLang"),
        (f'<xliff version="2.1" xmlns="{CORE}" srcLang="?"/>', 1, "srcLang: .* no.* language tag"),
        (OTHERS.replace("</x:group>", ""), 16, "not well-formed"),
        (OTHERS.replace('state="final"', 'state="done"'), 7, "'done' is no state"),
        (OTHERS.replace('<x:ph id="new"/>', '<x:cp hex="x"/>'), 14, "names no character"),
        (OTHERS.replace('<x:ph id="new"/>', '<x:cp hex="FFFFFFFF"/>'), 14, "names no character"),
        (OTHERS.replace('<x:ph id="new"/>', "<b/>"), 14, "<b> is nothing"),
        (OTHERS.replace("<x:source>六</x:source>", ""), 14, "has no source"),
        (f'<xliff version="2.1" xmlns="{CORE}" srcLang="zh"><file id="f">\n<unit id="u"/></file></xliff>', 2, "has no segment"),
        ('<!DOCTYPE xliff [<!ENTITY a "b">]>' + OTHERS.split("\n", 1)[1], 1, "entities"),
        (f'<xliff version="2.1" xmlns="{CORE}" srcLang="zh">' + "<file>" * 1000, 1, "lie in each other"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(TranslationMemoryError, match=message) as raised:
        read_xliff(text.replace(' encoding="UTF-16"', "").encode(), Path("a.xlf"))
    assert (raised.value.path, raised.value.line) == (Path("a.xlf"), line)


def test_an_article_without_units_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.md"):
        write_xliff(Xliff(HANS, ENGLISH, (XliffArticle("a.md", ()),)))


def test_ids_are_made_unique() -> None:
    assert unique_ids(["a", "b", "a", "a"]) == ["a", "b", "a.2", "a.3"]
