"""From a file to an output and its review record: read, convert, write; never over a source, nor over what a person wrote."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from langbridge.article import (
    DEFAULT_FRONT_MATTER_KEYS,
    DEFAULT_SHORTCODE_PARAMETERS,
    Article,
    FrontMatterKeys,
    Markup,
    parse_article,
    read_article,
    reread_article,
)
from langbridge.dictionaries import opencc_version
from langbridge.pipeline.conversion import Conversion, Conversions
from langbridge.project import SourceFile, decisions_path, display_path, output_path, record_path
from langbridge.review import Record, RecordedText, RecordKind, check_links, digest, made_by, pending_path, read_record, write_pair
from langbridge.values import ArticleError, Changes, LanguageTag, OutputError, RecordError, line_and_column
from langbridge.version import VERSION

if TYPE_CHECKING:
    from langbridge.pipeline.translation import Progress, Translation, Translations
    from langbridge.review import DecisionFile, Stale
    from langbridge.review.record import Json

_BOM = "\ufeff"

_Made = TypeVar("_Made", "Conversion", "Translation")


@dataclass(frozen=True, slots=True)
class Reading:
    """How articles are read where they do not say so themselves."""

    markup: Markup | None = None
    encoding: str | None = None
    source: LanguageTag | None = None
    front_matter: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS
    shortcode_parameters: frozenset[str] = field(default_factory=lambda: frozenset(DEFAULT_SHORTCODE_PARAMETERS))

    def read(self, data: bytes, path: Path | None = None) -> Article:
        """The article in `data`; raises ArticleError and its kind."""
        return read_article(
            data,
            path=path,
            markup=self.markup,
            encoding=self.encoding,
            front_matter=self.front_matter,
            shortcode_parameters=self.shortcode_parameters,
        )

    def read_text(self, text: str) -> Article:
        """The article that a text already decoded is; raises FrontMatterError."""
        return parse_article(text, markup=self.markup, front_matter=self.front_matter, shortcode_parameters=self.shortcode_parameters)

    def read_file(self, path: Path) -> tuple[bytes, Article]:
        """The bytes of a file and the article in them; raises ArticleError where it cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ArticleError(f"cannot be read: {error.strerror}", path=display_path(path)) from error
        return data, self.read(data, path)


@dataclass(frozen=True, slots=True)
class Written(Generic[_Made]):
    """A conversion or translation with the decisions of people applied, and where it was written; `unchanged` where the same text was
    there already.

    `stale` are the decisions that hold nowhere any more; `adopted` counts the edits of the output that became decisions.
    """

    made: _Made
    output: Path
    unchanged: bool = False
    stale: tuple[Stale, ...] = ()
    adopted: int = 0


def encode_output(made: Conversion | Translation) -> bytes:
    """The output's bytes: UTF-8, with a BOM where the source had one.  Raises ArticleError for a lone surrogate, which some encodings let
    in."""
    try:
        return ((_BOM if made.article.bom else "") + made.text).encode("utf-8")
    except UnicodeEncodeError:
        article = made.article
        line, column = line_and_column(article.text, next(at for at, sign in enumerate(article.text) if "\ud800" <= sign <= "\udfff"))
        raise ArticleError(
            "half of a surrogate pair stands here, which no file can hold",
            path=article.path,
            line=line,
            column=column,
            remedy="remove it, or name the article's encoding with --encoding",
        ) from None


def convert_file(
    source: SourceFile,
    target: LanguageTag,
    conversions: Conversions,
    reading: Reading,
    *,
    root: Path,
    output: Path,
    write: bool = True,
) -> Written[Conversion]:
    """Convert one file, apply what people decided, and write output and review record, each whole or not at all.

    An output that someone edited is not overwritten: its edits become decisions first.  Paths in the record are relative to `root`.
    Raises ArticleError where the file cannot be read, InvariantError where a promise would be broken, RecordError for a damaged file of
    decisions, and OutputError where the output would overwrite its source or what a person wrote, or cannot be written.
    """
    data, article = reading.read_file(source.path)
    conversion = conversions.convert_article(article, target, source=reading.source)
    place = _Place(source, target, output, root)
    return _written(place, data, conversion, RecordKind.CONVERSION, _conversion_settings(conversions, reading, article, root), write=write)


