"""What is translated at a time: a segment, its text with codes in the place of inline markup.

The names are XLIFF's: a code that opens and one that closes are its `<pc>`, one alone its `<ph>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from langbridge.article import PartKind
from langbridge.values import Span

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""One ideograph: what makes a text one to translate."""


class CodeKind(StrEnum):
    """Whether a code is half of a pair, and which."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Code:
    """An inline placeable: something in a segment that has to come through as it is.

    `number` counts from 1 within the segment, and the two halves of a pair share it; `text` is what stands in the article: `**`, `](https://…)`.
    """

    number: int
    kind: CodeKind
    text: str


Content: TypeAlias = "tuple[str | Code, ...]"
"""Text and codes in order; no two texts are neighbours, and none is empty."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What one block says.

    `span` is what its translation replaces in the article, in code points; `code_spans` are those of the codes in `content`, in order.  The
    text between is as in the article, but for line breaks that mean nothing, and for escapes in the front matter, which are read.
    """

    span: Span
    content: Content
    kind: PartKind
    block: int
    code_spans: tuple[Span, ...] = ()


def codes_of(content: Content) -> list[Code]:
    """The codes alone, in order."""
    return [piece for piece in content if isinstance(piece, Code)]


def plain(content: Content) -> str:
    """The text alone, without codes."""
    return "".join(piece for piece in content if isinstance(piece, str))


def raw(content: Content) -> str:
    """The content with each code as it stands in the article."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in content)


def protected(content: Content) -> str:
    """The canonical form for memories, records and checks: `⟦1⟧` opens, `⟦/1⟧` closes, `⟦2/⟧` is alone; a `⟦` of the text is doubled."""
    return "".join(piece.replace("⟦", "⟦⟦") if isinstance(piece, str) else _mark(piece) for piece in content)


def _mark(code: Code) -> str:
    match code.kind:
        case CodeKind.OPEN:
            return f"⟦{code.number}⟧"
        case CodeKind.CLOSE:
            return f"⟦/{code.number}⟧"
        case CodeKind.ALONE:
            return f"⟦{code.number}/⟧"


def join(pieces: Iterable[str | Code]) -> Content:
    """Content of pieces: neighbouring texts become one, empty ones are left out."""
    joined: list[str | Code] = []
    for piece in pieces:
        if isinstance(piece, Code):
            joined.append(piece)
        elif joined and isinstance(last := joined[-1], str):
            joined[-1] = last + piece
        elif piece:
            joined.append(piece)
    return tuple(joined)
