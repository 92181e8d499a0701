"""Locks between processes of one machine.  The system lets go of them when a process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from langbridge.project import display_path
from langbridge.values import OutputError


def lock(descriptor: int, *, wait: bool = False) -> bool:
    """Hold an open file alone until it is closed; False where another process has it and this one is not to `wait`.

    Windows waits ten seconds at the most.  Raises OSError where the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder alone while its files are compared and written, a moment at a time; whoever comes second waits.

    The folder itself is what is locked, so that no file is left in it; on Windows, which cannot open folders, that is a hidden file.
    A file system without locks, a network's perhaps, goes on without.  Raises OutputError where the folder cannot be made or opened.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if sys.platform == "win32":
            descriptor = os.open(folder / ".langbridge-lock", os.O_RDWR | os.O_CREAT)
        else:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputError(f"cannot open the folder: {error.strerror}", path=display_path(folder)) from error
    try:
        with contextlib.suppress(OSError):
            lock(descriptor, wait=True)
        yield
    finally:
        os.close(descriptor)
