"""Parquet: row groups cut into parts, texts found in columns and nested fields, and tables put together again.

pyarrow is imported where this module is: only where a file of the corpus is Parquet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from langbridge.jobs.corpora.columns import EACH, Column
from langbridge.jobs.corpora.json_rows import RowError
from langbridge.jobs.corpora.tasks import CorpusFile, Part
from langbridge.values import ArticleError

_BUFFER = 1024 * 1024
_BATCH_BYTES = 1024 * 1024
_BATCH_ROWS = 2000
_MOST_PARTS_A_GROUP = 32
"""Whoever does a part of a row group has to read all of the group before it: with more parts that would take as long as converting."""
_GROUP_BYTES = 64 * 1024 * 1024
"""A row group of more bytes in memory is written as several: it has to be held whole."""


class TableBatch(NamedTuple):
    """Rows of one row group: its number, and that of the first row in the part."""

    group: int
    first: int
    table: pa.RecordBatch


def open_table(stream: IO[bytes], path: str) -> pq.ParquetFile:
    """Open a file of Parquet so that it is read a page at a time.  Raises ArticleError."""
    try:
        return pq.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
    except pa.ArrowException as error:
        raise ArticleError(f"cannot be read as Parquet: {_first_line(error)}", path=path) from error


def table_parts(table: pq.ParquetFile, file: CorpusFile, least: int) -> Iterator[Part]:
    """The parts of a table, by rows: small row groups together, large ones in pieces of `least` bytes in memory or more."""
    meta = table.metadata
    number = start = at = size = 0
    for index in range(meta.num_row_groups):
        group = meta.row_group(index)
        rows, bytes_ = group.num_rows, max(group.total_byte_size, 1)
        if size and size + bytes_ > least:
            yield Part(file, number, start, at)
            number, start, size = number + 1, at, 0
        if bytes_ > least:
            pieces = min(-(-bytes_ // least), _MOST_PARTS_A_GROUP, rows)
            for piece in range(1, pieces):
                end = at + rows * piece // pieces
                yield Part(file, number, start, end)
                number, start = number + 1, end
        at += rows
        size += bytes_
    yield Part(file, number, start, at)


def table_batches(table: pq.ParquetFile, part: Part) -> Iterator[TableBatch]:
    """A part's rows in batches of moderate size; careful ones alone.  Raises ArticleError."""
    meta = table.metadata
    at = 0
    for index in range(meta.num_row_groups):
        group = meta.row_group(index)
        first, at = at, at + group.num_rows
        if at <= part.start or first >= part.end:
            continue
        mean = max(1, group.total_byte_size // max(1, group.num_rows))
        count = max(1, min(_BATCH_ROWS, _BATCH_BYTES // mean))
        try:
            for batch in table.iter_batches(count, row_groups=[index], use_threads=False):
                last = first + batch.num_rows
                if last > part.start and first < part.end:
                    begin = max(part.start - first, 0)
                    cut = batch.slice(begin, min(part.end, last) - first - begin)
                    yield from _careful(TableBatch(index, first + begin - part.start, cut), part)
                first = last
                if first >= part.end:
                    break
        except (pa.ArrowException, OSError) as error:
            raise ArticleError(f"cannot be read: {_first_line(error)}", path=part.file.path) from error


def _careful(batch: TableBatch, part: Part) -> Iterator[TableBatch]:
    begun = 0
    for row in range(batch.table.num_rows):
        if part.alone(batch.first + row):
            if row > begun:
                yield TableBatch(batch.group, batch.first + begun, batch.table.slice(begun, row - begun))
            yield TableBatch(batch.group, batch.first + row, batch.table.slice(row, 1))
            begun = row + 1
    if begun < batch.table.num_rows:
        yield TableBatch(batch.group, batch.first + begun, batch.table.slice(begun))


class CellText(NamedTuple):
    """A text of a table: the row that it is in, counted within the batch, its path, and what it says."""

    row: int
    path: str
    text: str


class ColumnTexts:
    """The texts of one column of a batch, found under lists and fields, and put back as the same type with the same nulls.

    `bad` has, by row, why a text cannot be read.  Raises ArticleError for a column that is not there or holds no text.
    """

    def __init__(self, batch: pa.RecordBatch, column: Column) -> None:
        self.index = _index_of(batch.schema, column)
        self._column = column
        self._array = batch.column(self.index)
        self.texts: list[CellText] = []
        self.bad: dict[int, RowError] = {}
        leaf, rows = self._array, list(range(batch.num_rows))
        for step in column.steps[1:]:
            if step == EACH:
                leaf, rows = _elements(leaf, rows)
            else:
                leaf = _field_of(leaf, step)
        self._values = _texts_of(leaf)
        path = column.written
        for position, (row, value) in enumerate(zip(rows, self._values, strict=True)):
            if isinstance(value, bytes):
                self.bad.setdefault(row, RowError(f"{path} is not UTF-8"))
                self._values[position] = None
            elif value is not None:
                self.texts.append(CellText(row, path, value))

    def replaced(self, texts: Sequence[str], array: pa.Array | None = None) -> pa.Array:
        """The array of the column with other texts, or, where another field of it was replaced before, that array."""
        made = iter(texts)
        values: list[str | bytes | None] = [None if value is None else next(made) for value in self._values]
        return _rebuilt(self._array if array is None else array, self._column.steps[1:], values)


def added_schema(schema: pa.Schema, names: Sequence[str]) -> pa.Schema:
    """A schema with more columns of text, at its end."""
    for name in names:
        schema = schema.append(pa.field(name, pa.string()))
    return schema


def with_columns(
    batch: pa.RecordBatch, replaced: Mapping[int, pa.Array], added: Mapping[str, Sequence[str]], rows: Sequence[int]
) -> pa.RecordBatch:
    """Some rows of a batch, with other arrays in place of some columns and more columns of text at its end."""
    arrays = [replaced.get(index, array) for index, array in enumerate(batch.columns)]
    if len(rows) < batch.num_rows:
        kept = pa.array(rows, pa.int64())
        arrays = [array.take(kept) for array in arrays]
    arrays += [pa.array(values, pa.string()) for values in added.values()]
    return pa.RecordBatch.from_arrays(arrays, schema=added_schema(batch.schema, list(added)))


def check_schema(schema: pa.Schema, columns: Sequence[Column], added: Sequence[str], path: str) -> None:
    """Raise ArticleError where a table does not have the columns, or has one of those that are to be added."""
    empty = pa.RecordBatch.from_pylist([], schema=schema)
    try:
        for column in columns:
            ColumnTexts(empty, column)
    except ArticleError as error:
        error.path = path
        raise
    for name in added:
        if name in schema.names:
            raise ArticleError(f"it has a column {name} already", path=path, remedy="choose another name for the new one")


def write_table(
    parts: Iterator[tuple[list[tuple[int, int]], IO[bytes]]], source: pq.ParquetFile, schema: pa.Schema, out: IO[bytes]
) -> None:
    """Put parts together: the schema with its metadata, and the source's compression and row groups, large ones in pieces."""
    with pq.ParquetWriter(out, schema, compression=_codecs(source)) as writer:
        waiting: list[pa.RecordBatch] = []
        size = last = 0

        def flush() -> None:
            nonlocal size
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting, schema), row_group_size=sum(batch.num_rows for batch in waiting))
                waiting.clear()
                size = 0

        for groups, stream in parts:
            with pa.ipc.open_stream(stream) as reader:
                for (group, _), batch in zip(groups, reader, strict=True):
                    if waiting and (group != last or size + batch.nbytes > _GROUP_BYTES):
                        flush()
                    last = group
                    waiting.append(batch)
                    size += batch.nbytes
        flush()


def open_batches(out: IO[bytes], schema: pa.Schema) -> pa.RecordBatchStreamWriter:
    """A writer of a part: Arrow's own stream, which costs next to nothing to read again."""
    return pa.ipc.new_stream(out, schema, options=pa.ipc.IpcWriteOptions(compression="lz4" if pa.Codec.is_available("lz4") else None))


def _codecs(source: pq.ParquetFile) -> str | dict[str, str]:
    """By the path of each column the compression that the source has for it, in its first row group."""
    if not source.metadata.num_row_groups:
        return "snappy"
    group = source.metadata.row_group(0)
    columns = (group.column(index) for index in range(group.num_columns))
    codecs = {column.path_in_schema: column.compression for column in columns}
    kinds = set(codecs.values())
    return {path: _codec(codec) for path, codec in codecs.items()} if len(kinds) > 1 else _codec(kinds.pop())


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "NONE"}.get(name, name)


