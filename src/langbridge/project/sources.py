"""Which files are articles, and where their outputs and records go."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from langbridge.project.suggestions import suggest
from langbridge.values import ArticleError, LangbridgeError, LanguageTag, UsageError

ARTICLE_SUFFIXES = (".md", ".markdown", ".mdown", ".txt")
"""What the articles in a folder end in, in any case.  A file that is named may end in anything."""

REVIEW_FOLDER = ".review"
"""Where the review records are, below the output folder; hidden, so that a site does not publish them."""

_WILDCARD = re.compile(r"[*?\[]")


class SourceFile(NamedTuple):
    """An article's file, and its path below the folder that was named, which its outputs keep."""

    path: Path
    relative: Path


def find_articles(
    paths: Sequence[Path],
    *,
    output: Path | None = None,
    report: Callable[[LangbridgeError], None] | None = None,
    is_version: Callable[[SourceFile], bool] | None = None,
) -> list[SourceFile]:
    """The articles that `paths` name, each once, in the order of `paths` and by name within a folder.

    A file keeps its name.  A folder is walked for ARTICLE_SUFFIXES; hidden files and folders and the `output` folder are left out.  A path
    with wildcards (`*`, `?`, `[`, `**`) that does not exist is a pattern, and what it finds is relative to the folder before the first
    wildcard.  Links to files are followed; links to folders too, but never to one inside the walk or around it, nor twice to the same one.

    Files that `is_version` (of a `SiteLayout`) takes for language versions are left out, unless they are named themselves.

    `report` gets an ArticleError for each folder that cannot be read and each link that leads nowhere, and the search goes on; without it
    the first one is raised.  Raises UsageError for a path that does not exist, a pattern that finds nothing, and two articles that would
    write the same output.
    """
    found: dict[str, SourceFile] = {}
    owners: dict[Path, Path] = {}
    for named in paths:
        for source in _named(named, output, report or _raise):
            # The folder's real path and the file's own name: two links to one article are two articles, two ways to one name are not.
            place = os.path.join(os.path.realpath(source.path.parent), source.path.name)  # noqa: PTH118  a key, not a path to open
            if place in found or (is_version is not None and source.path != named and is_version(source)):
                continue
            other = owners.setdefault(source.relative, source.path)
            if other != source.path:
                raise UsageError(
                    f"{display_path(other)} and {display_path(source.path)} would both be written to {display_path(source.relative)}",
                    remedy="name the folder that holds both, or convert them in two runs with another --output",
                )
            found[place] = source
    return list(found.values())


def output_path(output: Path, target: LanguageTag, relative: Path) -> Path:
    """Where an article's text for a target goes."""
    return output / str(target) / relative


def record_path(output: Path, target: LanguageTag, relative: Path) -> Path:
    """Where the review record of that text goes."""
    return output / REVIEW_FOLDER / str(target) / relative.with_name(f"{relative.name}.json")


def decisions_path(output: Path, target: LanguageTag, relative: Path) -> Path:
    """Where the decisions of people about that text go: beside its record, but made to be committed."""
    return output / REVIEW_FOLDER / str(target) / relative.with_name(f"{relative.name}.decisions.jsonl")


def display_path(path: Path) -> str:
    """A path as it can be printed, logged and put into JSON: bytes that are not UTF-8 and control characters are shown as escapes."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def is_pattern(path: Path) -> bool:
    """Whether a path has wildcards in it and no file or folder has that very name."""
    return _WILDCARD.search(str(path)) is not None and _kind(path) is None


def match_pattern(pattern: Path) -> Iterator[SourceFile]:
    """The files and folders that a pattern finds, sorted, each relative to the folder before the first wildcard; hidden ones are left out.

    Raises UsageError when the pattern itself is wrong.
    """
    parts = pattern.parts
    first = next(number for number, part in enumerate(parts) if _WILDCARD.search(part))
    base = Path(*parts[:first])
    try:
        matches = sorted(base.glob(str(Path(*parts[first:]))))
    except ValueError as error:
        raise UsageError(
            f"not a pattern: {error}", path=display_path(pattern), remedy="** stands alone between slashes: posts/**/*.md"
        ) from error
    for match in matches:
        relative = match.relative_to(base)
        if not any(part.startswith(".") for part in relative.parts):
            yield SourceFile(match, relative)


def missing(path: Path) -> UsageError:
    """The error for a path that does not exist, with the nearest name that does."""
    try:
        names = [display_path(Path(each.name)) for each in path.parent.iterdir()]
    except (OSError, ValueError):
        names = []
    remedy = suggest(path.name, names)
    return UsageError("there is no such file or folder", path=display_path(path), remedy=remedy)


def _raise(error: LangbridgeError) -> None:
    raise error


def _named(path: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[SourceFile]:
    mode = _kind(path)
    if mode is None:
        if _WILDCARD.search(str(path)) is None:
            raise missing(path)
        yield from _matched(path, output, report)
    elif stat.S_ISDIR(mode):
        yield from _walk(path, output, report)
    else:
        yield SourceFile(path, Path(path.name))


def _matched(pattern: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[SourceFile]:
    empty = True
    real_output = os.path.realpath(output) if output is not None else None
    for match in match_pattern(pattern):
        mode = _kind(match.path)
        if real_output is not None and _within(os.path.realpath(match.path), real_output):
            continue
        if mode is not None and stat.S_ISDIR(mode):
            # `posts/*` names the folders in posts as well.
            for path, below in _walk(match.path, output, report):
                empty = False
                yield SourceFile(path, match.relative / below)
        elif mode is not None and _is_article(match.path.name):
            empty = False
            yield match
    if empty:
        raise UsageError("no article matches this pattern", path=display_path(pattern))


def _walk(top: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[SourceFile]:
    real_top = os.path.realpath(top)
    real_output = os.path.realpath(output) if output is not None else None
    visited = {real_top}
    waiting = [top]
    while waiting:
        path = waiting.pop()
        mode = _kind(path)
        if mode is None:
            report(ArticleError("this is a link that leads nowhere, or it has just vanished", path=display_path(path)))
        elif not stat.S_ISDIR(mode):
            if stat.S_ISREG(mode):
                yield SourceFile(path, path.relative_to(top))
        elif path == top or _enters(path, real_top, real_output, visited):
            try:
                names = sorted((each.name for each in path.iterdir() if not each.name.startswith(".")), reverse=True)
            except OSError as error:
                report(ArticleError(f"this folder cannot be read: {error.strerror}", path=display_path(path)))
                continue
            waiting += [path / name for name in names if _is_article(name) or _is_folder(path / name)]


def _enters(folder: Path, real_top: str, real_output: str | None, visited: set[str]) -> bool:
    """Whether a walk goes into a folder below its top; marks it visited."""
    real = os.path.realpath(folder)
    if real == real_output or real in visited:
        return False
    if folder.is_symlink() and (_within(real, real_top) or _within(real_top, real)):
        return False
    visited.add(real)
    return True


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_article(name: str) -> bool:
    return name.lower().endswith(ARTICLE_SUFFIXES)


def _is_folder(path: Path) -> bool:
    mode = _kind(path)
    return mode is not None and stat.S_ISDIR(mode)


def _kind(path: Path) -> int | None:
    """The mode of what a path leads to, links followed; None where there is nothing."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
