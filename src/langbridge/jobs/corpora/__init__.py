"""Corpora: files of many texts, on one machine or a cluster, converted part by part so that nothing is lost or done twice."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.jobs.corpora.texts import BatchConverter, ConvertedText

if TYPE_CHECKING:
    from langbridge.jobs.corpora.columns import Column
    from langbridge.jobs.corpora.outcomes import CorpusOutcome, FileOutcome, FileStatus
    from langbridge.jobs.corpora.rows import Added
    from langbridge.jobs.corpora.running import CorpusJob, Progress, convert_corpus
    from langbridge.jobs.corpora.sources import find_corpus
    from langbridge.jobs.corpora.tasks import CORPUS_SUFFIXES, CorpusFile, Tally

__all__ = [
    "CORPUS_SUFFIXES",
    "Added",
    "BatchConverter",
    "Column",
    "ConvertedText",
    "CorpusFile",
    "CorpusJob",
    "CorpusOutcome",
    "FileOutcome",
    "FileStatus",
    "Progress",
    "Tally",
    "convert_corpus",
    "find_corpus",
]

_HOMES = {
    "columns": ("Column",),
    "outcomes": ("CorpusOutcome", "FileOutcome", "FileStatus"),
    "rows": ("Added",),
    "running": ("CorpusJob", "Progress", "convert_corpus"),
    "sources": ("find_corpus",),
    "tasks": ("CORPUS_SUFFIXES", "CorpusFile", "Tally"),
}


def __getattr__(name: str) -> object:
    """Import a name when it is asked for: who only wants to convert batches needs no processes."""
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
