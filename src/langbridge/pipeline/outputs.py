"""From a file to an output and its review record: read, convert, write; never over a source, nor over what a person wrote."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from langbridge.article import (
    DEFAULT_FRONT_MATTER_KEYS,
    DEFAULT_SHORTCODE_PARAMETERS,
    Article,
    FrontMatterKeys,
    Markup,
    parse_article,
    read_article,
)
from langbridge.dictionaries import opencc_version
from langbridge.pipeline.conversion import Conversion, Conversions
from langbridge.project import SourceFile, display_path, output_path, record_path, write_atomically
from langbridge.review import Record, RecordedText, digest, read_record, write_record
from langbridge.values import ArticleError, LanguageTag, OutputError, RecordError, line_and_column
from langbridge.version import VERSION

_BOM = "\ufeff"


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
class Written:
    """A conversion and where it was written; `unchanged` where the same text was there already."""

    conversion: Conversion
    output: Path
    unchanged: bool = False


def encode_output(conversion: Conversion) -> bytes:
    """The output's bytes: UTF-8, with a BOM where the source had one.  Raises ArticleError for a lone surrogate, which some encodings let
    in."""
    try:
        return ((_BOM if conversion.article.bom else "") + conversion.text).encode("utf-8")
    except UnicodeEncodeError:
        article = conversion.article
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
) -> Written:
    """Convert one file and write output and review record, each whole or not at all; paths in the record are relative to `root`.

    Raises ArticleError where the file cannot be read, InvariantError where a promise would be broken, and OutputError where the output
    would overwrite its source or what a person edited, or cannot be written.
    """
    data, article = reading.read_file(source.path)
    conversion = conversions.convert_article(article, target, source=reading.source)
    text = encode_output(conversion)
    path = output_path(output, target, source.relative)
    recorded = record_path(output, target, source.relative)
    unchanged = _may_write(source.path, path, recorded, text)
    if write:
        record = _record(source, conversion, conversions, reading, data, text, path, root)
        pending = _pending(recorded)
        if unchanged:
            write_record(recorded, record)
            # A run that was killed may have left it.
            with contextlib.suppress(OSError):
                pending.unlink()
        else:
            # Killed between the two, the next run has to know the new output for ours.
            write_atomically(pending, record.to_bytes())
            write_atomically(path, text)
            try:
                pending.replace(recorded)
            except OSError as error:
                raise OutputError(f"the review record cannot be written: {error.strerror}", path=display_path(recorded)) from error
    return Written(conversion, path, unchanged)


def _may_write(source: Path, path: Path, recorded: Path, text: bytes) -> bool:
    """Whether the output stands there already; raises OutputError where writing it would lose something that langbridge did not write."""
    try:
        there = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise OutputError(f"the output that is there cannot be read: {error.strerror}", path=display_path(path)) from error
    if os.path.realpath(path) == os.path.realpath(source):
        raise OutputError("the output would overwrite its source", path=display_path(path), remedy="name another folder with --output")
    if there == text:
        return True
    try:
        ours = any(read_record(one).made(there) for one in (recorded, _pending(recorded)) if os.path.lexists(one))
    except RecordError as error:
        raise OutputError(
            f"the output is there and its review record is not to be trusted: {error.message}",
            path=display_path(path),
            remedy=f"move {display_path(recorded)} and the output away and convert again",
        ) from error
    if not ours:
        raise OutputError(
            "the output was written or edited by someone else and is not overwritten",
            path=display_path(path),
            remedy="move it away, or name another folder with --output",
        )
    return False


def _pending(recorded: Path) -> Path:
    """Where the record of an output stands while the output is being written."""
    return recorded.with_name(f"{recorded.name}.pending")


def _record(
    source: SourceFile,
    conversion: Conversion,
    conversions: Conversions,
    reading: Reading,
    data: bytes,
    text: bytes,
    path: Path,
    root: Path,
) -> Record:
    options = conversions.options
    tag = conversion.source_tag or LanguageTag("und")
    return Record(
        source=RecordedText(_relative(source.path, root), digest(data), tag, len(conversion.article.text), conversion.article.encoding),
        output=RecordedText(_relative(path, root), digest(text), conversion.target_tag, len(conversion.text)),
        changes=conversion.changes,
        tool={"langbridge": VERSION, "opencc": opencc_version()},
        settings={
            "glossaries": [{"id": glossary.id, "path": _relative(glossary.path, root)} for glossary in conversions.termbase.glossaries],
            "termbase": conversions.termbase.fingerprint,
            "guard": options.guarded,
            "quotes": options.quotes,
            "punctuation": options.punctuation,
            "variants": {"style": options.variant_style, "forms": dict(options.variant_forms)},
            "opencc_config": options.opencc_config,
            "markup": conversion.article.markup,
            "from": str(reading.source or ""),
            "encoding": reading.encoding or "",
            "front_matter": {"convert": sorted(reading.front_matter.convert), "keep": sorted(reading.front_matter.keep)},
            "shortcode_parameters": sorted(reading.shortcode_parameters),
        },
    )


def _relative(path: Path, root: Path) -> str:
    """A path for a record: relative to the project's root where it lies in it, so that the record is the same on another machine."""
    absolute = path.absolute()
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()
