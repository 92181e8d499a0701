"""What of a project is in order and what is not, before it is found out by a run or a reader: `langbridge doctor`.

Nothing is changed, and nothing outside this computer is asked: an engine's address is tried only where it is a loopback one.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from langbridge.dictionaries import opencc_version
from langbridge.pipeline.site_health import examine_articles, examine_site, shown
from langbridge.project import REVIEW_FOLDER, EngineSettings, Settings, display_path, load_settings, site_of
from langbridge.values import ENGLISH, LangbridgeError

_LARGEST_MEMORY = 500_000_000
_CONNECT_SECONDS = 2.0


class Status(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    """It works, but not as somebody may think, or not for long."""
    ERROR = "error"
    """Something will fail, or be published wrongly."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at: of which `area`, how it is, and what to do."""

    area: str
    status: Status
    message: str
    remedy: str = ""

    def to_object(self) -> dict[str, str]:
        """The diagnosis as `docs/schemas/doctor.schema.json` describes it."""
        return {"area": self.area, "status": self.status, "message": self.message, "remedy": self.remedy}


Told = tuple[Status, str, str]


def examine_project(start: Path, environ: Mapping[str, str] = os.environ) -> Iterator[Diagnosis]:
    """Look at the project that a folder belongs to, area by area."""
    try:
        settings = load_settings(start, environ)
    except LangbridgeError as error:
        yield _of_error("settings", error)
        settings = Settings(start)
    else:
        yield from _each("settings", _settings(settings))
        yield from _each("site", _told(lambda: examine_site(settings)))
        yield from _each("articles", _told(lambda: examine_articles(settings)))
        yield from _each("glossaries", _glossaries(settings))
        yield from _each("engine", _engine(settings, environ))
    yield from _each("dictionaries", _dictionaries())
    yield from _each("cache", _cache())
    yield from _each("memory", _memory(settings))
    yield from _each("files", _files(settings))


def _each(area: str, told: Iterator[Told]) -> Iterator[Diagnosis]:
    try:
        for status, message, remedy in told:
            yield Diagnosis(area, status, message, remedy)
    except LangbridgeError as error:
        yield _of_error(area, error)


def _of_error(area: str, error: LangbridgeError) -> Diagnosis:
    bare = LangbridgeError(error.message, path=error.path, line=error.line, column=error.column)
    return Diagnosis(area, Status.ERROR, str(bare), error.remedy)


def _told(examine: Callable[[], Iterator[tuple[str, str, str]]]) -> Iterator[Told]:
    for status, message, remedy in examine():
        yield Status(status), message, remedy


def _settings(settings: Settings) -> Iterator[Told]:
    if settings.path is None:
        yield Status.WARNING, "there is no langbridge.yaml here or above", "langbridge init writes one that fits"
        return
    yield Status.OK, f"{shown(settings.path, settings.root)} can be read", ""
    if not settings.sources:
        yield Status.WARNING, "it names no sources, so each command has to", "name the folder of your articles under sources:"
    if not settings.targets:
        yield Status.WARNING, "it names no targets, so each command has to", "targets: [zh-Hant-TW], say"


def _glossaries(settings: Settings) -> Iterator[Told]:
    from langbridge.glossary import Glossary, check_glossaries, read_yaml
    from langbridge.values import Severity

    if settings.path is not None and not settings.glossaries and any(tag.region for tag in settings.targets):
        yield (
            Status.WARNING,
            "langbridge.yaml names none: the words of a region are those of OpenCC alone",
            "langbridge glossary add begins one, and langbridge init in an empty folder writes some to copy",
        )
        return
    read: list[Glossary] = []
    for path in settings.glossaries:
        try:
            read.append(read_yaml(path))
        except LangbridgeError as error:
            told = _of_error("glossaries", error)
            yield told.status, told.message, told.remedy
    if not read:
        return
    found = check_glossaries(read)
    errors = sum(one.severity is Severity.ERROR for one in found)
    terms = sum(len(one.concepts) for one in read)
    if errors:
        yield Status.ERROR, f"the glossaries contradict themselves or each other in {errors} places", "langbridge glossary check tells each"
    elif found:
        yield Status.WARNING, f"glossary check has {len(found)} things to say", "langbridge glossary check tells each"
    else:
        yield Status.OK, f"{terms} terms in {len(read)} {'glossary' if len(read) == 1 else 'glossaries'}", ""


