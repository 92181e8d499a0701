"""What generators other than Hugo add to Markdown, found before it is read.

    !!! note "标题"          admonitions, details (`???`) and tabs (`===`) of Python-Markdown and MkDocs, their content indented
    :::note 标题             containers of Docusaurus, VuePress and Pandoc, up to a line of colons
    {: .lead title="标题"}   attributes of kramdown and Python-Markdown; `{::comment}` and its like
    --8<-- "other.md"        snippets of MkDocs
    {# … #}                  comments of Jinja
    <!-- tab 标题@icon -->   tabs of Hexo's theme NexT
    import A from '@site/a'  MDX

Titles are text, all else in these marks is protected.  To CommonMark, indented content is code and `:::` begins a definition; so the text
that it is to read (`SiteMarks.shown`) has a list item in the place of an admonition's first line, and an empty line in that of colons.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langbridge.article.model import Part, PartKind
from langbridge.article.prose import HAN, split_prose

_MARKUP, _DIRECTIVE = PartKind.MARKUP, PartKind.DIRECTIVE
_OPAQUE = frozenset({PartKind.CODE, PartKind.FOREIGN, PartKind.SHORTCODE, PartKind.MATH, PartKind.COMMENT})

_END = r"[ \t]*(?=[\r\n]|\Z)"
_NEXT = r"(?:\r\n|\n|\r(?!\n))"
_INDENTED = re.compile(
    r"""^[ \t]*(?:>[ \t]?|[-*+][ \t]+)*"""
    r"""(?P<mark>(?:!!!|\?\?\?\+?)[ \t]+[A-Za-z][\w-]*(?:[ \t]+[A-Za-z][\w-]*)*|===[!+]?(?=[ \t]+"))"""
    r"""(?:[ \t]+"(?P<title>[^"\r\n]*)")?""" + _END,
    re.MULTILINE,
)
_COLONS = re.compile(
    r"""^[ \t]*(?:>[ \t]?)*(?P<mark>:{3,})"""
    r"""(?:[ \t]*(?:\{[^}\r\n]*\}|[A-Za-z][\w-]*)(?:\[(?P<bracketed>[^\r\n]*)\])?"""
    r"""(?:[ \t]+(?P<title>[^\r\n{]*[^\s{]))?(?:[ \t]*\{[^}\r\n]*\})?)?[ \t]*:*""" + _END,
    re.MULTILINE,
)
_ATTRIBUTE = r"""(?:[.#][\w:-]+|[\w:-]+=(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'{}]+)|[A-Za-z][\w-]*)"""
_KRAMDOWN = re.compile(
    r"\{::(?P<name>comment|nomarkdown)\}|\{::?/?[ \t]*[^{}\r\n]*\}"
    r"|(?<=[\w*_`\])])\{[ ]?" + _ATTRIBUTE + r"(?:[ \t]+" + _ATTRIBUTE + r")*[ \t]*\}"
)
_TITLES = re.compile(r"""(?<![\w-])(?:title|alt|aria-label|caption)=(?:"([^"\r\n]*)"|'([^'\r\n]*)')""")
_SNIPPET = re.compile(
    r"""^[ \t]*;*-+8<-+[ \t]+(?:"[^"\r\n]*"|'[^'\r\n]*')""" + _END
    + r"""|^[ \t]*(-+8<-+)[ \t]*""" + _NEXT + r"(?:[^\r\n]*" + _NEXT + r""")*?[ \t]*\1""" + _END,
    re.MULTILINE,
)  # fmt: skip
_JINJA_COMMENT = re.compile(r"\{#(?![\w.-]+\}).*?#\}", re.DOTALL)
_TAB = re.compile(r"<!--[ \t]*tab[ \t]+(?P<title>[^@\r\n]*?)[ \t]*(?:@[^\r\n]*?)?-->")
_MODULE = re.compile(
    r"""^(?:(?:import|export)\b[^\r\n]*?\bfrom\b[ \t]*(?:"[^"\r\n]*"|'[^'\r\n]*');?|import[ \t]+["'][^\r\n]*)""" + _END, re.MULTILINE
)
_BLANK_BELOW = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*[\r\n]")
# Within a title: code, a destination, a tag, attributes, an icon.
_NOT_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[^}]*\}|:[a-z0-9_+-]+:")


@dataclass(slots=True)
class SiteMarks:
    """What was found: the text as Markdown is to be read, of the same length, and the parts of each mark, ascending; each title is a block
    of its own, counted from 0."""

    shown: str
    marks: list[list[Part]]

    def laid_on(self, below: Sequence[Part], first_block: int) -> list[Part]:
        """The parts that do not stand in code, with blocks from `first_block`."""
        starts = [part.start for part in below]
        live: list[Part] = []
        for mark in self.marks:
            index = bisect_right(starts, mark[0].start) - 1
            # A tab is a comment itself.
            if index >= 0 and below[index].kind in _OPAQUE and mark[0].start < below[index].end and not _is_whole(mark, below[index]):
                continue
            live += (part if part.block < 0 else part._replace(block=part.block + first_block) for part in mark)
        return live


