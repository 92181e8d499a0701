"""`langbridge translate`: articles into English, by a memory, the glossaries and an engine."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.memory import memory_path
from langbridge.cli.options import (
    Encoding,
    EnglishTarget,
    Form,
    Glossaries,
    MarkupChoice,
    MarkupOption,
    MemoryFile,
    NoGlossary,
    OutputFolder,
    SourceTag,
    SummaryForm,
    reading_of,
    termbase_of,
)
from langbridge.cli.tables import print_table
from langbridge.cli.telling import count, fail, near, note, warn
from langbridge.values import ENGLISH, LangbridgeError, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.jobs import TranslationOutcome
    from langbridge.pipeline import Progress, Reading, Translations
    from langbridge.project import EngineSettings, Settings, SourceFile
    from langbridge.translation import Estimate

_PLACES_SHOWN = 3
_COUNTS = ("segments", "memory", "glossary", "to_translate", "characters")


def complete_engine(incomplete: str) -> list[str]:
    """The engines for the shell to complete."""
    from langbridge.translation.engines import engine_names

    return [name for name in engine_names() if name.startswith(incomplete)]


def translate(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Articles and folders. Left out: the sources of langbridge.yaml.")
    ] = None,
    to: EnglishTarget = "en",
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine", metavar="NAME", autocompletion=complete_engine, help="Who translates. Left out: the one of langbridge.yaml."
        ),
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="The engine's address.")] = None,
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help="The engine's model.")] = None,
    source: SourceTag = None,
    output: OutputFolder = None,
    bilingual: Annotated[
        bool, typer.Option("--bilingual", help="Write source and translation paragraph by paragraph, to PATH.bilingual.md.")
    ] = False,
    glossary: Glossaries = None,
    no_glossary: NoGlossary = False,
    memory: MemoryFile = None,
    no_memory: Annotated[bool, typer.Option("--no-memory", help="Look nothing up in the memory and put nothing into it.")] = False,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what it would take and cost; ask no engine, write nothing.")] = False,
    form: SummaryForm = Form.TEXT,
) -> None:
    """Translate articles into English; markup, code, links and shortcodes stay what they are.

    Outputs go to output/en/PATH, their review records to output/.review/en. What the memory holds is never asked again. Exit code 1 when
    segments were left untranslated since no engine is set up, 2 when an engine or an article failed; everything else is done.

    \b
    Examples:
      langbridge translate posts --engine libretranslate --url http://127.0.0.1:5000
      langbridge translate posts --dry-run
      langbridge translate post.md --bilingual
    """
    from langbridge.jobs import translate_articles
    from langbridge.pipeline import Translations, script_converter
    from langbridge.project import find_articles, load_settings, site_layout
    from langbridge.translation import Memory, Translator, load_caller

    settings = load_settings()
    target = _target(to)
    reading = reading_of(settings, markup, encoding, source)
    named = list(paths or ()) or [near(path) for path in settings.sources]
    if not named:
        raise UsageError("no article is named, and no langbridge.yaml names sources", remedy="langbridge translate PATH")
    folder = near(output or settings.output)
    errors: list[LangbridgeError] = []
    versions = site_layout(settings, folder=named[0]) if settings.path else None
    sources = find_articles(named, output=folder, report=errors.append, is_version=versions.is_version if versions else None)
    termbase = termbase_of(settings, glossary or (), without=no_glossary)
    chosen = _engine(settings, engine, url, model)
    caller = load_caller(chosen, os.environ)
    pseudo = chosen.name == "pseudo"
    where = memory_path(memory)
    # A dry run writes nothing, so it begins no memory either.
    opened = None if no_memory or pseudo or (dry_run and not os.path.lexists(where)) else Memory(where)
    try:
        caller.learn(lambda tag: [(one.form, one.target) for one in termbase.entries(tag, target).values() if one.final])
        translator = Translator(caller, target, termbase=termbase, memory=opened, convert=script_converter(), checked=not pseudo)
        translations = Translations(translator, opened, termbase.fingerprint, bilingual=bilingual)
        if dry_run:
            _tell_estimate(translations, reading, sources, chosen, errors, form)
            return
        named_sources = _named(sources, bilingual=bilingual)
        start = partial(translate_articles, named_sources, target, translations, reading, root=settings.root, output=folder)
        done = list(_watched(lambda progress: start(progress=progress), named_sources))
    finally:
        caller.close()
        if opened is not None:
            opened.close()
    _finish(done, errors, form, folder, is_asked=chosen.name != "none" or chosen.fallback is not None)


def _target(text: str) -> LanguageTag:
    tag = LanguageTag.parse(text)
    if tag != ENGLISH:
        remedy = "langbridge convert converts between Chinese scripts" if tag.is_chinese else "write --to en"
        raise UsageError(f"--to {text}: langbridge translates into English alone", remedy=remedy)
    return tag


def _engine(settings: Settings, name: str | None, url: str | None, model: str | None) -> EngineSettings:
    """The engine by flags over settings; one that the settings name too keeps what they say of it."""
    from langbridge.project import EngineSettings

    known = {one.name: one for one in (settings.engine.fallback, settings.engine) if one is not None}
    chosen = settings.engine if name is None else known.get(name, EngineSettings(name))
    return replace(chosen, url=url or chosen.url, model=model or chosen.model)


def _named(sources: Sequence[SourceFile], *, bilingual: bool) -> list[SourceFile]:
    """The articles as their outputs are called: a bilingual version stands beside the English one."""
    if not bilingual:
        return list(sources)
    return [one._replace(relative=one.relative.with_name(f"{one.relative.stem}.bilingual{one.relative.suffix}")) for one in sources]


def _watched(outcomes: Callable[[Progress], Iterator[TranslationOutcome]], sources: Sequence[SourceFile]) -> Iterator[TranslationOutcome]:
    """The outcomes, with a progress bar on a terminal: articles, and the segments of the one that is being translated."""
    if not sys.stderr.isatty():
        yield from outcomes(lambda done, total: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        articles = bar.add_task("Articles", total=len(sources), rate="")
        segments = bar.add_task("Segments", total=None, rate="")
        start = time.monotonic()
        seen = 0

        def told(done: int, total: int) -> None:
            nonlocal seen
            seen += 1
            rate = f"{seen / max(time.monotonic() - start, 0.001):.0f} a second"
            bar.update(segments, completed=done, total=total, rate=rate)

        for outcome in outcomes(told):
            bar.advance(articles)
            yield outcome


def _tell_estimate(
    translations: Translations,
    reading: Reading,
    sources: Sequence[SourceFile],
    engine: EngineSettings,
    errors: list[LangbridgeError],
    form: Form,
) -> None:
    """Tell what a translation would take and cost."""
    from langbridge.project import display_path

    rows: list[tuple[str, Estimate]] = []
    for source in sources:
        try:
            _, article = reading.read_file(source.path)
        except LangbridgeError as error:
            errors.append(error)
        else:
            rows.append((display_path(source.path), translations.estimate(article, source=reading.source)))
    sums = [sum(getattr(one, name) for _, one in rows) for name in _COUNTS]
    cost = None if engine.price is None else sums[-1] * engine.price / 1_000_000
    if form is Form.JSON:
        articles = [{"path": path, **{name: getattr(one, name) for name in _COUNTS}} for path, one in rows]
        told = {"engine": engine.name, "articles": articles, "total": dict(zip(_COUNTS, sums, strict=True)), "cost": cost}
        typer.echo(json.dumps(told | {"errors": [str(each) for each in errors]}, ensure_ascii=False, indent=2))
    else:
        header = ("article", "segments", "in memory", "terms", "to translate", "characters")
        lines = [(path, *(f"{getattr(one, name):,}" for name in _COUNTS)) for path, one in rows]
        print_table(header, [*lines, ("all", *(f"{number:,}" for number in sums))], right=range(1, 6), err=True)
        if cost is not None:
            note(f"{engine.name} would cost {cost:,.2f}, at {engine.price:g} for a million characters")
        elif engine.name != "none":
            note(f"no price is set for {engine.name}: engine.price in langbridge.yaml, for a million characters")
        for each in errors:
            fail(each)
    if errors:
        raise typer.Exit(2)


def _finish(done: Sequence[TranslationOutcome], errors: Sequence[LangbridgeError], form: Form, folder: Path, *, is_asked: bool) -> None:
    """Tell what came of it; exit with 2 if anything failed, with 1 if segments were left since there was nobody to ask."""
    from langbridge.jobs import TranslationStatus
    from langbridge.project import display_path

    left = sum(len(one.untranslated) for one in done)
    is_failed = [one.status is TranslationStatus.FAILED for one in done]
    if form is Form.JSON:
        told = {"articles": [one.to_object() for one in done], "errors": [str(error) for error in errors]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        header = ("article", "from", "segments", "memory", "terms", "engine", "untranslated", "to review", "time")
        rows = [
            (
                display_path(one.source.path),
                str(one.source_tag or "-"),
                *("failed" if one.status is TranslationStatus.FAILED else f"{one.segments:,}",),
                *(f"{number:,}" for number in (one.memory, one.glossary, one.engine, len(one.untranslated), one.review)),
                f"{one.seconds:.1f} s",
            )
            for one in done
        ]
        print_table(header, rows, right=range(2, 9), failed=is_failed, err=True)
        if not all(is_failed):
            note(f"{count(len(done) - sum(is_failed), 'output')} written to {display_path(folder)}")
        for one in done:
            for message in one.messages:
                if one.status is TranslationStatus.FAILED:
                    fail(message)
                else:
                    warn(f"{display_path(one.source.path)}: {message}")
        _tell_untranslated(done)
        for error in errors:
            fail(error)
    if errors or any(is_failed) or (left and is_asked):
        raise typer.Exit(2)
    if left:
        raise typer.Exit(1)


def _tell_untranslated(done: Sequence[TranslationOutcome]) -> None:
    """Say why segments were left as they are: each reason once, with the first places."""
    from langbridge.project import display_path

    reasons: dict[str, list[str]] = {}
    for one in done:
        for line, reason in one.untranslated:
            reasons.setdefault(reason, []).append(f"{display_path(one.source.path)}:{line}")
    for reason, places in reasons.items():
        shown = ", ".join(places[:_PLACES_SHOWN])
        more = f" and {len(places) - _PLACES_SHOWN} more" if len(places) > _PLACES_SHOWN else ""
        warn(f"{count(len(places), 'segment')} left untranslated: {reason} ({shown}{more})")
