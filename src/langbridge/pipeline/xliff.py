"""Articles to translation tools and back: their segments as XLIFF, and what people made of them into the memory.

An import writes no output.  It checks each unit against the article as it is now and puts what holds into the translation memory, where the
next translation of the article finds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from langbridge.article import Article
from langbridge.glossary import Termbase
from langbridge.pipeline.outputs import Reading
from langbridge.project import display_path
from langbridge.script import detect_article
from langbridge.translation import (
    Answer,
    Content,
    MarkupFault,
    MarkupForm,
    Memory,
    Segment,
    Term,
    Terms,
    Translated,
    Translator,
    Unit,
    Wanted,
    Xliff,
    XliffArticle,
    XliffNote,
    XliffState,
    XliffUnit,
    check_pair,
    plain,
    protected,
    read_xliff,
    restore,
    segment_article,
    unique_ids,
)
from langbridge.values import HANS, ArticleError, Finding, LangbridgeError, LanguageTag, TranslationMemoryError, UsageError

ENGINE = "xliff"
"""The name under which the memory keeps what a tool translated and nobody reviewed."""


@dataclass(slots=True)
class Taken:
    """What became of the units of a file: pairs approved, answers stored, units that say what was known, units without a translation; and
    a finding for each unit that was not taken."""

    approved: int = 0
    answers: int = 0
    unchanged: int = 0
    untranslated: int = 0
    findings: list[Finding] = field(default_factory=list)
    chosen: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The translation of each source that was taken, and its line."""


class _Place(NamedTuple):
    """A segment of an article, and what is known of it."""

    segment: Segment
    terms: tuple[Term, ...]
    known: Translated


