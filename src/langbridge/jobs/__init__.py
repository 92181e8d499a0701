"""Many articles: what is to be done, done in processes, and what came of each.

Everything is imported when it is asked for: a run that has nothing to do must not wait for what converts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langbridge.jobs.changes_since import changed_since
    from langbridge.jobs.manifest import Entry, EntryStatus, Manifest, ManifestWriter, alone, read_manifest
    from langbridge.jobs.outcomes import Job, Outcome, OutcomeObject, Status, failed
    from langbridge.jobs.planning import (
        Action,
        Orphan,
        Plan,
        Planned,
        Reason,
        Why,
        check_project,
        plan_run,
        project_sources,
        record_plan,
    )
    from langbridge.jobs.project_runs import batch_of, carry_out
    from langbridge.jobs.results import Done, Result, describe_foreign
    from langbridge.jobs.running import Batch, outcome_of, run_jobs
    from langbridge.jobs.theirs import TheirVersions
    from langbridge.jobs.translating import TranslationOutcome, TranslationStatus, translate_articles
    from langbridge.jobs.unclaimed import unclaimed_outputs
    from langbridge.jobs.watching import watch_project

_ROOMS = {
    "changes_since": ("changed_since",),
    "manifest": ("Entry", "EntryStatus", "Manifest", "ManifestWriter", "alone", "read_manifest"),
    "outcomes": ("Job", "Outcome", "OutcomeObject", "Status", "failed"),
    "planning": (
        "Action",
        "Orphan",
        "Plan",
        "Planned",
        "Reason",
        "Why",
        "check_project",
        "plan_run",
        "project_sources",
        "record_plan",
    ),
    "project_runs": ("batch_of", "carry_out"),
    "results": ("Done", "Result", "describe_foreign"),
    "running": ("Batch", "outcome_of", "run_jobs"),
    "theirs": ("TheirVersions",),
    "translating": ("TranslationOutcome", "TranslationStatus", "translate_articles"),
    "unclaimed": ("unclaimed_outputs",),
    "watching": ("watch_project",),
}
_MODULES = {name: module for module, names in _ROOMS.items() for name in names}

__all__ = [
    "Action",
    "Batch",
    "Done",
    "Entry",
    "EntryStatus",
    "Job",
    "Manifest",
    "ManifestWriter",
    "Orphan",
    "Outcome",
    "OutcomeObject",
    "Plan",
    "Planned",
    "Reason",
    "Result",
    "Status",
    "TheirVersions",
    "TranslationOutcome",
    "TranslationStatus",
    "Why",
    "alone",
    "batch_of",
    "carry_out",
    "changed_since",
    "check_project",
    "describe_foreign",
    "failed",
    "outcome_of",
    "plan_run",
    "project_sources",
    "read_manifest",
    "record_plan",
    "run_jobs",
    "translate_articles",
    "unclaimed_outputs",
    "watch_project",
]


def __getattr__(name: str) -> object:
    """Import the module that has the name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