def _index_of(schema: pa.Schema, column: Column) -> int:
    indexes = schema.get_all_field_indices(column.steps[0])
    if len(indexes) != 1:
        told = f"it has no column {column.steps[0]}" if not indexes else f"it has {len(indexes)} columns {column.steps[0]}"
        raise ArticleError(told, remedy=f"--column and one of {', '.join(schema.names)}")
    return int(indexes[0])


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _elements(array: pa.Array, rows: list[int]) -> tuple[pa.Array, list[int]]:
    """The elements of lists, and the row that each is in."""
    if not _is_list(array.type):
        raise ArticleError(f"a column holds {array.type}, and no list")
    lengths = array.value_lengths().to_pylist() if len(array) else []
    return array.flatten(), [row for row, length in zip(rows, lengths, strict=True) for _ in range(length or 0)]


def _field_of(array: pa.Array, name: str) -> pa.Array:
    if not pa.types.is_struct(array.type):
        raise ArticleError(f"a column holds {array.type}, which has no field {name}")
    if array.type.get_field_index(name) < 0:
        raise ArticleError(f"a column has no field {name}", remedy=f"it has {', '.join(field.name for field in array.type)}")
    # With the nulls of what it is a field of: `StructArray.field` leaves those out.
    return array.flatten()[array.type.get_field_index(name)]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _texts_of(array: pa.Array) -> list[str | bytes | None]:
    """The texts of an array; bytes for what is not UTF-8, which Parquet does not forbid."""
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    if not _is_text(kind):
        raise ArticleError(f"a column holds {array.type}, and no text")
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    try:
        texts: list[str | bytes | None] = array.to_pylist()
        return texts
    except UnicodeDecodeError:
        return [_decoded(value) for value in array.cast(pa.large_binary(), safe=False).to_pylist()]


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return value.decode() if value is not None else None
    except UnicodeDecodeError:
        return value


