"""Hugo shortcodes, and the tags of Hexo, Jekyll and Liquid, found before Markdown is read.

Hugo takes `{{< … >}}` and `{{% … %}}` out of a page before its Markdown is parsed, wherever they stand, code blocks included, and puts a
word in their place (https://gohugo.io/content-management/shortcodes/).  So do we: `Shortcodes.masks` are the stretches that a reader of
Markdown must see as a word of the same length, `Shortcodes.parts` what they hold.  `{{ … }}` counts only within one line, `{% … %}` within
a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from langbridge.article.model import FragmentLink, Part, PartKind
from langbridge.article.prose import split_prose
from langbridge.article.tag_texts import tag_texts
from langbridge.values import Span

DEFAULT_SHORTCODE_PARAMETERS: frozenset[str] = frozenset({"title", "caption", "alt"})
"""The named parameters whose values are text for readers, where the settings name no others."""

# fmt: off
CODE_SHORTCODES: frozenset[str] = frozenset({
    "asciinema", "chart", "code", "codeblock", "comment", "css", "d2", "diagram", "echarts", "gist", "goat", "graphviz",
    "highlight", "html", "js", "katex", "latex", "math", "mathjax", "mermaid", "music", "plantuml", "pre", "raw", "raw-html",
    "rawhtml", "script", "style", "svg", "unsafe",
})
# fmt: on
"""Paired shortcodes and tags whose inner text is code, not prose."""

_OPENING = re.compile(r"\{\{[<%]|\{\{|\{%")
# Up to the closing delimiter, which may stand in quoted values; a quoted value ends with its line, a raw one in backquotes need not.
_TAG = re.compile(
    r"""\{\{([<%])\s*+(?P<end>/?)\s*+(?P<name>[^\s"`<>%/{}]*+)"""
    r"""(?P<rest>(?:[^"`>%{]|"(?:[^"\\\r\n]|\\.)*+"|`[^`]*+`|[>%](?!\}\})|\{(?!\{))*+)[>%]\}\}""",
    re.DOTALL,
)
# Jinja has braces and quotes within: {{ macro({'a': "}}"}) }}.
_BRACES = re.compile(r"""\{\{(?:[^\r\n{}"']|"[^"\r\n]*"|'[^'\r\n]*'|\{(?!\{)|\}(?!\}))*+\}?\}\}|\{\{[^\r\n{}]*+\}\}""")
_PERCENT = re.compile(r"\{%-?[ \t]*(?P<name>[\w-]*+)(?P<rest>(?:[^\r\n%]|%(?!\}))*?)-?%\}")
# A tag with an English name may go on in the next line, but not over an empty one.
_PERCENT_LINES = re.compile(
    r"\{%-?[ \t]*(?P<name>[A-Za-z][A-Za-z0-9_-]*+)(?P<rest>(?:[^\r\n%]|%(?!\})|(?:\r\n|\n|\r(?!\n))(?![ \t]*(?:[\r\n]|\Z)))*?)-?%\}"
)
_PARAMETER = re.compile(
    r"""(?P<name>[\w-]++)\s*+=\s*+(?P<value>"(?:[^"\\\r\n]|\\.)*+"|`[^`]*+`|[^\s"`]++)"""
    r"""|"(?P<text>(?:[^"\\\r\n]|\\.)*+)"|`[^`]*+`|[^\s"`=]++""",
    re.DOTALL,
)
_CLOSING = re.compile(r"""\{\{[<%]\s*/\s*([^\s"`<>%/{}]+)\s*[>%]\}\}|\{%-?\s*end([\w-]+)\s*-?%\}""")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_SHORTCODE = PartKind.SHORTCODE


@dataclass(slots=True)
class Shortcodes:
    """What was found, in ascending order; `masks` are (start, end), `noticed` are (offset, warning)."""

    parts: list[Part] = field(default_factory=list)
    masks: list[tuple[int, int]] = field(default_factory=list)
    fragment_links: list[FragmentLink] = field(default_factory=list)
    noticed: list[tuple[int, str]] = field(default_factory=list)


def find_shortcodes(text: str, start: int, parameters: Collection[str], first_block: int = 0) -> Shortcodes:
    """Find every shortcode and tag of `text` from the code point `start` on.

    The values of named `parameters` are convertible, a block each, counted from `first_block`.  A shortcode that never ends is protected to
    the end of its line and noticed.  A paired one of `CODE_SHORTCODES` is a single part with all that it encloses.
    """
    if text.find("{{", start) < 0 and text.find("{%", start) < 0:
        return Shortcodes()
    finder = _Finder(text, start, frozenset(parameters), first_block)
    finder.run(start)
    return finder.found


class _Finder:
    def __init__(self, text: str, start: int, parameters: frozenset[str], first_block: int) -> None:
        self.found = Shortcodes()
        self._text = text
        self._parameters = parameters
        self._block = first_block
        self._ends: dict[str, list[tuple[int, int]]] = {}
        for closing in _CLOSING.finditer(text, start):
            self._ends.setdefault(closing[1] or closing[2], []).append(closing.span())
        self._last_comment_end = text.rfind("*/")

    def run(self, at: int) -> None:
        while opening := _OPENING.search(self._text, at):
            at = self._take(opening[0], opening.start())

    def _take(self, opening: str, at: int) -> int:
        """Read what begins at `at` and return where to go on."""
        if len(opening) == 3:
            return self._hugo(opening, at)
        text = self._text
        tag = _BRACES.match(text, at) if opening == "{{" else _PERCENT.match(text, at) or _PERCENT_LINES.match(text, at)
        if not tag:
            return at + 1
        if opening == "{{":
            return self._protect(at, tag.end())
        end = self._paired_end(tag["name"], tag.end())
        texts = list(tag_texts(text, tag["name"], *tag.span("rest"), self._parameters)) if tag["rest"] else []
        if not texts:
            return self._protect(at, end)
        self._lay(at, end, (piece for text in texts for piece in self._prose(*text)))
        self.found.masks.append((at, end))
        return end

    def _prose(self, start: int, end: int, *, raw: bool = True) -> Iterator[Part]:
        self._block += 1
        yield from split_prose(self._text, start, end, PartKind.SHORTCODE_PARAMETER, self._block, _SHORTCODE, raw=raw)

    def _hugo(self, opening: str, at: int) -> int:
        if self._text.startswith("/*", at + 3):
            end = self._comment_end(at)
            return self._protect(at, end) if end else self._unclosed(at)
        tag = _TAG.match(self._text, at)
        if not tag:
            return self._unclosed(at)
        end = tag.end()
        if not tag["end"] and not tag["rest"].endswith("/"):
            end = self._paired_end(tag["name"], end)
        if end == tag.end() and tag["rest"]:
            self._read_parameters(tag["name"], tag.start("rest"), tag.end("rest"), at, end)
            self.found.masks.append((at, end))
            return end
        return self._protect(at, end)

    def _comment_end(self, at: int) -> int | None:
        if self._last_comment_end < at:
            return None
        end = self._text.find("*/", at + 5)
        return end + 5 if end >= 0 and self._text[end + 2 : end + 5] in (">}}", "%}}") else None

    def _paired_end(self, name: str, end: int) -> int:
        """Where the closing tag of a code shortcode ends; `end`, the opening one's, where there is none."""
        if name not in CODE_SHORTCODES:
            return end
        closings = self._ends.get(name, [])
        index = bisect_left(closings, (end, end))
        return closings[index][1] if index < len(closings) else end

    def _protect(self, at: int, end: int) -> int:
        self.found.parts.append(Part(at, end, _SHORTCODE))
        self.found.masks.append((at, end))
        return end

    def _unclosed(self, at: int) -> int:
        rest = _REST_OF_LINE.match(self._text, at)
        end = rest.end() if rest else len(self._text)
        self.found.noticed.append((at, "this shortcode is not closed; the rest of the line stays as it is"))
        return self._protect(at, end)

    def _read_parameters(self, name: str, rest: int, rest_end: int, at: int, end: int) -> None:
        self._lay(at, end, self._values(name, rest, rest_end))

    def _lay(self, at: int, end: int, pieces: Iterable[Part]) -> None:
        """Add what is text in a shortcode or tag, and what lies around it."""
        done = at
        for piece in pieces:
            if piece.start > done:
                self.found.parts.append(Part(done, piece.start, _SHORTCODE))
            self.found.parts.append(piece)
            done = piece.end
        self.found.parts.append(Part(done, end, _SHORTCODE))

    def _values(self, name: str, rest: int, rest_end: int) -> Iterator[Part]:
        first = True
        for argument in _PARAMETER.finditer(self._text, rest, rest_end):
            if argument["text"] and first and name in ("ref", "relref"):
                self._note_fragment(argument)
            first = False
            if argument["name"] not in self._parameters:
                continue
            value_start, value_end = argument.span("value")
            quote = self._text[value_start]
            if quote in '"`':
                value_start, value_end = value_start + 1, value_end - 1
            yield from self._prose(value_start, value_end, raw=quote == "`")

    def _note_fragment(self, argument: re.Match[str]) -> None:
        """`{{< relref "#后面" >}}` is a link within the page."""
        if argument["text"].startswith("#"):
            span = Span(argument.start("text") + 1, argument.end("text"))
            self.found.fragment_links.append(FragmentLink(span, unquote(self._text[span.start : span.end])))
