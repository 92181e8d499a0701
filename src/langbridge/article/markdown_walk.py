"""From the parser's events to parts: one pass over them, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from langbridge.article.anchors import AnchorIds, heading_anchor
from langbridge.article.directives import Directives
from langbridge.article.html import Elements, Tag, Token, html_tokens, read_tag
from langbridge.article.link_tails import fragment_link, read_link_tail
from langbridge.article.model import FragmentLink, Heading, Part, PartKind
from langbridge.article.offsets import Offsets
from langbridge.article.prose import HAN, may_hold_urls, split_prose, split_urls
from langbridge.values import Span

if TYPE_CHECKING:
    from pyromark.event import Event, Range

_AMPERSAND, _SEMICOLON, _BACKSLASH = b"&;\\"
_CODE, _URL, _HTML, _COMMENT = PartKind.CODE, PartKind.URL, PartKind.HTML, PartKind.COMMENT

# The elements that give the text within them its kind.  Emphasis and the like keep the kind of what they stand in.
_KINDS = {
    "Item": PartKind.LIST_ITEM,
    "DefinitionListTitle": PartKind.LIST_ITEM,
    "DefinitionListDefinition": PartKind.LIST_ITEM,
    "FootnoteDefinition": PartKind.FOOTNOTE,
    "Heading": PartKind.HEADING,
    "TableCell": PartKind.TABLE_CELL,
    "Link": PartKind.LINK_TEXT,
    "Image": PartKind.IMAGE_ALT,
}
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_FENCE = re.compile(r"(`{3,}|~{3,})[^\r\n]*")
_LINE = re.compile(r"[^\r\n]+")


class Walk:
    """Collects the parts of a text, with gaps for its markup, and what else is learned on the way.

    `readable` is what the parser sees, `text` the article; both have the same offsets.
    """

    def __init__(self, readable: str, text: str) -> None:
        self.parts: list[Part] = []
        self.headings: list[Heading] = []
        self.fragment_links: list[FragmentLink] = []
        self.last_block = 0
        self._readable = readable
        self._text = text
        self._offsets = Offsets(readable)
        self._at = self._offsets.at
        self._has_urls = may_hold_urls(readable)
        self._directives = Directives()
        self._elements = Elements(readable)
        self._anchors = AnchorIds()
        self._noticed: list[tuple[int, str]] = []
        self._labels_told: set[str] = set()
        self._kinds = [PartKind.PARAGRAPH]
        self._links: list[tuple[bool, bool]] = []  # of each open link: whether it is inline, whether it has a title
        self._html_lines: list[tuple[int, int]] = []
        self._pinned_id: str | None = None
        self._heading_from = -1
        self._block_open = False
        self._current_block = 0

    @property
    def protected(self) -> list[Part]:
        """What directives and foreign elements protect; may overlap."""
        return self._directives.protected + self._elements.protected

    @property
    def noticed(self) -> list[tuple[int, str]]:
        return self._noticed + self._directives.noticed + self._elements.noticed

    def run(self, events: Iterable[tuple[Event, Range]]) -> None:
        """Take all events.  The parser gives them in the order of their starts, so that offsets are asked for in ascending order."""
        data, at = self._offsets.data, self._at
        run_from = run_to = -1  # bytes of the run of text that is being gathered
        muted = 0  # how many elements are open in which events say nothing new
        consumed = 0  # bytes up to which the innermost open element has been read
        heading_begins = False
        for event, span in events:
            start, end = span["start"], span["end"]
            if muted:
                if not isinstance(event, str):
                    muted += ("Start" in event) - ("End" in event)
                continue
            if heading_begins:
                heading_begins = False
                if isinstance(event, str) or "End" not in event:
                    self._heading_from = at(start)
            if not isinstance(event, str) and "Text" in event:
                consumed = end
                is_entity = data[start] == _AMPERSAND and data[end - 1] == _SEMICOLON and event["Text"] != data[start:end].decode()
                if start == run_to and not is_entity:
                    run_to = end
                    continue
                if run_from >= 0:
                    self._prose(at(run_from), at(run_to))
                # The sign after a backslash stays as it is, and so does an entity.
                run_from, run_to = (-1, -1) if is_entity else (start + (start > 0 and data[start - 1] == _BACKSLASH), end)
                continue
            if run_from >= 0:
                self._prose(at(run_from), at(run_to))
                run_from = run_to = -1
            if isinstance(event, str):
                consumed = end
            elif "Start" in event:
                if self._is_whole(event, start, end):
                    muted, consumed = 1, end
                    continue
                tag = event["Start"]
                name = tag if isinstance(tag, str) else next(iter(tag))
                self._open(name)
                heading_begins = name == "Heading"
                consumed = start + (2 if name == "Image" else 1)
            elif "End" in event:
                ended = event["End"]
                name = ended if isinstance(ended, str) else next(iter(ended))
                if name in ("Link", "Image"):
                    self._end_link(at(consumed), at(end))
                elif name == "Heading":
                    self._end_heading(at(consumed))
                elif name == "HtmlBlock":
                    self._end_html_block()
                self._close(name, end)
                consumed = end
            else:
                consumed = end
                if "Code" in event:
                    self.parts.append(Part(at(start), at(end), _CODE))
                elif "Html" in event:
                    self._html_lines.append((at(start), at(end)))
                elif "InlineHtml" in event:
                    self._inline_html(at(start), at(end))
        if run_from >= 0:
            self._prose(at(run_from), at(run_to))
        self._directives.finish(len(self._text))
        self._elements.finish(len(self._text))

    def _is_whole(self, event: Event, start: int, end: int) -> bool:
        """Note what a starting element says of itself; True when it is taken as a whole, so that nothing within it is looked at."""
        if isinstance(event, str) or "Start" not in event or isinstance(tag := event["Start"], str):
            return False
        if "CodeBlock" in tag:
            self._code_block(self._at(start), self._at(end), fenced=tag["CodeBlock"] != "Indented")
            return True
        if "Link" in tag or "Image" in tag:
            link = tag["Link"] if "Link" in tag else tag["Image"]
            if self._whole_link(str(link["link_type"]), self._at(start), self._at(end)):
                return True
            self._links.append((link["link_type"] == "Inline", bool(link["title"])))
        elif "Heading" in tag:
            self._pinned_id = tag["Heading"]["id"]
            self._heading_from = -1
        return False

    def _open(self, name: str) -> None:
        if name in _KINDS:
            self._kinds.append(_KINDS[name])
        if name not in _INLINE:
            self._block_open = False

    def _close(self, name: str, end: int) -> None:
        if name in _KINDS:
            self._kinds.pop()
        if name not in _INLINE:
            self._block_open = False
            if self._elements.ends_with_block:
                self._elements.end_block(self._at(end))

    def _block(self) -> int:
        """The number of the block that is being read."""
        if not self._block_open:
            self._block_open = True
            self._current_block = self._new_block()
        return self._current_block

    def _new_block(self) -> int:
        self.last_block += 1
        return self.last_block

    def _prose(self, start: int, end: int) -> None:
        kind, block = self._kinds[-1], self._block()
        if self._has_urls and may_hold_urls(self._readable, start, end):
            self.parts.extend(split_urls(self._readable, start, end, kind, block))
        else:
            self.parts.append(Part(start, end, kind, block))

    def _code_block(self, start: int, end: int, *, fenced: bool) -> None:
        self._block_open = False
        self.parts.append(Part(start, end, _CODE))
        if fenced and not _is_closed(self._readable, start, end):
            self._noticed.append((start, "this code fence is not closed; it reaches to the end of its quotation, list item or article"))

    def _whole_link(self, link_type: str, start: int, end: int) -> bool:
        """Take a link that is protected as a whole, and say whether it was one."""
        if link_type in ("Autolink", "Email"):
            self.parts.append(Part(start, end, _URL))
            return True
        if link_type not in ("Collapsed", "Shortcut"):
            return False
        # The text is the key of its definition as well: in its sentence it may be converted otherwise than there, and the link would die.
        written = self._text[start:end].removesuffix("[]")
        if HAN.search(self._readable, start, end) and written not in self._labels_told:
            self._labels_told.add(written)
            told = f"the link {written} stays as it is, since its text is its label too; write [text]{written} instead"
            self._noticed.append((start, told))
        return True

    def _end_link(self, tail: int, end: int) -> None:
        inline, has_title = self._links.pop()
        if not inline:
            return
        read = read_link_tail(self._readable, tail, end, has_title=has_title)
        if read is None:
            self.parts.append(Part(tail, end, _URL))
            return
        self.parts.append(Part(*read.destination, _URL))
        if link := fragment_link(self._readable, read.destination):
            self.fragment_links.append(link)
        if read.title:
            kind = PartKind.LINK_TITLE
            self.parts.extend(split_prose(self._readable, *read.title, kind, self._new_block(), PartKind.MARKUP))

    def _end_heading(self, end: int) -> None:
        start = self._heading_from
        if start < 0:
            return
        if self._pinned_id:
            self._anchors.pin(self._pinned_id)
            self.headings.append(Heading(Span(start, end), self._pinned_id, pinned=True))
            return
        source = self._text[start:end]
        # What a site puts in a shortcode's place cannot be known here, nor the id that comes of it.
        if "{{" not in source and (anchor := heading_anchor(source)):
            self.headings.append(Heading(Span(start, end), self._anchors.unique(anchor)))

    def _end_html_block(self) -> None:
        lines, self._html_lines = self._html_lines, []
        if not lines:
            return
        pieces: list[str] = []
        done = offset = lines[0][0]
        for start, end in lines:
            # Between its lines stand the marks of the quotation or list that the block is in.
            pieces += (" " * (start - done), self._readable[start:end])
            done = end
        html = "".join(pieces)
        for token, start, end in html_tokens(html):
            if token is Token.TEXT:
                self._html_text(html, start, end, offset)
            elif token is Token.COMMENT:
                self._comment(start + offset, end + offset)
            else:
                tag = read_tag(html[start:end], start + offset) if token is Token.TAG else None
                self._tag(tag, start + offset, end + offset)

    def _html_text(self, html: str, start: int, end: int, offset: int) -> None:
        for line in _LINE.finditer(html, start, end):
            if stripped := line[0].strip():
                first = line.start() + offset + line[0].index(stripped)
                last = first + len(stripped)
                kind, block = PartKind.HTML_TEXT, self._block()
                self.parts.extend(split_prose(self._readable, first, last, kind, block, PartKind.MARKUP, raw=True))

    def _inline_html(self, start: int, end: int) -> None:
        html = self._readable[start:end]
        if html.startswith("<!--"):
            self._comment(start, end)
        else:
            self._tag(read_tag(html, start), start, end)

    def _comment(self, start: int, end: int) -> None:
        ours = self._directives.read(self._readable[start:end], start)
        self.parts.append(Part(start, end, PartKind.DIRECTIVE if ours else _COMMENT))

    def _tag(self, tag: Tag | None, start: int, end: int) -> None:
        done = start
        if tag is not None:
            if not tag.inline:
                self._block_open = False
            self._elements.take(tag, start, end)
            if tag.fragment and (link := fragment_link(self._readable, Span(tag.fragment.start - 1, tag.fragment.end))):
                self.fragment_links.append(link)
            for text in tag.texts if not tag.foreign else ():
                self.parts.append(Part(done, text.start, _HTML))
                self.parts.extend(split_prose(self._readable, *text, PartKind.HTML_ATTRIBUTE, self._new_block(), _HTML, raw=True))
                done = text.end
        self.parts.append(Part(done, end, _HTML))


def _is_closed(text: str, start: int, end: int) -> bool:
    """Whether the fenced code block ends with a fence as long as the one it began with."""
    opening = _FENCE.match(text, start, end)
    if not opening:
        return True
    block = text[opening.end() : end].rstrip("\r\n \t")
    last_line = block[max(block.rfind("\n"), block.rfind("\r")) + 1 :].lstrip(" \t>")
    return block != last_line and len(last_line) >= len(opening[1]) and not last_line.strip(opening[1][0])
