"""Corpora: files of many texts, on one machine or a cluster, converted part by part so that nothing is lost or done twice."""

from langbridge.jobs.corpora.columns import Column
from langbridge.jobs.corpora.outcomes import CorpusOutcome, FileOutcome, FileStatus
from langbridge.jobs.corpora.rows import Added
from langbridge.jobs.corpora.running import CorpusJob, convert_corpus
from langbridge.jobs.corpora.sources import find_corpus
from langbridge.jobs.corpora.tasks import CORPUS_SUFFIXES, CorpusFile, Tally
from langbridge.jobs.corpora.texts import BatchConverter, ConvertedText

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
    "Tally",
    "convert_corpus",
    "find_corpus",
]
