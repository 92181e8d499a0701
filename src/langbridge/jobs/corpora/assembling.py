"""The parts of a file put together: its bad rows, its output, and the record that it is done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from langbridge.jobs.corpora.journal import Journal, Record
from langbridge.jobs.corpora.packages import require
from langbridge.jobs.corpora.storage import open_source, storage_of
from langbridge.jobs.corpora.tasks import Assembly, Compression, CorpusFile, Done, Form, Part
from langbridge.values import ArticleError

if TYPE_CHECKING:
    from langbridge.jobs.corpora.work import Work

_COPY = 4 * 1024 * 1024


def assemble(work: Work, task: Assembly) -> Done:
    """Write a file's output from its parts, in their order; only when its record is there do the parts go.

    Raises ArticleError where the source has changed meanwhile or a part is gone, OutputError for what cannot be written.
    """
    file, journal = task.file, work.journal
    stat = storage_of(file.path).stat(file.path)
    if stat is None or stat.fingerprint != file.fingerprint:
        raise ArticleError("it was changed while it was converted", path=file.path, remedy="run the same command again")
    if (made := journal.assembled(file)) is not None:
        # The process that did it was killed before it could say so.
        journal.drop_parts(file)
        return made
    known = journal.done_parts(file)
    parts = [Part(file, number, 0, 0) for number in range(task.parts)]
    for part in parts:
        if part.number not in known:
            raise ArticleError(f"{journal.part_path(part, 'rows')} has gone", path=file.path, remedy="run the same command again")
    whole = Done(ended=True)
    for part in parts:
        whole.tally.add(known[part.number].tally)
        whole.bad_size += known[part.number].bad_size
    before = journal.record(file)
    sizes = journal.sizes_before(file) if before is None or before.placed else before.sizes
    _write_bad(journal, file, parts, known, had_some=before is not None)
    with journal.storage.write(journal.output_path(file)) as out:
        if file.form is Form.PARQUET:
            _write_table(work, file, parts, known, out)
        else:
            _write_lines(journal, file, parts, sum(known[part.number].size for part in parts), out)
        whole.size = out.tell()
        # Should the process end right here, it is known that what stands in the output's place, old or new, is ours.
        journal.keep_record(file, Record(file.fingerprint, (*sizes, whole.size), False, whole))
    journal.keep_record(file, Record(file.fingerprint, (whole.size,), True, whole))
    journal.drop_parts(file)
    return whole


def _write_bad(journal: Journal, file: CorpusFile, parts: Sequence[Part], known: Mapping[int, Done], *, had_some: bool) -> None:
    """Write the bad rows of all parts, with their numbers in the file; without any, take away those of an earlier run."""
    if not any(known[part.number].bad_size for part in parts):
        if had_some:
            journal.storage.remove(journal.bad_path(file))
        return
    with journal.storage.write(journal.bad_path(file)) as out:
        first = 0
        for part in parts:
            with journal.storage.read(journal.part_path(part, "bad")) as stream:
                for line in stream:
                    told = json.loads(line)
                    told["row"] += first
                    out.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            first += known[part.number].tally.rows


def _write_lines(journal: Journal, file: CorpusFile, parts: Sequence[Part], size: int, out: IO[bytes]) -> None:
    if file.compression is not Compression.ZSTD:
        _copy_rows(journal, parts, out)
        return
    # As one frame that says its size: many readers of zstd stop after the first without a word, and some refuse one that does not say it.
    zstandard = require("zstandard", file.path)
    with zstandard.ZstdCompressor().stream_writer(out, size=size, closefd=False) as packed:
        _copy_rows(journal, parts, packed)


def _copy_rows(journal: Journal, parts: Sequence[Part], out: IO[bytes]) -> None:
    for part in parts:
        with journal.storage.read(journal.part_path(part, "rows")) as rows:
            shutil.copyfileobj(rows, out, _COPY)


def _write_table(work: Work, file: CorpusFile, parts: Sequence[Part], known: Mapping[int, Done], out: IO[bytes]) -> None:
    from langbridge.jobs.corpora.tables import added_schema, open_table, write_table

    def streams() -> Iterator[tuple[list[tuple[int, int]], IO[bytes]]]:
        for part in parts:
            with work.journal.storage.read(work.journal.part_path(part, "rows")) as rows:
                yield known[part.number].groups, rows

    with open_source(storage_of(file.path), file.path) as stream, open_table(stream, file.path) as source:
        write_table(streams(), source, added_schema(source.schema_arrow, work.added.names), out)
