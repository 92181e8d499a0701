"""Text without markup: every line is prose, and nothing in it is special."""

from __future__ import annotations

import re

from langbridge.article.model import Part, PartKind
from langbridge.article.tiling import Body

# CR, LF and CR LF end a line here; rarer separators such as U+2028 stay inside their line.
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def plain_text_parts(text: str, start: int, *, first_block: int) -> Body:
    """Read `text` from the code point `start` on as prose: one part and one block for each line, its line end included."""
    parts = [
        Part(line.start(), line.end(), PartKind.PARAGRAPH, block) for block, line in enumerate(_LINE.finditer(text, start), first_block)
    ]
    return Body(parts)
