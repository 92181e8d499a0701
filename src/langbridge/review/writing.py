"""Writing an output and its record so that, whatever stops the process in between, the next one knows the output for langbridge's own."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from langbridge.project import display_path, write_atomically
from langbridge.review.record import Record, read_record, write_record
from langbridge.values import OutputError


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
