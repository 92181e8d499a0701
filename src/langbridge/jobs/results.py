"""What came of a run, for those who tell of it: they need not load what converts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from langbridge.jobs.manifest import Entry
from langbridge.jobs.planning import Planned
from langbridge.values import ENGLISH


class Result(StrEnum):
    """How a planned job ended."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    """Done again, and the output came out as it was."""
    INCOMPLETE = "incomplete"
    """Written, but segments are left in their own language."""
    COMPARED = "compared"
    """People wrote the output; it was not touched."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a planned job: its entry in the manifest, how many code points the article has, and the seconds that it took."""

    planned: Planned
    result: Result
    entry: Entry
    characters: int = 0
    seconds: float = 0.0


def describe_foreign(entry: Entry) -> str:
    """What comparing an output that people wrote came to."""
    if entry.target == str(ENGLISH):
        return f"the check of a translation finds {entry.findings}" if entry.findings else "the check of a translation finds nothing"
    if not entry.changes:
        return "langbridge would write the same"
    return f"langbridge would write {entry.changes} {'place' if entry.changes == 1 else 'places'} otherwise"
