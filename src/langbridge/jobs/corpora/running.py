"""A whole corpus: its files cut into parts, the parts given to a crew, each file put together when all of its parts are done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field

from langbridge.dictionaries import opencc_version
from langbridge.jobs.corpora.columns import Column, branches
from langbridge.jobs.corpora.crews import Alone, Crew, Died, Processes
from langbridge.jobs.corpora.journal import Journal, Settings, open_journal
from langbridge.jobs.corpora.lines import part_length
from langbridge.jobs.corpora.outcomes import CorpusOutcome, FileOutcome, FileStatus
from langbridge.jobs.corpora.packages import require
from langbridge.jobs.corpora.rows import Added
from langbridge.jobs.corpora.sources import place_of
from langbridge.jobs.corpora.storage import open_source, storage_of
from langbridge.jobs.corpora.tasks import Assembly, CorpusFile, Done, Form, Part, Tally, Task
from langbridge.jobs.corpora.texts import BatchConverter
from langbridge.jobs.corpora.work import Work
from langbridge.values import ArticleError, LangbridgeError, OutputError, UsageError
from langbridge.version import VERSION

_WORTH_PROCESSES = 4 * 1024 * 1024
"""Less than this, in bytes, is converted before a second process has loaded its dictionaries."""
_LIKELY_RATIO = 4
"""A packed file is taken to be up to so many times as long unpacked; whether there is more shows when all that is done."""
_MOST_DEATHS = 40
"""A part whose processes were killed more often than this ends the job: then it is not the rows."""
_DEATHS_WITHOUT_ROW = 4

Progress = Callable[[Tally, bool], None]
"""Is told what came of each part, and whether that is known from an earlier run."""


def _silent(_: Tally, __: bool) -> None:
    pass


@dataclass(frozen=True)
class CorpusJob:
    """What is to be done to the files of a corpus, and where their outputs go: a folder, or a URL that fsspec understands."""

    converter: BatchConverter
    output: str
    columns: tuple[Column, ...] = (Column("text", ("text",)),)
    added: Added = field(default_factory=Added)
    part_bytes: int = 4 * 1024 * 1024
    """How much of a file is usually done at a time: what one process does, and what is done again after an interruption."""

    def settings(self) -> Settings:
        """What shapes the output, by the names of the flags."""
        converter, options = self.converter, self.converter.options
        return {
            "--to": str(converter.target),
            "--from": str(converter.source or ""),
            "--column": [column.written for column in self.columns],
            "--markup": converter.markup or "auto",
            "the glossaries": converter.termbase.fingerprint[:12] if len(converter.termbase) else "",
            "--no-guard": not options.guarded,
            "--quotes": options.quotes,
            "--punctuation": options.punctuation,
            "variants": [options.variant_style, *map("→".join, options.variant_forms)],
            "--opencc-config": options.opencc_config,
            "--detect": self.added.detect,
            "--counts": self.added.counts,
            "--changes": self.added.changes,
            "the size of parts": self.part_bytes,
            "langbridge": VERSION,
            "OpenCC": opencc_version(),
        }


def convert_corpus(
    job: CorpusJob,
    files: Sequence[CorpusFile],
    *,
    processes: int = 0,
    scheduler: str = "",
    force: bool = False,
    progress: Progress = _silent,
) -> CorpusOutcome:
    """Convert the files of a corpus, each to a file of the same name below the job's output; goes on where an earlier run stopped.

    `processes` 0 takes what the machine has where that pays, 1 this process alone; with a `scheduler` Dask does it.  A row that cannot be
    converted goes to a file beside the output, a file that cannot be read is an outcome that failed, and the rest goes on.

    Raises UsageError and OutputError, see `open_journal` and `Journal.finished`; whatever ends it, the next call goes on.
    """
    start = time.perf_counter()
    branches(job.columns)  # columns that contradict each other
    if any(file.form is Form.TEXT for file in files) and job.added.names:
        raise UsageError("a file of lines of text has no columns to add to", remedy="leave --detect, --counts and --changes out")
    output = place_of(job.output)
    with open_journal(output, job.settings(), force=force) as journal:
        done, todo = _finished(journal, files, force=force)
        for one in done.values():
            progress(one.tally, True)
        if todo:
            crew = _crew(Work(job.converter, job.columns, job.added, journal), todo, processes, scheduler)
            running = _Running(job, journal, crew, todo, progress)
            try:
                with closing(crew):
                    done |= running.run()
            finally:
                running.tidy()
        outcomes = tuple(done[file.path] for file in files)
    return CorpusOutcome(outcomes, time.perf_counter() - start)


def _finished(journal: Journal, files: Sequence[CorpusFile], *, force: bool) -> tuple[dict[str, FileOutcome], list[CorpusFile]]:
    """The outcomes of files that an earlier run finished, and the files that are to be done."""
    done: dict[str, FileOutcome] = {}
    todo: list[CorpusFile] = []
    for file in files:
        known = None if force else journal.finished(file)
        if known is None:
            todo.append(file)
        else:
            done[file.path] = _outcome(journal, file, FileStatus.ALREADY_DONE, known)
    return done, todo


def _outcome(journal: Journal, file: CorpusFile, status: FileStatus, done: Done) -> FileOutcome:
    bad = journal.bad_path(file) if done.bad_size else ""
    return FileOutcome(file.path, journal.output_path(file), status, done.tally, bad)


def _crew(work: Work, files: Sequence[CorpusFile], processes: int, scheduler: str) -> Crew:
    count = processes or ((os.cpu_count() or 1) if sum(file.size for file in files) >= _WORTH_PROCESSES else 1)
    if scheduler:
        require("distributed", "--scheduler")
        from langbridge.jobs.corpora.cluster import Cluster

        return Cluster(work, scheduler, processes or os.cpu_count() or 1)
    return Processes(work, count) if count > 1 else Alone(work)


@dataclass
class _Open:
    """A file that is being converted: its parts that are not given out yet, those under way, and those done."""

    file: CorpusFile
    parts: Iterator[Part]
    known: dict[int, Done]
    given: int = 0
    under_way: set[int] = field(default_factory=set)
    done: dict[int, Done] = field(default_factory=dict)
    total: int | None = None
    waits: bool = False
    deaths: dict[int, int] = field(default_factory=dict)
    error: LangbridgeError | None = None


class _Running:
    """One run over files, one file after the other, with as much of the next as the crew has room for."""

    def __init__(self, job: CorpusJob, journal: Journal, crew: Crew, files: Sequence[CorpusFile], progress: Progress) -> None:
        self._usual = job.part_bytes
        self._journal = journal
        self._crew = crew
        self._progress = progress
        self._files = files
        self._waiting = iter(files)
        self._open: dict[str, _Open] = {}
        self._again: list[Task] = []
        self._count = 0
        self._outcomes: dict[str, FileOutcome] = {}

    def run(self) -> dict[str, FileOutcome]:
        """Do it; returns the outcomes by the files' paths."""
        # Later, somebody may be putting a file together in the same folder.
        self._journal.remove_drafts(self._files)
        while True:
            while self._count < self._crew.room and (task := self._next()):
                self._crew.submit(task)
                self._count += 1
            if not self._count:
                return self._outcomes
            task, result = self._crew.next()
            self._count -= 1
            self._take(task, result)

    def tidy(self) -> None:
        """Take away what was half written when the crew, or one of it, was ended.

        What cannot be taken away now the next run takes: a job that is done is done, and another's end has to be told.
        """
        with suppress(OutputError):
            self._journal.remove_drafts(self._files)
            for one in self._open.values():
                self._journal.remove_part_drafts(one.file)

    def _next(self) -> Task | None:
        """The next task, files being opened as they come up."""
        if self._again:
            return self._again.pop()
        for one in list(self._open.values()):
            if task := self._next_of(one):
                return task
        for file in self._waiting:
            try:
                opened = self._opened(file)
            except LangbridgeError as error:
                self._fail(file, error)
                continue
            self._open[file.path] = opened
            if task := self._next_of(opened):
                return task
        return None

    def _opened(self, file: CorpusFile) -> _Open:
        self._journal.remove_part_drafts(file)
        known = self._journal.done_parts(file)
        if file.form is not Form.PARQUET:
            return _Open(file, _line_parts(file, self._usual), known)
        from langbridge.jobs.corpora.tables import open_table, table_parts

        with open_source(storage_of(file.path), file.path) as stream, open_table(stream, file.path) as table:
            return _Open(file, iter(list(table_parts(table, file, 2 * self._usual))), known)

    def _next_of(self, one: _Open) -> Task | None:
        """A file's next part that is not done, or its assembly when all are."""
        while one.error is None and one.total is None:
            if one.file.compression and one.given * part_length(one.file, self._usual) >= _LIKELY_RATIO * one.file.size and one.under_way:
                return None  # there may be no more of it
            part = next(one.parts, None)
            if part is None:
                one.total = one.given
                break
            one.given += 1
            if part.number not in one.known:
                one.under_way.add(part.number)
                return part
            self._progress(one.known[part.number].tally, True)
            self._part_done(one, part.number, one.known[part.number])
        if one.error is None and not one.waits and one.total is not None and all(number in one.done for number in range(one.total)):
            one.waits = True
            return Assembly(one.file, one.total)
        return None

    def _part_done(self, one: _Open, number: int, done: Done) -> None:
        one.done[number] = done
        if one.file.compression and done.ended and (one.total is None or number + 1 < one.total):
            one.total = number + 1

    def _take(self, task: Task, result: Done | LangbridgeError | Died) -> None:
        one = self._open.get(task.file.path)
        if isinstance(result, LangbridgeError) and not isinstance(result, ArticleError):
            raise result
        if one is None:
            return
        if isinstance(task, Part):
            one.under_way.discard(task.number)
        if isinstance(result, ArticleError):
            self._fail(one.file, result)
        elif isinstance(result, Died):
            self._revive(one, task, result)
        elif isinstance(task, Part):
            self._part_done(one, task.number, result)
            self._progress(result.tally, False)
        else:
            del self._open[one.file.path]
            self._outcomes[one.file.path] = _outcome(self._journal, one.file, FileStatus.CONVERTED, result)

    def _revive(self, one: _Open, task: Task, died: Died) -> None:
        """Have a task done again whose process was killed, more carefully each time."""
        number = task.number if isinstance(task, Part) else -1
        deaths = one.deaths[number] = one.deaths.get(number, 0) + 1
        rows = self._journal.named_rows(task) if isinstance(task, Part) and task.named else None
        if deaths > (_DEATHS_WITHOUT_ROW if rows is None else _MOST_DEATHS):
            remedy = "it may need more memory than there is: try fewer --jobs"
            self._fail(one.file, ArticleError(f"its processes were killed {deaths} times ({died.told})", path=one.file.path, remedy=remedy))
            return
        if isinstance(task, Part):
            one.under_way.add(task.number)
            task = task.after_death(rows)
        self._again.append(task)

    def _fail(self, file: CorpusFile, error: LangbridgeError) -> None:
        error.path = error.path or file.path
        self._open.pop(file.path, None)
        self._outcomes[file.path] = FileOutcome(file.path, "", FileStatus.FAILED, Tally(), "", str(error))


def _line_parts(file: CorpusFile, usual: int) -> Iterator[Part]:
    length = part_length(file, usual)
    number = 0
    while file.compression or number * length < max(file.size, 1):
        yield Part(file, number, number * length, (number + 1) * length)
        number += 1
