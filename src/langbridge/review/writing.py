"""Writing an output and its record so that, whatever stops the process in between, the next one knows the output for langbridge's own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from langbridge.project import display_path, write_atomically
from langbridge.review.record import Record, read_record, write_record
from langbridge.values import OutputError


def check_links(output: Path, root: Path, *paths: Path) -> None:
    """Raise OutputError where a link leads one of an output folder's files out of it and out of the project in `root`.

    The output folder itself may be a link or lie elsewhere: the user named it.
    """
    inside = [os.path.realpath(output), os.path.realpath(root)]
    for path in paths:
        if not _lies_in(path, inside):
            below = [*reversed(path.relative_to(output).parents), path.relative_to(output)]
            link = next((output / part for part in below if not _lies_in(output / part, inside)), path)
            raise OutputError(
                "this is a link that leads out of the project; nothing is read or written through it",
                path=display_path(link),
                remedy="put a folder or file of its own in its place, or name where it leads with --output",
            )


def _lies_in(path: Path, folders: Iterable[str]) -> bool:
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(folder) for folder in folders)


def pending_path(recorded: Path) -> Path:
    """Where the record of an output stands while the output is being written."""
    return recorded.with_name(f"{recorded.name}.pending")


def made_by(recorded: Path, output: bytes) -> Record | None:
    """The record at `recorded`, if there is one and these are the bytes that it is about.  Raises RecordError where it is damaged."""
    if not os.path.lexists(recorded):
        return None
    record = read_record(recorded)
    return record if record.made(output) else None


def write_pair(path: Path, output: bytes, recorded: Path, record: Record, *, unchanged: bool = False) -> None:
    """Write an output and its record; `unchanged` where the very same output is there already.

    Raises OutputError where one cannot be written, RecordError where a damaged record is there.
    """
    pending = pending_path(recorded)
    if unchanged:
        write_record(recorded, record)
        # A run that was killed may have left it.
        with contextlib.suppress(OSError):
            pending.unlink()
        return
    # Killed between the two, the next run has to know the new output for ours.
    write_atomically(pending, record.to_bytes())
    write_atomically(path, output)
    try:
        pending.replace(recorded)
    except OSError as error:
        raise OutputError(f"the review record cannot be written: {error.strerror}", path=display_path(recorded)) from error
