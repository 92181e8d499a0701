"""Many articles: what is to be done, done in processes, and what came of each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.jobs.outcomes import Job, Outcome, OutcomeObject, Status, failed
from langbridge.jobs.running import Batch, outcome_of, run_jobs

if TYPE_CHECKING:
    from langbridge.jobs.translating import TranslationOutcome, TranslationStatus, translate_articles

__all__ = [
    "Batch",
    "Job",
    "Outcome",
    "OutcomeObject",
    "Status",
    "TranslationOutcome",
    "TranslationStatus",
    "failed",
    "outcome_of",
    "run_jobs",
    "translate_articles",
]

_LATE = dict.fromkeys(("TranslationOutcome", "TranslationStatus", "translate_articles"), "translating")


def __getattr__(name: str) -> object:
    """Import what translates when it is asked for: most runs convert."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
