"""Files of lines: unpacked, cut into ranges, and read a batch at a time."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple, cast

from langbridge.jobs.corpora.packages import require
from langbridge.jobs.corpora.storage import Storage, cannot_read, open_source
from langbridge.jobs.corpora.tasks import Compression, CorpusFile, Part
from langbridge.values import ArticleError

LONGEST_LINE = 16 * 1024 * 1024
"""A longer line, in bytes, is a bad row: it is passed over without being kept in memory."""

_BATCH_BYTES = 512 * 1024
_BATCH_LINES = 2000
_CHUNK = 1024 * 1024
_FEWEST_PARTS, _MOST_PARTS = 32, 1024
"""A file of megabytes is cut into about so many parts, each smaller, so that every process has some; one of many gigabytes into so many
larger ones."""
_PACKED_SHARE = 4
"""A part of a packed file is as long, unpacked, as a fourth of the file: whoever does one has to unpack all before it, and with some ten
parts that is little beside converting."""


class Line(NamedTuple):
    """A line with its end.  `data` is None where it is longer than LONGEST_LINE; `offset` is where it begins, in bytes unpacked."""

    offset: int
    length: int
    data: bytes | None


def part_length(file: CorpusFile, usual: int) -> int:
    """How long the parts of a file of lines are, in bytes, unpacked: as long as usual, but for small and for very large files."""
    if file.compression:
        return max(4 * usual, file.size // _PACKED_SHARE)
    return max(min(usual, max(file.size // _FEWEST_PARTS, usual // 16)), -(-file.size // _MOST_PARTS))


@contextmanager
def unpacked(storage: Storage, file: CorpusFile) -> Generator[tuple[IO[bytes], IO[bytes]]]:
    """A file's bytes unpacked, and the stream below, which tells how far it has been read.  Raises ArticleError, also while it is read."""
    with open_source(storage, file.path) as raw:
        if file.compression is Compression.GZIP:
            with gzip.open(raw) as stream:
                # A line read from gzip itself costs many calls; from a buffer over it one.
                yield io.BufferedReader(cast("io.RawIOBase", stream), _CHUNK), raw
        elif file.compression is Compression.ZSTD:
            zstandard = require("zstandard", file.path)
            try:
                with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False) as stream:
                    yield io.BufferedReader(stream, _CHUNK), raw
            except zstandard.ZstdError as error:
                raise ArticleError(f"cannot be unpacked: {error}", path=file.path) from error
        else:
            yield raw, raw


def read_lines(stream: IO[bytes], part: Part) -> Iterator[Line]:
    """The lines that begin in a part's range.  Raises ArticleError."""
    try:
        yield from _lines(stream, part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ArticleError(f"cannot be unpacked: {error}", path=part.file.path) from error
    except OSError as error:
        raise cannot_read(part.file.path, error) from error


def _lines(stream: IO[bytes], part: Part) -> Iterator[Line]:
    at = _skip_to(stream, part)
    while at < part.end:
        data = stream.readline(LONGEST_LINE + 1)
        if not data:
            return
        if len(data) <= LONGEST_LINE or data.endswith(b"\n"):
            yield Line(at, len(data), data)
            at += len(data)
            continue
        length = len(data) + _pass_line(stream)
        yield Line(at, length, None)
        at += length


def _skip_to(stream: IO[bytes], part: Part) -> int:
    """Go to the first line that begins in a part; returns where that is."""
    if not part.start:
        return 0
    # From the byte before on: where that ends a line, the next one begins here.
    if part.file.compression:
        left = part.start - 1
        while left:
            data = stream.read(min(left, _CHUNK))
            if not data:
                return part.end
            left -= len(data)
    else:
        stream.seek(part.start - 1)
    passed = _pass_line(stream)
    return part.start - 1 + passed if passed else part.end


def _pass_line(stream: IO[bytes]) -> int:
    """Read to the end of a line; returns the bytes that were passed."""
    passed = 0
    while data := stream.readline(_CHUNK):
        passed += len(data)
        if data.endswith(b"\n"):
            break
    return passed


def batched(lines: Iterator[Line], part: Part) -> Iterator[tuple[int, list[Line]]]:
    """Lines in batches of moderate size, each with the number of its first row in the part; careful ones alone."""
    first = size = 0
    batch: list[Line] = []
    for number, line in enumerate(lines):
        alone = part.alone(number)
        if batch and (alone or size + line.length > _BATCH_BYTES or len(batch) >= _BATCH_LINES):
            yield first, batch
            batch = []
        if not batch:
            first, size = number, 0
        batch.append(line)
        size += line.length
        if alone:
            yield first, batch
            batch = []
    if batch:
        yield first, batch