def translate_file(
    source: SourceFile,
    target: LanguageTag,
    translations: Translations,
    reading: Reading,
    *,
    root: Path,
    output: Path,
    write: bool = True,
    progress: Progress | None = None,
) -> Written[Translation]:
    """Translate one file as `convert_file` converts one; what people accepted or wrote goes into the memory, where it wins for good."""
    data, article = reading.read_file(source.path)
    place = _Place(source, target, output, root)
    translations.learn(article, place.decisions, target, source=reading.source)
    translation = translations.translate_article(article, target, source=reading.source, progress=progress)
    settings: dict[str, Json] = {
        "engine": translations.engine,
        "bilingual": translations.bilingual,
        "termbase": translations.fingerprint,
        **_reading_settings(reading, article),
    }
    written = _written(place, data, translation, RecordKind.TRANSLATION, settings, write=write)
    if written.adopted and write:
        translations.learn(article, place.decisions, target, source=reading.source)
    return written


def learn_file(source: SourceFile, target: LanguageTag, translations: Translations, reading: Reading, *, output: Path) -> int:
    """Put into the memory what people decided of a file's translation, which is not made anew; returns how many pairs were new.

    Raises what `translate_file` does for a file or decisions that cannot be read.
    """
    decisions = decisions_path(output, target, source.relative)
    if not os.path.lexists(decisions):
        return 0
    return translations.learn(reading.read_file(source.path)[1], decisions, target, source=reading.source)


class _Place(NamedTuple):
    """Where an article is and where its version for a target goes."""

    source: SourceFile
    target: LanguageTag
    folder: Path
    root: Path

    @property
    def output(self) -> Path:
        return output_path(self.folder, self.target, self.source.relative)

    @property
    def record(self) -> Path:
        return record_path(self.folder, self.target, self.source.relative)

    @property
    def decisions(self) -> Path:
        return decisions_path(self.folder, self.target, self.source.relative)


def _written(place: _Place, data: bytes, made: _Made, kind: RecordKind, settings: Mapping[str, Json], *, write: bool) -> Written[_Made]:
    path, recorded = place.output, place.record
    check_links(place.folder, place.root, path, recorded, place.decisions)
    there = _standing(place.source.path, path)
    decided = _decided(made, place.decisions)
    text = encode_output(decided.made)
    if there is not None and there != text and (edited := _edited_record(path, recorded, there)) is not None:
        if edited.source_text is None and not edited.was_made_from(data):
            raise _not_ours(path)
        decided = _adopt(made, edited, there, path, place.decisions)
        text = encode_output(decided.made)
    if write:
        if decided.adopted is not None:
            from langbridge.review import write_decisions

            write_decisions(decided.adopted)
        record = _record(place, kind, decided.made, made.changes, settings, data, text)
        write_pair(path, text, recorded, record, unchanged=there == text)
    return Written(decided.made, path, there == text, decided.stale, decided.edits)


@dataclass(frozen=True, slots=True)
class _Decided(Generic[_Made]):
    """What was made, with decisions applied; `adopted` are its decisions where `edits` of the output are among them now."""

    made: _Made
    stale: tuple[Stale, ...] = ()
    adopted: DecisionFile | None = None
    edits: int = 0


def _decided(made: _Made, path: Path) -> _Decided[_Made]:
    """Apply what was decided.  Raises RecordError where the file is damaged."""
    if not os.path.lexists(path):  # as it is for most articles: then what settles need not be loaded
        return _Decided(made)
    from langbridge.review import read_decisions, settle

    settled = settle(made.article, made.changes, read_decisions(path, "", made.target_tag).decisions)
    return _Decided(replace(made, text=settled.text, changes=settled.changes), settled.stale)


def _adopt(made: _Made, record: Record, there: bytes, path: Path, decisions: Path) -> _Decided[_Made]:
    """Make decisions of the edits of an output.  Raises OutputError where one of them is about a line whose source was edited too."""
    from langbridge.review import SourceLines, adopt, decode_output, in_order, read_decisions, settle

    article = made.article
    edited = decode_output(there, bom=article.bom, path=path)
    before = article if record.source_text in (None, article.text) else reread_article(article, record.source_text or "")
    file = read_decisions(decisions, record.source.path, made.target_tag)
    adopted = adopt(before, record.changes, record.proposals, file.decisions, edited)
    settled = settle(article, made.changes, adopted.decisions)
    lines = SourceLines(article.text)
    stale = {each.decision for each in settled.stale}
    lost = [
        number
        for decision, number in adopted.lines.items()
        if decision in stale or (decision.place is not None and not lines.like(decision.place.line))
    ]
    if lost:
        raise OutputError(
            f"the output was edited in {_lines(lost)}, where the source was edited too or another change is proposed now; "
            "it is not overwritten",
            path=display_path(path),
            line=min(lost),
            remedy="note the edit, move the output away, convert again, and make the edit again",
        )
    file = replace(file, decisions=in_order(adopted.decisions, settled.resolution))
    return _Decided(replace(made, text=settled.text, changes=settled.changes), settled.stale, file, len(adopted.lines))


