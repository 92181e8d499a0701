"""Memories as TMX 1.4b, the form in which translation tools exchange them.

Codes are `<bpt>`, `<ept>` and `<ph>` with their numbers in `i` and `x`; what only langbridge knows of a pair stands in `<prop>` elements,
which others pass over.  XML from outside is read with `defusedxml`: no entity is expanded, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.project import escape_xml
from langbridge.translation.memory import Unit
from langbridge.values import HANS, LangbridgeError, LanguageTag, TranslationMemoryError
from langbridge.version import VERSION

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CODE = re.compile(r"⟦⟦|⟦(/?)(\d+)(/?)⟧")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TIME = "%Y%m%dT%H%M%SZ"
_PREFIX = "langbridge-"


def write_tmx(units: Iterable[Unit], source_tag: str = "*all*") -> Iterator[str]:
    """The pairs as one TMX file, in pieces; `source_tag` is for the header, `*all*` where the pairs have several."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="langbridge" creationtoolversion="{VERSION}" segtype="paragraph" o-tmf="langbridge" '
        f'adminlang="en" srclang="{escape_xml(source_tag, attribute=True)}" datatype="plaintext"/>\n<body>\n'
    )
    for unit in units:
        time = datetime.fromtimestamp(unit.created, UTC).strftime(_TIME)
        props = {"approved": "yes" if unit.approved else "no", "engine": unit.engine, "terms": unit.terms, "faults": unit.faults}
        yield f'<tu creationdate="{time}">'
        yield from (f'<prop type="{_PREFIX}{name}">{escape_xml(value)}</prop>' for name, value in props.items() if value)
        if unit.note:
            yield f"<note>{escape_xml(unit.note)}</note>"
        for tag, text in ((unit.source_tag, unit.source), (unit.target_tag, unit.target)):
            yield f'<tuv xml:lang="{tag}"><seg>{_segment(text)}</seg></tuv>'
        yield "</tu>\n"
    yield "</body>\n</tmx>\n"


def _segment(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for code in _CODE.finditer(text):
        pieces.append(escape_xml(text[done : code.start()]))
        closing, number, alone = code.groups()
        if number is None:
            pieces.append("⟦")
        elif alone:
            pieces.append(f'<ph x="{number}"/>')
        else:
            pieces.append(f'<ept i="{number}"/>' if closing else f'<bpt i="{number}" x="{number}"/>')
        done = code.end()
    return "".join([*pieces, escape_xml(text[done:])])


def read_tmx(data: bytes, path: Path | None = None) -> Iterator[Unit]:
    """The pairs of a TMX file, of any version: each translation unit gives one for every Chinese and English variant of it.

    A pair that another tool made is taken for approved: people sent it.  Raises TranslationMemoryError for what is no TMX, or asks for
    more than a memory needs (entities, external files).
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    seen = False
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end")):
            if event == "start" and not seen:
                seen = True
                if element.tag != "tmx":
                    raise TranslationMemoryError(f"this is no TMX: its outermost element is {element.tag}", path=path)
            elif event == "end" and element.tag == "tu":
                yield from _units(element)
                element.clear()
    except ParseError as error:
        line, column = error.position
        raise TranslationMemoryError(f"this is no well-formed XML: {error}", path=path, line=line, column=column + 1) from error
    except DefusedXmlException as error:
        raise TranslationMemoryError(
            "this file declares entities, which a memory never needs and an attack does", path=path, remedy="remove its DOCTYPE"
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that is declared and unknown, or not kept to
        raise TranslationMemoryError(f"its characters cannot be read: {error}", path=path) from error


def _units(element: Element) -> Iterator[Unit]:
    variants: list[tuple[LanguageTag, Element]] = []
    for variant in element.iter("tuv"):
        segment = variant.find("seg")
        try:
            tag = LanguageTag.parse(variant.get(_LANG) or variant.get("lang") or "")
        except LangbridgeError:
            continue  # a language that is none of ours
        if segment is not None:
            variants.append((tag, segment))
    props = {prop.get("type", ""): prop.text or "" for prop in element.iter("prop")}
    note = next((each.text or "" for each in element.iter("note")), "")
    approved = props.get(f"{_PREFIX}approved", "yes") == "yes"
    for source_tag, source in variants:
        if not source_tag.is_chinese:
            continue
        for target_tag, target in variants:
            if target_tag.language != "en":
                continue
            numbers: dict[str, int] = {}
            yield Unit(
                _read_segment(source, numbers),
                _read_segment(target, numbers),
                _as_kept(source_tag),
                target_tag.without_region,
                approved,
                _read_time(element.get("creationdate", "")),
                props.get(f"{_PREFIX}engine", ""),
                note,
                props.get(f"{_PREFIX}terms", ""),
                props.get(f"{_PREFIX}faults", ""),
            )


def _as_kept(tag: LanguageTag) -> LanguageTag:
    """The tag by which a memory looks Chinese up: a script without a region.  Chinese that says no script is mostly in Simplified."""
    return tag.without_region if tag.script else HANS


def _read_segment(segment: Element, numbers: dict[str, int]) -> str:
    """A segment in the protected form; `numbers` are what its codes are numbered by, shared with the other language's."""
    pieces = [_doubled(segment.text)]
    opened: dict[str, int] = {}
    for order, code in enumerate(segment):
        match code.tag:
            case "bpt":
                number = numbers.setdefault(code.get("x") or f"i{code.get('i')}", len(numbers) + 1)
                opened[code.get("i", "")] = number
                pieces.append(f"⟦{number}⟧")
            case "ept":
                number = opened.get(code.get("i", "")) or numbers.setdefault(f"i{code.get('i')}", len(numbers) + 1)
                pieces.append(f"⟦/{number}⟧")
            case "ph" | "it" | "ut":
                number = numbers.setdefault(code.get("x") or f"o{order}", len(numbers) + 1)
                pieces.append(f"⟦{number}/⟧")
            case _:  # highlighting: its text is the segment's
                pieces.append(_doubled("".join(code.itertext())))
        pieces.append(_doubled(code.tail))
    return "".join(pieces)


def _doubled(text: str | None) -> str:
    return (text or "").replace("⟦", "⟦⟦")


def _read_time(told: str) -> int:
    try:
        return int(datetime.strptime(told, _TIME).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0
