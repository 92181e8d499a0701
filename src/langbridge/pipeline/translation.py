"""One article into another language: cut into segments, each translated, put together again, and proven to be the same article."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from langbridge.article import Article
from langbridge.checks import check_translation
from langbridge.script import Converter, detect_article, route
from langbridge.translation import (
    ConvertScript,
    Estimate,
    Memory,
    Rendering,
    Segment,
    Translated,
    Translator,
    Unit,
    assemble,
    describe_errors,
    protected,
    read_written,
    segment_article,
)
from langbridge.values import HANS, Changes, InvariantError, LanguageTag, Layer, Risk, Rule, Span

Progress = Callable[[int, int], None]
"""Told how many segments of an article are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A segment that stayed in its own language: the offset of its text in the source, in code points, and why."""

    start: int
    reason: str


@dataclass(frozen=True, slots=True)
class Translation:
    """An article in another language: the new text, and a change for each of its segments.

    `translated` is False where the article passed through, since it is in the target's language already.
    """

    article: Article
    source_tag: LanguageTag | None
    target_tag: LanguageTag
    text: str
    changes: Changes
    segments: int
    untranslated: tuple[Untranslated, ...]
    layers: Mapping[Layer, int] = field(default_factory=dict)
    """How many segments came from where."""
    translated: bool = True


class Translations:
    """Translates articles with one translator; it keeps what takes time to load.

    `memory` is the translator's, which learns what people decided; `fingerprint` that of the terms, for records.  With `bilingual` the
    article's own text stays, and each translation stands behind it.
    """

    def __init__(self, translator: Translator, memory: Memory | None = None, fingerprint: str = "", *, bilingual: bool = False) -> None:
        self._translator = translator
        self._memory = memory
        self.bilingual = bilingual
        self.fingerprint = fingerprint

    @property
    def engine(self) -> str:
        """The name of the engine that is asked."""
        return self._translator.engine

    def learn(self, article: Article, decisions: Path, target: LanguageTag, *, source: LanguageTag | None = None) -> int:
        """Put into the memory what people accepted or wrote in a translation of this article; returns how many pairs were new to it.

        Only decisions about whole segments teach anything.  Raises RecordError where the file of decisions is damaged.
        """
        if self._memory is None or self.bilingual or not os.path.lexists(decisions):
            return 0
        from langbridge.review import SourceLines, Verdict, read_decisions

        tag = (source or _detected(article) or HANS).without_region
        lines = SourceLines(article.text)
        segments = {segment.span: segment for segment in segment_article(article)}
        units: list[Unit] = []
        for decision in read_decisions(decisions, "", target).decisions:
            # To leave a segment as it is, is no translation that others could use.
            if decision.verdict not in (Verdict.ACCEPT, Verdict.EDIT, Verdict.PICK) or decision.text == decision.source:
                continue
            if decision.place is None:
                meant = [segment for span, segment in segments.items() if article.text[slice(*span)] == decision.source]
            else:
                start = lines.locate(decision.place, decision.source)
                meant = (
                    [] if start is None else [segments[span] for span in (Span(start, start + len(decision.source)),) if span in segments]
                )
            for segment in meant:
                content = read_written(decision.text, segment)
                if content is not None:
                    units.append(Unit(protected(segment.content), protected(content), tag, target, True, 0, note=decision.note))
        return self._memory.approve(units)

    def estimate(self, article: Article, *, source: LanguageTag | None = None) -> Estimate:
        """What translating an article would take."""
        return self._translator.estimate(segment_article(article), source or _detected(article) or HANS)

    def translate_article(
        self, article: Article, target: LanguageTag, *, source: LanguageTag | None = None, progress: Progress | None = None
    ) -> Translation:
        """Translate an article; `source` says what it is where detection should not.

        Raises InvariantError where something that must not change would have.
        """
        source = source or _detected(article)
        if source is None or not source.is_chinese:
            return Translation(article, source, target, article.text, Changes(), 0, (), translated=False)
        segments = segment_article(article)
        results: dict[int, Translated] = {}
        for number, result in self._translator.translate(segments, source):
            results[number] = result
            if progress:
                progress(len(results), len(segments))
        renderings = {number: _rendering(result) for number, result in sorted(results.items()) if result.content is not None}
        reasons = {number: describe_errors(result.errors) for number, result in results.items() if result.content is None}
        changes, refused = _assembled(article, segments, renderings)
        reasons |= dict.fromkeys(refused, "its translation would break the article's markup")
        if self.bilingual or reasons:
            sound = {number: one for number, one in renderings.items() if number not in refused}
            changes = assemble(article, segments, sound, bilingual=self.bilingual, left=dict(sorted(reasons.items())))
        layers: dict[Layer, int] = {}
        for number, result in results.items():
            if number not in reasons:
                layers[result.layer] = layers.get(result.layer, 0) + 1
        untranslated = tuple(Untranslated(segments[number].span.start, reason) for number, reason in sorted(reasons.items()))
        return Translation(article, source, target, changes.apply(article.text), changes, len(segments), untranslated, layers)


def script_converter() -> ConvertScript:
    """Text from one script to the other for an engine that takes only one; words stay the article's."""
    converters: dict[tuple[LanguageTag, LanguageTag], Converter | None] = {}

    def convert(text: str, source: LanguageTag, target: LanguageTag) -> str:
        direction = (source, target)
        if direction not in converters:
            plan = route(source, target)
            converters[direction] = Converter(plan) if plan else None
        converter = converters[direction]
        return converter.write([text])[0] if converter else text

    return convert


def _detected(article: Article) -> LanguageTag | None:
    return detect_article(article).tag


def _rendering(result: Translated) -> Rendering:
    """What a reader of the record learns of a segment."""
    if result.content is None:
        raise ValueError("a segment without a translation has nothing to show")
    name = f"{result.engine} {result.version}".strip() or str(result.layer)
    candidates = [protected(result.content), *(one.target for one in result.similar)] if result.similar else []
    return Rendering(
        result.content,
        Rule(result.layer, "approved" if result.approved else name, "; ".join(result.faults)),
        tuple(dict.fromkeys(candidates)),
        Risk.REVIEW if result.faults else Risk.NONE,
    )


def _assembled(article: Article, segments: Sequence[Segment], renderings: dict[int, Rendering]) -> tuple[Changes, list[int]]:
    """The changes that put renderings in, and those that had to be left out for the article to stay the same."""
    changes = assemble(article, segments, renderings)
    try:
        check_translation(article, changes, changes.apply(article.text))
    except InvariantError:
        # Seldom: so each is tried by itself only now.
        refused = [number for number, rendering in renderings.items() if not _is_sound(article, segments, {number: rendering})]
        if not refused:
            raise
        left = {number: rendering for number, rendering in renderings.items() if number not in refused}
        changes = assemble(article, segments, left)
        check_translation(article, changes, changes.apply(article.text))
        return changes, refused
    return changes, []


def _is_sound(article: Article, segments: Sequence[Segment], renderings: Mapping[int, Rendering]) -> bool:
    changes = assemble(article, segments, renderings)
    try:
        check_translation(article, changes, changes.apply(article.text))
    except InvariantError:
        return False
    return True
