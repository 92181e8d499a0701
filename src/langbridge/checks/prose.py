"""The prose of an article as checks read it: blocks of text, and where each character stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from langbridge.article import Article


@dataclass(slots=True)
class Block:
    """A paragraph, heading, cell or front-matter value: its text without markup, escapes read.

    Pieces are joined with nothing between, since a word may go on across emphasis or a link.
    """

    number: int
    text: str = ""
    _starts: list[int] = field(default_factory=list)
    """Where each piece starts in `text`."""
    _places: list[int | tuple[int, ...]] = field(default_factory=list)
    """Where each piece stands in the article: the offset of its first character or, if it holds escapes, of every one."""

    def add(self, piece: str, place: int | tuple[int, ...]) -> None:
        """Put a piece behind those that are there."""
        self._starts.append(len(self.text))
        self._places.append(place)
        self.text += piece

    def offset(self, at: int) -> int:
        """Where the character `at` of the block's text stands in the article, in code points."""
        piece = bisect_right(self._starts, at) - 1
        place = self._places[piece]
        within = at - self._starts[piece]
        return place + within if isinstance(place, int) else place[within]


def read_blocks(article: Article) -> Iterator[Block]:
    """The convertible blocks of an article, in order: without code, URLs, shortcodes, `langbridge:off` and text marked as foreign."""
    blocks: dict[int, Block] = {}
    for number, part in enumerate(article.parts):
        if part.kind.convertible:
            block = blocks.setdefault(part.block, Block(part.block))
            escaped = article.escaped.get(number)
            if escaped:
                block.add(escaped.text, escaped.starts)
            else:
                block.add(article.text[part.start : part.end], part.start)
    yield from blocks.values()
