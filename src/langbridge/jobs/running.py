"""Many articles: one after the other, or side by side in processes (OpenCC holds Python's lock, so threads would gain nothing)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.glossary import Termbase
from langbridge.jobs.outcomes import Job, Outcome, Status, failed
from langbridge.pipeline import DEFAULT_OPTIONS, Conversion, ConversionOptions, Conversions, Reading, Written, convert_file
from langbridge.review import summarise
from langbridge.values import ArticleError, LangbridgeError, Layer

if TYPE_CHECKING:
    from langbridge.jobs.workers import Died
    from langbridge.pipeline import Translation

_WORTH_PROCESSES = 64
"""Fewer jobs than this are done before a second process has loaded its dictionaries."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What holds for all jobs of a run: the terms, how articles are read, and where outputs go."""

    termbase: Termbase
    reading: Reading
    root: Path
    output: Path
    options: ConversionOptions = DEFAULT_OPTIONS
    write: bool = True
    check: bool = False
    """Whether a run looks for what is of another script or region in what it made."""


def run_jobs(jobs: Sequence[Job], batch: Batch, *, processes: int = 0) -> Generator[Outcome, None, None]:
    """Do the jobs and give each outcome as it ends: in order with one process, as they come with more.

    `processes` 0 takes what the machine has where that pays.  An article that fails does not stop the others, nor one whose
    process is killed.
    """
    count = min(processes or _processes(len(jobs)), len(jobs))
    if count <= 1:
        do = _doing(batch)
        for job in jobs:
            yield do(job)
        return
    # One article, the common case, needs none of this, and importing it takes longer than converting one.
    from langbridge.jobs.workers import Died, work_in_processes

    for job, result in work_in_processes(jobs, _doing, batch, count):
        yield failed(job, died(result)) if isinstance(result, Died) else result


def died(how: Died) -> ArticleError:
    """The error of an article whose process died, twice."""
    return ArticleError(f"{how}, twice", remedy="it may need more memory than there is")


def _processes(jobs: int) -> int:
    return (os.cpu_count() or 1) if jobs >= _WORTH_PROCESSES else 1


def _conversions(batch: Batch) -> Conversions:
    return Conversions(batch.termbase, batch.options)


def _do(job: Job, batch: Batch, conversions: Conversions) -> Outcome:
    start = time.perf_counter()
    try:
        written = convert_file(job.source, job.target, conversions, batch.reading, root=batch.root, output=batch.output, write=batch.write)
    except LangbridgeError as error:
        return failed(job, error, time.perf_counter() - start)
    return outcome_of(job, written.made, written.output, time.perf_counter() - start, about_decisions(written))


def about_decisions(written: Written[Conversion] | Written[Translation]) -> tuple[str, ...]:
    """What a person may want to know of decisions that did not come about by deciding, or came to nothing."""
    told: list[str] = []
    if written.adopted:
        count = "one edit" if written.adopted == 1 else f"{written.adopted} edits"
        told.append(f"{count} of the output {'is a decision' if written.adopted == 1 else 'are decisions'} now")
    if written.stale:
        count = "one decision holds" if len(written.stale) == 1 else f"{len(written.stale)} decisions hold"
        told.append(f"{count} no longer: {written.stale[0].reason}")
    return tuple(told)


def outcome_of(job: Job, conversion: Conversion, output: Path | None, seconds: float, messages: tuple[str, ...] = ()) -> Outcome:
    """What came of a conversion, counted: what is decided is not to review.  `messages` are told beside the article's own warnings."""
    summary = summarise(conversion.changes)
    article = conversion.article
    return Outcome(
        job,
        Status.CONVERTED if conversion.converted else Status.PASSED_THROUGH,
        conversion.source_tag,
        output,
        summary.changes,
        summary.glossary,
        summary.review,
        article.encoding,
        article.encoding_guessed,
        seconds,
        (*article.warnings, *deprecated(conversion), *messages),
    )


def deprecated(conversion: Conversion) -> Iterator[str]:
    """The forms in the article that a glossary calls deprecated, each once, with the preferred form."""
    for said in conversion.changes.substitutions:
        if said.rule.layer is Layer.GLOSSARY and (found := said.rule.note.find(f"{said.source} is deprecated")) >= 0:
            yield said.rule.note[found:].split(";", 1)[0]


def _doing(batch: Batch) -> Callable[[Job], Outcome]:
    """What does one job of a batch."""
    conversions = _conversions(batch)
    return lambda job: _do(job, batch, conversions)
