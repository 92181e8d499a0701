"""Glossaries as TBX, ISO 30042: version 3 is read in both its styles and written in one, version 2 is read as well.

In the style DCA a data category is the `type` of a general element (`<descrip type="subjectField">`), in DCT an element of its own
(`<min:subjectField>`); in version 2 the sections have other names.  All are read by the same names.  Written is the dialect TBX-Basic in
the style DCT.  TBX has no word for a form that stays as it is nor for one that is ambiguous: these are notes of ours, which `read_tbx`
knows again and other tools show to people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from langbridge.glossary.drafts import Draft, parse_form_tag
from langbridge.glossary.pairs import Exported
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus, is_id, make_id
from langbridge.project import XML_LANG, XmlElement, escape_xml, read_xml
from langbridge.values import GlossaryError, LanguageTag, UsageError

_CORE = "urn:iso:std:iso:30042:ed-2"
_MIN = "http://www.tbxinfo.net/ns/min"

_CONCEPT, _LANGUAGE, _TERM = ("conceptEntry", "termEntry"), ("langSec", "langSet"), ("termSec", "tig", "ntig")
_GROUPS = frozenset({"descripGrp", "adminGrp", "termNoteGrp", "transacGrp", "termGrp"})
_GENERAL = frozenset({"descrip", "admin", "termNote", "transac", "transacNote", "ref", "xref"})

_WRITTEN = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.DO_NOT_TRANSLATE: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.DEPRECATED: "deprecatedTerm-admn-sts",
}
_STATUSES = {
    "preferred": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "deprecated": TermStatus.DEPRECATED,
    "superseded": TermStatus.DEPRECATED,
}
_FIXED_NOTE = "langbridge: do-not-translate"
_AMBIGUOUS_NOTE = "langbridge: ambiguous"


def write_tbx(glossaries: Sequence[Glossary]) -> Exported:
    """Glossaries as one TBX file; where there are several, ids are full (`ai.inference`)."""
    title = escape_xml(", ".join(glossary.id for glossary in glossaries))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="{_CORE}" xmlns:min="{_MIN}">',
        f"<tbxHeader><fileDesc><sourceDesc><p>langbridge: {title}</p></sourceDesc></fileDesc></tbxHeader>",
        "<text><body>",
    ]
    changed = 0
    for glossary in glossaries:
        for concept in glossary.concepts:
            lines += _concept_lines(concept, concept.id if len(glossaries) == 1 else glossary.full_id(concept))
            texts = [concept.note, *(form.note for _, form in concept.tagged_forms())]
            changed += any(text != "\n".join(_note_lines(text)) for text in texts)
    lines += ["</body></text>", "</tbx>", ""]
    left_out = (f"spaces and empty lines in the notes of {changed} concept{'s' if changed > 1 else ''}",) if changed else ()
    return Exported("\n".join(lines), left_out)


def _concept_lines(concept: Concept, name: str) -> Iterator[str]:
    # An id of XML begins with a letter or an underscore.
    yield f'<conceptEntry id="{name if name[0].isalpha() else f"_{name}"}">'
    if concept.domain:
        yield f"<min:subjectField>{escape_xml(concept.domain)}</min:subjectField>"
    yield from _notes(concept.note)
    for tag, forms in concept.forms.items():
        yield f'<langSec xml:lang="{tag}">'
        for form in forms:
            yield f"<termSec><term>{escape_xml(form.text)}</term>"
            yield f"<min:administrativeStatus>{_WRITTEN[form.status]}</min:administrativeStatus>"
            if form.status is TermStatus.DO_NOT_TRANSLATE:
                yield f"<note>{_FIXED_NOTE}</note>"
            if form.ambiguous:
                yield f"<note>{_AMBIGUOUS_NOTE}</note>"
            yield from _notes(form.note)
            yield "</termSec>"
        yield "</langSec>"
    yield "</conceptEntry>"


def _notes(text: str) -> Iterator[str]:
    """A note for each line: others fold the lines of one."""
    return (f"<note>{escape_xml(line)}</note>" for line in _note_lines(text))


def _note_lines(text: str) -> list[str]:
    return [folded for line in text.split("\n") if (folded := _folded(line))]


def read_tbx(data: bytes, path: Path, glossary_id: str) -> tuple[list[Concept], list[str]]:
    """The concepts of a TBX file that are to become part of the glossary `glossary_id`; and a line for each kind of thing left out.

    Raises GlossaryError, with the line, for what is no TBX, and for a concept, form, status or language that cannot be understood.
    """
    root = read_xml(data, path, GlossaryError)
    if root.name not in ("tbx", "martif", "TBX"):
        told = f"this is no TBX: its outermost element is {root.name}"
        raise GlossaryError(told, path=path, line=root.line, remedy="--format names another format")
    return _Reader(path, glossary_id).concepts(root)


class _Reader:
    """Reads the concepts of one file, and counts what has no place in a glossary."""

    def __init__(self, path: Path, glossary_id: str) -> None:
        self._path = path
        self._glossary_id = glossary_id
        self._left_out: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()

    def concepts(self, root: XmlElement) -> tuple[list[Concept], list[str]]:
        concepts: dict[str, Concept] = {}
        for entry in _entries(root):
            concept = self._concept(entry)
            if concept is None:
                continue
            if (first := concepts.setdefault(concept.id, concept)) is not concept:
                raise self._error(entry, f"the id {concept.id!r} is that of the concept in line {first.line}", "give each its own id")
        if not concepts:
            raise GlossaryError("there is no concept in this file", path=self._path)
        told = [f"forms in {tag} ({number})" for tag, number in self._languages.items()]
        if self._left_out:
            told.append("; ".join(f"{name} ({number})" for name, number in self._left_out.most_common()))
        return list(concepts.values()), told

    def _error(self, element: XmlElement, message: str, remedy: str = "") -> GlossaryError:
        return GlossaryError(message, path=self._path, line=element.line, remedy=remedy)

    def _concept(self, entry: XmlElement) -> Concept | None:
        draft = Draft(line=entry.line, column=1)
        notes: list[str] = []
        domains: list[str] = []
        for name, told in _categories(entry):
            if name == "subjectField":
                domains.append(_folded(told.text))
            elif name in ("note", "definition"):
                notes.append(_folded(told.text))
            else:
                self._left_out[name] += 1
        for section in entry.all(*_LANGUAGE):
            notes += self._language(section, draft)
        if not draft.forms:
            return None
        draft.note = "\n".join(filter(None, notes))
        draft.domain = ", ".join(dict.fromkeys(filter(None, domains)))
        draft.id = self._id(entry)
        try:
            return draft.finish()
        except GlossaryError as error:
            raise self._error(entry, error.message, error.remedy) from error

    def _id(self, entry: XmlElement) -> str:
        written = (entry.attributes.get("id") or "").removeprefix(f"{self._glossary_id}.")
        bare = written.removeprefix("_")
        return bare if is_id(bare) else make_id(written)

    def _language(self, section: XmlElement, draft: Draft) -> Iterator[str]:
        """Adds the forms of a language; gives its notes, which a concept of ours has for all languages."""
        name = section.attributes.get(XML_LANG) or section.attributes.get("lang") or ""
        tag = self._tag(name, section)
        for category, told in _categories(section):
            if category in ("note", "definition"):
                yield _folded(told.text)
            else:
                self._left_out[category] += 1
        for term in section.all(*_TERM):
            if tag is None:
                self._languages[name or "a language without a tag"] += 1
            else:
                self._form(term, tag, draft)

    def _tag(self, name: str, section: XmlElement) -> LanguageTag | None:
        """The tag of a section's forms; English has no region in a glossary.  None for languages that langbridge has no tag for."""
        try:
            tag = parse_form_tag(name)
        except UsageError as error:
            if name.lower().replace("_", "-").split("-")[0] == "zh":
                raise self._error(section, error.message, error.remedy) from error
            return None
        return tag.without_region if tag.language == "en" else tag

    def _form(self, section: XmlElement, tag: LanguageTag, draft: Draft) -> None:
        term = next((each for each in _inner(section) if each.name == "term"), None)
        if term is None:
            raise self._error(section, "this section has no term", "give it one, or remove it")
        status: TermStatus | None = None
        ambiguous = fixed = False
        notes: list[str] = []
        for name, told in _categories(section):
            text = _folded(told.text)
            if name in ("administrativeStatus", "usageStatus"):
                status = self._status(text, told)
            elif name == "note" and text == _FIXED_NOTE:
                fixed = True
            elif name == "note" and text == _AMBIGUOUS_NOTE:
                ambiguous = True
            elif name == "note":
                notes.append(text)
            else:
                self._left_out[name] += 1
        form = TermForm(term.text, ambiguous=ambiguous, note="\n".join(filter(None, notes)), line=term.line, column=1)
        try:
            draft.add(tag, form, TermStatus.DO_NOT_TRANSLATE if fixed else status)
        except GlossaryError as error:
            raise self._error(term, error.message, error.remedy) from error

    def _status(self, text: str, told: XmlElement) -> TermStatus:
        # preferredTerm-admn-sts, preferredTerm, preferred
        known = _STATUSES.get(text.replace("_", "-").removesuffix("-admn-sts").removesuffix("Term"))
        if known is None:
            remedy = "preferredTerm-admn-sts, admittedTerm-admn-sts or deprecatedTerm-admn-sts"
            raise self._error(told, f"{text!r} is no status of a term", remedy)
        return known


def _entries(root: XmlElement) -> Iterator[XmlElement]:
    for part in root.all("text"):
        for body in part.all("body"):
            yield from body.all(*_CONCEPT)


def _inner(section: XmlElement) -> Iterator[XmlElement]:
    """The elements of a section, those in groups as well."""
    for each in section.elements:
        if each.name in _GROUPS:
            yield from _inner(each)
        else:
            yield each


def _categories(section: XmlElement) -> Iterator[tuple[str, XmlElement]]:
    """What a section says besides its terms and the sections in it, by the names of data categories, which both styles share."""
    for each in _inner(section):
        if each.name not in ("term", *_LANGUAGE, *_TERM):
            yield (each.attributes.get("type") or each.name) if each.name in _GENERAL else each.name, each


def _folded(text: str) -> str:
    """A text without the line breaks and indentation of its file."""
    return " ".join(text.split())
