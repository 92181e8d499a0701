"""Many articles into another language, one after the other: an engine's own limits decide how fast, not processes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from langbridge.pipeline import Progress, Reading, Translation, Translations, Written, learn_file, translate_file
from langbridge.project import SourceFile, display_path
from langbridge.review import summarise
from langbridge.values import LangbridgeError, LanguageTag, Layer, line_and_column


class TranslationStatus(StrEnum):
    """How the translation of an article ended."""

    TRANSLATED = "translated"
    INCOMPLETE = "incomplete"
    """Written, but some segments are still in their own language."""
    PASSED_THROUGH = "passed-through"
    """Not Chinese: written as it was."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TranslationOutcome:
    """What came of the translation of an article.

    Counts are of segments: `memory`, `glossary` and `engine` say where they came from, `human` how many a person decided; `review` wait for
    one.  `untranslated` holds the line in the source, from 1, and the reason.  `messages` say what failed, or what is odd.
    """

    source: SourceFile
    target: LanguageTag
    status: TranslationStatus
    source_tag: LanguageTag | None = None
    output: Path | None = None
    segments: int = 0
    memory: int = 0
    glossary: int = 0
    engine: int = 0
    review: int = 0
    untranslated: tuple[tuple[int, str], ...] = ()
    seconds: float = 0.0
    messages: tuple[str, ...] = ()

    def to_object(self) -> dict[str, object]:
        """The outcome as `docs/schemas/translate.schema.json` describes it."""
        return {
            "path": display_path(self.source.path),
            "from_tag": str(self.source_tag or ""),
            "to_tag": str(self.target),
            "status": self.status,
            "output": display_path(self.output) if self.output else "",
            "segments": self.segments,
            "memory": self.memory,
            "glossary": self.glossary,
            "engine": self.engine,
            "review": self.review,
            "untranslated": [{"line": line, "reason": reason} for line, reason in self.untranslated],
            "seconds": round(self.seconds, 4),
            "messages": list(self.messages),
        }


def translate_articles(
    sources: Sequence[SourceFile],
    target: LanguageTag,
    translations: Translations,
    reading: Reading,
    *,
    root: Path,
    output: Path,
    progress: Progress | None = None,
) -> Iterator[TranslationOutcome]:
    """Translate articles and give each outcome as it ends; one that fails does not stop the others.

    What people decided of one article holds for all of them, so everything is learned before anything is translated.
    """
    for source in sources:
        with suppress(LangbridgeError):  # told where the article's turn comes
            learn_file(source, target, translations, reading, output=output)
    for source in sources:
        start = time.perf_counter()
        try:
            written = translate_file(source, target, translations, reading, root=root, output=output, progress=progress)
        except LangbridgeError as error:
            if error.path is None:
                error.path = display_path(source.path)
            messages = (str(error),)
            yield TranslationOutcome(source, target, TranslationStatus.FAILED, seconds=time.perf_counter() - start, messages=messages)
        else:
            yield _outcome(source, written, time.perf_counter() - start)


def _outcome(source: SourceFile, written: Written[Translation], seconds: float) -> TranslationOutcome:
    made = written.made
    status = TranslationStatus.TRANSLATED if made.translated else TranslationStatus.PASSED_THROUGH
    if made.untranslated:
        status = TranslationStatus.INCOMPLETE
    messages = list(made.article.warnings)
    if made.article.encoding_guessed:
        messages.append(f"read as {made.article.encoding}, which is a guess; --encoding overrules it")
    if written.adopted:
        messages.append(f"edits of the output that are decisions now: {written.adopted}")
    if written.stale:
        messages.append(f"decisions that hold nowhere any more: {len(written.stale)}")
    return TranslationOutcome(
        source,
        made.target_tag,
        status,
        made.source_tag,
        written.output,
        made.segments,
        made.layers.get(Layer.MEMORY, 0),
        made.layers.get(Layer.GLOSSARY, 0),
        made.layers.get(Layer.ENGINE, 0),
        summarise(made.changes).review,
        tuple((line_and_column(made.article.text, each.start)[0], each.reason) for each in made.untranslated),
        seconds,
        tuple(messages),
    )