def _is_whole(mark: Sequence[Part], part: Part) -> bool:
    return part.kind is PartKind.COMMENT and (mark[0].start, mark[-1].end) == (part.start, part.end)


def find_site_marks(text: str, start: int) -> SiteMarks | None:
    """The marks of a text from the code point `start` on; None where there are none."""
    finder = _Finder(text, start)
    for signs, pattern, take in (
        (("!!!", "???", '=== "', '===! "', '===+ "'), _INDENTED, finder.take_indented),
        ((":::",), _COLONS, finder.take_colons),
        (("{:", "){", "]{", "`{", "*{", "_{"), _KRAMDOWN, finder.take_attributes),
        (("8<-",), _SNIPPET, finder.take_whole),
        (("#}",), _JINJA_COMMENT, finder.take_whole),
        (("<!-- tab", "<!--tab"), _TAB, finder.take_tab),
        (("import ", "export "), _MODULE, finder.take_whole),
    ):
        if any(text.find(sign, start) >= 0 for sign in signs):
            finder.look(pattern, take)
    return finder.marks()


class _Finder:
    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._found: list[list[Part]] = []
        self._shown: list[tuple[int, str]] = []
        self._block = -1

    def look(self, pattern: re.Pattern[str], take: Callable[[re.Match[str]], None]) -> None:
        for found in pattern.finditer(self._text, self._start):
            take(found)

    def marks(self) -> SiteMarks | None:
        if not self._found:
            return None
        marks: list[list[Part]] = []
        for mark in sorted(self._found):
            if not marks or mark[0].start >= marks[-1][-1].end:
                marks.append(mark)
        pieces: list[str] = []
        done = 0
        for at, shown in sorted(self._shown):
            if at >= done:
                pieces += (self._text[done:at], shown)
                done = at + len(shown)
        pieces.append(self._text[done:])
        return SiteMarks("".join(pieces), marks)

    def take_indented(self, found: re.Match[str]) -> None:
        start, end = found.start("mark"), found.end()
        self._lay(start, end, [found.span("title")])
        # A list item, which has what is indented below it.  Above an empty line its first line must say something; else it must not, so
        # that a list or a table may follow, unless there is a paragraph before it, into which an item that says nothing does not break.
        before = self._text[self._text.rfind("\n", 0, max(found.start() - 1, 0)) + 1 : found.start()]
        says = _BLANK_BELOW.match(self._text, end) or (found.start() > self._start and before.strip())
        self._shown.append((start, "+   " + ("x" if says else " ") * (end - start - 4)))

    def take_colons(self, found: re.Match[str]) -> None:
        start, end = found.start("mark"), found.end()
        titles = [found.span("bracketed"), found.span("title")]
        titles += (title.span(1 if title[1] is not None else 2) for title in _TITLES.finditer(self._text, start, end))
        self._lay(start, end, titles)
        self._shown.append((start, " " * (end - start)))

    def take_attributes(self, found: re.Match[str]) -> None:
        if found["name"] is None:
            titles = [title.span(1 if title[1] is not None else 2) for title in _TITLES.finditer(self._text, *found.span())]
            self._lay(*found.span(), titles)
            return
        ends = [end for close in ("{:/}", f"{{:/{found['name']}}}") if (end := self._text.find(close, found.end())) >= 0]
        self._lay(found.start(), self._text.index("}", min(ends)) + 1 if ends else found.end(), [])

    def take_whole(self, found: re.Match[str]) -> None:
        self._lay(*found.span(), [])

    def take_tab(self, found: re.Match[str]) -> None:
        self._lay(*found.span(), [found.span("title")])

    def _lay(self, start: int, end: int, titles: Sequence[tuple[int, int]]) -> None:
        """Protect a mark except for its titles."""
        parts: list[Part] = []
        done = start
        for title_start, title_end in titles:
            if title_start < done or HAN.search(self._text, title_start, title_end) is None:
                continue
            self._block += 1
            for part in self._prose(title_start, title_end):
                if part.start > done:
                    parts.append(Part(done, part.start, _MARKUP))
                parts.append(part)
                done = part.end
        if done < end:
            parts.append(Part(done, end, _DIRECTIVE if done == start else _MARKUP))
        self._found.append(parts)

    def _prose(self, start: int, end: int) -> Iterator[Part]:
        done = start
        for other in _NOT_PROSE.finditer(self._text, start, end):
            if done < other.start():
                yield from split_prose(self._text, done, other.start(), PartKind.PARAGRAPH, self._block, _MARKUP)
            yield Part(*other.span(), _MARKUP)
            done = other.end()
        if done < end:
            yield from split_prose(self._text, done, end, PartKind.PARAGRAPH, self._block, _MARKUP)
