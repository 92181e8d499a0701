"""A set of files that takes its place in a site's folder: each file is the old one or the new one, and a stopped set is finished.

What langbridge knows of a site stands in `.langbridge` there:

    published.json   the manifest: every file that langbridge wrote, with the hash of what it wrote; a site may commit it
    lock             held while one publish is at work, so that two do not mix
    staged/          the new contents, while a set is being prepared
    journal.json     says which staged content goes where; it is there only between the moment when all of them are on the disk and the
                     moment when all of them are in place

So a set that was stopped without a journal has changed nothing, and is thrown away; with one, everything it needs is on the disk, and the
next run finishes it before it does anything else.  A file is put in place by a rename.  What langbridge did not write, or what someone
edited since, is never overwritten unless the caller says so, and nothing is ever removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from langbridge.project import display_path, write_atomically
from langbridge.review.locking import lock
from langbridge.review.record import digest
from langbridge.review.site import (
    JOURNAL_REMEDY,
    SITE_FOLDER,
    JournalEntry,
    Published,
    journal_bytes,
    journal_path,
    manifest_bytes,
    manifest_path,
    read_journal,
    read_manifest,
    real_place,
    staging_path,
    standing,
)
from langbridge.values import LanguageTag, OutputError, RecordError

_REMEDIES = {
    errno.ENOSPC: "the disk is full: make room, then publish again",
    errno.EDQUOT: "your quota is used up: make room, then publish again",
    errno.EROFS: "the file system is read-only: publish to another folder",
    errno.EACCES: "you may not write there: change the folder's permissions, or publish to another one",
    errno.EPERM: "you may not write there: change the folder's permissions, or publish to another one",
    errno.ENAMETOOLONG: "the name is too long for the file system: shorten the article's name",
    errno.ENOTDIR: "one of its folders is a file: move that file away, or publish to another folder",
    errno.EEXIST: "one of its folders is a file: move that file away, or publish to another folder",
}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that is to stand in a site, its path relative to the site's folder."""

    path: PurePosixPath
    data: bytes
    source: str
    target: LanguageTag

    @property
    def published(self) -> Published:
        return Published(digest(self.data), self.source, self.target)


