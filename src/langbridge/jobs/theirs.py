"""Versions that people wrote: files in the place of an output, in the output folder or in the site, that langbridge did not write."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from langbridge.jobs.outcomes import Job
from langbridge.project import Layout, Settings, SiteLayout, is_same_file, output_path, record_path, site_layout
from langbridge.values import RecordError, UsageError


class TheirVersions:
    """Finds the versions of a project's articles that are their authors' own."""

    def __init__(self, settings: Settings, output: Path) -> None:
        self._settings = settings
        self._output = output
        self._published: dict[Path, Collection[PurePosixPath]] = {}

    def find(self, job: Job) -> Path | None:
        """The version of an article for a target that people wrote; None where there is none.

        Where there is a record, langbridge has made this version, and goes on with it.  Else a file in the output folder is theirs, and so
        is one where the site has the version, unless `langbridge publish` put it there.
        """
        from langbridge.review import pending_path

        recorded = record_path(self._output, job.target, job.source.relative)
        if os.path.lexists(recorded) or os.path.lexists(pending_path(recorded)):
            return None
        for path in self._places(job):
            if path.is_file() and not is_same_file(path, job.source.path) and not self._is_published(path):
                return path
        return None

    @cached_property
    def _layout(self) -> SiteLayout:
        return site_layout(self._settings)

    def _places(self, job: Job) -> Iterator[Path]:
        """Where a version may be: in the output folder, then where `publish` would put it, from any folder that it may be given."""
        yield output_path(self._output, job.target, job.source.relative)
        layout, source = self._layout, job.source.path.absolute()
        named = Path(*source.parts[: -len(job.source.relative.parts)])
        folders = [named]
        if layout.site is not None:
            # Articles may lie outside the content that they are published to; folders of content lie in the root.
            folders += (layout.site.content, layout.site.root)
        elif layout.layout is Layout.CONTENT:
            folders = [named.parent]
        for folder in folders:
            try:
                yield folder / layout.place(job.target, job.source.relative, source, folder)
            except UsageError:
                continue

    def _is_published(self, path: Path) -> bool:
        """Whether `langbridge publish` wrote a file, to whichever folder above it."""
        from langbridge.review.site import read_manifest

        for folder in path.parents:
            if folder not in self._published:
                try:
                    self._published[folder] = frozenset(read_manifest(folder))
                except RecordError:
                    self._published[folder] = frozenset()  # publishing tells of it; until then nothing is taken for ours
            if PurePosixPath(path.relative_to(folder).as_posix()) in self._published[folder]:
                return True
        return False
