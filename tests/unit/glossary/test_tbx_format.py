"""Glossaries as TBX: ours come back as they were, other tools' are understood, and nothing in them can do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from langbridge.glossary import Concept, Glossary, GlossaryForm, export_glossaries, import_glossary, parse_yaml, read_yaml
from langbridge.glossary.tbx_format import read_tbx
from langbridge.project import XmlElement, read_xml
from langbridge.values import GlossaryError

from .test_round_trip import concepts

PATH = Path("terms.tbx")
CORE = "urn:iso:std:iso:30042:ed-2"


def written(*glossaries: Glossary) -> bytes:
    return export_glossaries(glossaries, GlossaryForm.TBX).text.encode()


def folded(concept: Concept) -> Concept:
    return read_tbx(written(Glossary("ai", (concept,))), PATH, "ai")[0][0]


@given(concepts)
def test_concepts_come_back(these: tuple[Concept, ...]) -> None:
    exported = export_glossaries([Glossary("ai", these)], GlossaryForm.TBX)
    if these:
        read, left_out = read_tbx(exported.text.encode(), PATH, "ai")
        assert left_out == []
        assert [(each.id, each.forms.keys()) for each in read] == [(each.id, each.forms.keys()) for each in these]
        for one, other in zip(these, read, strict=True):
            assert [(tag, form.text, form.status, form.ambiguous) for tag, form in one.tagged_forms()] == [
                (tag, form.text, form.status, form.ambiguous) for tag, form in other.tagged_forms()
            ]
        # Only the spacing of notes and domains may differ, and then it is told; read once, a concept is the same for ever.
        assert exported.left_out or [each.note for each in read] == [each.note for each in these]
        assert tuple(map(folded, read)) == tuple(read)


DCT = f"""\
<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="{CORE}" xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>a tool</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
<conceptEntry id="C1">
  <transacGrp><basic:transactionType>origination</basic:transactionType><date>2020-01-01</date></transacGrp>
  <basic:subjectField>Software</basic:subjectField>
  <note>seen in
     two books</note>
  <langSec xml:lang="en-US">
    <descripGrp><basic:definition>What computers run.</basic:definition><basic:source>a book</basic:source></descripGrp>
    <termSec><term>software</term><min:partOfSpeech>noun</min:partOfSpeech></termSec>
  </langSec>
  <langSec xml:lang="zh-TW">
    <termSec><term>軟件</term><min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus><note>Hong Kong's</note></termSec>
    <termSec><term>軟體</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
    <termSec><term>軟體程式</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
  </langSec>
  <langSec xml:lang="de-1996"><termSec><term>Software</term></termSec></langSec>
</conceptEntry>
</body></text></tbx>
"""
DCA = (
    DCT.replace("<basic:subjectField>Software</basic:subjectField>", '<descrip type="subjectField">Software</descrip>')
    .replace("<basic:definition>What computers run.</basic:definition>", '<descrip type="definition">What computers run.</descrip>')
    .replace("<basic:source>a book</basic:source>", '<admin type="source">a book</admin>')
    .replace("<min:partOfSpeech>noun</min:partOfSpeech>", '<termNote type="partOfSpeech">noun</termNote>')
    .replace("<min:administrativeStatus>", '<termNote type="administrativeStatus">')
    .replace("</min:administrativeStatus>", "</termNote>")
    .replace("<basic:transactionType>origination</basic:transactionType>", '<transac type="transactionType">origination</transac>')
    .replace('style="dct"', 'style="dca"')
)
V2 = (
    DCA.replace("tbx type", "martif type")
    .replace("</tbx>", "</martif>")
    .replace(f' xmlns="{CORE}"', "")
    .replace("conceptEntry", "termEntry")
    .replace("langSec", "langSet")
    .replace("termSec", "tig")
    .replace('<?xml version="1.0"?>', '<?xml version="1.0"?>\n<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">')
)


@pytest.mark.parametrize("text", [DCT, DCA, V2, DCA.replace(CORE, "urn:iso:std:iso:30042:ed:3.0")])
def test_every_style_and_version_says_the_same(tmp_path: Path, text: str) -> None:
    file, into = tmp_path / "theirs.xml", tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    assert import_glossary(file, into) == (
        1,
        0,
        ("forms in de-1996 (1)", "transactionType (1); date (1); source (1); partOfSpeech (1)"),
    )
    (concept,) = parse_yaml(
        """\