def _engine(settings: Settings, environ: Mapping[str, str]) -> Iterator[Told]:
    wanted = ENGLISH in settings.targets
    if settings.engine.name == "none":
        if wanted:
            yield (
                Status.WARNING,
                "en is a target, and no engine is set up: langbridge translate has nobody to ask",
                "name one under engine: in langbridge.yaml, see docs/engines.md",
            )
        return
    from langbridge.translation import load_caller

    load_caller(settings.engine, environ).close()  # raises what is missing, a key's variable too
    named = " and ".join(one.name for one in (settings.engine, settings.engine.fallback) if one is not None)
    yield Status.OK, f"{named}: set up, with the keys that are needed", ""
    for engine in (settings.engine, settings.engine.fallback):
        if engine is not None:
            yield from _address(engine)


def _address(engine: EngineSettings) -> Iterator[Told]:
    """Whether something listens at an engine's address, where that is on this computer."""
    parts = urlsplit(engine.url)
    host = parts.hostname or ""
    if not host:
        return
    if not _is_loopback(host):
        yield Status.OK, f"{engine.name}: {host} is not asked, since it is not on this computer", ""
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        told = f"{engine.name}: nothing answers at {host}:{port} ({error.strerror or error})"
        yield Status.ERROR, told, "start the service, or correct engine.url"
    else:
        yield Status.OK, f"{engine.name}: something listens at {host}:{port}", ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _dictionaries() -> Iterator[Told]:
    yield Status.OK, f"OpenCC and its dictionaries are version {opencc_version()}", ""


def _cache() -> Iterator[Told]:
    from platformdirs import user_cache_path

    folder = user_cache_path("langbridge")
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        yield Status.OK, f"{display_path(folder)} can be written", ""
    else:
        yield (
            Status.WARNING,
            f"{display_path(folder)} cannot be written: every run makes OpenCC's dictionaries ready anew, which takes some 200 ms",
            "make it writable, or name another with XDG_CACHE_HOME",
        )


def _memory(settings: Settings) -> Iterator[Told]:
    from langbridge.translation import MEMORY_NAME, Memory

    path = settings.root / ".langbridge" / MEMORY_NAME
    if not path.is_file():
        return
    memory = Memory(path)
    try:
        stats = memory.stats()
    finally:
        memory.close()
    told = f"{shown(path, settings.root)}: {stats.approved} approved pairs, {stats.answers} answers"
    if stats.bytes > _LARGEST_MEMORY:
        yield Status.WARNING, f"{told}, {stats.bytes // 1_000_000} MB", "langbridge memory prune makes it smaller"
    else:
        yield Status.OK, told, ""


def _files(settings: Settings) -> Iterator[Told]:
    """Drafts and journals of runs that were stopped."""
    site = site_of(settings)
    folders = {settings.output, settings.output / REVIEW_FOLDER, settings.root / ".langbridge"} | ({site.content} if site else set())
    drafts = sorted({path for folder in folders if folder.is_dir() for path in folder.rglob(".langbridge-*.tmp")})
    if drafts:
        named = shown(drafts[0], settings.root)
        told = f"{len(drafts)} half-written {'file' if len(drafts) == 1 else 'files'} of a run that was stopped: {named}"
        yield Status.WARNING, told, "remove them, when no langbridge is at work"
    if site is not None and os.path.lexists(site.content / ".langbridge" / "journal.json"):
        yield (
            Status.WARNING,
            f"a publish to {shown(site.content, settings.root)} was stopped before all files were in place",
            "the next langbridge publish finishes it",
        )
    if not drafts:
        yield Status.OK, "no half-written file was left by a run", ""
