"""The manifest: what every article's output was made from, so that a second run does only what is missing or changed.

    .langbridge/manifest.jsonl    a line for each article and target, appended as it ends; of two about the same, the later one counts
    .langbridge/lock              held while a run is at work, so that two do not mix

A line is appended in one write, so a run that is killed tears at most the last one; what cannot be read is left out and told.  What a lost
line was about is done again, and comes out the same: the manifest only saves time, and what nobody else knows is not in it.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b, sha256
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from langbridge.project import display_path, write_atomically
from langbridge.review.locking import lock
from langbridge.values import OutputError, RecordError

STATE_FOLDER = ".langbridge"
"""Below the project's root: what langbridge keeps for itself on this machine, not made to be committed."""

MANIFEST_NAME = "manifest.jsonl"
FORMAT = 1

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after which another write to a file shows in its time of modification, on the coarsest file systems (FAT: two seconds)."""

_STAMP = [str, int, int, int]
_NAMES = ("path", "target", "relative", "status", "making")

Key = tuple[str, str]
"""An article's path, relative to the project's root where it lies in it, and a target tag."""


class Stamp(NamedTuple):
    """A file as it was: the SHA-256 of its bytes, in hex, and what tells without reading it that it is still the same.

    `size` in bytes, `modified` in nanoseconds; both are -1 where the file had been written so shortly before that a later write could
    have left the same.
    """

    sha256: str
    size: int = -1
    modified: int = -1
    inode: int = -1

    def matches(self, found: os.stat_result) -> bool:
        """Whether a file looks as it did; it is not read."""
        return (self.size, self.modified, self.inode) == (found.st_size, found.st_mtime_ns, found.st_ino)


def stamp_of(path: Path | str, data: bytes | None = None) -> Stamp | None:
    """The stamp of a file; None where there is none that can be read.

    `data` is what was just written into it: then it is told by its times at once.  Should somebody write as many bytes into it in the same
    moment, that is seen when it is next written.
    """
    written = data is not None
    now = time.time_ns()
    try:
        found = os.stat(path)  # noqa: PTH116  a pathlib stat, ten thousand times, takes twice as long
        if data is None:
            data = Path(path).read_bytes()
    except (OSError, ValueError):
        return None
    digest = sha256(data).hexdigest()
    if not written and now - found.st_mtime_ns < _SETTLED_AFTER:
        return Stamp(digest)
    return Stamp(digest, found.st_size, found.st_mtime_ns, found.st_ino)


class EntryStatus(StrEnum):
    """How the last run of an article to a target ended."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    """Written, but segments are left in their own language."""
    FOREIGN = "foreign"
    """People wrote the output; it was compared, and not touched."""
    FAILED = "failed"


class Entry(NamedTuple):
    """What the manifest says about an article and a target.

    `relative` is the article's path below the folder that was named, which its output keeps.
    `making` names the settings, programs and terms that it was made with.  `source`, `output` and `decisions` are the files as they were;
    None where there was none.  `review` places wait for a person, `findings` are what a check found; of a foreign output `changes` counts
    the places that langbridge would write otherwise.  `escaped` tells that the article's text does not stand in its file as it reads.
    """

    path: str
    target: str
    relative: str
    status: EntryStatus
    making: str
    source: Stamp | None = None
    output: Stamp | None = None
    decisions: Stamp | None = None
    source_tag: str = ""
    changes: int = 0
    glossary: int = 0
    review: int = 0
    findings: int = 0
    untranslated: int = 0
    escaped: bool = False
    messages: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.path, self.target

    def to_object(self) -> dict[str, object]:
        """The entry as a line holds it: what says nothing is left out."""
        return {name: value for name, value in self._asdict().items() if value or name in _NAMES}


@dataclass(frozen=True, slots=True)
class Making:
    """What an output is made with: settings that matter, versions of programs and dictionaries, and what `terms` names, a state of the
    glossaries."""

    settings: Mapping[str, str]
    tool: Mapping[str, str]
    terms: str

    @property
    def id(self) -> str:
        """The same for equal makings."""
        told = json.dumps([sorted(self.settings.items()), sorted(self.tool.items()), self.terms])
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def to_object(self) -> dict[str, object]:
        return {"id": self.id, "settings": dict(self.settings), "tool": dict(self.tool), "terms": self.terms}


@dataclass(slots=True)
class Manifest:
    """The entries of a project.

    `damaged` counts the lines that could not be read, `superseded` those that a later one took the place of.  `torn` tells that the last
    line has no end, `forgot` that entries are in the file which are not here.
    """

    path: Path
    entries: dict[Key, Entry] = field(default_factory=dict)
    makings: dict[str, Making] = field(default_factory=dict)
    damaged: int = 0
    superseded: int = 0
    torn: bool = False
    forgot: bool = False

    def forget(self, keys: Iterable[Key]) -> None:
        """Leave entries out when the manifest is next written anew, which is then worth doing."""
        for key in keys:
            del self.entries[key]
            self.forgot = True

    @property
    def worth_compacting(self) -> bool:
        return bool(self.damaged) or self.torn or self.forgot or self.superseded > 100 + len(self.entries) // 2

    def compact(self) -> None:
        """Write the manifest anew, without what no longer counts.  Raises OutputError, with the old one still there."""
        used = {entry.making for entry in self.entries.values()}
        self.makings = {name: making for name, making in self.makings.items() if name in used}
        lines = [_line({"format": FORMAT}), *(_line({"making": making.to_object()}) for making in self.makings.values())]
        lines += (_line(entry.to_object()) for entry in self.entries.values())
        write_atomically(self.path, b"".join(lines))
        self.superseded, self.torn, self.forgot = 0, False, False


def manifest_path(root: Path) -> Path:
    """Where the manifest of a project is."""
    return root / STATE_FOLDER / MANIFEST_NAME


def read_manifest(root: Path) -> Manifest:
    """The manifest of a project; an empty one where there is none.

    Lines that cannot be read are left out and counted.  Raises RecordError where the file cannot be read at all, or is of a newer
    langbridge.
    """
    path = manifest_path(root)
    manifest = Manifest(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return manifest
    except OSError as error:
        raise RecordError(f"the manifest cannot be read: {error.strerror}", path=display_path(path)) from error
    manifest.torn = bool(data) and not data.endswith(b"\n")
    for loaded in _rows(data, manifest):
        try:
            _take(loaded, manifest)
        except (KeyError, TypeError, ValueError):
            manifest.damaged += 1
    return manifest


def _rows(data: bytes, manifest: Manifest) -> Iterator[object]:
    lines = [line for line in data.split(b"\n") if line]
    try:
        # One call for all is three times as fast as one a line.
        yield from json.loads(b"[" + b",".join(lines) + b"]")
        return
    except (ValueError, RecursionError):
        pass
    for number, line in enumerate(lines):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            # A last line without its end is the work of a run that was killed, and nothing to tell of.
            manifest.damaged += not (manifest.torn and number == len(lines) - 1)


def _take(loaded: object, manifest: Manifest) -> None:
    if not isinstance(loaded, dict):
        raise TypeError("a line is no object")
    if "path" in loaded:
        entry = _entry(loaded)
        manifest.superseded += entry.key in manifest.entries
        manifest.entries[entry.key] = entry
    elif "making" in loaded:
        said = loaded["making"]
        making = Making(_texts(said["settings"]), _texts(said["tool"]), str(said["terms"]))
        manifest.makings[making.id] = making
    elif int(loaded["format"]) > FORMAT:
        raise RecordError(
            f"the manifest has format {loaded['format']}; this langbridge reads format {FORMAT}",
            path=display_path(manifest.path),
            remedy="upgrade langbridge, or remove the manifest: everything is looked at again then",
        )


def _texts(said: object) -> dict[str, str]:
    if not isinstance(said, dict):
        raise TypeError("there is no object where one should be")
    return {str(name): str(value) for name, value in said.items()}


def _entry(said: dict[str, object]) -> Entry:
    """An entry from its line.  Raises KeyError, TypeError and ValueError where it is none."""
    path, target, relative, status, making = (_text(said[name]) for name in _NAMES)
    messages = said.get("messages", ())
    if not isinstance(messages, list | tuple):
        raise TypeError("messages are no list")
    return Entry(
        path,
        target,
        relative,
        EntryStatus(status),
        making,
        _stamp(said.get("source")),
        _stamp(said.get("output")),
        _stamp(said.get("decisions")),
        _text(said.get("source_tag", "")),
        _count(said, "changes"),
        _count(said, "glossary"),
        _count(said, "review"),
        _count(said, "findings"),
        _count(said, "untranslated"),
        bool(said.get("escaped")),
        tuple(map(str, messages)),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a value is no text")
    return value


def _count(said: dict[str, object], name: str) -> int:
    value = said.get(name, 0)
    if type(value) is not int or value < 0:
        raise TypeError(f"{name} is no count")
    return value


def _stamp(said: object) -> Stamp | None:
    if said is None:
        return None
    if not isinstance(said, list) or list(map(type, said)) != _STAMP:
        raise TypeError("a stamp is none")
    return Stamp._make(said)


def _line(said: Mapping[str, object]) -> bytes:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # a path whose bytes are no UTF-8
        return json.dumps(said, separators=(",", ":")).encode() + b"\n"


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold a project alone.  The system lets go of the lock when the process ends, however it ends.

    Raises OutputError where another run is at work, or langbridge may not write there.
    """
    folder = root / STATE_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise _cannot_write(error, folder) from error
    try:
        if not lock(descriptor):
            raise OutputError("another langbridge is at work in this project", path=display_path(folder), remedy="wait until it has ended")
        yield
    finally:
        os.close(descriptor)


