"""HTML in Markdown: tags, the attributes that hold text, and the elements whose content is not for us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from langbridge.article.model import Part, PartKind
from langbridge.values import Span

TEXT_ATTRIBUTES: frozenset[str] = frozenset({"alt", "title", "aria-label"})
"""The attributes whose values are text for readers."""

# fmt: off
_CODE_ELEMENTS = frozenset({
    "code", "kbd", "math", "pre", "samp", "script", "style", "svg", "template", "textarea", "tt", "var",
})
# fmt: on
# Their content is raw text in HTML: a `<` in it begins no tag.
_RAW_ELEMENTS = frozenset({"script", "style", "textarea"})
# fmt: off
_VOID_ELEMENTS = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})
# HTML lets authors leave out these closing tags.
_CLOSED_BY_THE_NEXT = frozenset({
    "dd", "dt", "li", "option", "p", "rb", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
})
_INLINE_ELEMENTS = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark",
    "meter", "output", "progress", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
})
# fmt: on

_TAG = re.compile(r"""</?([A-Za-z][^\s/>"']*+)(?:[^>"']|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?""")


class Token(Enum):
    """What a stretch of HTML is."""

    TEXT = auto()
    TAG = auto()
    COMMENT = auto()
    OPAQUE = auto()
    """A declaration, a script with all its text, or a tag that is never closed."""


class Tag(NamedTuple):
    """A tag: its name in lower case, and what its attributes say.

    `language` is its `lang`, empty where it has none; `texts` are the spans of the values of alt, title and aria-label without their
    quotes, `fragment` the span of what follows the `#` in an href within the page.
    """

    name: str
    closing: bool
    empty: bool
    language: str
    texts: tuple[Span, ...]
    fragment: Span | None

    @property
    def foreign(self) -> bool:
        """Whether its `lang` says which language or script the content is in; `zh` alone leaves the script open.

        Which script an article is converted to is not known when it is read, so every `lang` that names one protects, zh-Hans and
        zh-Hant alike.
        """
        return self.language.lower() not in ("", "zh") and self.name not in ("html", "body")

    @property
    def inline(self) -> bool:
        return self.name in _INLINE_ELEMENTS


def read_tag(html: str, offset: int = 0) -> Tag | None:
    """Read the tag that `html` is; `offset` is added to the spans.  None when it is no tag but a comment or a declaration."""
    found = _TAG.fullmatch(html)
    if not found:
        return None
    language = ""
    texts: list[Span] = []
    fragment = None
    if "=" in html:
        for attribute in _ATTRIBUTE.finditer(html, found.end(1), len(html) - 1):
            value = attribute[2]
            if not value:
                continue
            start, end = attribute.span(2)
            if value[0] in "\"'":
                start, end = start + 1, end - 1
            name = attribute[1].lower()
            if name in ("lang", "xml:lang"):
                language = html[start:end].strip()
            elif name in TEXT_ATTRIBUTES:
                texts.append(Span(start + offset, end + offset))
            elif name == "href" and html.startswith("#", start):
                fragment = Span(start + 1 + offset, end + offset)
    name = found[1].lower()
    return Tag(name, html[1] == "/", name in _VOID_ELEMENTS or html.endswith("/>"), language, tuple(texts), fragment)


def html_tokens(html: str) -> Iterator[tuple[Token, int, int]]:
    """Cut a block of HTML into tokens that tile it.  What is opened and never closed goes on to the end of the block."""
    at, end = 0, len(html)
    text_from = 0
    while (at := html.find("<", at)) >= 0:
        token, stop = _markup_at(html, at)
        if stop == at:
            at += 1
            continue
        if text_from < at:
            yield Token.TEXT, text_from, at
        yield token, at, stop
        text_from = at = stop
    if text_from < end:
        yield Token.TEXT, text_from, end


def _markup_at(html: str, at: int) -> tuple[Token, int]:
    """The token that the `<` at this place begins, and its end; the place itself where it is only a sign."""
    if html.startswith("<!--", at):
        close = html.find("-->", at + 2)
        return Token.COMMENT, close + 3 if close >= 0 else len(html)
    follows = html[at + 1 : at + 2]
    if follows in ("!", "?"):
        close = html.find(">", at)
        return Token.OPAQUE, close + 1 if close >= 0 else len(html)
    if not (follows == "/" or (follows.isascii() and follows.isalpha())):
        return Token.TEXT, at
    tag = _TAG.match(html, at)
    if not tag:
        return Token.OPAQUE, len(html)
    stop = tag.end()
    if tag[1].lower() in _RAW_ELEMENTS and follows != "/":
        # One token from the opening tag to the closing one, since nothing within can be told apart as HTML.
        closing = re.compile(rf"</{tag[1]}\s*>", re.IGNORECASE).search(html, stop)
        return Token.OPAQUE, closing.end() if closing else len(html)
    return Token.TAG, stop


class Elements:
    """Follows the open elements of an article and notes whose content is protected: code, and what another `lang` marks.

    `text` is searched for closing tags.  An element that is never closed reaches to the end of its paragraph or HTML block when it is
    code or HTML lets its closing tag be left out, and to the end of the article otherwise.
    """

    def __init__(self, text: str) -> None:
        self.protected: list[Part] = []
        self.noticed: list[tuple[int, str]] = []
        self._text = text
        self._last_closing: dict[str, int] = {}
        self._open: Tag | None = None
        self._at = self._from = self._depth = 0
        self._kind = PartKind.CODE
        self.ends_with_block = False

    def take(self, tag: Tag, start: int, end: int) -> None:
        """Take the next tag, which stands from `start` to `end`."""
        if self._open is None:
            if not tag.closing and not tag.empty and (tag.foreign or tag.name in _CODE_ELEMENTS):
                self._open, self._at, self._from, self._depth = tag, start, end, 1
                self._kind = PartKind.FOREIGN if tag.foreign else PartKind.CODE
                self.ends_with_block = self._last(tag.name) < end and (not tag.foreign or tag.name in _CLOSED_BY_THE_NEXT)
        elif tag.name == self._open.name and not tag.empty:
            self._depth += -1 if tag.closing else 1
            if not self._depth:
                self._close(start)

    def end_block(self, end: int) -> None:
        """A paragraph, cell or HTML block ends here; call this when `ends_with_block` says that it matters."""
        if self._open is not None:
            self._close(end)

    def finish(self, end: int) -> None:
        """Close what is still open at the article's end."""
        if self._open is not None:
            name = self._open.name
            self.noticed.append((self._at, f"<{name}> is never closed; all below it stays as it is"))
            self._close(end)

    def _close(self, end: int) -> None:
        self.protected.append(Part(self._from, end, self._kind))
        self._open = None
        self.ends_with_block = False

    def _last(self, name: str) -> int:
        if not self._last_closing:
            for closing in re.finditer(r"</([A-Za-z][^\s/>\"']*+)", self._text):
                self._last_closing[closing[1].lower()] = closing.start()
            self._last_closing.setdefault("", 0)
        return self._last_closing.get(name, -1)
