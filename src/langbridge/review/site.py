"""What langbridge keeps in a site's folder, and in which form: the manifest of what it published, and the journal of a set that is not in
place yet.  Both are JSON; `journal.py` says when they are written.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from langbridge.project import display_path
from langbridge.review.record import digest
from langbridge.values import LangbridgeError, LanguageTag, OutputError, RecordError

FORMAT = 1
"""The number of both forms.  Readers pass over keys that they do not know."""

SITE_FOLDER = ".langbridge"
"""What is langbridge's own in a site's folder; hidden, so that a site does not show it."""

JOURNAL_REMEDY = "remove it and staged/ beside it, then publish again"
_MANIFEST_REMEDY = "get it back, or move it away and publish with --adopt"


@dataclass(frozen=True, slots=True)
class Published:
    """A file that langbridge wrote into a site: the SHA-256 of the bytes, the path of the article's source, and the target."""

    sha256: str
    source: str
    target: LanguageTag


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A file of a journal; its content is staged under its number in the journal.

    `previous` says what stood at its place when it was staged, None for nothing.
    """

    path: PurePosixPath
    published: Published
    previous: str | None


def manifest_path(folder: Path) -> Path:
    """Where the manifest of a site is."""
    return folder / SITE_FOLDER / "published.json"


def journal_path(folder: Path) -> Path:
    """Where the journal of a site is, while there is one."""
    return folder / SITE_FOLDER / "journal.json"


def staging_path(folder: Path) -> Path:
    """The folder of contents that are not in place yet."""
    return folder / SITE_FOLDER / "staged"


def real_place(folder: Path, relative: PurePosixPath) -> Path:
    """Where a file of a site really is, links among its folders followed.  Raises OutputError where that is outside the site."""
    real = os.path.realpath(folder)
    parent = os.path.realpath(folder / relative.parent)
    own = os.path.realpath(folder / SITE_FOLDER)
    if not Path(parent).is_relative_to(real) or Path(parent).is_relative_to(own):
        raise OutputError(
            f"one of its folders is a link that leads out of {display_path(folder)}",
            path=display_path(folder / relative),
            remedy="put a folder in its place, or publish to where it leads",
        )
    return Path(parent) / relative.name


def standing(path: Path) -> str | None:
    """What stands at a path, links not followed: the SHA-256 of a file, where a link leads, "" for a folder or device, None for nothing."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(mode):
        return f"link to {path.readlink()}"
    return digest(path.read_bytes()) if stat.S_ISREG(mode) else ""


def read_manifest(folder: Path) -> dict[PurePosixPath, Published]:
    """The files that langbridge wrote into a site's folder; none where there is no manifest.  Raises RecordError for a damaged one."""
    path = manifest_path(folder)
    with _damaged(path, _MANIFEST_REMEDY):
        loaded = _read(path)
        files = loaded["files"] if loaded is not None else {}
        if not isinstance(files, dict):
            raise TypeError("files is no object")
        return {_relative(name): _published(entry) for name, entry in files.items()}


def read_journal(folder: Path) -> list[JournalEntry] | None:
    """The journal of a set that is not in place yet, None where there is none.  Raises RecordError for a damaged one."""
    path = journal_path(folder)
    with _damaged(path, JOURNAL_REMEDY):
        loaded = _read(path)
        if loaded is None:
            return None
        files = loaded["files"]
        if not isinstance(files, list):
            raise TypeError("files is no list")
        return [
            JournalEntry(_relative(one["path"]), _published(one), None if one["previous"] is None else _text(one["previous"]))
            for one in files
        ]


def manifest_bytes(manifest: Mapping[PurePosixPath, Published]) -> bytes:
    """A manifest as it is written: in order of path, a key a line, so that a site in git has small diffs."""
    return _encode({str(path): _object(manifest[path]) for path in sorted(manifest)})


def journal_bytes(entries: Sequence[JournalEntry]) -> bytes:
    """A journal as it is written."""
    return _encode([{"path": str(entry.path), **_object(entry.published), "previous": entry.previous} for entry in entries])


def _encode(files: object) -> bytes:
    value = {"format": FORMAT, "files": files}
    try:
        return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
    except UnicodeEncodeError:  # a path whose bytes are not UTF-8 has lone surrogates, which only JSON's own escapes can carry
        return json.dumps(value, indent=1).encode() + b"\n"


def _object(published: Published) -> dict[str, object]:
    return {"sha256": published.sha256, "source": published.source, "target": str(published.target)}


def _read(path: Path) -> dict[str, object] | None:
    try:
        loaded = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise RecordError(f"cannot be read: {error.strerror}") from error
    if not isinstance(loaded, dict) or type(form := loaded.get("format")) is not int:
        raise TypeError("it has no format number")
    if form > FORMAT:
        raise RecordError(f"it has format {form}, and this langbridge reads {FORMAT}", remedy="upgrade langbridge")
    return loaded


@contextlib.contextmanager
def _damaged(path: Path, remedy: str) -> Iterator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        yield
    except RecordError as error:
        raise RecordError(error.message, path=display_path(path), remedy=error.remedy) from error
    except (ValueError, TypeError, KeyError, RecursionError, LangbridgeError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RecordError(f"this file is damaged: {told}", path=display_path(path), remedy=remedy) from error


def _relative(name: object) -> PurePosixPath:
    """A path of a manifest or journal.  They may come from elsewhere, in a clone of a site: none may lead out of it."""
    path = PurePosixPath(_text(name))
    native = Path(path)
    if native.anchor or not path.parts or ".." in native.parts or path.parts[0] == SITE_FOLDER:
        raise ValueError(f"{name!r} is no path in a site")
    return path


def _published(entry: object) -> Published:
    if not isinstance(entry, dict):
        raise TypeError(f"there is a {type(entry).__name__} where an object should be")
    return Published(_text(entry["sha256"]), _text(entry["source"]), LanguageTag.parse(_text(entry["target"])))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"there is a {type(value).__name__} where text should be")
    return value