class ManifestWriter:
    """Appends to a manifest, with the project held alone; what is written is in `manifest` as well.

    Raises OutputError where nothing can be written.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        if manifest.worth_compacting:
            manifest.compact()
        try:
            manifest.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = os.open(manifest.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise _cannot_write(error, manifest.path) from error
        try:
            if not os.fstat(self._stream).st_size:
                self._append(_line({"format": FORMAT}))
        except BaseException:
            os.close(self._stream)
            raise

    def __enter__(self) -> ManifestWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._stream)

    def add_makings(self, makings: Iterable[Making]) -> None:
        """Write down those makings that the manifest does not have yet."""
        for making in makings:
            if making.id not in self._manifest.makings:
                self._append(_line({"making": making.to_object()}))
                self._manifest.makings[making.id] = making

    def add(self, entry: Entry) -> None:
        """Write an entry, in one write."""
        self._append(_line(entry.to_object()))
        self._manifest.entries[entry.key] = entry

    def _append(self, line: bytes) -> None:
        try:
            written = os.write(self._stream, line)
            if written < len(line):
                # The disk is full.  The rest may still find its place, else a line is torn, which the next run mends.
                os.write(self._stream, line[written:])
        except OSError as error:
            raise _cannot_write(error, self._manifest.path) from error


def _cannot_write(error: OSError, path: Path) -> OutputError:
    return OutputError(
        f"the manifest cannot be written: {error.strerror}",
        path=display_path(path),
        remedy="make room or let langbridge write there, then run again: it goes on where it stopped",
    )
