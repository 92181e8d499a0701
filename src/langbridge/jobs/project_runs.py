"""Carrying out a plan: conversions and comparisons in processes, translations here, and an entry of the manifest for each as it ends."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.article import moved_article
from langbridge.glossary import Termbase
from langbridge.jobs.manifest import Entry, EntryStatus, ManifestWriter, Stamp, stamp_of
from langbridge.jobs.outcomes import failed
from langbridge.jobs.planning import Action, Plan, Planned, reading_of
from langbridge.jobs.results import Done, Result
from langbridge.jobs.running import Batch, about_decisions, deprecated, died
from langbridge.jobs.workers import Died, work_in_processes
from langbridge.pipeline import Conversion, ConversionOptions, Conversions, Written, convert_file, encode_output, translate_file
from langbridge.project import Settings, decisions_path, output_path
from langbridge.review import summarise
from langbridge.values import ENGLISH, LangbridgeError

if TYPE_CHECKING:
    from langbridge.pipeline import Progress, Translation, Translations


def batch_of(settings: Settings, output: Path, *, check: bool = True) -> Batch:
    """What holds for all conversions of a project.  Raises GlossaryError."""
    options = ConversionOptions(
        quotes=settings.quotes,
        punctuation=settings.punctuation,
        variant_style=settings.variant_style,
        variant_forms=settings.variant_forms,
    )
    return Batch(Termbase.load(settings.glossaries), reading_of(settings), settings.root, output, options, check=check)


def carry_out(
    plan: Plan,
    settings: Settings,
    batch: Batch,
    writer: ManifestWriter,
    *,
    processes: int = 0,
    environ: Mapping[str, str] = os.environ,
    progress: Progress | None = None,
) -> Generator[Done, None, None]:
    """Do what is planned and give what came of each as it ends, which is in the manifest then.

    `processes` 0 takes as many as the machine has.  An article that fails, or whose process dies, does not stop the others.  `progress` is
    told of the segments of the article that is being translated.  Closing the generator stops the run within two seconds, with every file
    whole.  Raises OutputError where the manifest cannot be written.
    """
    elsewhere = [one for one in plan.todo if one.action is not Action.TRANSLATE]
    count = min(processes or os.cpu_count() or 1, len(elsewhere))
    # Even one process is not this one: it may be killed, and it can be stopped in the middle of a long article.
    with closing(work_in_processes(elsewhere, _doing, batch, count)) as results:
        for planned, result in results:
            if isinstance(result, Died):
                result = _failed(planned, died(result), None, 0.0)
            writer.add(result.entry)
            yield result
    here = [one for one in plan.todo if one.action is Action.TRANSLATE]
    for done in _translated(here, settings, batch, environ, progress) if here else ():
        writer.add(done.entry)
        yield done


def _doing(batch: Batch) -> Callable[[Planned], Done]:
    conversions = Conversions(batch.termbase, batch.options)
    return lambda planned: _in_time(planned, batch, conversions)


def _in_time(planned: Planned, batch: Batch, conversions: Conversions) -> Done:
    start = time.perf_counter()
    source = stamp_of(planned.job.source.path)
    try:
        if planned.action is Action.COMPARE:
            return _compared(planned, batch, conversions, source, start)
        decisions = stamp_of(_decisions(planned, batch))
        job = planned.job
        written = convert_file(job.source, job.target, conversions, batch.reading, root=batch.root, output=batch.output)
        messages = (*about_decisions(written), *deprecated(written.made))
        findings = _findings(written.made, batch) if batch.check else 0
        return _done(planned, batch, written, (source, decisions), start, messages, findings=findings)
    except LangbridgeError as error:
        return _failed(planned, error, source, time.perf_counter() - start)


def _findings(made: Conversion, batch: Batch) -> int:
    """How much of another script or region a check finds in what was made."""
    from langbridge.checks import check_script

    return len(check_script(moved_article(made.article, made.changes, made.text), made.target_tag, termbase=batch.termbase))


def _decisions(planned: Planned, batch: Batch) -> Path:
    return decisions_path(batch.output, planned.job.target, planned.job.source.relative)


def _done(
    planned: Planned,
    batch: Batch,
    written: Written[Conversion] | Written[Translation],
    before: tuple[Stamp | None, Stamp | None],
    start: float,
    messages: tuple[str, ...],
    *,
    findings: int = 0,
    untranslated: int = 0,
) -> Done:
    """What came of a conversion or translation; `before` are the stamps of source and decisions from before it was made."""
    made = written.made
    source, decisions = before
    decided = _decisions(planned, batch)
    summary = summarise(made.changes)
    article = made.article
    entry = Entry(
        *planned.key,
        str(planned.job.source.relative),
        EntryStatus.INCOMPLETE if untranslated else EntryStatus.DONE,
        planned.making,
        _unless_changed(source, planned.job.source.path),
        stamp_of(written.output, encode_output(made)),
        stamp_of(decided) if written.adopted else _unless_changed(decisions, decided),
        str(made.source_tag or ""),
        summary.changes,
        summary.glossary,
        summary.review,
        findings,
        untranslated,
        bool(article.escaped),
        (*article.warnings, *_guess(made), *messages),
    )
    result = Result.UNCHANGED if written.unchanged else Result.WRITTEN
    return Done(planned, Result.INCOMPLETE if untranslated else result, entry, len(article.text), time.perf_counter() - start)


def _unless_changed(before: Stamp | None, path: Path) -> Stamp | None:
    """The stamp of a file from before it was read, if it is still the same; else one that no file has, so that the next run reads it."""
    try:
        if before is not None and before.matches(path.stat()):
            return before
    except OSError:
        return Stamp("")
    after = stamp_of(path)
    if before is None and after is None:
        return None
    return after if before is not None and after is not None and before.sha256 == after.sha256 else Stamp("")


def _guess(made: Conversion | Translation) -> tuple[str, ...]:
    return (f"read as {made.article.encoding}, which is a guess",) if made.article.encoding_guessed else ()


def _failed(planned: Planned, error: LangbridgeError, source: Stamp | None, seconds: float) -> Done:
    messages = failed(planned.job, error).messages
    relative = str(planned.job.source.relative)
    entry = Entry(*planned.key, relative, EntryStatus.FAILED, planned.making, source, messages=messages)
    return Done(planned, Result.FAILED, entry, seconds=seconds)


def _compared(planned: Planned, batch: Batch, conversions: Conversions, source: Stamp | None, start: float) -> Done:
    """Compare what people wrote with what langbridge would: places that differ, and in a translation what a check finds."""
    job = planned.job
    path = planned.theirs or output_path(batch.output, job.target, job.source.relative)
    _, article = batch.reading.read_file(job.source.path)
    output = stamp_of(path)
    _, theirs = batch.reading.read_file(path)
    places = findings = 0
    if job.target.is_chinese:
        from langbridge.review.difference import compare

        made = conversions.convert_article(article, job.target)
        places = 0 if made.text == theirs.text else compare(theirs.text, made.text).stat.places
    else:
        from langbridge.checks import check_translation_pair

        findings = len(check_translation_pair(article, theirs, termbase=batch.termbase))
    relative = str(job.source.relative)
    entry = Entry(
        *planned.key,
        relative,
        EntryStatus.FOREIGN,
        planned.making,
        source,
        output,
        changes=places,
        findings=findings,
        escaped=bool(article.escaped),
    )
    return Done(planned, Result.COMPARED, entry, len(article.text), time.perf_counter() - start)


def _translated(
    todo: Sequence[Planned], settings: Settings, batch: Batch, environ: Mapping[str, str], progress: Progress | None
) -> Iterator[Done]:
    """Translate articles one after the other: an engine's own limits decide how fast.

    Where the engine itself cannot be set up, every article fails with the reason.
    """
    left = deque(todo)
    try:
        with open_translations(settings, batch.termbase, environ) as translations:
            while left:
                yield _translate(left.popleft(), batch, translations, progress)
    except LangbridgeError as error:
        for planned in left:
            yield _failed(planned, error, None, 0.0)


def _translate(planned: Planned, batch: Batch, translations: Translations, progress: Progress | None) -> Done:
    start = time.perf_counter()
    job = planned.job
    source, decisions = stamp_of(job.source.path), stamp_of(_decisions(planned, batch))
    try:
        written = translate_file(
            job.source, job.target, translations, batch.reading, root=batch.root, output=batch.output, progress=progress
        )
    except LangbridgeError as error:
        return _failed(planned, error, source, time.perf_counter() - start)
    reasons = tuple(dict.fromkeys(one.reason for one in written.made.untranslated))
    return _done(
        planned,
        batch,
        written,
        (source, decisions),
        start,
        (*reasons, *about_decisions(written)),
        untranslated=len(written.made.untranslated),
    )


@contextmanager
def open_translations(settings: Settings, termbase: Termbase, environ: Mapping[str, str]) -> Iterator[Translations]:
    """What translates a project's articles into English: its engine, glossaries and memory.

    Raises EngineError and SettingsError for an engine that is not set up, TranslationMemoryError for a memory that cannot be used.
    """
    from langbridge.pipeline import Translations, script_converter
    from langbridge.translation import MEMORY_NAME, Memory, Translator, load_caller

    caller = load_caller(settings.engine, environ)
    pseudo = settings.engine.name == "pseudo"
    memory = None
    try:
        memory = None if pseudo else Memory(settings.root / ".langbridge" / MEMORY_NAME)
        caller.learn(lambda tag: [(one.form, one.target) for one in termbase.entries(tag, ENGLISH).values() if one.final])
        translator = Translator(caller, ENGLISH, termbase=termbase, memory=memory, convert=script_converter(), checked=not pseudo)
        yield Translations(translator, memory, termbase.fingerprint)
    finally:
        caller.close()
        if memory is not None:
            memory.close()
