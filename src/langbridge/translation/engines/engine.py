"""What an engine is: the Protocol that every one of them keeps, ours and others', and the values it works with.

An engine knows one service.  It says what it takes and what it is good for, sends one request, and raises one of the errors in `errors.py`.
All that makes a run robust (batches, retries, rate limits, other threads, a second engine) is the caller's work: see `calling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from langbridge.values import LanguageTag


class MarkupForm(StrEnum):
    """How inline codes are written for an engine: the form that it brings back unharmed most often."""

    TOKENS = "tokens"
    """`Xqz1X`: an odd word; for statistical and neural engines, which copy what they do not know."""
    BRACKETS = "brackets"
    """`⟦1⟧…⟦/1⟧` and `⟦2/⟧`: for language models, which can be told what it means."""
    XML = "xml"
    """`<g id="1">…</g>` and `<x id="2"/>`, everything else escaped: for engines that handle tags."""
    NONE = "none"
    """No codes at all: whoever asks has to split the text at them."""


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """How much an engine takes.  Characters are code points of the queries' texts."""

    characters: int
    """At most this many a request."""
    segments: int
    """At most this many queries a request."""
    concurrency: int
    """At most this many requests at a time."""
    requests_per_second: float | None = None
    characters_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One text to translate, and what helps with it."""

    text: str
    """In the engine's markup form and in a script that it takes."""
    terms: tuple[tuple[str, str], ...] = ()
    """Forms that occur in the text, each with what it has to become."""
    before: str = ""
    """The paragraph before it, plain, in the source language."""
    after: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    """Sources like this one, with their translations."""
    reason: str = ""
    """Why the last answer was not taken, where this is asked again."""


@runtime_checkable
class Engine(Protocol):
    """A translation service behind one door.  `translate` may be called by several threads at once."""

    @property
    def name(self) -> str:
        """What settings call it."""

    @property
    def version(self) -> str:
        """What else decides its answers, such as the model and the prompt: kept with every answer."""

    @property
    def markup(self) -> MarkupForm: ...
    @property
    def limits(self) -> EngineLimits: ...
    @property
    def source_tags(self) -> tuple[LanguageTag, ...]:
        """The languages and scripts that it takes, the best first."""

    @property
    def uses_context(self) -> bool:
        """Whether `Query.before`, `after` and `examples` make a difference."""

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        """One answer a query, in their order, from a single request that ends in the time the settings give.

        `source_tag` is one of `source_tags`.  Raises an EngineError of one of the kinds in `errors.py`; its message holds neither a key
        nor any text of the queries.
        """

    def close(self) -> None:
        """Let go of connections.  It is not used afterwards."""


@runtime_checkable
class TermLearner(Protocol):
    """What an engine may also be, if it would rather hear of many terms at once than of a few with each request."""

    def learn(self, terms: Iterable[tuple[str, str]]) -> None:
        """Note terms that queries to come will hold.  Sends nothing."""


def choose_source_tag(engine: Engine, tag: LanguageTag) -> LanguageTag:
    """What a text in `tag` is sent to the engine as: in its own script where the engine takes that, else in the one it likes best."""
    for taken in engine.source_tags:
        if (taken.language, taken.script) == (tag.language, tag.script):
            return taken
    return engine.source_tags[0]