def _standing(source: Path, path: Path) -> bytes | None:
    """The bytes of the output that is there; None where there is none.  Raises OutputError where it is the source itself."""
    try:
        there = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"the output that is there cannot be read: {error.strerror}", path=display_path(path)) from error
    if os.path.realpath(path) == os.path.realpath(source):
        raise OutputError("the output would overwrite its source", path=display_path(path), remedy="name another folder with --output")
    return there


def _edited_record(path: Path, recorded: Path, there: bytes) -> Record | None:
    """The record of the output that someone edited to what is there; None where langbridge wrote it so.

    Raises OutputError where that cannot be known.
    """
    pending = pending_path(recorded)
    records = [one for one in (recorded, pending) if os.path.lexists(one)]
    try:
        if any(made_by(one, there) is not None for one in records):
            return None
        # With both, a run was killed.  Unless the output was touched after that, it was not written any more.
        if records and (len(records) == 1 or path.stat().st_mtime_ns <= pending.stat().st_mtime_ns):
            return read_record(records[0])
    except RecordError as error:
        raise OutputError(
            f"the output is there and its review record is not to be trusted: {error.message}",
            path=display_path(path),
            remedy=f"move {display_path(recorded)} and the output away and convert again",
        ) from error
    raise _not_ours(path)


def _not_ours(path: Path) -> OutputError:
    return OutputError(
        "the output was written or edited by someone else and is not overwritten",
        path=display_path(path),
        remedy="move it away, or name another folder with --output",
    )


def _lines(numbers: Sequence[int]) -> str:
    """Line numbers for a message: line 3, lines 3, 5 and 9."""
    told = [str(number) for number in sorted(set(numbers))]
    if len(told) > 10:
        told = [*told[:10], "more"]
    return f"line {told[0]}" if len(told) == 1 else f"lines {', '.join(told[:-1])} and {told[-1]}"


def _record(
    place: _Place,
    kind: RecordKind,
    made: Conversion | Translation,
    proposals: Changes,
    settings: Mapping[str, Json],
    data: bytes,
    text: bytes,
) -> Record:
    article = made.article
    tag = made.source_tag or LanguageTag("und")
    return Record(
        source=RecordedText(_relative(place.source.path, place.root), digest(data), tag, len(article.text), article.encoding),
        output=RecordedText(_relative(place.output, place.root), digest(text), made.target_tag, len(made.text)),
        changes=made.changes,
        tool={"langbridge": VERSION, "opencc": opencc_version()},
        settings=settings,
        kind=kind,
        proposed=None if made.changes == proposals else proposals,
        source_text=article.text,
    )


def _conversion_settings(conversions: Conversions, reading: Reading, article: Article, root: Path) -> dict[str, Json]:
    options = conversions.options
    return {
        "glossaries": [{"id": glossary.id, "path": _relative(glossary.path, root)} for glossary in conversions.termbase.glossaries],
        "termbase": conversions.termbase.fingerprint,
        "guard": options.guarded,
        "quotes": options.quotes,
        "punctuation": options.punctuation,
        "variants": {"style": options.variant_style, "forms": dict(options.variant_forms)},
        "opencc_config": options.opencc_config,
        **_reading_settings(reading, article),
    }


def _reading_settings(reading: Reading, article: Article) -> dict[str, Json]:
    return {
        "markup": article.markup,
        "from": str(reading.source or ""),
        "encoding": reading.encoding or "",
        "front_matter": {"convert": sorted(reading.front_matter.convert), "keep": sorted(reading.front_matter.keep)},
        "shortcode_parameters": sorted(reading.shortcode_parameters),
    }


def _relative(path: Path, root: Path) -> str:
    """A path for a record: relative to the project's root where it lies in it, so that the record is the same on another machine."""
    absolute = path.absolute()
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()
