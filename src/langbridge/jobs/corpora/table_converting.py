"""A part of a table on its way: read, converted batch by batch, written as Arrow's stream, its bad rows kept apart."""

from __future__ import annotations

import json

import pyarrow as pa

from langbridge.jobs.corpora.converting import KILLED, Converting, good_texts
from langbridge.jobs.corpora.json_rows import Place, RowError
from langbridge.jobs.corpora.rows import BadRow
from langbridge.jobs.corpora.storage import open_source, storage_of
from langbridge.jobs.corpora.tables import (
    ColumnTexts,
    TableBatch,
    added_schema,
    check_schema,
    open_batches,
    open_table,
    table_batches,
    with_columns,
)
from langbridge.jobs.corpora.texts import ConvertedText
from langbridge.values import LangbridgeError


class TableConverting(Converting):
    """A part of a table."""

    def convert(self) -> None:
        """Convert the part.  Raises ArticleError, StoppedError, and what its streams raise."""
        part, names = self.part, self.work.added.names
        with open_source(storage_of(part.file.path), part.file.path) as stream, open_table(stream, part.file.path) as source:
            schema, total = source.schema_arrow, source.metadata.num_rows
            check_schema(schema, self.work.columns, names, part.file.path)
            with open_batches(self.rows, added_schema(schema, names)) as out:
                for batch in table_batches(source, part):
                    self.begin(batch.first, batch.table.num_rows)
                    made = self._converted_table(batch)
                    out.write_batch(made)
                    self.done.groups.append((batch.group, made.num_rows))
            self.done.ended = part.end >= total
            self.done.tally.read = part.file.size * (part.end - part.start) // max(total, 1)

    def _converted_table(self, batch: TableBatch) -> pa.RecordBatch:
        table, names = batch.table, self.work.added.names
        if batch.first in self.part.skipped:
            # It stands alone in its batch, and is not even read: that may have been what ended its process.
            self.done.tally.rows += 1
            self.refuse(BadRow(batch.first, KILLED, None))
            return with_columns(table, {}, {name: [] for name in names}, [])
        columns = [ColumnTexts(table, column) for column in self.work.columns]
        bad = {row: error for one in columns for row, error in one.bad.items()}
        made = iter(self.converted([text.text for one in columns for text in one.texts]))
        before: list[list[Place]] = [[] for _ in range(table.num_rows)]
        results: list[list[ConvertedText | LangbridgeError]] = [[] for _ in range(table.num_rows)]
        replaced: dict[int, pa.Array] = {}
        for one in columns:
            texts: list[str] = []
            for text in one.texts:
                result = next(made)
                before[text.row].append(Place(0, 0, text.path, text.text))
                results[text.row].append(result)
                texts.append(text.text if isinstance(result, LangbridgeError) else result.text)
            replaced[one.index] = one.replaced(texts, replaced.get(one.index))
        rows: list[int] = []
        added: dict[str, list[str]] = {name: [] for name in names}
        for row in range(table.num_rows):
            self.done.tally.rows += 1
            try:
                if row in bad:
                    raise bad[row]
                good = good_texts([place.path for place in before[row]], results[row])
            except RowError as error:
                self.refuse(BadRow(batch.first + row, str(error), _as_object(table, row)))
                continue
            rows.append(row)
            self.count(good)
            for name, value in self.added_of(before[row], good).items():
                added[name].append(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        return with_columns(table, replaced, added, rows)


def _as_object(table: pa.RecordBatch, row: int) -> dict[str, object] | None:
    """A row by its columns; None where a text of it is not UTF-8, which JSON has no way to say."""
    try:
        (told,) = table.slice(row, 1).to_pylist()
    except UnicodeDecodeError:
        return None
    return dict(told)
