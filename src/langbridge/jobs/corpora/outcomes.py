"""What came of a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from langbridge.jobs.corpora.tasks import Tally


class FileStatus(StrEnum):
    """How a file ended."""

    CONVERTED = "converted"
    ALREADY_DONE = "already-done"
    """By an earlier run, from the same source with the same settings."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of a file.  `bad_rows` is the file that has them, empty where there are none; `message` says why it failed."""

    source: str
    output: str
    status: FileStatus
    tally: Tally
    bad_rows: str = ""
    message: str = ""

    def to_object(self) -> dict[str, object]:
        """The outcome as the report has it."""
        tally = self.tally
        return {
            "source": self.source,
            "output": self.output,
            "status": self.status,
            "rows": tally.rows,
            "converted": tally.converted,
            "passed_through": tally.passed_through,
            "bad": tally.bad,
            "bad_rows": self.bad_rows,
            "changes": tally.changes,
            "processor_seconds": round(tally.seconds, 3),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class CorpusOutcome:
    """What came of all files, in the order in which they were named, and the seconds that it took."""

    files: tuple[FileOutcome, ...]
    seconds: float

    @property
    def tally(self) -> Tally:
        """The sum over all files."""
        whole = Tally()
        for file in self.files:
            whole.add(file.tally)
        return whole

    @property
    def failed(self) -> list[FileOutcome]:
        return [file for file in self.files if file.status is FileStatus.FAILED]

    def to_object(self) -> dict[str, object]:
        """The report."""
        tally = self.tally
        return {
            "format": 1,
            "rows": tally.rows,
            "converted": tally.converted,
            "passed_through": tally.passed_through,
            "bad": tally.bad,
            "failed_files": len(self.failed),
            "seconds": round(self.seconds, 3),
            "files": [file.to_object() for file in self.files],
        }
