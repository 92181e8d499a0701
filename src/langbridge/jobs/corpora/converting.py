"""A part of a file of lines on its way: read, converted batch by batch, written, its bad rows kept apart."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol, cast

from langbridge.jobs.corpora.columns import branches
from langbridge.jobs.corpora.json_rows import Place, RowError, read_row
from langbridge.jobs.corpora.lines import LONGEST_LINE, Line, batched, read_lines, unpacked
from langbridge.jobs.corpora.rows import BadRow
from langbridge.jobs.corpora.storage import storage_of
from langbridge.jobs.corpora.tasks import Compression, Done, Form, Part
from langbridge.jobs.corpora.texts import ConvertedText
from langbridge.values import LangbridgeError

if TYPE_CHECKING:
    from langbridge.jobs.corpora.work import Work

_BOM = b"\xef\xbb\xbf"
KILLED = "its process was killed while it was converted, more than once: it may need more memory than there is"
"""The reason of a row that ends every process that tries it."""


class StoppedError(Exception):
    """Nobody waits for the result any more."""


class WrittenRow(Protocol):
    """A row of a file of lines, its texts found."""

    @property
    def places(self) -> Sequence[Place]: ...

    def replaced(self, texts: Sequence[str], added: dict[str, object]) -> str: ...


@dataclass(frozen=True, slots=True)
class TextRow:
    """A line that is a text."""

    written: str

    @property
    def places(self) -> list[Place]:
        return [Place(0, len(self.written), "", self.written)]

    def replaced(self, texts: Sequence[str], added: dict[str, object]) -> str:
        return texts[0]


class Converting:
    """What the forms have in common: a part, what came of it so far, and where its rows go."""

    def __init__(self, work: Work, part: Part, rows: IO[bytes], bad: IO[bytes], wanted: Callable[[], bool]) -> None:
        self.work = work
        self.part = part
        self.rows = rows
        self.done = Done()
        self._bad = bad
        self._wanted = wanted
        converter = work.converter
        self._tag_given = converter.source is not None or bool(converter.options.opencc_config)

    def convert(self) -> None:
        """Convert the part.  Raises ArticleError, StoppedError, and what its streams raise."""
        raise NotImplementedError

    def begin(self, first: int, count: int) -> None:
        """Before a batch of rows.  Raises StoppedError, and OutputError where it is to be named and cannot be."""
        if not self._wanted():
            raise StoppedError
        if self.part.named:
            self.work.journal.name_rows(self.part, first, first + count)

    def converted(self, texts: Sequence[str]) -> list[ConvertedText | LangbridgeError]:
        return self.work.converter.convert_texts(texts, changes=self.work.added.wants_changes)

    def added_of(self, before: Sequence[Place], after: Sequence[ConvertedText]) -> dict[str, object]:
        """The fields that a row gets."""
        return self.work.added.of(before, after, given=self._tag_given)

    def count(self, made: Sequence[ConvertedText]) -> None:
        """Count a row that came out well."""
        tally = self.done.tally
        if any(one.converted for one in made):
            tally.converted += 1
        else:
            tally.passed_through += 1
        tally.changes += sum(len(one.changes) for one in made if one.changes)

    def refuse(self, row: BadRow) -> None:
        """Put a bad row aside."""
        self.done.tally.bad += 1
        self._bad.write(row.to_bytes())


def good_texts(paths: Sequence[str], made: Sequence[ConvertedText | LangbridgeError]) -> list[ConvertedText]:
    """What became of a row's texts.  Raises RowError where one of them could not be converted."""
    good: list[ConvertedText] = []
    for path, one in zip(paths, made, strict=True):
        if isinstance(one, LangbridgeError):
            raise RowError(f"{path}: {one}" if path else str(one))
        good.append(one)
    return good


class LineConverting(Converting):
    """A part of a file of lines."""

    def convert(self) -> None:
        """Convert the part.  Raises ArticleError, StoppedError, and what its streams raise."""
        file, tally = self.part.file, self.done.tally
        self._branches = branches(self.work.columns)
        with unpacked(storage_of(file.path), file) as (stream, raw):
            # Packed pieces one after the other are a packed file that every reader of gzip understands.
            packing = gzip.GzipFile("", "wb", 6, self.rows, mtime=0) if file.compression is Compression.GZIP else None
            out = cast("IO[bytes]", packing) if packing else self.rows
            begun = -1
            for first, batch in batched(read_lines(stream, self.part), self.part):
                begun = raw.tell() if begun < 0 else begun
                self.begin(first, len(batch))
                out.write(self._converted_lines(first, batch))
            if packing:
                packing.close()
            if file.compression:
                self.done.ended = not stream.read(1)
                tally.read = raw.tell() - begun if begun >= 0 else 0
            else:
                self.done.ended = self.part.end >= file.size
                tally.read = min(self.part.end, file.size) - self.part.start

    def _converted_lines(self, first: int, batch: Sequence[Line]) -> bytes:
        """What a batch of lines becomes."""
        rows: list[tuple[int, Line, WrittenRow | None]] = []
        for number, line in enumerate(batch, first):
            self.done.tally.rows += 1
            try:
                rows.append((number, line, self._read(number, line)))
            except RowError as error:
                self.refuse(BadRow(number, str(error), line.data))
        made = iter(self.converted([place.text for _, _, row in rows if row for place in row.places]))
        written: list[bytes] = []
        for number, line, row in rows:
            if row is None:
                self.count(())
                written.append(line.data or b"")
                continue
            results = [next(made) for _ in row.places]
            try:
                good = good_texts([place.path for place in row.places], results)
                head, _, end = _dissected(line)
                written += (head, row.replaced([one.text for one in good], self.added_of(row.places, good)).encode(), end)
                self.count(good)
            except RowError as error:
                self.refuse(BadRow(number, str(error), line.data))
        return b"".join(written)

    def _read(self, number: int, line: Line) -> WrittenRow | None:
        """A line's texts; None for a line that is empty.  Raises RowError."""
        if number in self.part.skipped:
            raise RowError(KILLED)
        if line.data is None:
            raise RowError(f"it has {line.length:,} bytes, and a row may have at most {LONGEST_LINE:,}")
        body = _dissected(line)[1]
        if not body.strip():
            return None
        try:
            written = body.decode()
        except UnicodeDecodeError as error:
            raise RowError(f"it is not UTF-8 at byte {error.start + 1}") from error
        return TextRow(written) if self.part.file.form is Form.TEXT else read_row(written, self._branches)


def _dissected(line: Line) -> tuple[bytes, bytes, bytes]:
    """A line's byte order mark, its content, and its end."""
    data = line.data or b""
    head = _BOM if line.offset == 0 and data.startswith(_BOM) else b""
    body = data[len(head) :].rstrip(b"\r\n") if data.endswith(b"\n") else data[len(head) :]
    return head, body, data[len(head) + len(body) :]
