"""Where a corpus lies: folders of this machine, or anything that fsspec reaches, for paths with `://` in them.

Only what a job needs: to find files, to read them, and to write one so that it is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from langbridge.jobs.corpora.packages import require
from langbridge.values import ArticleError, OutputError

DRAFT_PREFIX = ".langbridge-draft-"
"""What the name of a file begins with while it is written."""

_WRITE_REMEDIES = {
    errno.ENOSPC: "the disk is full: make room, then run the same command again; it goes on where it stopped",
    errno.EDQUOT: "your quota is used up: make room, then run the same command again; it goes on where it stopped",
    errno.EFBIG: "the file is larger than the file system or your limits allow",
    errno.EROFS: "the file system is read-only: choose another folder with --output",
    errno.EACCES: "you may not write there: change the folder's permissions or choose another with --output",
    errno.EPERM: "you may not write there: change the folder's permissions or choose another with --output",
    errno.ENOTDIR: "one of its folders is a file: choose another folder with --output",
    errno.EEXIST: "one of its folders is a file: choose another folder with --output",
}


class Stat(NamedTuple):
    """A file's size in bytes, and what tells whether it has changed since."""

    size: int
    fingerprint: str


class Storage(Protocol):
    """A place with files, named by paths with slashes."""

    def stat(self, path: str) -> Stat | None:
        """What is known of a file; None where there is none."""

    def is_folder(self, path: str) -> bool: ...

    def walk(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder, relative to it, in order; hidden ones are left out."""

    def names(self, folder: str) -> list[str]:
        """The names of what is in a folder, hidden things too; none where there is no folder."""

    def match(self, pattern: str) -> list[str]:
        """The paths of the files that a pattern with wildcards finds, in order."""

    def read(self, path: str) -> IO[bytes]:
        """Open a file to read it; it can be sought in.  Raises OSError."""

    def write(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """A file to write, which takes its name when the block ends and is gone where it ends by an error.

        Raises OutputError, from within the block too.
        """

    def remove(self, path: str) -> None:
        """Remove a file or a folder with all that is in it, if it is there."""


class LocalStorage:
    """The folders of this machine."""

    def stat(self, path: str) -> Stat | None:
        try:
            found = Path(path).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISDIR(found.st_mode):
            return None
        return Stat(found.st_size, f"{found.st_size}-{found.st_mtime_ns}")

    def is_folder(self, path: str) -> bool:
        return Path(path).is_dir()

    def walk(self, folder: str) -> Iterator[str]:
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    yield (Path(place) / name).relative_to(folder).as_posix()

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(os.listdir(folder))  # noqa: PTH208  names, not paths
        except (FileNotFoundError, NotADirectoryError):
            return []

    def match(self, pattern: str) -> list[str]:
        path = Path(pattern)
        base = Path(path.anchor or ".")
        return sorted(str(found) for found in base.glob(str(path.relative_to(path.anchor))) if found.is_file())

    def read(self, path: str) -> IO[bytes]:
        return Path(path).open("rb")

    @contextmanager
    def write(self, path: str) -> Generator[IO[bytes]]:
        place = Path(path)
        draft = place.parent / f"{DRAFT_PREFIX}{os.urandom(8).hex()}"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with draft.open("xb") as stream:
                    yield stream
                draft.replace(place)
            except BaseException:  # Ctrl-C too must not leave a draft behind
                with contextlib.suppress(OSError):
                    draft.unlink()
                raise
        except OSError as error:
            raise _cannot_write(path, error) from error

    def remove(self, path: str) -> None:
        if Path(path).is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            Path(path).unlink(missing_ok=True)


class RemoteStorage:
    """A file system of fsspec's: an object store, a web server, memory."""

    def __init__(self, url: str) -> None:
        fsspec = require("fsspec", url)
        try:
            self._files: Any = fsspec.core.url_to_fs(url)[0]  # fsspec has no types
        except (ImportError, ValueError) as error:
            raise ArticleError(f"fsspec cannot open it: {error}", path=url) from error

    def stat(self, path: str) -> Stat | None:
        try:
            told = self._files.info(path)
        except FileNotFoundError:
            return None
        if told.get("type") == "directory":
            return None
        version = next((str(told[key]) for key in ("ETag", "etag", "mtime", "LastModified", "created") if told.get(key)), "")
        return Stat(int(told["size"]), f"{told['size']}-{version}")

    def is_folder(self, path: str) -> bool:
        return bool(self._files.isdir(path))

    def walk(self, folder: str) -> Iterator[str]:
        base = str(self._files._strip_protocol(folder)).rstrip("/")
        for found in sorted(self._files.find(folder)):
            relative = str(found).removeprefix(base).lstrip("/")
            if not any(part.startswith(".") for part in relative.split("/")):
                yield relative

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(str(found).rstrip("/").rsplit("/", 1)[-1] for found in self._files.ls(folder, detail=False, refresh=True))
        except FileNotFoundError:
            return []

    def match(self, pattern: str) -> list[str]:
        return sorted(str(self._files.unstrip_protocol(found)) for found in self._files.glob(pattern))

    def read(self, path: str) -> IO[bytes]:
        stream: IO[bytes] = self._files.open(path, "rb")
        return stream

    @contextmanager
    def write(self, path: str) -> Generator[IO[bytes]]:
        try:
            self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            # Without autocommit closing does not put the object in its place: half of one must never be there.
            stream = self._files.open(path, "wb", autocommit=False)
            try:
                yield stream
                stream.close()
                stream.commit()
            except BaseException:
                with contextlib.suppress(OSError, NotImplementedError):
                    stream.discard()
                raise
        except OSError as error:
            raise _cannot_write(path, error) from error

    def remove(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._files.rm(path, recursive=True)


def is_remote(path: str) -> bool:
    """Whether a path leads out of this machine's folders."""
    return "://" in path


def local_path(path: str) -> str:
    """A path without the `file://` that it may begin with."""
    return unquote(urlsplit(path).path) if path.startswith("file://") else path


def storage_of(path: str) -> Storage:
    """The storage that a path leads to.  Raises UsageError where fsspec is needed and missing."""
    return RemoteStorage(path) if is_remote(path) else LocalStorage()


def joined(folder: str, *names: str) -> str:
    """A path below a folder."""
    return "/".join((folder.rstrip("/") or folder, *names))


def open_source(storage: Storage, path: str) -> IO[bytes]:
    """Open a file of the corpus.  Raises ArticleError."""
    try:
        return storage.read(path)
    except OSError as error:
        raise cannot_read(path, error) from error


def cannot_read(path: str, error: OSError) -> ArticleError:
    """The error for a file that cannot be read."""
    return ArticleError(f"cannot be read: {error.strerror or error}", path=path)


def _cannot_write(path: str, error: OSError) -> OutputError:
    told = error.strerror or str(error)
    return OutputError(f"cannot write the file: {told}", path=path, remedy=_WRITE_REMEDIES.get(error.errno or 0, ""))
