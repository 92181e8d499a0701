"""Articles as XLIFF 2.1 (OASIS, ISO 21720), the form in which translation tools get texts and give them back.

A file of it has a `<file>` for each article and a `<unit>` for each segment.  Paired codes are `<pc>`, those that cross another pair `<sc>`
and `<ec>`, single ones `<ph>`; what they stand for is in `<originalData>`, so that a tool can show it.  What XML cannot hold is `<cp>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from langbridge.project import XmlElement, escape_xml, read_xml
from langbridge.translation.segments import Code, CodeKind, Content, codes_of, join
from langbridge.values import LanguageTag, TranslationMemoryError, UsageError

_NAMESPACES = ("urn:oasis:names:tc:xliff:document:2.0", "urn:oasis:names:tc:xliff:document:2.2")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = 'canCopy="no" canDelete="no"'
_TYPES = (("![", "image"), ("[", "link"), ("](", "link"), ("*", "fmt"), ("_", "fmt"), ("~", "fmt"))


class XliffState(StrEnum):
    """How far a segment is."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


_STATES = list(XliffState)


@dataclass(frozen=True, slots=True)
class XliffNote:
    """A remark for who translates a unit; `category` says of what kind: `term`, `fault`."""

    text: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class XliffUnit:
    """One segment.  `id` is unique in its article: letters, digits, hyphens and points.  `line` is where it stood in a file."""

    id: str
    source: Content
    target: Content | None = None
    state: XliffState = XliffState.INITIAL
    notes: tuple[XliffNote, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class XliffArticle:
    """The units of one article; `original` is its path, with slashes, relative to the project."""

    original: str
    units: tuple[XliffUnit, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Xliff:
    """A whole file: its languages and its articles.  Without a target language nothing in it is translated."""

    source_tag: LanguageTag
    target_tag: LanguageTag | None
    articles: tuple[XliffArticle, ...]


# Writing --------------------------------------------------------------------------------------------------------------------------------


def write_xliff(xliff: Xliff) -> str:
    """The file's text.  Raises ValueError for an article without units, which XLIFF does not allow."""
    target = f' trgLang="{xliff.target_tag}"' if xliff.target_tag else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff xmlns="{_NAMESPACES[0]}" version="2.1" srcLang="{xliff.source_tag}"{target}>',
    ]
    for number, article in enumerate(xliff.articles, start=1):
        if not article.units:
            raise ValueError(f"{article.original} has no units")
        original = escape_xml(article.original, attribute=True)
        lines.append(f'<file id="f{number}" original="{original}" canResegment="no" xml:space="preserve">')
        for unit in article.units:
            lines += _unit(unit)
        lines.append("</file>")
    return "\n".join([*lines, "</xliff>", ""])


def _unit(unit: XliffUnit) -> Iterator[str]:
    yield f'<unit id="{unit.id}">'
    if unit.notes:
        yield "<notes>"
        for note in unit.notes:
            category = f' category="{escape_xml(note.category, attribute=True)}"' if note.category else ""
            yield f"<note{category}>{escape_xml(note.text)}</note>"
        yield "</notes>"
    if codes := codes_of(unit.source):
        yield "<originalData>"
        yield from (f'<data id="{_data_id(code)}">{_text(code.text)}</data>' for code in codes)
        yield "</originalData>"
    yield f'<segment state="{unit.state}">'
    yield f"<source>{_inline(unit.source)}</source>"
    if unit.target is not None:
        yield f"<target>{_inline(unit.target)}</target>"
    yield "</segment>"
    yield "</unit>"


def _data_id(code: Code) -> str:
    return {CodeKind.OPEN: "s", CodeKind.CLOSE: "e", CodeKind.ALONE: "p"}[code.kind] + str(code.number)


def _inline(content: Content) -> str:
    nested = _nested(content)
    return "".join(_text(piece) if isinstance(piece, str) else _code(piece, piece.number in nested) for piece in content)


def _code(code: Code, nested: bool) -> str:
    kind = f' type="{found}"' if (found := _type(code.text)) else ""
    match code.kind:
        case CodeKind.ALONE:
            return f'<ph id="{code.number}" dataRef="{_data_id(code)}" {_KEPT}{kind}/>'
        case CodeKind.OPEN if nested:
            return f'<pc id="{code.number}" dataRefStart="s{code.number}" dataRefEnd="e{code.number}" {_KEPT}{kind}>'
        case CodeKind.OPEN:
            return f'<sc id="{code.number}" dataRef="s{code.number}" {_KEPT}{kind}/>'
        case CodeKind.CLOSE:
            return "</pc>" if nested else f'<ec startRef="{code.number}" dataRef="e{code.number}" {_KEPT}/>'


def _type(text: str) -> str:
    return next((kind for start, kind in _TYPES if text.startswith(start)), "")


def _nested(content: Content) -> set[int]:
    """The numbers of the pairs that cross no other."""
    places: dict[int, list[int]] = {}
    for place, code in enumerate(codes_of(content)):
        if code.kind is not CodeKind.ALONE:
            places.setdefault(code.number, []).append(place)
    pairs = {number: (each[0], each[1]) for number, each in places.items() if len(each) == 2}
    return {
        number
        for number, (start, end) in pairs.items()
        if not any(start < other < end < other_end or other < start < other_end < end for other, other_end in pairs.values())
    }


def _text(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for found in _NOT_IN_XML.finditer(text):
        pieces += (escape_xml(text[done : found.start()]), f'<cp hex="{ord(found[0]):04X}"/>')
        done = found.end()
    return "".join([*pieces, escape_xml(text[done:])])


# Reading --------------------------------------------------------------------------------------------------------------------------------


def read_xliff(data: bytes, path: Path | None = None) -> Xliff:
    """What an XLIFF 2 file says, whoever wrote it.  Units that are not to be translated are left out.

    Segments into which a tool has cut a unit are put together again, with the state of the least advanced.  Codes in a target that its
    source does not have get numbers that no code of the source has.

    Raises TranslationMemoryError, with the line, for what is no XLIFF 2 and for what asks for more than texts need (entities, external
    files).
    """
    root = read_xml(data, path, TranslationMemoryError)
    if root.name != "xliff":
        raise TranslationMemoryError(f"this is no XLIFF: its outermost element is {root.name}", path=path, line=root.line)
    if root.namespace not in _NAMESPACES:
        told = f"this is XLIFF {root.attributes.get('version', 'of an unknown version')}, and only version 2 is read"
        raise TranslationMemoryError(told, path=path, line=root.line, remedy="let the tool save it as XLIFF 2.0 or 2.1")
    return _Reader(path).xliff(root)


class _Reader:
    """Reads one file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def xliff(self, root: XmlElement) -> Xliff:
        source_tag = self._tag(root, "srcLang")
        if source_tag is None:
            raise self._error(root, "the file does not say its source language (srcLang)")
        articles = tuple(
            XliffArticle(each.attributes.get("original", ""), tuple(self._units(each)), each.line) for each in root.all("file")
        )
        return Xliff(source_tag, self._tag(root, "trgLang"), articles)

    def _error(self, element: XmlElement, message: str) -> TranslationMemoryError:
        return TranslationMemoryError(message, path=self._path, line=element.line)

    def _tag(self, root: XmlElement, name: str) -> LanguageTag | None:
        if not (written := root.attributes.get(name)):
            return None
        try:
            return LanguageTag.parse(written)
        except UsageError as error:
            raise self._error(root, f"{name}: {error.message}") from error

    def _units(self, element: XmlElement) -> Iterator[XliffUnit]:
        if element.attributes.get("translate") == "no":
            return
        for each in element.all("unit", "group"):
            if each.name == "group":
                yield from self._units(each)
            elif each.attributes.get("translate") != "no":
                yield self._unit(each)

    def _unit(self, unit: XmlElement) -> XliffUnit:
        data: dict[str, str] = {}
        for original in unit.all("originalData"):
            data |= {each.attributes.get("id", ""): self._characters(each) for each in original.all("data")}
        numbers: dict[str, int] = {}
        parts = list(unit.all("segment", "ignorable"))
        if not parts:
            raise self._error(unit, "the unit has no segment")
        source: list[str | Code] = []
        for part in parts:
            source += self._content(self._only(part, "source"), data, numbers)
        target: list[str | Code] = []
        states: list[XliffState] = []
        for part in parts:
            written = part.first("target")
            if part.name == "segment":
                states.append(self._state(part) if written is not None and written.content else XliffState.INITIAL)
            # What a tool does not translate, such as the space between two segments, it keeps.
            if written is not None or part.name == "ignorable":
                target += self._content(written or self._only(part, "source"), data, numbers)
        translated = all(part.first("target") is not None for part in parts if part.name == "segment")
        notes = tuple(
            XliffNote(each.text, each.attributes.get("category", "")) for around in unit.all("notes") for each in around.all("note")
        )
        state = min(states, key=_STATES.index, default=XliffState.INITIAL)
        return XliffUnit(unit.attributes.get("id", ""), join(source), join(target) if translated else None, state, notes, unit.line)

    def _only(self, part: XmlElement, name: str) -> XmlElement:
        found = part.first(name)
        if found is None:
            raise self._error(part, f"the {part.name} has no {name}")
        return found

    def _state(self, segment: XmlElement) -> XliffState:
        written = segment.attributes.get("state", XliffState.INITIAL)
        if written not in _STATES:
            raise self._error(segment, f"{written!r} is no state of a segment")
        return XliffState(written)

    def _content(self, element: XmlElement, data: dict[str, str], numbers: dict[str, int]) -> Iterator[str | Code]:
        """Text and codes; `numbers` are those of the codes that were seen, by their id."""
        for piece in element.content:
            if isinstance(piece, str):
                yield piece
                continue
            told = piece.attributes
            name = told.get("startRef") or told.get("id", "")
            match piece.name:
                case "cp":
                    yield self._character(piece)
                case "ph":
                    yield Code(_number(name, numbers), CodeKind.ALONE, data.get(told.get("dataRef", ""), ""))
                case "sc":
                    yield Code(_number(name, numbers), CodeKind.OPEN, data.get(told.get("dataRef", ""), ""))
                case "ec":
                    yield Code(_number(name, numbers), CodeKind.CLOSE, data.get(told.get("dataRef", ""), ""))
                case "pc":
                    number = _number(name, numbers)
                    yield Code(number, CodeKind.OPEN, data.get(told.get("dataRefStart", ""), ""))
                    yield from self._content(piece, data, numbers)
                    yield Code(number, CodeKind.CLOSE, data.get(told.get("dataRefEnd", ""), ""))
                case "mrk":
                    yield from self._content(piece, data, numbers)
                case "sm" | "em":
                    pass
                case _:
                    raise self._error(piece, f"<{piece.name}> is nothing that stands in a text of XLIFF 2")

    def _characters(self, element: XmlElement) -> str:
        return "".join(piece if isinstance(piece, str) else self._character(piece) for piece in element.content)

    def _character(self, element: XmlElement) -> str:
        """What a `<cp>` stands for."""
        try:
            return chr(int(element.attributes.get("hex", ""), 16))
        except (ValueError, OverflowError) as error:
            raise self._error(element, "this names no character") from error


def _number(name: str, numbers: dict[str, int]) -> int:
    return numbers.setdefault(name, len(numbers) + 1)


def unique_ids(names: Iterable[str]) -> list[str]:
    """The names, those that were there before with a number behind them."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return unique