class Fate(StrEnum):
    """What becomes of a file in the site."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Obstacle(StrEnum):
    """What stands in a file's way."""

    FOREIGN = "foreign"
    """A file that langbridge did not write."""
    EDITED = "edited"
    """A file that langbridge wrote and someone edited since."""
    OUTSIDE = "outside"
    """A link leads out of the site's folder, or into langbridge's own."""
    FOLDER = "folder"
    """No file stands there but a folder, a device or the like."""
    TWICE = "twice"
    """Another file of the set would be written to the same place: one of their folders is a link to the other."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What becomes of a set's files, and what stands in the way of some; while anything does, none is written."""

    fates: Mapping[PurePosixPath, Fate]
    obstacles: Mapping[PurePosixPath, Obstacle]


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a set that was stopped: the paths `completed`, and those `left` alone since someone changed them in between.

    Both are empty where the set had changed nothing yet and was thrown away.
    """

    completed: tuple[PurePosixPath, ...] = ()
    left: tuple[PurePosixPath, ...] = ()


def finish_interrupted(folder: Path) -> Finished | None:
    """Finish what a stopped run left in a site's folder, or throw it away where nothing was put in place; None where there is nothing.

    Raises OutputError where another publish is at work or a file cannot be written, RecordError for a damaged journal or manifest.
    """
    if not (os.path.lexists(journal_path(folder)) or _left_over(folder)):
        return None
    with _locked(folder):
        return _finish(folder)


def survey(folder: Path, files: Sequence[SiteFile], *, adopt: bool = False) -> Survey:
    """See what would become of a set of files; writes nothing.  With `adopt`, files of others are no obstacle.

    What a stopped run was about to write counts as ours.  Raises RecordError, and OutputError where a file cannot be looked at.
    """
    manifest = read_manifest(folder)
    begun = {entry.path: entry.published.sha256 for entry in read_journal(folder) or ()}
    fates: dict[PurePosixPath, Fate] = {}
    obstacles: dict[PurePosixPath, Obstacle] = {}
    places: set[Path] = set()
    for file in files:
        try:
            place = real_place(folder, file.path)
        except OutputError:
            obstacles[file.path] = Obstacle.OUTSIDE
            continue
        if place in places:
            obstacles[file.path] = Obstacle.TWICE
            continue
        places.add(place)
        with _telling(folder / file.path):
            there = standing(place)
        wrote = manifest.get(file.path)
        if there is None:
            fates[file.path] = Fate.NEW
        elif there == "":
            obstacles[file.path] = Obstacle.FOLDER
        elif there == digest(file.data):
            fates[file.path] = Fate.SAME
        elif adopt or there in (wrote.sha256 if wrote else None, begun.get(file.path)):
            fates[file.path] = Fate.CHANGED
        else:
            obstacles[file.path] = Obstacle.EDITED if wrote else Obstacle.FOREIGN
    return Survey(fates, obstacles)


def put(folder: Path, files: Sequence[SiteFile], *, adopt: bool = False) -> Survey:
    """Put a set of files into a site's folder, making it where it is missing; nothing is written while there is an obstacle.

    An error before all the contents are on the disk leaves the site as it was.  After that, an error or the end of the process leaves
    each file old or new, and `finish_interrupted` finishes the set.

    Raises OutputError where something cannot be written or another publish is at work, RecordError for a damaged journal or manifest.
    """
    with _locked(folder):
        _finish(folder)
        seen = survey(folder, files, adopt=adopt)
        if seen.obstacles:
            return seen
        manifest = read_manifest(folder)
        # A file of someone else's that happens to have the same text stays theirs: it would be overwritten the next time.
        ours = {file.path: file.published for file in files if adopt or seen.fates[file.path] is not Fate.SAME or file.path in manifest}
        changing = [file for file in files if seen.fates[file.path] is not Fate.SAME]
        if changing:
            try:
                entries = _stage(folder, changing)
            except BaseException:  # Ctrl-C too
                with contextlib.suppress(OSError):
                    if not os.path.lexists(journal_path(folder)):
                        _clear_staging(folder)
                raise
            # Whoever edits a file at this very moment keeps it.
            for path in _install(folder, entries).left:
                seen = Survey({one: fate for one, fate in seen.fates.items() if one != path}, {**seen.obstacles, path: Obstacle.EDITED})
                del ours[path]
        _write_manifest(folder, manifest | ours)
        _end(folder)
    return seen


def _stage(folder: Path, files: Sequence[SiteFile]) -> list[JournalEntry]:
    """Bring all contents to the disk, then the journal."""
    staging = staging_path(folder)
    with _telling(staging):
        staging.mkdir()
    entries: list[JournalEntry] = []
    for number, file in enumerate(files):
        place = real_place(folder, file.path)
        with _telling(folder / file.path):
            _write_staged(staging / str(number), file.data, place)
            entries.append(JournalEntry(file.path, file.published, standing(place)))
    for file in files:
        # What can be known to fail should fail now, while nothing has changed.
        with _telling(folder / file.path):
            parent = real_place(folder, file.path).parent
            parent.mkdir(parents=True, exist_ok=True)
            if not os.access(parent, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with _telling(staging):
        _sync_folder(staging)
    with _telling(journal_path(folder)):
        write_atomically(journal_path(folder), journal_bytes(entries), durable=True)
    return entries


def _write_staged(path: Path, data: bytes, place: Path) -> None:
    with path.open("xb", buffering=0) as stream:
        left = memoryview(data)
        while left:
            left = left[stream.write(left) :]
        os.fsync(stream.fileno())
    with contextlib.suppress(FileNotFoundError):
        mode = place.lstat().st_mode
        if stat.S_ISREG(mode):
            path.chmod(stat.S_IMODE(mode))


def _install(folder: Path, entries: Sequence[JournalEntry]) -> Finished:
    """Put staged contents in place; what is there already is passed over, so that this can be stopped and begun again."""
    done: list[PurePosixPath] = []
    left: list[PurePosixPath] = []
    places: set[Path] = set()
    for number, entry in enumerate(entries):
        staged = staging_path(folder) / str(number)
        place = real_place(folder, entry.path)
        with _telling(folder / entry.path, f"{len(done)} of {len(entries)} files are in place; the next publish goes on from here"):
            content = standing(staged)
            if content is not None:
                if content != entry.published.sha256:
                    told = f"what is staged for {entry.path} is not what it says"
                    raise RecordError(f"this file is damaged: {told}", path=display_path(journal_path(folder)), remedy=JOURNAL_REMEDY)
                if standing(place) not in (entry.previous, entry.published.sha256):
                    left.append(entry.path)
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                _move(staged, place)
            places.add(place.parent)
        done.append(entry.path)
    for place in places:
        with _telling(place):
            _sync_folder(place)
    return Finished(tuple(done), tuple(left))


def _move(staged: Path, place: Path) -> None:
    try:
        staged.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # One of the site's folders is on another disk.
        write_atomically(place, staged.read_bytes(), durable=True)
        staged.unlink()


def _finish(folder: Path) -> Finished | None:
    """`finish_interrupted`, with the lock held."""
    entries = read_journal(folder)
    if entries is None:
        if not _left_over(folder):
            return None
        with _telling(staging_path(folder)):
            _clear_staging(folder)
        return Finished()
    finished = _install(folder, entries)
    published = {entry.path: entry.published for entry in entries if entry.path not in finished.left}
    _write_manifest(folder, read_manifest(folder) | published)
    _end(folder)
    return finished


def _end(folder: Path) -> None:
    with _telling(journal_path(folder)):
        journal_path(folder).unlink(missing_ok=True)
        _clear_staging(folder)


def _left_over(folder: Path) -> bool:
    """Whether a run was stopped before there was a journal, or after it was done with."""
    return os.path.lexists(staging_path(folder)) or any(_drafts(folder))


def _drafts(folder: Path) -> Iterator[Path]:
    """Half-written manifests and journals, which never took their name."""
    return (folder / SITE_FOLDER).glob(".langbridge-*.tmp")


def _clear_staging(folder: Path) -> None:
    """Remove the staged contents and drafts, and nothing that langbridge does not put there."""
    staging = staging_path(folder)
    for draft in list(_drafts(folder)):
        draft.unlink()
    if staging.is_dir() and not staging.is_symlink():
        for path in list(staging.iterdir()):
            path.unlink()
        staging.rmdir()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the site alone.  The system lets go of the lock when the process ends, however it ends."""
    own = folder / SITE_FOLDER
    with _telling(own):
        own.mkdir(parents=True, exist_ok=True)
        if own.is_symlink():
            raise OutputError("langbridge's folder in the site is a link", path=display_path(own), remedy="put a folder in its place")
        descriptor = os.open(own / "lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        if not lock(descriptor):
            raise OutputError("another langbridge is publishing here", path=display_path(folder), remedy="wait until it has ended")
        yield
    finally:
        os.close(descriptor)


def _write_manifest(folder: Path, manifest: Mapping[PurePosixPath, Published]) -> None:
    if manifest != read_manifest(folder):
        with _telling(manifest_path(folder)):
            write_atomically(manifest_path(folder), manifest_bytes(manifest), durable=True)


@contextlib.contextmanager
def _telling(path: Path, more: str = "") -> Iterator[None]:
    """Tell of a failed file operation in terms of publishing."""
    try:
        yield
    except (OSError, OutputError) as error:
        cause = error.__cause__ if isinstance(error, OutputError) else error
        if not isinstance(cause, OSError):
            raise
        told = f"cannot be published: {cause.strerror or cause}"
        raise OutputError(
            f"{told}; {more}" if more else told, path=display_path(path), remedy=_REMEDIES.get(cause.errno or 0, "")
        ) from cause


def _sync_folder(folder: Path) -> None:
    """Put new names on the disk as well, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
