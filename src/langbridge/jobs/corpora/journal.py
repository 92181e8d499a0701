"""What a job has done, kept in its output folder, so that the next run does the rest.

Below `.langbridge-corpus/` there are the settings of the job, a folder of parts for each file that is being converted, and a record of each
that is done.  A part counts when its JSON is there, which is written after all else of it; whatever is not named so is done again, into
the same place.  There is nothing to append to, so that it works on an object store as well.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langbridge.jobs.corpora.storage import DRAFT_PREFIX, Storage, is_remote, joined, storage_of
from langbridge.jobs.corpora.tasks import CorpusFile, Done, Part
from langbridge.review.locking import lock
from langbridge.values import OutputError, UsageError

JOURNAL_FOLDER = ".langbridge-corpus"
_FORMAT = 1

Settings = Mapping[str, object]
"""What shapes the output of a job, as JSON has it, by the names that a person knows."""


@dataclass(frozen=True, slots=True)
class Record:
    """A file that was put together: what its source was, and what came of it.

    `sizes` are those that the output may have: while `placed` is False it is not known whether the new one stands in its place already.
    """

    fingerprint: str
    sizes: tuple[int, ...]
    placed: bool
    done: Done

    def to_bytes(self) -> bytes:
        told = {"fingerprint": self.fingerprint, "sizes": self.sizes, "placed": self.placed, "done": self.done.to_object()}
        return json.dumps(told).encode()


class Journal:
    """The journal in an output folder.  Cheap to make and to pickle: each process has its own."""

    def __init__(self, output: str, digest: str) -> None:
        self.output = output
        self._files = joined(output, JOURNAL_FOLDER, digest)
        self._storage = storage_of(output)

    def __reduce__(self) -> tuple[object, ...]:
        return Journal, (self.output, self._files.rsplit("/", 1)[-1])

    @property
    def storage(self) -> Storage:
        return self._storage

    def part_path(self, part: Part, what: str) -> str:
        """Where a part's `rows`, `bad` rows, `json`, or the rows that it is `at` are."""
        return joined(self._parts(part.file), f"{part.number:06}.{what}")

    def keep(self, part: Part, done: Done) -> None:
        """Say that a part is done.  Raises OutputError."""
        self._write(self.part_path(part, "json"), json.dumps(done.to_object()).encode())

    def done_parts(self, file: CorpusFile) -> dict[int, Done]:
        """The parts of a file that are done and whole, by number."""
        folder = self._parts(file)
        names = self._storage.names(folder)
        found: dict[int, Done] = {}
        for name in names:
            number, _, what = name.partition(".")
            if what == "json" and (done := self._part(joined(folder, name))):
                paths = {joined(folder, f"{number}.rows"): done.size, joined(folder, f"{number}.bad"): done.bad_size}
                # After a power cut a file may be there without its bytes.
                if all((stat := self._storage.stat(path)) and stat.size == size for path, size in paths.items()):
                    found[int(number)] = done
        return found

    def name_rows(self, part: Part, first: int, last: int) -> None:
        """Say which rows of a part are now being done."""
        self._write(self.part_path(part, "at"), f"{first} {last}".encode())

    def named_rows(self, part: Part) -> tuple[int, int] | None:
        """The rows that were named last; None where none were."""
        told = self._read(self.part_path(part, "at")).split()
        return (int(told[0]), int(told[1])) if len(told) == 2 else None

    def forget_rows(self, part: Part) -> None:
        self._storage.remove(self.part_path(part, "at"))

    def remove_drafts(self, files: Iterable[CorpusFile]) -> None:
        """Take away what processes that were killed left half written beside the outputs and records of files.

        These folders are shared: nobody may be at work on another file in them.  Raises OutputError.
        """
        shared = {path.rpartition("/")[0] for file in files for path in (self.output_path(file), self._record_path(file))}
        for folder in shared:
            self._remove_drafts(folder)

    def remove_part_drafts(self, file: CorpusFile) -> None:
        """The same for the parts of a file, on which nobody may be at work.  Raises OutputError."""
        self._remove_drafts(self._parts(file))

    def _remove_drafts(self, folder: str) -> None:
        try:
            for name in self._storage.names(folder):
                if name.startswith(DRAFT_PREFIX):
                    self._storage.remove(joined(folder, name))
        except OSError as error:
            raise OutputError(f"what is left there half written cannot be removed: {error.strerror or error}", path=folder) from error

    def drop_parts(self, file: CorpusFile) -> None:
        """Remove the parts of a file."""
        self._storage.remove(self._parts(file))

    def output_path(self, file: CorpusFile) -> str:
        return joined(self.output, file.relative)

    def bad_path(self, file: CorpusFile) -> str:
        return joined(self.output, f"{file.relative}.errors.jsonl")

    def record(self, file: CorpusFile) -> Record | None:
        """What is known of a file's output."""
        try:
            told = json.loads(self._read(self._record_path(file)))
            return Record(told["fingerprint"], tuple(told["sizes"]), told["placed"], Done.from_object(told["done"]))
        except (ValueError, TypeError, KeyError):
            return None

    def keep_record(self, file: CorpusFile, record: Record) -> None:
        """Say what became of a file.  Raises OutputError."""
        self._write(self._record_path(file), record.to_bytes())

    def finished(self, file: CorpusFile) -> Done | None:
        """What came of a file whose output stands in its place, as it was written and of the source as it is; None for any other.

        Raises OutputError where something else stands there.
        """
        stat = self._storage.stat(self.output_path(file))
        record = self.record(file)
        if stat is None:
            return None
        if record is None or stat.size not in record.sizes:
            told = "it is there already, and this job did not write it" if record is None else "it was changed since it was written"
            raise OutputError(told, path=self.output_path(file), remedy="move it away, choose another folder, or overwrite it with --force")
        return record.done if record.placed and record.fingerprint == file.fingerprint else None

    def assembled(self, file: CorpusFile) -> Done | None:
        """What came of putting a file together, where that was done to the end and its output stands; None where it is yet to be done."""
        record, stat = self.record(file), self._storage.stat(self.output_path(file))
        if record is None or stat is None or not record.placed or stat.size not in record.sizes:
            return None
        return record.done if record.fingerprint == file.fingerprint else None

    def sizes_before(self, file: CorpusFile) -> tuple[int, ...]:
        """The size of what stands in the place of an output, which is ours."""
        stat = self._storage.stat(self.output_path(file))
        return () if stat is None else (stat.size,)

    def _parts(self, file: CorpusFile) -> str:
        # Of another source, parts are others: a process that still works on the old one cannot get among them.
        return joined(self._files, f"{file.relative}.{hashlib.sha256(file.fingerprint.encode()).hexdigest()[:8]}.parts")

    def _record_path(self, file: CorpusFile) -> str:
        return joined(self._files, f"{file.relative}.done.json")

    def _part(self, path: str) -> Done | None:
        try:
            return Done.from_object(json.loads(self._read(path)))
        except (ValueError, TypeError, KeyError):
            return None

    def _read(self, path: str) -> bytes:
        try:
            with self._storage.read(path) as stream:
                return stream.read()
        except OSError:
            return b""

    def _write(self, path: str, data: bytes) -> None:
        with self._storage.write(path) as stream:
            stream.write(data)


