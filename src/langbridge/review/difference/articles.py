"""Articles compared: files read in whatever encoding they have, folders article by article, outputs with their records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from langbridge.article.decoding import decode
from langbridge.project import display_path, find_articles, record_path
from langbridge.review.difference.comparison import compare
from langbridge.review.difference.model import Difference
from langbridge.review.difference.recorded import compare_by_changes
from langbridge.review.record import Record, read_record
from langbridge.values import ENGLISH, SCRIPT_TARGETS, ArticleError, LanguageTag, UsageError


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """Two versions of an article.

    `a` and `b` are their names for people, the tags what they are in, None where that is not known.  `recorded` tells that the difference
    is the review record's; `note` why it is not, although there is one.
    """

    a: str
    b: str
    difference: Difference
    a_tag: LanguageTag | None = None
    b_tag: LanguageTag | None = None
    recorded: bool = False
    note: str = ""

    @property
    def turned(self) -> ComparedArticle:
        """The same from B to A."""
        return replace(self, a=self.b, b=self.a, difference=self.difference.turned, a_tag=self.b_tag, b_tag=self.a_tag)


@dataclass(frozen=True, slots=True)
class ComparedArticles:
    """Two files, or the articles of two folders: those in both, and the relative paths of those in one alone."""

    articles: tuple[ComparedArticle, ...]
    only_in_a: tuple[str, ...] = ()
    only_in_b: tuple[str, ...] = ()

    def labelled(self, a: str = "", b: str = "") -> ComparedArticles:
        """The same with other names, where it is two files."""
        if len(self.articles) != 1:
            return self
        one = self.articles[0]
        return replace(self, articles=(replace(one, a=a or one.a, b=b or one.b),))

    @property
    def same(self) -> bool:
        return not self.only_in_a and not self.only_in_b and all(one.difference.same for one in self.articles)


def compare_articles(a: Path, b: Path, *, encoding: str | None = None) -> ComparedArticles:
    """Compare two files, or two folders article by article, by their paths below them.

    Raises ArticleError for what cannot be read, UsageError for a file against a folder, RecordError for a damaged review record.
    """
    if a.is_dir() != b.is_dir():
        folder, file = (a, b) if a.is_dir() else (b, a)
        raise UsageError(
            f"{display_path(folder)} is a folder and {display_path(file)} is not",
            remedy="compare two articles, or two folders",
        )
    if not a.is_dir():
        return ComparedArticles((compare_files(a, b, encoding=encoding),))
    in_a, in_b = ({source.relative: source.path for source in find_articles([folder])} for folder in (a, b))
    return ComparedArticles(
        tuple(compare_files(in_a[path], in_b[path], encoding=encoding) for path in sorted(in_a.keys() & in_b.keys())),
        tuple(display_path(path) for path in sorted(in_a.keys() - in_b.keys())),
        tuple(display_path(path) for path in sorted(in_b.keys() - in_a.keys())),
    )


def compare_files(a: Path, b: Path, *, encoding: str | None = None) -> ComparedArticle:
    """Compare two versions of an article; where one was converted from the other, by the review record.

    A record is used only while both files are what it was written for.  Raises ArticleError and RecordError.
    """
    a_data, b_data = _read(a), _read(b)
    note = ""
    for source, source_data, output, output_data in ((a, a_data, b, b_data), (b, b_data, a, a_data)):
        record = _record_of(output)
        if record is None:
            continue
        if record.was_made_from(source_data) and record.made(output_data):
            text = decode(source_data, path=source, encoding=encoding or record.source.encoding).text
            made = decode(output_data, path=output, encoding="utf-8").text
            if record.changes.apply(text) == made:
                found = ComparedArticle(
                    display_path(source),
                    display_path(output),
                    compare_by_changes(text, record.changes),
                    record.source.tag,
                    record.output.tag,
                    recorded=True,
                )
                return found if source is a else found.turned
        note = note or _why_not(record, source, source_data, output, output_data)
    one, other = decode(a_data, path=a, encoding=encoding), decode(b_data, path=b, encoding=encoding)
    if one.text == other.text and a_data != b_data:
        names = [f"{read.encoding}{' with a byte order mark' if read.bom else ''}" for read in (one, other)]
        note = note or f"the text is the same, the bytes are not: {names[0]} and {names[1]}"
    return ComparedArticle(display_path(a), display_path(b), compare(one.text, other.text), _tag_of(a), _tag_of(b), note=note)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", path=display_path(path)) from error


def _folders_of_outputs(path: Path) -> Iterator[tuple[LanguageTag, Path]]:
    """The folders named after a target that a file is in, the nearest first: `output/zh-Hant-TW`."""
    tags = {str(tag): tag for tag in (*SCRIPT_TARGETS, ENGLISH)}
    for folder in path.absolute().parents:
        if folder.name in tags:
            yield tags[folder.name], folder


def _tag_of(path: Path) -> LanguageTag | None:
    return next((tag for tag, _ in _folders_of_outputs(path)), None)


def _record_of(path: Path) -> Record | None:
    """The review record that stands beside a file, if it is an output."""
    for tag, folder in _folders_of_outputs(path):
        place = record_path(folder.parent, tag, path.absolute().relative_to(folder))
        if place.is_file():
            return read_record(place)
    return None


def _why_not(record: Record, source: Path, source_data: bytes, output: Path, output_data: bytes) -> str:
    """Why a record says nothing of two files, where one could expect that it does."""
    unchanged = record.was_made_from(source_data)
    if not unchanged and not source.absolute().as_posix().endswith(f"/{record.source.path}"):
        return ""
    changed = [display_path(path) for path, same in ((source, unchanged), (output, record.made(output_data))) if not same]
    return f"the review record is older than {' and '.join(changed) or 'langbridge'}: no rules are shown"
