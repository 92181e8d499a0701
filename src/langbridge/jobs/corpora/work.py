"""What is done to each task, in whatever process it comes to: the same function in our own processes and on a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from langbridge.jobs.corpora.assembling import assemble
from langbridge.jobs.corpora.columns import Column
from langbridge.jobs.corpora.converting import Converting, LineConverting
from langbridge.jobs.corpora.journal import Journal
from langbridge.jobs.corpora.rows import Added
from langbridge.jobs.corpora.tasks import Assembly, Done, Form, Part, Task
from langbridge.jobs.corpora.texts import BatchConverter


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Work:
    """What holds for all tasks of a job."""

    converter: BatchConverter
    columns: tuple[Column, ...]
    added: Added
    journal: Journal

    def do(self, task: Task, wanted: Callable[[], bool] = _always) -> Done:
        """Do a task, and keep what came of it in the journal.

        `wanted` is asked before each batch whether to go on.  Raises ArticleError for a file that cannot be read, OutputError for what
        cannot be written, and StoppedError.
        """
        if isinstance(task, Assembly):
            return assemble(self, task)
        start = time.process_time()
        journal = self.journal
        if task.named:
            journal.forget_rows(task)
        with (
            journal.storage.write(journal.part_path(task, "rows")) as rows,
            journal.storage.write(journal.part_path(task, "bad")) as bad,
        ):
            converting = self._converting(task, rows, bad, wanted)
            converting.convert()
            done = converting.done
            done.size, done.bad_size = rows.tell(), bad.tell()
        done.tally.seconds = time.process_time() - start
        journal.keep(task, done)
        return done

    def _converting(self, part: Part, rows: IO[bytes], bad: IO[bytes], wanted: Callable[[], bool]) -> Converting:
        if part.file.form is not Form.PARQUET:
            return LineConverting(self, part, rows, bad, wanted)
        from langbridge.jobs.corpora.table_converting import TableConverting

        return TableConverting(self, part, rows, bad, wanted)
