"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error stops a check, a warning is told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place.

    `path` is as the user named it, `line` and `column` count from 1 (column in code points), `rule` is a stable name such as
    `glossary.contradiction`, `message` is for people.  `fingerprint` is what the finding is known by in a later run, wherever it has moved
    to; empty where nobody has asked for it (`checks.fingerprinted`).
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    severity: Severity = Severity.ERROR
    fingerprint: str = ""

    def to_object(self) -> dict[str, str | int]:
        """The finding as `docs/schemas/findings.schema.json` describes it."""
        known = {"fingerprint": self.fingerprint} if self.fingerprint else {}
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            **known,
        }
