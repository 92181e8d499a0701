"""`langbridge check`: what is wrong with finished articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import Form, MarkupChoice, complete_tag, reading_of, target_tag, termbase_of
from langbridge.cli.telling import count, fail, near, note, tell, warn
from langbridge.values import SCRIPT_TARGETS, LangbridgeError, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.article import Article
    from langbridge.project import Settings
    from langbridge.values import Finding

_STDIN = "-"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Articles, folders, or - for standard input. Left out: the project's outputs."),
    ] = None,
    script: Annotated[
        bool, typer.Option("--script", help="Check script and region, which is what is checked without the flag as well.")
    ] = False,
    translation: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            "--translation",
            metavar="A B",
            help="Check B as an English translation of A, whoever made it, instead: numbers, names, terms, codes, what is left out.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="TAG",
            autocompletion=complete_tag,
            help="What the articles should be. Left out: their folder (output/TAG/), else what they are detected as.",
        ),
    ] = None,
    glossary: Annotated[
        list[Path] | None,
        typer.Option("--glossary", metavar="FILE", help="A glossary besides those of langbridge.yaml; it wins. May be repeated."),
    ] = None,
    no_glossary: Annotated[bool, typer.Option("--no-glossary", help="Use no glossary at all.")] = False,
    markup: Annotated[MarkupChoice, typer.Option("--markup", help="How to read the articles.")] = MarkupChoice.AUTO,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The articles' encoding, instead of detecting it.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="text to read, or json: one list of findings.")] = Form.TEXT,
) -> None:
    """Find what a finished article has of the other script or another region: characters, glyphs, words, quotes, punctuation.

    Each finding is a line: path, line, column, rule, message. Exit code 0 without findings, 1 with some, 2 when an article could not
    be read.

    \b
    Examples:
      langbridge check --script                        the project's outputs
      langbridge check --script posts --to zh-Hant-TW
      langbridge check --script output/zh-Hans-CN --format json
      langbridge check --translation post.md post.en.md
    """
    from langbridge.checks import check_script, check_translation_pair
    from langbridge.project import load_settings

    settings = load_settings()
    wanted = target_tag(to) if to else None
    termbase = termbase_of(settings, glossary or (), without=no_glossary)
    errors: list[LangbridgeError] = []
    findings: list[Finding] = []
    checked = 0
    if translation is not None:
        if paths or script or to:
            raise UsageError("--translation names both articles, and stands alone", remedy="langbridge check --translation A B")
        reading = reading_of(settings, markup, encoding, None)
        source, target_article = (reading.read_file(path)[1] for path in translation)
        _finish(check_translation_pair(source, target_article, termbase=termbase), [], 1, form)
        return
    for shown, article in _articles(paths or (), settings, markup, encoding, errors):
        target = wanted or _tag_of_folder(article.path) or _detected(shown, article)
        if target is None:
            continue
        checked += 1
        findings += check_script(article, target, termbase=termbase)
    findings.sort(key=lambda one: (one.path, one.line, one.column, one.rule))
    _finish(findings, errors, checked, form)


def _finish(findings: Sequence[Finding], errors: Sequence[LangbridgeError], checked: int, form: Form) -> None:
    """Tell what was found; exit with 1 if anything was, with 2 if an article could not be read."""
    if form is Form.JSON:
        typer.echo(json.dumps([one.to_object() for one in findings], ensure_ascii=False, indent=2))
    else:
        for one in findings:
            tell(f"{one.path}:{one.line}:{one.column} {typer.style(one.rule, fg='red')} {one.message}")
    for error in errors:
        fail(error)
    note(f"{count(checked, 'article')} checked: {count(len(findings), 'finding')}")
    if errors or findings:
        raise typer.Exit(2 if errors else 1)


def _articles(
    paths: Sequence[str], settings: Settings, markup: MarkupChoice, encoding: str | None, errors: list[LangbridgeError]
) -> Iterator[tuple[str, Article]]:
    """The articles that are named, each with its path as it is shown; what cannot be read is an error."""
    from langbridge.project import ARTICLE_SUFFIXES, display_path, find_articles

    reading = reading_of(settings, markup, encoding, None)
    if _STDIN in paths:
        try:
            yield _STDIN, reading.read(sys.stdin.buffer.read())
        except LangbridgeError as error:
            errors.append(error)
    for named in [Path(path) for path in paths if path != _STDIN] if paths else _outputs(settings):
        try:
            found = find_articles([named], report=errors.append)
        except LangbridgeError as error:
            errors.append(error)
            continue
        if not found:
            warn(f"{display_path(named)}: no article in this folder; one ends in {', '.join(ARTICLE_SUFFIXES)}")
        for source in found:
            try:
                yield display_path(source.path), reading.read_file(source.path)[1]
            except LangbridgeError as error:
                errors.append(error)


def _outputs(settings: Settings) -> list[Path]:
    """The folders of the project's outputs in Chinese, one a target."""
    folders = [folder for tag in SCRIPT_TARGETS if (folder := settings.output / str(tag)).is_dir()]
    if not folders:
        raise UsageError("no article is named, and there is no output yet", remedy="name articles, or run langbridge convert first")
    return [near(folder) for folder in folders]


def _tag_of_folder(path: Path | None) -> LanguageTag | None:
    """The target whose folder an article is in, the nearest one: output/zh-Hant-TW/post.md."""
    tags = {str(tag): tag for tag in SCRIPT_TARGETS}
    parts = path.absolute().parts[:-1] if path else ()
    return next((tags[part] for part in reversed(parts) if part in tags), None)


def _detected(shown: str, article: Article) -> LanguageTag | None:
    """What an article is by itself, where that can be checked."""
    from langbridge.script import detect_article

    tag = detect_article(article).tag
    if tag in SCRIPT_TARGETS:
        return tag
    note(f"{shown}: not checked, since it says no Chinese script of its own; --to says what it should be")
    return None
