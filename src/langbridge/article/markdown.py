"""Markdown cut into parts, without rendering it.

pulldown-cmark (through `pyromark`) reads the text and gives the byte range of every event; the texts among them become convertible
parts, and what lies between them is markup.  What CommonMark does not know is found before it and hidden from it behind words of the
same length: shortcodes and formulas.  Directives and foreign elements are laid over the result.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING

from langbridge.article.formulas import find_formulas, may_hold_formulas
from langbridge.article.markdown_walk import Walk
from langbridge.article.model import Part, PartKind
from langbridge.article.reference_definitions import read_definitions
from langbridge.article.shortcodes import find_shortcodes
from langbridge.article.tiling import Body, outermost, overlay_parts, tile, told_with_lines

if TYPE_CHECKING:
    from pyromark import Markdown

# A CR alone ends a line in CommonMark, but not everywhere in this parser.
_LONE_CR = re.compile(r"\r(?!\n)")
# The parser takes valid UTF-8 only, and CommonMark has a NUL read as U+FFFD.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_OPAQUE = frozenset({PartKind.CODE, PartKind.COMMENT})


@cache
def commonmark() -> Markdown:
    """The parser, for CommonMark with what goldmark, Hugo's reader, adds to it."""
    # Imported here so that nothing but reading Markdown loads it.
    from pyromark import Markdown, Options

    return Markdown(
        options=Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_HEADING_ATTRIBUTES
        | Options.ENABLE_DEFINITION_LIST
        | Options.ENABLE_GFM
    )


def markdown_parts(text: str, start: int, *, first_block: int, shortcode_parameters: Collection[str]) -> Body:
    """Cut `text` from the code point `start` on into parts.

    Blocks (paragraphs, headings, cells, titles, attributes …) are numbered from `first_block` in reading order.  `shortcode_parameters`
    names the shortcode parameters that hold text.  Every input is readable: what is odd is told in the warnings.
    """
    end = len(text)
    shortcodes = find_shortcodes(text, start, shortcode_parameters)
    readable = _masked(text, start, shortcodes.masks)
    walk = _walked(readable, text)
    formulas: list[Part] = []
    if may_hold_formulas(readable):
        formulas = find_formulas(readable, start, walk.parts)
        if formulas:
            readable = _masked(text, start, _merged(shortcodes.masks, formulas))
            walk = _walked(readable, text)

    parts = walk.parts
    links = walk.fragment_links + shortcodes.fragment_links
    # Blocks are numbered anew when all is laid out; until then they only have to differ.
    free_block = walk.last_block + 1
    if "]:" in readable:
        definitions = read_definitions(commonmark().reference_definitions(readable), readable, free_block)
        parts = overlay_parts(parts, definitions.parts)
        links += definitions.fragment_links
        free_block += len(definitions.parts)
    parts = overlay_parts(parts, _live(shortcodes.parts, parts, free_block))
    parts = overlay_parts(parts, formulas)
    parts = overlay_parts(parts, outermost(walk.protected))
    return Body(
        tile(parts, start, end, first_block),
        walk.headings,
        sorted(links),
        told_with_lines(text, walk.noticed + shortcodes.noticed),
    )


def _walked(readable: str, text: str) -> Walk:
    walk = Walk(readable, text)
    walk.run(commonmark().events_with_range(readable))
    return walk


def _masked(text: str, start: int, masks: Iterable[tuple[int, int]]) -> str:
    """The text as CommonMark is to see it, of the same length: empty lines for what stands before `start`, a word for each mask."""
    pieces = ["\n" * start]
    done = start
    for mask_start, mask_end in masks:
        pieces += (text[done:mask_start], "x" * (mask_end - mask_start))
        done = mask_end
    pieces.append(text[done:])
    readable = _UNREADABLE.sub("\ufffd", "".join(pieces))
    return _LONE_CR.sub("\n", readable) if "\r" in readable else readable


def _merged(masks: Iterable[tuple[int, int]], formulas: Iterable[Part]) -> list[tuple[int, int]]:
    """Shortcodes' and formulas' masks in one list; a shortcode within a formula is hidden with it."""
    merged: list[tuple[int, int]] = []
    for mask in sorted([*masks, *((formula.start, formula.end) for formula in formulas)]):
        if not merged or mask[0] >= merged[-1][1]:
            merged.append(mask)
    return merged


def _live(shortcodes: list[Part], parts: list[Part], first_block: int) -> list[Part]:
    """The shortcodes' parts that do not stand in code or comments, where the whole is protected already."""
    live: list[Part] = []
    index = 0
    for part in shortcodes:
        while index < len(parts) and parts[index].end <= part.start:
            index += 1
        if index == len(parts) or parts[index].start > part.start or parts[index].kind not in _OPAQUE:
            live.append(part if part.block < 0 else part._replace(block=part.block + first_block))
    return live
