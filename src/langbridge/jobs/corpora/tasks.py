"""What is to be done to a corpus, in tasks that any process can do, and what came of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from langbridge.values import UsageError

_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".text": "text", ".parquet": "parquet"}
_COMPRESSED = {".gz": "gzip", ".zst": "zstd"}

CORPUS_SUFFIXES = (*(suffix + more for suffix in (".jsonl", ".ndjson", ".txt", ".text") for more in ("", ".gz", ".zst")), ".parquet")
"""What the files of a corpus end in, in any case."""


class Form(StrEnum):
    """What a file of a corpus is: a JSON object a line, a text a line, or a table."""

    JSONL = "jsonl"
    TEXT = "text"
    PARQUET = "parquet"


class Compression(StrEnum):
    """How the bytes of a file of lines are packed."""

    NONE = ""
    GZIP = "gzip"
    ZSTD = "zstd"


def form_of(path: str) -> tuple[Form, Compression]:
    """What a file is by the end of its name.  Raises UsageError for any other."""
    name = path.rsplit("/", 1)[-1].lower()
    compression = next((kind for suffix, kind in _COMPRESSED.items() if name.endswith(suffix)), "")
    if compression:
        name = name.rsplit(".", 1)[0]
    form = next((kind for suffix, kind in _SUFFIXES.items() if name.endswith(suffix)), None)
    if form is None or (form == "parquet" and compression):
        raise UsageError("this is no file of a corpus", path=path, remedy=f"one ends in {', '.join(CORPUS_SUFFIXES)}")
    return Form(form), Compression(compression)


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a corpus: where it is, its path below what was named, which its output keeps, its size in bytes, and what tells whether
    it has changed since."""

    path: str
    relative: str
    size: int
    fingerprint: str
    form: Form
    compression: Compression = Compression.NONE


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that is converted by itself: of lines by their bytes, unpacked, of a table by its rows.

    A line belongs to the part that its first byte is in.  `careful` is a range of the part's rows, one of which has ended its process: each
    is done alone, and named before.  `skipped` are those that did it.  With `named` each batch is named before it is begun.
    """

    file: CorpusFile
    number: int
    start: int
    end: int
    named: bool = False
    careful: tuple[int, int] = (0, 0)
    skipped: frozenset[int] = frozenset()

    def alone(self, row: int) -> bool:
        """Whether a row is to be done alone."""
        return self.careful[0] <= row < self.careful[1] or row in self.skipped

    def after_death(self, rows: tuple[int, int] | None) -> Part:
        """The part as it is to be done again when its process was killed while it was at some of its rows.

        A row that ended its process twice when it was alone is left out: one time may have been an accident.
        """
        if rows is None:
            return replace(self, named=True)
        if rows == self.careful and rows[1] - rows[0] == 1:
            return replace(self, careful=(0, 0), skipped=self.skipped | {rows[0]})
        return replace(self, careful=rows)


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of a file, all done, to be put together into its output."""

    file: CorpusFile
    parts: int


Task = Part | Assembly


@dataclass(slots=True)
class Tally:
    """What was counted: rows, those with a text that was converted, those that passed through, bad ones, and, if asked for, changes.

    `read` are bytes of the file as it lies on the disk, `seconds` processor time, without putting the parts together.
    """

    rows: int = 0
    converted: int = 0
    passed_through: int = 0
    bad: int = 0
    changes: int = 0
    read: int = 0
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(slots=True)
class Done:
    """What came of a part or a whole file; kept as JSON beside what was written, so that a later run knows it.

    `size` and `bad_size` are the bytes of what was written, the latter of the bad rows.  `ended` is whether the file has no bytes beyond
    this part.  `groups` are the rows of a table as they go into its row groups: the group's number and how many.
    """

    tally: Tally = field(default_factory=Tally)
    size: int = 0
    bad_size: int = 0
    ended: bool = False
    groups: list[tuple[int, int]] = field(default_factory=list)

    def to_object(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_object(cls, told: dict[str, Any]) -> Done:
        """Read what `to_object` gave.  Raises TypeError and KeyError for anything else."""
        return cls(Tally(**told["tally"]), told["size"], told["bad_size"], told["ended"], [(first, last) for first, last in told["groups"]])
