"""An engine for tests of layouts: marks every text and makes it as long as English would be.  Nothing leaves the computer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.registry import with_limits
from langbridge.values import HANS, HANT, LanguageTag

# English takes about two and a half letters for a Han character, and a space after each word.
_LETTERS_PER_HAN = 2.5
_WORD = 6
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_CODE = re.compile(r"(⟦⟦|⟦/?\d+/?⟧)")
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")


class Pseudo:
    """`⟦1⟧軟體⟦/1⟧ beta` becomes `[⟦1⟧軟體⟦/1⟧ bétá xxx]`: what is not in brackets, or has no accents, was never handed to an engine."""

    name = "pseudo"
    version = "1"
    markup = MarkupForm.BRACKETS
    source_tags = (HANT, HANS)
    uses_context = False

    def __init__(self, limits: EngineLimits) -> None:
        self.limits = limits

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Mark each text."""
        return [mark_text(query.text) for query in queries]

    def close(self) -> None:
        """Nothing is open."""


def mark_text(text: str) -> str:
    """The text in brackets, its Latin letters with accents, lengthened by words of x."""
    pieces = _CODE.split(text)
    accented = "".join(piece if at % 2 else piece.translate(_ACCENTS) for at, piece in enumerate(pieces))
    missing = round(len(_HAN.findall(text)) * (_LETTERS_PER_HAN - 1))
    words = [" " + "x" * min(_WORD, missing - done) for done in range(0, missing, _WORD)]
    return f"[{accented}{''.join(words)}]"


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> Pseudo:
    """The engine; it needs nothing."""
    return Pseudo(with_limits(EngineLimits(characters=100_000, segments=100, concurrency=1), settings.limits))
