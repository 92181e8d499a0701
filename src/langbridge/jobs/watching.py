"""Waiting for what would make a run necessary: an article, a glossary, the settings, a decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from langbridge.project import ARTICLE_SUFFIXES, REVIEW_FOLDER, Settings
from langbridge.values import UsageError

_DECISIONS = ".decisions.jsonl"
_QUIET_MILLISECONDS = 200
"""So long nothing has to happen before a run begins: an editor writes a file in several steps."""


def watch_project(settings: Settings, output: Path) -> Iterator[None]:
    """Yields once when it has begun to watch, and then each time after something has happened that a run has to know of.

    What happens meanwhile is told afterwards.  It ends with Ctrl-C.  Raises UsageError where watchfiles is not installed.
    """
    try:
        from watchfiles import Change, watch
    except ImportError:
        raise UsageError("--watch needs the package watchfiles", remedy="pip install 'langbridge[watch]'") from None
    output = output.resolve()
    files = {path.resolve() for path in (settings.path, *settings.glossaries) if path is not None}

    def matters(_change: Change, name: str) -> bool:
        path = Path(name)
        if path.is_relative_to(output):
            # What a run writes itself must not begin another one.
            return path.is_relative_to(output / REVIEW_FOLDER) and name.endswith(_DECISIONS)
        return path in files or (name.lower().endswith(ARTICLE_SUFFIXES) and not path.name.startswith("."))

    folders = {path if path.is_dir() else path.parent for path in files}
    folders |= {_existing(path) for path in settings.sources}
    folders |= {output} if output.is_dir() else set()
    begun = False
    # Ctrl-C in a wait is a KeyboardInterrupt, as everywhere.
    for changes in watch(
        *sorted(folders), watch_filter=matters, step=_QUIET_MILLISECONDS, rust_timeout=_QUIET_MILLISECONDS, yield_on_timeout=True
    ):
        if changes or not begun:
            begun = True
            yield


def _existing(path: Path) -> Path:
    """The folder that is watched for a source: its own, or for a pattern the one before the first wildcard."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return (path if path.is_dir() else path.parent).resolve()
