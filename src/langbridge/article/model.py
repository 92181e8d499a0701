"""An article as langbridge sees it: its text, and the parts that tile it, each convertible or protected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from langbridge.article.front_matter_keys import DEFAULT_FRONT_MATTER_KEYS, FrontMatterKeys
from langbridge.values import Span


class Markup(StrEnum):
    """How an article's text is to be read."""

    MARKDOWN = "markdown"
    TEXT = "text"


class PartKind(StrEnum):
    """What a part is.  The first group may be converted, the second never is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    FOOTNOTE = "footnote"
    LINK_TEXT = "link-text"
    LINK_TITLE = "link-title"
    IMAGE_ALT = "image-alt"
    HTML_TEXT = "html-text"
    HTML_ATTRIBUTE = "html-attribute"
    SHORTCODE_PARAMETER = "shortcode-parameter"
    FRONT_MATTER_VALUE = "front-matter-value"

    MARKUP = "markup"
    CODE = "code"
    URL = "url"
    SHORTCODE = "shortcode"
    HTML = "html"
    COMMENT = "comment"
    MATH = "math"
    DIRECTIVE = "directive"
    FOREIGN = "foreign"
    FRONT_MATTER = "front-matter"

    __hash__ = str.__hash__  # an Enum's own is a call of Python, and there are many parts

    @property
    def convertible(self) -> bool:
        return self in _CONVERTIBLE


_CONVERTIBLE = frozenset(
    {
        PartKind.PARAGRAPH,
        PartKind.HEADING,
        PartKind.LIST_ITEM,
        PartKind.TABLE_CELL,
        PartKind.FOOTNOTE,
        PartKind.LINK_TEXT,
        PartKind.LINK_TITLE,
        PartKind.IMAGE_ALT,
        PartKind.HTML_TEXT,
        PartKind.HTML_ATTRIBUTE,
        PartKind.SHORTCODE_PARAMETER,
        PartKind.FRONT_MATTER_VALUE,
    }
)


class Part(NamedTuple):
    """A stretch of the article's text, in code points.

    `block` numbers the paragraph, heading, cell or front-matter value that a convertible part belongs to, so that a paragraph cut up by
    links and emphasis is still looked at as one; protected parts have -1.
    """

    start: int
    end: int
    kind: PartKind
    block: int = -1


class Escaped(NamedTuple):
    """A convertible part whose raw text holds escapes (`\\u8f6f`, `\\"`, `''`), read.

    `text` is what the escapes stand for; `starts[i]` is the offset in the article of the raw form of its i-th code point, with one more
    entry for the end.  `style` names how a replacement has to be written back, see `escapes.escape`.
    """

    text: str
    starts: tuple[int, ...]
    style: str


class Heading(NamedTuple):
    """A heading: the span of its inline content, and the id that sites give it.

    `pinned` says that the source names the id itself (`## 后面 {#later}`), so that it stays whatever becomes of the text.
    """

    span: Span
    anchor: str
    pinned: bool = False


class FragmentLink(NamedTuple):
    """The fragment of a link within the page: the span after the `#`, as it is written, and decoded."""

    span: Span
    anchor: str


class Scalar(NamedTuple):
    """A front-matter value with convertible parts: its span, quotes included, its `escapes.Style`, and its key, dotted."""

    start: int
    end: int
    style: str
    key: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text and the parts that tile it exactly, in order."""

    text: str
    parts: tuple[Part, ...]
    markup: Markup
    path: Path | None = None
    encoding: str = "utf-8"
    """The encoding that the bytes were in, by its Python name; output is always UTF-8."""
    encoding_guessed: bool = False
    """Whether the encoding was guessed from the bytes, rather than given, declared by a BOM, or plain UTF-8."""
    bom: bool = False
    escaped: dict[int, Escaped] = field(default_factory=dict)
    """By the number of the part."""
    scalars: tuple[Scalar, ...] = ()
    """The front-matter values that may change, in order; `requoting.fit_front_matter` writes replacements the way each needs."""
    headings: tuple[Heading, ...] = ()
    fragment_links: tuple[FragmentLink, ...] = ()
    warnings: tuple[str, ...] = ()
    """What is odd but does not stop the work, each with its line: an unclosed fence, an unclosed shortcode."""
    front_matter_keys: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS
    shortcode_parameters: frozenset[str] = frozenset()
    """With the keys above: how the article was read, so that another text can be read the same way."""
