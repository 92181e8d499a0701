"""What is to be done to which article, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from langbridge.project import SourceFile, display_path
from langbridge.values import LangbridgeError, LanguageTag


@dataclass(frozen=True, slots=True)
class Job:
    """One article to one target."""

    source: SourceFile
    target: LanguageTag


class Status(StrEnum):
    """How a job ended."""

    CONVERTED = "converted"
    PASSED_THROUGH = "passed-through"
    """Already in the target's script, or not Chinese: written as it was, stray paragraphs in the other script apart."""
    FAILED = "failed"


class OutcomeObject(TypedDict):
    """An outcome as JSON; `docs/schemas/convert.schema.json` says the same to other programs."""

    path: str
    from_tag: str
    to_tag: str
    status: str
    output: str
    changes: int
    glossary: int
    review: int
    encoding: str
    encoding_guessed: bool
    seconds: float
    messages: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job.  `seconds` is the time that it took; `messages` say what failed, or what is odd but was survived."""

    job: Job
    status: Status
    source_tag: LanguageTag | None = None
    output: Path | None = None
    changes: int = 0
    glossary: int = 0
    review: int = 0
    encoding: str = ""
    encoding_guessed: bool = False
    seconds: float = 0.0
    messages: tuple[str, ...] = ()

    def to_object(self) -> OutcomeObject:
        """The outcome as JSON has it."""
        return {
            "path": display_path(self.job.source.path),
            "from_tag": str(self.source_tag or ""),
            "to_tag": str(self.job.target),
            "status": self.status,
            "output": display_path(self.output) if self.output else "",
            "changes": self.changes,
            "glossary": self.glossary,
            "review": self.review,
            "encoding": self.encoding,
            "encoding_guessed": self.encoding_guessed,
            "seconds": round(self.seconds, 4),
            "messages": list(self.messages),
        }


def failed(job: Job, error: LangbridgeError, seconds: float = 0.0) -> Outcome:
    """The outcome of a job that an error ended; an error that does not say where it happened happened in the article."""
    if error.path is None:
        error.path = display_path(job.source.path)
    return Outcome(job, Status.FAILED, seconds=seconds, messages=(str(error),))