concepts:
  - id: c1
    note: "seen in two books\\nWhat computers run."
    domain: Software
    en: software
    zh-Hant-TW: [{form: 軟件, status: deprecated, note: Hong Kong's}, {form: 軟體, status: preferred}, 軟體程式]
""",
        into,
    ).concepts
    assert read_yaml(into).concepts == (concept,)
    assert next(iter(concept.forms.values()))[0].text == "software"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<html/>", 1, "no TBX"),
        (DCT.replace("</body>", ""), 21, "not well-formed"),
        (DCT.replace("zh-TW", "zh"), 14, "which script"),
        (DCT.replace("supersededTerm-admn-sts", "forbidden"), 15, "no status"),
        (DCT.replace("<term>軟體</term>", ""), 16, "has no term"),
        (DCT.replace("<term>軟體</term>", "<term> </term>"), 16, "may not be empty"),
        (DCT.replace("admittedTerm-admn-sts", "preferredTerm-admn-sts"), 5, "two preferred"),
        (
            DCT.replace(
                "</body>", '<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>x</term></termSec></langSec></conceptEntry></body>'
            ),
            21,
            "line 5",
        ),
        (f'<tbx xmlns="{CORE}"><text><body/></text></tbx>', None, "no concept"),
        ("", 1, "not well-formed"),
        (DCT.encode().replace("軟體".encode(), b"\xff"), 16, "not well-formed"),
    ],
)
def test_a_file_that_is_wrong_adds_nothing(tmp_path: Path, text: str | bytes, line: int | None, message: str) -> None:
    file, into = tmp_path / "theirs.tbx", tmp_path / "ours.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(GlossaryError, match=message) as raised:
        import_glossary(file, into)
    assert (raised.value.path, raised.value.line) == (file, line)
    assert not into.exists()


BOMB = '<!DOCTYPE tbx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB + DCT.split("\n", 1)[1].replace("軟體", "&b;"), "entities"),
        ('<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + DCT.split("\n", 1)[1].replace("軟體", "&a;"), "entities"),
        ('<!DOCTYPE tbx [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>' + DCT.split("\n", 1)[1], "entities"),
        (
            '<!DOCTYPE tbx SYSTEM "http://127.0.0.1:9/x.dtd">' + DCT.split("\n", 1)[1].replace("軟體", "&a;"),
            "undefined entity|not well-formed",
        ),
        ("<tbx>" * 100_000, "lie in each other"),
        ('<?xml version="1.0" encoding="x-none"?><tbx/>', "unknown encoding|cannot be read"),
    ],
)
def test_nothing_in_a_file_does_harm(text: str, message: str) -> None:
    with pytest.raises(GlossaryError, match=message):
        read_tbx(text.encode(), PATH, "ai")


# What ISO 30042 and the dialect TBX-Basic allow of what we write: the children of each element, in their order, and its attributes.  The
# schemas themselves (TBXcoreStructV03.rng, Min.rng and their Schematron rules) come in no package that tests could take them from.
ALLOWED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tbx": (("tbxHeader", "text"), ("type", "style", "{http://www.w3.org/XML/1998/namespace}lang")),
    "tbxHeader": (("fileDesc",), ()),
    "fileDesc": (("sourceDesc",), ()),
    "sourceDesc": (("p",), ()),
    "text": (("body",), ()),
    "body": (("conceptEntry",), ()),
    "conceptEntry": (("subjectField", "note", "langSec"), ("id",)),
    "langSec": (("termSec",), ("{http://www.w3.org/XML/1998/namespace}lang",)),
    "termSec": (("term", "administrativeStatus", "note"), ()),
}
# TBX-Basic has both of these from its module Min.
NAMESPACES = dict.fromkeys(("subjectField", "administrativeStatus"), "http://www.tbxinfo.net/ns/min")


def check_structure(element: XmlElement) -> None:
    children, attributes = ALLOWED.get(element.name, ((), ()))
    assert element.namespace == NAMESPACES.get(element.name, CORE)
    assert set(element.attributes) == set(attributes)
    order = [children.index(child.name) for child in element.elements]
    assert order == sorted(order)
    for child in element.elements:
        check_structure(child)


def test_what_is_written_is_tbx_basic(repository: Path) -> None:
    glossaries = [read_yaml(path) for path in sorted((repository / "glossaries").glob("*.yaml"))]
    glossaries.append(
        parse_yaml(
            """\
concepts:
  - id: 3d-model
    note: "one\\ntwo"
    domain: graphics & CAD
    en: [{form: model, status: preferred, note: not the person}, {form: pattern, status: deprecated}]
    zh-Hant-TW: {form: 模型, ambiguous: true}
    zh-Hans-CN: {form: CAD, status: do-not-translate}
""",
            Path("rich.yaml"),
        )
    )
    root = read_xml(written(*glossaries), PATH, GlossaryError)
    check_structure(root)
    (body,) = (body for text in root.all("text") for body in text.all("body"))
    ids = [entry.attributes["id"] for entry in body.elements]
    assert len(set(ids)) == len(ids) == sum(len(glossary.concepts) for glossary in glossaries)
    assert all((each[0].isalpha() and each.isascii()) or each[0] == "_" for each in ids)


def test_all_our_glossaries_come_back(repository: Path, tmp_path: Path) -> None:
    for path in sorted((repository / "glossaries").glob("*.yaml")):
        glossary = read_yaml(path)
        (tmp_path / "x.tbx").write_bytes(written(glossary))
        into = tmp_path / path.name
        import_glossary(tmp_path / "x.tbx", into)
        assert read_yaml(into).concepts == glossary.concepts
