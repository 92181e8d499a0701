"""Which files are the corpus."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from langbridge.jobs.corpora.packages import require
from langbridge.jobs.corpora.storage import cannot_read, is_remote, joined, local_path, storage_of
from langbridge.jobs.corpora.tasks import CORPUS_SUFFIXES, Compression, CorpusFile, Form, form_of
from langbridge.values import UsageError

_WILDCARD = re.compile(r"[*?\[]")


def place_of(path: str) -> str:
    """A path as every process understands it, whatever folder it works in."""
    if not path:
        raise UsageError("one of the paths is empty", remedy="write . for the working folder")
    path = local_path(path)
    # Not resolved: a link keeps its own name.
    return path.rstrip("/") if is_remote(path) else Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


def find_corpus(paths: Sequence[str], output: str) -> list[CorpusFile]:
    """The files that paths name, each once: files, all files of a corpus below a folder, and what patterns (`*`) find.

    Hidden files and the output folder are left out.  Raises UsageError for a path that leads to nothing, a file that is none of a corpus or
    would be overwritten, two files with one output, and a package that is missing; ArticleError for what cannot be read.
    """
    output = place_of(output)
    found: dict[str, CorpusFile] = {}
    owners: dict[str, str] = {}
    for named in map(place_of, paths):
        for path, relative in _named(named, output):
            if path in found:
                continue
            other = owners.setdefault(relative, path)
            if other != path:
                raise UsageError(f"{other} and {path} would both be written to {relative}", remedy="name the folder that holds both")
            if joined(output, relative) == path:
                raise UsageError("its output would take its place", path=path, remedy="name another folder with --output")
            found[path] = _file(path, relative)
    for file in found.values():
        if file.form is Form.PARQUET:
            require("pyarrow", file.path)
        if file.compression is Compression.ZSTD:
            require("zstandard", file.path)
    return list(found.values())


def _named(path: str, output: str) -> Iterator[tuple[str, str]]:
    storage = storage_of(path)
    try:
        if storage.stat(path):
            yield path, _name(path)
        elif storage.is_folder(path):
            inner = f"{output}/".removeprefix(f"{path}/") if output.startswith(f"{path}/") else None
            empty = True
            for relative in storage.walk(path):
                if relative.lower().endswith(CORPUS_SUFFIXES) and not (inner and relative.startswith(inner)):
                    empty = False
                    yield joined(path, relative), relative
            if empty:
                raise UsageError("no file of a corpus is there", path=path, remedy=f"one ends in {', '.join(CORPUS_SUFFIXES)}")
        elif _WILDCARD.search(path) and (matched := storage.match(path)):
            for one in matched:
                yield one, _name(one)
        else:
            raise UsageError("there is no such file or folder", path=path)
    except OSError as error:
        raise cannot_read(path, error) from error


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _file(path: str, relative: str) -> CorpusFile:
    form, compression = form_of(path)
    stat = storage_of(path).stat(path)
    if stat is None:
        raise UsageError("there is no such file", path=path)
    return CorpusFile(path, relative, stat.size, stat.fingerprint, form, compression)
