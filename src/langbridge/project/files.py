"""Writing a file so that it is the old one or the new one, never half of either."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from langbridge.values import OutputError

_REMEDIES = {
    errno.ENOSPC: "the disk is full: make room, then run again",
    errno.EDQUOT: "your quota is used up: make room, then run again",
    errno.EFBIG: "the file is larger than the file system or your limits allow",
    errno.EROFS: "the file system is read-only: choose another folder with --output",
    errno.EACCES: "you may not write there: change the folder's permissions or choose another with --output",
    errno.EPERM: "you may not write there: change the folder's permissions or choose another with --output",
    errno.ENAMETOOLONG: "the name is too long for the file system: shorten the article's name or choose a shorter output folder",
    errno.ENOTDIR: "one of its folders is a file: move that file away or choose another folder with --output",
    errno.EEXIST: "one of its folders is a file: move that file away or choose another folder with --output",
    errno.EISDIR: "a folder stands where the file should go: move it away",
}


def write_atomically(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Put `data` at `path` in one step, making its folders where they are missing.

    The bytes go into a hidden file beside it, which then takes the name; whatever stops the process meanwhile, `path` holds its old
    bytes or the new ones.  An existing file's permissions are kept.  A link at `path` is replaced, not followed: what it leads to may be
    a source.

    `durable` waits until the bytes are on the disk.  Without it they survive the end of the process but perhaps not a power cut, which is
    right for what can be made again and writes ten thousand files a run; what people decided deserves the wait.

    Raises OutputError, with `path` as it was.
    """
    try:
        mode = _mode(path)
        try:
            descriptor, draft = _open_draft(path.parent)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, draft = _open_draft(path.parent)
        try:
            with open(descriptor, "wb", buffering=0) as stream:  # noqa: PTH123  a descriptor has no path
                left = memoryview(data)
                while left:
                    left = left[stream.write(left) :]
                if durable:
                    os.fsync(stream.fileno())
            if mode is not None:
                draft.chmod(mode)
            draft.replace(path)
        except BaseException:  # Ctrl-C too must not leave a draft behind
            with contextlib.suppress(OSError):
                draft.unlink()
            raise
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        told = error.strerror or str(error)
        raise OutputError(f"cannot write the file: {told}", path=path, remedy=_REMEDIES.get(error.errno or 0, "")) from error


def _mode(path: Path) -> int | None:
    """The permissions of the file at `path`; None where there is none, or a link, whose own permissions mean nothing."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.S_IMODE(found.st_mode) if stat.S_ISREG(found.st_mode) else None


def _open_draft(folder: Path) -> tuple[int, Path]:
    # Opened by hand rather than by tempfile: that would make it 0600, and only the system knows the umask.  The name is short, so that an
    # article with the longest possible name can still be written, and hidden, so that nothing takes a draft for an article.
    draft = folder / f".langbridge-{os.urandom(8).hex()}.tmp"
    return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), draft


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk as well, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
