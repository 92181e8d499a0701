"""The engine that is there when none is set up.  It translates nothing, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.engines.engine import EngineLimits, MarkupForm, Query
from langbridge.translation.engines.errors import ShutOut
from langbridge.values import HANS, HANT, LanguageTag


class NoEngine:
    """Refuses everything."""

    name = "none"
    version = ""
    markup = MarkupForm.BRACKETS
    limits = EngineLimits(characters=1_000_000, segments=10_000, concurrency=1)
    source_tags = (HANS, HANT)
    uses_context = False

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """Raise ShutOut."""
        raise ShutOut(
            "no translation engine is set up", remedy="name one with --engine or as engine: in langbridge.yaml; see docs/engines.md"
        )

    def close(self) -> None:
        """Nothing is open."""


def make_engine(settings: EngineSettings, environ: Mapping[str, str]) -> NoEngine:
    """The engine; it needs nothing."""
    return NoEngine()
