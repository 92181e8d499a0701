"""`langbridge convert`: articles from one script to the other."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import (
    Encoding,
    Form,
    Glossaries,
    MarkupChoice,
    MarkupOption,
    NoGlossary,
    NoGuard,
    OpenccConfig,
    OutputFolder,
    Processes,
    Punctuation,
    Quotes,
    SourceTag,
    SummaryForm,
    complete_tag,
    options_of,
    reading_of,
    target_tag,
    termbase_of,
)
from langbridge.cli.telling import near, warn
from langbridge.values import SCRIPT_TARGETS, LangbridgeError, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.jobs import Batch, Outcome
    from langbridge.project import Settings, SourceFile

_STDIN = "-"


def convert(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Articles, folders, or - for standard input. Left out: the sources of langbridge.yaml."),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="TAG",
            autocompletion=complete_tag,
            help="The target; may be repeated. Left out: the targets of langbridge.yaml.",
        ),
    ] = None,
    source: SourceTag = None,
    output: OutputFolder = None,
    stdout: Annotated[bool, typer.Option("--stdout", help="Write the one article to standard output instead.")] = False,
    glossary: Glossaries = None,
    no_glossary: NoGlossary = False,
    no_guard: NoGuard = False,
    quotes: Quotes = None,
    punctuation: Punctuation = None,
    opencc_config: OpenccConfig = None,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Convert and tell, but write nothing.")] = False,
    form: SummaryForm = Form.TEXT,
    processes: Processes = 0,
) -> None:
    """Convert articles to Traditional or Simplified Chinese; nothing but prose is touched.

    Outputs go to output/TAG/PATH, a review record of every change beside them. Exit code 2 if an article failed; the others are done.

    \b
    Examples:
      langbridge convert --to zh-Hant                     the project's sources
      langbridge convert posts --to zh-Hant-TW --to zh-Hans-CN
      langbridge convert post.md --to zh-Hant-HK --stdout
      cat post.md | langbridge convert - --to zh-Hans
    """
    from langbridge.jobs import Batch, Job, run_jobs
    from langbridge.project import ARTICLE_SUFFIXES, display_path, find_articles, load_settings

    settings = load_settings()
    reading = reading_of(settings, markup, encoding, source)
    targets = _targets(to, opencc_config, settings)
    folder = near(output or settings.output)
    batch = Batch(
        termbase_of(settings, glossary or (), without=no_glossary or opencc_config is not None),
        reading,
        settings.root,
        folder,
        options_of(settings, guarded=not no_guard, quotes=quotes, punctuation=punctuation, opencc_config=opencc_config or ""),
        write=not dry_run,
    )
    if paths and _STDIN in paths:
        if paths != [_STDIN]:
            raise UsageError("- stands alone: standard input is one article")
        stdout = True
    errors: list[LangbridgeError] = []
    named = [Path(path) for path in paths or ()] or [near(path) for path in settings.sources]
    if "" in (paths or ()):
        raise UsageError("one of the paths is empty", remedy="write . for the working folder")
    if not named:
        raise UsageError("no article is named, and no langbridge.yaml names sources", remedy="langbridge convert PATH --to TAG")
    if stdout:
        if len(targets) > 1 or len(named) > 1 or named[0].is_dir():
            raise UsageError("standard output takes one article and one target", remedy="name them, or leave --stdout out")
        if form is Form.JSON:
            raise UsageError("standard output has the article, and cannot have JSON too", remedy="leave --format json out")
        _finish([_to_stdout(named[0], targets[0], batch)], errors, form)
        return
    if any(os.path.realpath(path) == os.path.realpath(folder) for path in named):
        raise UsageError(f"the outputs would be among the articles of {display_path(folder)}", remedy="name another folder with --output")
    is_version = None
    if settings.path is not None:
        from langbridge.project import site_layout

        is_version = site_layout(settings, folder=named[0]).is_version
    sources = find_articles(named, output=folder, report=errors.append, is_version=is_version)
    if not sources and not errors:
        where = ", ".join(map(display_path, named))
        raise UsageError(f"{where}: no article is there", remedy=f"in a folder, one ends in {', '.join(ARTICLE_SUFFIXES)}")
    for empty in _without_articles(named, sources):
        warn(f"{display_path(empty)}: no article in this folder")
    jobs = [Job(source, target) for source in sources for target in targets]
    order = {job: number for number, job in enumerate(jobs)}
    # Closed at once on Ctrl-C: an abandoned pool would first do all that waits in it.
    with closing(run_jobs(jobs, batch, processes=processes)) as outcomes:
        done = sorted(_watched(outcomes, len(jobs)), key=lambda one: order[one.job])
    _finish(done, errors, form, folder if batch.write else None)


def _without_articles(named: Sequence[Path], sources: Sequence[SourceFile]) -> list[Path]:
    """The folders that were named and hold no article."""
    return [path for path in named if path.is_dir() and not any(source.path.is_relative_to(path) for source in sources)]


def _targets(to: Sequence[str] | None, opencc_config: str | None, settings: Settings) -> list[LanguageTag]:
    """The targets by flags or settings, each once.  Raises UsageError where there is none, or one that is not a script's."""
    from langbridge.script import target_of_config

    if opencc_config is not None:
        if to:
            raise UsageError("--opencc-config stands instead of --to")
        return [target_of_config(opencc_config)]
    targets = [target_tag(tag) for tag in to] if to else [tag for tag in settings.targets if tag.is_chinese]
    if not targets:
        raise UsageError("no target is named", remedy=f"--to and one of {', '.join(map(str, SCRIPT_TARGETS))}")
    return list(dict.fromkeys(targets))


def _to_stdout(path: Path, target: LanguageTag, batch: Batch) -> Outcome:
    """Convert one article and write it to standard output, byte for byte."""
    from langbridge.jobs import Job, failed, outcome_of
    from langbridge.pipeline import Conversions, encode_output
    from langbridge.project import SourceFile

    start = time.perf_counter()
    job = Job(SourceFile(path, path), target)
    try:
        article = batch.reading.read(sys.stdin.buffer.read()) if str(path) == _STDIN else batch.reading.read_file(path)[1]
        conversions = Conversions(batch.termbase, batch.options)
        conversion = conversions.convert_article(article, target, source=batch.reading.source)
    except LangbridgeError as error:
        return failed(job, error, time.perf_counter() - start)
    if batch.write:
        sys.stdout.buffer.write(encode_output(conversion))
        sys.stdout.buffer.flush()
    return outcome_of(job, conversion, None, time.perf_counter() - start)


def _watched(outcomes: Iterable[Outcome], total: int) -> Iterable[Outcome]:
    """The outcomes, with a progress bar on a terminal while they come."""
    if total < 2 or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(outcomes, "Converting", total, console=Console(stderr=True), transient=True)


def _finish(done: Sequence[Outcome], errors: Sequence[LangbridgeError], form: Form, written: Path | None = None) -> None:
    """Tell what came of it and, if anything was, where it was `written`; exit with 2 if anything failed."""
    from langbridge.jobs import Status

    if form is Form.JSON:
        told = {"articles": [one.to_object() for one in done], "errors": [str(error) for error in errors]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        from langbridge.cli.summary import print_summary

        print_summary(done, errors, written)
    if errors or any(one.status is Status.FAILED for one in done):
        raise typer.Exit(2)