@contextmanager
def open_journal(output: str, settings: Settings, *, force: bool = False) -> Generator[Journal]:
    """Take an output folder for a job until the block ends.

    Raises UsageError where the folder has a job of other settings, unless `force` throws away what is known of it, and OutputError where
    another process is at work in it or it cannot be written.
    """
    storage = storage_of(output)
    folder = joined(output, JOURNAL_FOLDER)
    with _locked(output, folder):
        path = joined(folder, "settings.json")
        told = json.loads(json.dumps({"format": _FORMAT, "settings": settings}))
        known = _known(storage, path)
        if force:
            for name in storage.names(folder):
                if name != "lock":
                    storage.remove(joined(folder, name))
        elif known is not None and known != told:
            raise UsageError(
                f"{output} holds a job with other settings: {_differences(known, told)}",
                remedy="choose another folder with --output, or begin anew with --force",
            )
        if force or known is None:
            with storage.write(path) as stream:
                stream.write(json.dumps(told, ensure_ascii=False, indent=2).encode())
        yield Journal(output, hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12])


def _known(storage: Storage, path: str) -> dict[str, Any] | None:
    if storage.stat(path) is None:
        return None
    try:
        with storage.read(path) as stream:
            known = json.loads(stream.read())
    except (OSError, ValueError):
        known = None
    return known if isinstance(known, dict) else {}


def _differences(known: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    before, now = known.get("settings"), told["settings"]
    if known.get("format") != _FORMAT or not isinstance(before, dict):
        return "it is of another version of langbridge, or damaged"
    names = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name)]
    return "; ".join(f"{name} was {_shown(before.get(name))} and is {_shown(now.get(name))}" for name in names)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value) if value not in (None, "") else "none"


@contextmanager
def _locked(output: str, folder: str) -> Generator[None]:
    """Keep other processes of this machine out of an output folder; object stores have no locks."""
    if is_remote(output):
        yield
        return
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        remedy = "choose another folder with --output, or change its permissions"
        raise OutputError(f"cannot write there: {error.strerror}", path=output, remedy=remedy) from error
    try:
        if not lock(descriptor):
            raise OutputError("another langbridge is at work in this folder", path=output, remedy="wait until it has ended")
        yield
    finally:
        with suppress(OSError):
            os.close(descriptor)
