"""`langbridge xliff`: articles to translation tools, and what became of them into the memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.memory import memory_path
from langbridge.cli.options import (
    Encoding,
    EnglishTarget,
    Glossaries,
    MarkupChoice,
    MarkupOption,
    MemoryFile,
    Overwrite,
    SourceTag,
    reading_of,
    termbase_of,
)
from langbridge.cli.telling import count, fail, near, note, tell
from langbridge.values import ENGLISH, LangbridgeError, LanguageTag, OutputError, UsageError

if TYPE_CHECKING:
    from langbridge.pipeline.xliff import XliffExchange
    from langbridge.translation import XliffArticle

app = typer.Typer(help="Articles as XLIFF 2.1, for translation tools: export, import.", no_args_is_help=True)

_SUFFIXES = (".xlf", ".xliff")


@app.command("export")
def export(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Articles and folders.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE|FOLDER", help="A file that ends in .xlf or .xliff, or a folder for a file for each article."
        ),
    ],
    to: EnglishTarget = "en",
    source: SourceTag = None,
    glossary: Glossaries = None,
    memory: MemoryFile = None,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
    force: Overwrite = False,
) -> None:
    """Write the segments of articles as XLIFF 2.1, with what the memory has of them and the glossaries' terms as notes.

    Exit code 2 when an article could not be exported; nothing is written then.

    \b
    Examples:
      langbridge xliff export posts --output agency.xlf
      langbridge xliff export posts --output xliff/
    """
    from langbridge.pipeline.xliff import group_by_language
    from langbridge.project import find_articles, write_atomically
    from langbridge.translation import write_xliff

    if LanguageTag.parse(to) != ENGLISH:
        raise UsageError(f"--to {to}: langbridge translates into English alone", remedy="write --to en")
    single = output.suffix.lower() in _SUFFIXES and not output.is_dir()
    sources = find_articles(paths, output=None if single else output)
    articles: list[tuple[Path, LanguageTag, XliffArticle]] = []
    errors: list[LangbridgeError] = []
    with _exchange(source, glossary, memory, markup, encoding) as exchange:
        for each in sources:
            try:
                articles.append((each.relative, *exchange.export_article(each.path)))
            except LangbridgeError as error:
                errors.append(error)
    for told in errors:
        fail(told)
    if errors:
        raise typer.Exit(2)
    files: dict[Path, str] = {}
    for group in [articles] if single else [[each] for each in articles]:
        found = group_by_language([(tag, article) for _, tag, article in group], ENGLISH)
        if len(found) > 1:
            tags = " and ".join(str(xliff.source_tag) for xliff in found)
            raise UsageError(f"the articles are {tags}, and a file of XLIFF has one source language", remedy="name a folder as --output")
        for xliff in found:
            relative = group[0][0]
            files[output if single else output / relative.with_name(f"{relative.name}.xlf")] = write_xliff(xliff)
    if not files:
        raise UsageError("there is nothing to translate in these articles")
    for path in files:
        if path.exists() and not force:
            raise OutputError("the file exists, and may hold someone's edits", path=path, remedy="choose another name, or say --force")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    units = sum(len(article.units) for _, _, article in articles)
    open_units = sum(unit.target is None for _, _, article in articles for unit in article.units)
    note(f"{count(units, 'segment')} of {count(len(articles), 'article')} written to {near(output)}; {open_units:,} to translate")


@app.command("import")
def take_in(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="XLIFF 2 files that were exported from here.")],
    source: SourceTag = None,
    glossary: Glossaries = None,
    memory: MemoryFile = None,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
) -> None:
    """Take translations into the memory: reviewed and final ones as approved, others as if an engine had made them.

    Each is checked against its article as it is now. The next langbridge translate writes the outputs. Exit code 1 when something was not
    taken, 2 when a file could not be read.

    \b
    Examples:
      langbridge xliff import agency.xlf
      langbridge xliff import xliff/*.xlf && langbridge translate posts
    """
    findings = failed = 0
    with _exchange(source, glossary, memory, markup, encoding) as exchange:
        for file in files:
            try:
                taken = exchange.import_file(file)
            except LangbridgeError as error:
                fail(error)
                failed += 1
                continue
            for each in taken.findings:
                tell(f"{each.path}:{each.line}:{each.column} {typer.style(each.rule, fg='red')} {each.message}")
            findings += len(taken.findings)
            told = [f"{taken.approved:,} approved", f"{taken.answers:,} to review", f"{taken.unchanged:,} known already"]
            told += [f"{taken.untranslated:,} without a translation"] if taken.untranslated else []
            told += [f"{len(taken.findings):,} not taken"] if taken.findings else []
            note(f"{near(file)}: {', '.join(told)}")
    if failed or findings:
        raise typer.Exit(2 if failed else 1)


@contextmanager
def _exchange(
    source: str | None, glossary: list[Path] | None, memory: Path | None, markup: MarkupChoice, encoding: str | None
) -> Iterator[XliffExchange]:
    """What exports and imports, by flags over settings; no engine is asked anything."""
    from langbridge.pipeline.xliff import XliffExchange
    from langbridge.project import EngineSettings, load_settings
    from langbridge.translation import Memory, Translator, load_caller

    settings = load_settings()
    termbase = termbase_of(settings, glossary or ())
    caller = load_caller(EngineSettings(), {})
    try:
        with Memory(memory_path(memory)) as opened:
            translator = Translator(caller, ENGLISH, termbase=termbase, memory=opened)
            yield XliffExchange(translator, opened, termbase, ENGLISH, reading_of(settings, markup, encoding, source), settings.root)
    finally:
        caller.close()
