"""Which files are articles, and where their outputs and records go."""

from __future__ import annotations

import os
import re
import stat
import sys
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
    owners: dict[str, Path] = {}
    for named in paths:
        for place, source in _named(named, output, report or _raise):
            if place in found or (is_version is not None and source.path != named and is_version(source)):
                continue
            other = owners.setdefault(os.path.normcase(source.relative), source.path)
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


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file; not where either is gone."""
    try:
        return one.samefile(other)
    except OSError:
        return False


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


_Placed = tuple[str, SourceFile]
"""An article with its place: its folder's real path and its own name.  Two links to one article are two articles, two ways to one name are
not."""


def _named(path: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[_Placed]:
    mode = _kind(path)
    if mode is None:
        if _WILDCARD.search(str(path)) is None:
            raise missing(path)
        yield from _matched(path, output, report)
    elif stat.S_ISDIR(mode):
        yield from _walk(path, output, report)
    else:
        yield _place(path), SourceFile(path, Path(path.name))


def _matched(pattern: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[_Placed]:
    empty = True
    real_output = os.path.realpath(output) if output is not None else None
    for match in match_pattern(pattern):
        mode = _kind(match.path)
        if real_output is not None and _within(os.path.realpath(match.path), real_output):
            continue
        if mode is not None and stat.S_ISDIR(mode):
            # `posts/*` names the folders in posts as well.
            for place, (path, below) in _walk(match.path, output, report):
                empty = False
                yield place, SourceFile(path, match.relative / below)
        elif mode is not None and _is_article(match.path.name):
            empty = False
            yield _place(match.path), match
    if empty:
        raise UsageError("no article matches this pattern", path=display_path(pattern))


class _Step(NamedTuple):
    """A folder or an article that a walk comes to, and its real path, for an article that of its folder and its own name."""

    source: SourceFile
    real: str
    folder: bool
    link: bool = False


def _walk(top: Path, output: Path | None, report: Callable[[LangbridgeError], None]) -> Iterator[_Placed]:
    real_top = os.path.realpath(top)
    outside = os.path.realpath(output) if output is not None else None
    visited: set[str] = set()
    waiting = [_Step(SourceFile(top, Path()), real_top, folder=True)]
    while waiting:
        step = waiting.pop()
        if not step.folder:
            yield step.real, step.source
            continue
        if step.real in visited or (step.real == outside and step.source.path is not top):
            continue
        if step.link and (_within(step.real, real_top) or _within(real_top, step.real)):
            continue
        visited.add(step.real)
        waiting += reversed(_steps(step, report))


def _steps(folder: _Step, report: Callable[[LangbridgeError], None]) -> list[_Step]:
    """The articles and folders in a folder, by name.

    The system tells what is a file and what a folder while it lists them, and the real path of what is no link follows from its folder's:
    ten thousand articles are found without asking about each.
    """
    path, relative = folder.source
    try:
        with os.scandir(path) as entries:
            listed = sorted((entry for entry in entries if not entry.name.startswith(".")), key=_entry_name)
    except OSError as error:
        report(ArticleError(f"this folder cannot be read: {error.strerror}", path=display_path(path)))
        return []
    found: list[_Step] = []
    for entry in listed:
        mode = _entry_mode(entry)
        is_folder = mode is not None and stat.S_ISDIR(mode)
        if mode is None and _is_article(entry.name):
            report(ArticleError("this is a link that leads nowhere, or it has just vanished", path=display_path(path / entry.name)))
        elif is_folder or (mode is not None and stat.S_ISREG(mode) and _is_article(entry.name)):
            listed_at = os.path.join(folder.real, entry.name)  # noqa: PTH118  a key, not a path to open
            real = os.path.realpath(entry.path) if is_folder and _may_be_link(entry) else listed_at
            link = os.path.normcase(real) != os.path.normcase(listed_at)
            found.append(_Step(SourceFile(path / entry.name, relative / entry.name), real, is_folder, link))
    return found


def _may_be_link(entry: os.DirEntry[str]) -> bool:
    """Whether a folder may stand elsewhere: as a link, or on Windows as a junction, which Python tells from folders since 3.12."""
    if entry.is_symlink():
        return True
    if sys.version_info >= (3, 12):
        return entry.is_junction()
    return sys.platform == "win32"


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _entry_mode(entry: os.DirEntry[str]) -> int | None:
    """What an entry of a folder leads to, links followed, as far as it matters; None where there is nothing."""
    try:
        if entry.is_file():
            return stat.S_IFREG
        return stat.S_IFDIR if entry.is_dir() else entry.stat().st_mode
    except OSError:
        return None


def _place(path: Path) -> str:
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118  a key, not a path to open


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_article(name: str) -> bool:
    return name.lower().endswith(ARTICLE_SUFFIXES)


def _kind(path: Path) -> int | None:
    """The mode of what a path leads to, links followed; None where there is nothing."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