class XliffExchange:
    """Exports articles and imports what came of them, with the memory and the glossaries that a translation would use.

    `translator` tells what is known of a segment, and should have an engine that translates nothing.  Paths in files are relative to
    `root`.
    """

    def __init__(
        self, translator: Translator, memory: Memory, termbase: Termbase, target_tag: LanguageTag, reading: Reading, root: Path
    ) -> None:
        self._translator = translator
        self._memory = memory
        self._termbase = termbase
        self._target_tag = target_tag
        self._reading = reading
        self._root = root.resolve()
        self._terms: dict[LanguageTag, Terms] = {}

    def export_article(self, path: Path) -> tuple[LanguageTag, XliffArticle]:
        """An article with its source language; what the memory has is its translation, and the glossaries' terms are notes.

        Raises ArticleError for one that cannot be read or is in no Chinese, UsageError for one outside of the project: an import would not
        find it.
        """
        resolved = path.resolve()
        if not resolved.is_relative_to(self._root):
            remedy = "run langbridge in the folder that holds it, or put a langbridge.yaml there"
            raise UsageError("the article is not in the project", path=display_path(path), remedy=remedy)
        _, article = self._reading.read_file(path)
        source_tag = self._reading.source or detect_article(article).tag
        if source_tag is None or not source_tag.is_chinese:
            remedy = "--from says what it is"
            raise ArticleError("this is not in Chinese, and there is nothing to translate", path=display_path(path), remedy=remedy)
        places = self._places(article, source_tag)
        ids = unique_ids(_unit_id(place.segment) for place in places)
        units = tuple(_unit(name, place) for name, place in zip(ids, places, strict=True))
        return source_tag.without_region, XliffArticle(PurePosixPath(resolved.relative_to(self._root)).as_posix(), units)

    def import_file(self, path: Path) -> Taken:
        """Take the translations of a file into the memory: reviewed and final ones as approved, others as answers of an engine `xliff`.

        Each unit that is not taken is a finding: its source is not in the article any more, its codes are not those of its source, its
        source stands in the file twice with two translations, or nobody reviewed it and someone approved another translation.

        Raises TranslationMemoryError for a file that is no XLIFF 2 in a direction that langbridge translates; nothing of it is taken then.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise TranslationMemoryError(f"cannot be read: {error.strerror}", path=path) from error
        xliff = read_xliff(data, path)
        if not xliff.source_tag.is_chinese or (xliff.target_tag or self._target_tag).language != self._target_tag.language:
            told = f"this goes from {xliff.source_tag} to {xliff.target_tag or 'no language'}"
            raise TranslationMemoryError(told, path=path, remedy=f"only translations from Chinese into {self._target_tag} are kept")
        taken = Taken()
        approved: list[Unit] = []
        for article in xliff.articles:
            try:
                places = self._places_of(article, xliff.source_tag)
            except LangbridgeError as error:
                taken.findings.append(Finding(display_path(path), max(article.line, 1), 1, "xliff.article", str(error)))
                continue
            for unit in article.units:
                approved += self._take(unit, places, taken, display_path(path))
        taken.approved = self._memory.approve(approved)
        taken.unchanged += len(approved) - taken.approved
        return taken

    def _places(self, article: Article, source_tag: LanguageTag) -> list[_Place]:
        terms = self._terms.get(source_tag)
        if terms is None:
            terms = self._terms[source_tag] = Terms(self._termbase.entries(source_tag, self._target_tag))
        segments = segment_article(article)
        known = dict(self._translator.translate(segments, source_tag))
        return [_Place(segment, terms.find(plain(segment.content)), known[number]) for number, segment in enumerate(segments)]

    def _places_of(self, article: XliffArticle, source_tag: LanguageTag) -> dict[str, tuple[_Place, LanguageTag]]:
        """The segments of the article that a file names, by their protected source."""
        path = self._root / article.original
        if not article.original or not path.resolve().is_relative_to(self._root):
            raise UsageError(f"{article.original or 'nothing'!r} is no article of the project")
        if not path.is_file():
            raise ArticleError(f"there is no article {article.original}")
        _, found = self._reading.read_file(path)
        tag = self._reading.source or detect_article(found).tag or HANS
        if tag.without_region != source_tag.without_region:
            tag = source_tag
        return {protected(place.segment.content): (place, tag) for place in self._places(found, tag)}

    def _take(self, unit: XliffUnit, places: dict[str, tuple[_Place, LanguageTag]], taken: Taken, path: str) -> Iterator[Unit]:
        """Store a unit as an answer, or give it as a pair to approve."""

        def report(rule: str, message: str) -> None:
            taken.findings.append(Finding(path, max(unit.line, 1), 1, f"xliff.{rule}", f"unit {unit.id}: {message}"))

        source = protected(unit.source).strip()
        if unit.target is None or not (written := protected(unit.target).strip()):
            taken.untranslated += 1
            return
        if source not in places:
            report("stale", "the article does not have this source text any more")
            return
        place, tag = places[source]
        content = restore(written, place.segment.content, MarkupForm.BRACKETS, exact=True)
        if isinstance(content, MarkupFault):
            report("codes", f"the codes are not those of the source: {content.message}")
            return
        bare, target = tag.without_region, protected(content)
        is_repeated = source in taken.chosen
        first, line = taken.chosen.setdefault(source, (target, unit.line))
        if first != target:
            report("contradiction", f"line {line} translates the same source otherwise, and was taken")
            return
        is_known = place.known.content is not None and protected(place.known.content) == target
        if unit.state in (XliffState.REVIEWED, XliffState.FINAL):
            yield Unit(source, target, bare, self._target_tag, True, 0)
        elif is_known or is_repeated:
            taken.unchanged += 1
        elif place.known.approved:
            report("approved", "someone approved another translation: set the state to reviewed to replace it")
        else:
            wanted = Wanted(source, bare, self._target_tag, tuple((term.form, term.targets[0]) for term in place.terms))
            self._memory.store(wanted, Answer(target, ENGINE, faults=_faults(place, content, tag)))
            taken.answers += 1


def _unit_id(segment: Segment) -> str:
    """A name that a segment keeps while its text and the blocks before it stay."""
    digest = hashlib.blake2b(protected(segment.content).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"b{segment.block}-{digest}"


def _unit(name: str, place: _Place) -> XliffUnit:
    known = place.known
    notes = [XliffNote(f"{term.form} = {' / '.join(term.targets)}", "term") for term in place.terms]
    notes += (XliffNote(fault, "fault") for fault in known.faults)
    if known.content is None:
        return XliffUnit(name, place.segment.content, notes=tuple(notes))
    state = XliffState.FINAL if known.approved else XliffState.TRANSLATED
    return XliffUnit(name, place.segment.content, known.content, state, tuple(notes))


def _faults(place: _Place, content: Content, source_tag: LanguageTag) -> tuple[str, ...]:
    terms = [(term.form, term.targets) for term in place.terms if term.final]
    faults = check_pair(place.segment.content, content, source_tag=source_tag, terms=terms, kind=place.segment.kind)
    return tuple(f"{fault.rule}: {fault.message}" for fault in faults)


def group_by_language(articles: Sequence[tuple[LanguageTag, XliffArticle]], target_tag: LanguageTag) -> list[Xliff]:
    """A file for each source language, since XLIFF has one; articles with nothing to translate are left out."""
    by_tag: dict[LanguageTag, list[XliffArticle]] = {}
    for tag, article in articles:
        if article.units:
            by_tag.setdefault(tag, []).append(article)
    return [Xliff(tag, target_tag, tuple(these)) for tag, these in by_tag.items()]
