"""`langbridge detect`: which script, and region where there is evidence, each article is in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import Encoding, Form, MarkupChoice, MarkupOption
from langbridge.cli.telling import fail, tell, warn
from langbridge.values import ArticleError, LangbridgeError, LanguageTag

if TYPE_CHECKING:
    from langbridge.article import Article
    from langbridge.script.detection import ArticleDetection, Paragraph

_EVIDENCE_IN_TEXT = 4
"""How many characters or words of a kind the text form names; JSON has more."""


def detect(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Articles, folders of articles, or - for standard input.")],
    form: Annotated[Form, typer.Option("--format", help="text to read, or json: one object an article, each on a line.")] = Form.TEXT,
    paragraphs: Annotated[bool, typer.Option("--paragraphs", help="Tell of each paragraph, not only of those that differ.")] = False,
    encoding: Encoding = None,
    markup: MarkupOption = MarkupChoice.AUTO,
) -> None:
    """Say which script each article is in, how sure that is, and why.

    Also told: paragraphs in another script than their article, text that is the same in both scripts, Japanese and Korean, the encoding.
    Exit code 2 when an article could not be read; the others are done.

    \b
    Examples:
      langbridge detect posts
      langbridge detect post.md --paragraphs
      langbridge detect posts --format json
    """
    from langbridge.script.detection import detect_article, detect_paragraphs

    failed = False

    def report(error: LangbridgeError) -> None:
        nonlocal failed
        failed = True
        fail(error)

    for named in paths:
        for shown, article in _read(named, encoding, markup, report):
            detection = detect_article(article)
            each = detect_paragraphs(article) if paragraphs else None
            if form is Form.JSON:
                typer.echo(json.dumps(_record(shown, article, detection, each), ensure_ascii=False))
            else:
                tell("\n".join(_lines(shown, article, detection, each)))
    if failed:
        raise typer.Exit(2)


def _read(
    named: str, encoding: str | None, markup: MarkupChoice, report: Callable[[LangbridgeError], None]
) -> Iterator[tuple[str, Article]]:
    """The articles that a path names, each with its path as it is shown; what cannot be read goes to `report`."""
    from langbridge.article import read_article
    from langbridge.project import ARTICLE_SUFFIXES, display_path, find_articles

    try:
        found: list[Path | None] = [None] if named == "-" else [source.path for source in find_articles([Path(named)], report=report)]
    except LangbridgeError as error:
        report(error)
        return
    if not found:
        warn(f"{named}: no article in this folder; one ends in {', '.join(ARTICLE_SUFFIXES)}")
    for path in found:
        shown = display_path(path) if path else "-"
        try:
            data = path.read_bytes() if path else sys.stdin.buffer.read()
            yield shown, read_article(data, path=path, markup=markup.markup, encoding=encoding)
        except OSError as error:
            report(ArticleError(f"cannot be read: {error.strerror}", path=shown, remedy="look whether it is there and may be read"))
        except LangbridgeError as error:
            report(error)


def _record(path: str, article: Article, detection: ArticleDetection, paragraphs: tuple[Paragraph, ...] | None) -> dict[str, object]:
    """One article as `docs/schemas/detection.schema.json` describes it."""
    document = detection.document
    record: dict[str, object] = {
        "path": path,
        "tag": _text(document.tag),
        "script": document.script,
        "confidence": document.confidence,
        "same_in_both": document.same_in_both,
        "evidence": document.evidence,
        "counts": document.counts,
        "mixed": [_paragraph(one) for one in detection.mixed],
        "encoding": detection.encoding,
        "encoding_guessed": article.encoding_guessed,
    }
    if paragraphs is not None:
        record["paragraphs"] = [_paragraph(one) for one in paragraphs]
    return record


def _paragraph(paragraph: Paragraph) -> dict[str, object]:
    own = paragraph.detection
    return {
        "block": paragraph.block,
        "line": paragraph.line,
        "tag": _text(paragraph.tag),
        "own_tag": _text(own.tag),
        "confidence": own.confidence,
        "same_in_both": own.same_in_both,
        "excerpt": paragraph.excerpt,
    }


def _lines(path: str, article: Article, detection: ArticleDetection, paragraphs: tuple[Paragraph, ...] | None) -> Iterator[str]:
    """One article for a reader: a line of its own, what speaks for it, and the paragraphs that differ."""
    document = detection.document
    tag = typer.style(f"{_text(document.tag) or 'unknown':<11}", bold=True)
    encoding = f"{detection.encoding}{' (guessed)' if article.encoding_guessed else ''}"
    same = ", same in both scripts" if document.same_in_both else ""
    yield f"{tag} {document.confidence:.2f}  {path}  ({encoding}{same})"
    for kind, found in document.evidence.items():
        named = "  ".join(f"{text} {count}" for text, count in list(found.items())[:_EVIDENCE_IN_TEXT])
        rest = " …" if len(found) > _EVIDENCE_IN_TEXT else ""
        yield f"    {kind:<7} {document.counts[kind]:>5}: {named}{rest}"
    for one in detection.mixed if paragraphs is None else paragraphs:
        differs = one in detection.mixed
        told = f"{_text(one.tag) or 'unknown':<11}"
        yield f"    line {one.line:>5}: {typer.style(told, fg='yellow') if differs else told} {one.excerpt}"


def _text(tag: LanguageTag | None) -> str | None:
    return str(tag) if tag else None
