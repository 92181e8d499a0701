"""`langbridge corpus`: files of many texts, for one machine or a cluster."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import (
    Glossaries,
    MarkupChoice,
    MarkupOption,
    NoGlossary,
    NoGuard,
    OpenccConfig,
    Processes,
    Punctuation,
    Quotes,
    SourceTag,
    complete_tag,
    options_of,
    reading_of,
    target_tag,
    termbase_of,
)
from langbridge.cli.telling import count, fail, near, note, warn
from langbridge.values import LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.jobs.corpora import CorpusFile, CorpusOutcome, Progress, Tally

app = typer.Typer(help="Corpora: JSONL, Parquet and text files of any size.", no_args_is_help=True)


@app.callback()
def corpus() -> None:
    """Corpora: JSONL, Parquet and text files of any size."""


@app.command("convert", short_help="Convert columns of text in files of any size.")
def convert(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, folders of files, patterns, or URLs such as s3://….")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The folder or URL where outputs go.")],
    to: Annotated[str | None, typer.Option("--to", metavar="TAG", autocompletion=complete_tag, help="The target.")] = None,
    source: SourceTag = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", "-c", metavar="PATH", help="A field with text: text, meta.title, messages[].content. Repeats. [text]"),
    ] = None,
    detect: Annotated[str, typer.Option("--detect", metavar="COLUMN", help="A new column: the tag that each row was taken for.")] = "",
    changes: Annotated[str, typer.Option("--changes", metavar="COLUMN", help="A new column: what was changed and why, as JSON.")] = "",
    counts: Annotated[str, typer.Option("--counts", metavar="COLUMN", help="A new column: how many changes, by kind, as JSON.")] = "",
    glossary: Glossaries = None,
    no_glossary: NoGlossary = False,
    no_guard: NoGuard = False,
    quotes: Quotes = None,
    punctuation: Punctuation = None,
    opencc_config: OpenccConfig = None,
    markup: MarkupOption = MarkupChoice.TEXT,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write what came of each file, as JSON.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Begin anew, and overwrite what stands in the output folder.")] = False,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, or local-cluster for one of this machine.")
    ] = "",
    processes: Processes = 0,
) -> None:
    """Convert columns of text in files of any size, each to a file of the same name and form.

    JSONL and text (.jsonl, .ndjson, .txt, also .gz and .zst; in .txt each line is a text) and Parquet. What is no text stays as it is.
    Interrupted, the same command goes on where it stopped. Bad rows go to FILE.errors.jsonl; exit code 2 if there are any.

    \b
    Examples:
      langbridge corpus convert data --to zh-Hant-TW --output out
      langbridge corpus convert chat.jsonl.zst --column 'messages[].content'
                                               --to zh-Hans --output out
      langbridge corpus convert 's3://bucket/raw/*.parquet' --to zh-Hant
                  --output s3://bucket/hant --scheduler tcp://scheduler:8786
    """
    from langbridge.jobs.corpora import Added, BatchConverter, Column, CorpusJob, convert_corpus, find_corpus
    from langbridge.project import load_settings

    settings = load_settings()
    if (to is None) == (opencc_config is None):
        raise UsageError("one target is needed", remedy="--to TAG, or --opencc-config NAME instead")
    if len(set(names := [name for name in (detect, changes, counts) if name])) < len(names):
        raise UsageError("two new columns have one name", remedy="give --detect, --changes and --counts different ones")
    converter = BatchConverter(
        _target(to, opencc_config),
        source=reading_of(settings, markup, None, source).source,
        markup=markup.markup,
        glossaries=termbase_of(settings, glossary or (), without=no_glossary or opencc_config is not None),
        options=options_of(settings, guarded=not no_guard, quotes=quotes, punctuation=punctuation, opencc_config=opencc_config or ""),
    )
    columns = tuple(dict.fromkeys(Column.parse(path) for path in column or ["text"]))
    job = CorpusJob(converter, output, columns, Added(detect, counts, changes))
    files = find_corpus(sources, output)
    try:
        with _progress(files) as told:
            outcome = convert_corpus(job, files, processes=processes, scheduler=scheduler, force=force, progress=told)
    except KeyboardInterrupt:
        note("the same command goes on where it stopped")
        raise typer.Exit(130) from None
    if report is not None:
        from langbridge.project import write_atomically

        write_atomically(report, (json.dumps(outcome.to_object(), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace"))
    _finish(outcome, output)


def _target(to: str | None, opencc_config: str | None) -> LanguageTag:
    from langbridge.script import target_of_config

    return target_tag(to) if to is not None else target_of_config(opencc_config or "")


@contextmanager
def _progress(files: list[CorpusFile]) -> Generator[Progress]:
    """A progress bar on a terminal: bytes of the files a second, rows, bad ones, and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda _tally, _known: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[bad]:,} bad"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("Converting", total=sum(file.size for file in files), rows=0, bad=0)
        rows = bad = known_bytes = 0

        def told(tally: Tally, known: bool) -> None:
            nonlocal rows, bad, known_bytes
            rows, bad = rows + tally.rows, bad + tally.bad
            if known:
                # What an earlier run did says nothing about how fast this one is.
                known_bytes += tally.read
                bar.reset(shown, completed=known_bytes, rows=rows, bad=bad)
            else:
                bar.update(shown, advance=tally.read, rows=rows, bad=bad)

        yield told


def _finish(outcome: CorpusOutcome, output: str) -> None:
    """Tell what came of it; exit with 2 if a row or a file failed."""
    from langbridge.jobs.corpora import FileStatus

    tally = outcome.tally
    for file in outcome.files:
        if file.status is FileStatus.FAILED:
            fail(file.message)
        elif file.bad_rows:
            warn(f"{count(file.tally.bad, 'bad row')} of {near(Path(file.source))} in {near(Path(file.bad_rows))}")
    done = [file for file in outcome.files if file.status is not FileStatus.FAILED]
    before = sum(file.status is FileStatus.ALREADY_DONE for file in done)
    known = f", {before} of them by an earlier run" if before else ""
    note(
        f"{count(len(done), 'file')} in {output}{known}: {count(tally.rows, 'row')}, {tally.converted:,} converted, "
        f"{tally.passed_through:,} passed through, {tally.bad:,} bad; {outcome.seconds:.1f} s"
    )
    if outcome.failed or tally.bad:
        raise typer.Exit(2)