def _rebuilt(array: pa.Array, steps: Sequence[str], values: list[str | bytes | None]) -> pa.Array:
    """An array like another, of the same type and with the same nulls, but for the texts at the end of the steps."""
    if not steps:
        if pa.types.is_dictionary(array.type):
            return pa.array(values, array.type.value_type).dictionary_encode().cast(array.type)
        return pa.array(values, array.type)
    if steps[0] == EACH:
        made = _rebuilt(array.flatten(), steps[1:], values)
        if pa.types.is_fixed_size_list(array.type):
            return _fixed_lists(array, made)
        offsets = [0]
        for length in array.value_lengths().to_pylist():
            offsets.append(offsets[-1] + (length or 0))
        kind = pa.LargeListArray if pa.types.is_large_list(array.type) else pa.ListArray
        width = pa.int64() if pa.types.is_large_list(array.type) else pa.int32()
        return kind.from_arrays(pa.array(offsets, width), made, type=array.type, mask=array.is_null())
    index = array.type.get_field_index(steps[0])
    fields = array.flatten()
    fields[index] = _rebuilt(fields[index], steps[1:], values)
    return pa.StructArray.from_arrays(fields, fields=list(array.type), mask=array.is_null())


def _fixed_lists(array: pa.Array, made: pa.Array) -> pa.Array:
    """Lists of a fixed length; a null one still takes its room."""
    length = array.type.list_size
    places: list[int | None] = []
    at = 0
    for valid in array.is_valid().to_pylist():
        places += range(at, at + length) if valid else [None] * length
        at += length if valid else 0
    return pa.FixedSizeListArray.from_arrays(made.take(pa.array(places, pa.int64())), type=array.type, mask=array.is_null())


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
