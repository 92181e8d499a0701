"""Lists of parts that cover a text: gaps filled, one list laid over another, blocks numbered in reading order.

The readers of Markdown, shortcodes and HTML each list the parts they know, in ascending order and without overlaps, and leave gaps.
`tile` makes of them what an `Article` holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from langbridge.article.model import Escaped, FragmentLink, Heading, Part, PartKind

_MARKUP = PartKind.MARKUP
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class Body:
    """What stands below an article's front matter.

    `parts` tile it exactly; all offsets count code points of the whole text.  `escaped` is keyed by the index in `parts`.
    """

    parts: list[Part]
    headings: list[Heading] = field(default_factory=list)
    fragment_links: list[FragmentLink] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    escaped: dict[int, Escaped] = field(default_factory=dict)


def overlay_parts(below: Sequence[Part], above: Sequence[Part]) -> list[Part]:
    """Both lists as one: where they overlap, the parts of `above` stand and those of `below` are cut."""
    if not above:
        return list(below)
    laid: list[Part] = []
    rest = iter(below)
    part = next(rest, None)
    for top in above:
        while part is not None and part.end <= top.start:
            laid.append(part)
            part = next(rest, None)
        if part is not None and part.start < top.start:
            laid.append(part._replace(end=top.start))
        laid.append(top)
        while part is not None and part.end <= top.end:
            part = next(rest, None)
        if part is not None and part.start < top.end:
            part = part._replace(start=top.end)
    if part is not None:
        laid.append(part)
    laid.extend(rest)
    return laid


def outermost(parts: Iterable[Part]) -> list[Part]:
    """The parts in ascending order without overlaps: of two that overlap, the one that starts first keeps what they share."""
    kept: list[Part] = []
    reached = -1
    for part in sorted(parts):
        if part.end > reached and part.end > part.start:
            kept.append(part if part.start >= reached else part._replace(start=reached))
            reached = part.end
    return kept


def tile(parts: Iterable[Part], start: int, end: int, first_block: int) -> list[Part]:
    """Fill every gap between `start` and `end` with markup, and number the blocks anew from `first_block`, in reading order."""
    tiled: list[Part] = []
    numbers: dict[int, int] = {-1: -1}
    done = start
    for part_start, part_end, kind, block in parts:
        if part_start >= part_end:
            continue
        if part_start > done:
            tiled.append(Part(done, part_start, _MARKUP))
        number = numbers.get(block)
        if number is None:
            number = numbers[block] = first_block + len(numbers) - 1
        tiled.append(Part(part_start, part_end, kind, number))
        done = part_end
    if done < end:
        tiled.append(Part(done, end, _MARKUP))
    return tiled


def told_with_lines(text: str, noticed: Iterable[tuple[int, str]]) -> list[str]:
    """Warnings for people, in order, each with the line (from 1) of the offset it was noticed at."""
    told: list[str] = []
    line, counted = 1, 0
    for offset, message in sorted(noticed):
        line += sum(1 for _ in _LINE_END.finditer(text, counted, offset))
        counted = offset
        told.append(f"line {line}: {message}")
    return told
