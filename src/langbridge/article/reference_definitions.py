"""Link reference definitions: `[label]: destination "title"`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from langbridge.article.link_tails import fragment_link
from langbridge.article.model import FragmentLink, Part, PartKind
from langbridge.article.offsets import Offsets
from langbridge.article.prose import split_prose
from langbridge.values import Span

if TYPE_CHECKING:
    from pyromark.event import LinkDef

_MARKUP = PartKind.MARKUP

# A definition in a block quote may go on in the next line, hence the `>` among the white space.
_DEFINITION = re.compile(
    r"""\s*+\[(?:[^\[\]\\]|\\.)*+\]:[\s>]*+(?:<(?P<angled>[^<>\r\n]*+)>|(?P<bare>\S++))(?:[\s>]+(?P<title>".*"|'.*'|\(.*\)))?[\s>]*""",
    re.DOTALL,
)


@dataclass(slots=True)
class Definitions:
    """The parts of an article's definitions, in ascending order, and those of their destinations that lie within the page."""

    parts: list[Part] = field(default_factory=list)
    fragment_links: list[FragmentLink] = field(default_factory=list)


def read_definitions(definitions: Mapping[str, LinkDef], readable: str, first_block: int) -> Definitions:
    """Cut the parser's definitions into parts.

    Labels stay as they are, since they are keys; destinations are URLs; titles are text, a block each, counted from `first_block`.  Of a
    label that is defined twice the parser knows the first definition only, as CommonMark has it; the second stays as it is.
    """
    found = Definitions()
    offsets = Offsets(readable)
    for block, definition in enumerate(sorted(definitions.values(), key=_start), first_block):
        start, end = offsets.at(definition["span"]["start"]), offsets.at(definition["span"]["end"])
        read = _DEFINITION.fullmatch(readable, start, end)
        if not read:
            found.parts.append(Part(start, end, _MARKUP))
            continue
        destination = Span(*read.span("bare" if read["angled"] is None else "angled"))
        found.parts += (Part(start, destination.start, _MARKUP), Part(*destination, PartKind.URL))
        if link := fragment_link(readable, destination):
            found.fragment_links.append(link)
        if read["title"]:
            title, title_end = read.start("title") + 1, read.end("title") - 1
            found.parts.append(Part(destination.end, title, _MARKUP))
            found.parts += split_prose(readable, title, title_end, PartKind.LINK_TITLE, block, _MARKUP)
            found.parts.append(Part(title_end, end, _MARKUP))
    return found


def _start(definition: LinkDef) -> int:
    return definition["span"]["start"]
