"""XML that comes from outside, read so that it can do no harm: no entity is expanded, nothing is fetched, nothing nests without end.

What is read is a tree that keeps text and elements in their order and knows each element's line, which a message about it needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.values import LangbridgeError

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_DEPTH = 200
"""How deep elements may lie in each other; formats that people exchange stay below twenty."""

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_ESCAPED = re.compile('[&<>"\r]')
_ESCAPED_IN_ATTRIBUTES = re.compile('[&<>"\r\n\t]')


@dataclass(slots=True)
class XmlElement:
    """An element: its name without the namespace, which stands beside it; its attributes; text and elements in it, in their order.

    Attributes that have a namespace are named as `{namespace}name`.  `line` is where the element begins, from 1.
    """

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[str | XmlElement] = field(default_factory=list)
    line: int = 0

    @property
    def elements(self) -> Iterator[XmlElement]:
        """The elements right below, without the text between them."""
        return (each for each in self.content if isinstance(each, XmlElement))

    def all(self, *names: str) -> Iterator[XmlElement]:
        """The elements right below that have one of these names."""
        return (each for each in self.elements if each.name in names)

    def first(self, name: str) -> XmlElement | None:
        """The first element right below of this name."""
        return next(self.all(name), None)

    @property
    def text(self) -> str:
        """All text in the element and in the elements below."""
        return "".join(each if isinstance(each, str) else each.text for each in self.content)


class _TreeBuilder:
    """What a parser tells its events to."""

    def __init__(self) -> None:
        self.root: XmlElement | None = None
        self.line: Callable[[], int] = int
        self._open: list[XmlElement] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.removeprefix("{").rpartition("}")
        element = XmlElement(name, namespace, attributes, line=self.line())
        if len(self._open) == MAX_DEPTH:
            raise _TooDeepError
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        content = self._open[-1].content
        if content and isinstance(last := content[-1], str):
            content[-1] = last + text
        else:
            content.append(text)

    def close(self) -> XmlElement | None:
        return self.root


class _TooDeepError(Exception):
    """Elements nest deeper than any format needs."""


def read_xml(data: bytes, path: Path | None, kind: type[LangbridgeError]) -> XmlElement:
    """The outermost element of an XML file.

    Raises an error of `kind`, with the line, for what is not well-formed, declares entities, nests too deep, or is in an encoding that it
    does not say.  A DOCTYPE that only names a DTD is passed over, and the DTD is never looked at.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    builder = _TreeBuilder()
    parser = DefusedXMLParser(target=builder)
    expat: XMLParserType = vars(parser)["parser"]
    builder.line = lambda: expat.CurrentLineNumber
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise kind(f"this is not well-formed XML: {error}", path=path, line=line, column=column + 1) from error
    except DefusedXmlException as error:
        told = "the file declares entities, which no exchange of texts needs and an attack does"
        raise kind(told, path=path, line=builder.line(), remedy="remove its DOCTYPE") from error
    except _TooDeepError as error:
        raise kind(f"more than {MAX_DEPTH} elements lie in each other", path=path, line=builder.line()) from error
    except (LookupError, ValueError) as error:  # an encoding that is declared and unknown, or not kept to
        raise kind(f"its characters cannot be read: {error}", path=path, remedy="save the file as UTF-8") from error
    if builder.root is None:
        raise kind("there is no element in this file", path=path)
    return builder.root


def escape_xml(text: str, *, attribute: bool = False) -> str:
    """A text as it stands in XML between tags, or in an attribute in double quotes.

    What XML 1.0 cannot hold at all (most control characters, half of a surrogate pair) becomes U+FFFD.
    """
    escaped = _ESCAPED_IN_ATTRIBUTES if attribute else _ESCAPED
    return escaped.sub(lambda found: _ESCAPES.get(found[0]) or f"&#{ord(found[0])};", _NOT_IN_XML.sub("\ufffd", text))
