"""What a run has to do, and why: of every article and target only what is missing or changed since the manifest was written."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from langbridge.jobs.makings import describe_change, making_of
from langbridge.jobs.manifest import Entry, EntryStatus, Key, Making, Manifest, ManifestWriter, Stamp, stamp_of
from langbridge.jobs.outcomes import Job
from langbridge.jobs.theirs import TheirVersions
from langbridge.project import (
    Settings,
    SourceFile,
    decisions_path,
    display_path,
    find_articles,
    output_path,
    site_layout,
)
from langbridge.values import LangbridgeError, LanguageTag, SettingsError, UsageError

if TYPE_CHECKING:
    from langbridge.jobs.term_changes import FormFinder, Wording
    from langbridge.pipeline import Reading


_NAME = "\0"
"""Stands for an article's name where paths are made for a whole folder; no name holds it."""

_UNKNOWN = "no run has noted what this output was made from; it is made again, and written where it comes out otherwise"


class Why(StrEnum):
    """Why something is done, or left alone."""

    NEW = "new"
    UNKNOWN = "unknown"
    """There is an output with its record, but the manifest does not say what it was made from."""
    OUTPUT_MISSING = "output-missing"
    OUTPUT_EDITED = "output-edited"
    SOURCE_CHANGED = "source-changed"
    SETTINGS_CHANGED = "settings-changed"
    TERMS_CHANGED = "terms-changed"
    DECISIONS_CHANGED = "decisions-changed"
    UPGRADED = "upgraded"
    FAILED_BEFORE = "failed-before"
    INCOMPLETE = "incomplete"
    FORCED = "forced"
    FOREIGN = "foreign"
    """People wrote the output: it is compared, and not touched."""


class Reason(NamedTuple):
    """Why, and what more there is to say: the keys, programs or terms that changed, or what failed."""

    why: Why
    detail: str = ""

    def __str__(self) -> str:
        told = self.why.replace("-", " ")
        return f"{told} ({self.detail})" if self.detail else told


class Action(StrEnum):
    """What is to be done."""

    NOTHING = "nothing"
    CONVERT = "convert"
    TRANSLATE = "translate"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Planned:
    """An article and a target, what is to be done about them, and why; `making` names what it is done with, `theirs` is the version that
    people wrote."""

    job: Job
    key: Key
    action: Action
    making: str
    reasons: tuple[Reason, ...] = ()
    theirs: Path | None = None


class Orphan(NamedTuple):
    """An output that no article of the project leads to any more: its source is gone (`source-gone`), or its target is none of the
    project's (`target-gone`).  `renamed_to` is an article with the very bytes of the source that is gone."""

    entry: Entry
    output: Path
    why: str
    renamed_to: str = ""


@dataclass(slots=True)
class Plan:
    """All that a project is to have, in the order of its sources and targets.

    `refreshed` are entries for what is still as it was but looks otherwise, such as a file that was touched; `gone` are of what no longer
    exists.  `touched` has for each term that changed the articles that hold it.
    """

    planned: list[Planned] = field(default_factory=list)
    makings: dict[LanguageTag, Making] = field(default_factory=dict)
    orphans: list[Orphan] = field(default_factory=list)
    refreshed: list[Entry] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)
    touched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def todo(self) -> list[Planned]:
        """What is to be done."""
        return [one for one in self.planned if one.action is not Action.NOTHING]


def record_plan(plan: Plan, manifest: Manifest, writer: ManifestWriter, settings: Settings) -> None:
    """Write down what has to be known before anything is done: settings, programs and terms, and what is as it was after all.

    Raises OutputError where nothing can be written.
    """
    from langbridge.jobs.term_changes import keep_wording

    used = {making.terms for making in manifest.makings.values()}
    for terms in {making.terms for making in plan.makings.values()}:
        keep_wording(settings.root, settings.glossaries, terms, settings.targets, used)
    writer.add_makings(plan.makings.values())
    for entry in plan.refreshed:
        writer.add(entry)


def check_project(settings: Settings) -> None:
    """Raises SettingsError where the settings do not say what a run is to do."""
    if settings.path is None:
        raise SettingsError("there is no langbridge.yaml here or above", remedy="write one with sources and targets: docs/commands.md")
    for name, said in (("sources", settings.sources), ("targets", settings.targets)):
        if not said:
            raise SettingsError(f"it names no {name}", path=display_path(settings.path), remedy=f"add {name}: docs/commands.md")


def project_sources(
    settings: Settings, output: Path, near: Callable[[Path], Path], report: Callable[[LangbridgeError], None]
) -> list[SourceFile]:
    """The articles of a project; `near` says how paths are shown.  `report` gets what could not be looked at.

    Raises UsageError for sources that do not exist or are the output folder.
    """
    named = [near(path) for path in settings.sources]
    if any(os.path.realpath(path) == os.path.realpath(output) for path in named):
        raise UsageError(f"the outputs would be among the articles of {display_path(output)}", remedy="name another folder as output")
    return find_articles(named, output=output, report=report, is_version=site_layout(settings).is_version)


def plan_run(
    settings: Settings,
    manifest: Manifest,
    sources: Sequence[SourceFile],
    *,
    output: Path,
    wanted: Callable[[SourceFile], bool] | None = None,
    force: bool = False,
) -> Plan:
    """What is to be done.  `wanted` leaves out other articles, `force` does what is done already again.

    Raises GlossaryError for a glossary that cannot be read.
    """
    planner = _Planner(settings, manifest, output, force=force)
    keys: set[str] = set()
    folders: dict[str, str] = {}
    for source in sources:
        folder, name = os.path.split(source.path)
        if folder not in folders:
            folders[folder] = key_path(Path(folder, _NAME), settings.root)
        path = folders[folder].replace(_NAME, name)
        keys.add(path)
        if wanted is None or wanted(source):
            for target in settings.targets:
                planner.look(Job(source, target), path)
    planner.find_orphans(keys)
    return planner.plan


def key_path(path: Path, root: Path) -> str:
    """An article's path as the manifest has it."""
    absolute = os.path.abspath(path)  # noqa: PTH100  ten thousand times
    prefix = f"{root}{os.sep}"
    relative = absolute[len(prefix) :] if absolute.startswith(prefix) else absolute
    return relative.replace(os.sep, "/") if os.sep != "/" else relative


class _Planner:
    """Makes one plan."""

    def __init__(self, settings: Settings, manifest: Manifest, output: Path, *, force: bool) -> None:
        self.plan = Plan(makings={target: making_of(settings, target) for target in settings.targets})
        self._settings = settings
        self._manifest = manifest
        self._output = output
        self._force = force
        self._ids = {target: making.id for target, making in self.plan.makings.items()}
        self._terms = _TermChanges(settings)
        self._theirs = TheirVersions(settings, output)
        self._templates: dict[tuple[LanguageTag, str], tuple[str, str]] = {}

    def look(self, job: Job, path: str) -> None:
        """Look at an article and a target, and plan what is to be done about them."""
        target = job.target
        key = (path, str(target))
        entry = self._manifest.entries.get(key)
        theirs = None
        if entry is None or entry.status in (EntryStatus.FAILED, EntryStatus.FOREIGN):
            theirs = self._theirs.find(job)
            action, reasons = self._look_anew(job, entry) if theirs is None else self._look_at_theirs(job, entry, theirs)
        else:
            action = Action.CONVERT if target.is_chinese else Action.TRANSLATE
            reasons = self._differences(job, entry)
            if self._force:
                reasons.append(Reason(Why.FORCED))
            if not reasons:
                action = Action.NOTHING
        self.plan.planned.append(Planned(job, key, action, self._ids[target], tuple(reasons), theirs))

    def _look_anew(self, job: Job, entry: Entry | None) -> tuple[Action, list[Reason]]:
        """What to do where nothing that langbridge wrote is known of."""
        action = Action.CONVERT if job.target.is_chinese else Action.TRANSLATE
        if entry is not None and entry.status is EntryStatus.FAILED:
            return action, [Reason(Why.FAILED_BEFORE, entry.messages[0] if entry.messages else "")]
        there = output_path(self._output, job.target, job.source.relative).exists()
        return action, [Reason(Why.UNKNOWN, _UNKNOWN) if there else Reason(Why.NEW)]

    def _look_at_theirs(self, job: Job, entry: Entry | None, path: Path) -> tuple[Action, list[Reason]]:
        """Whether to compare the version that people wrote: not again while it and the article are the same."""
        elsewhere = path != output_path(self._output, job.target, job.source.relative)
        reasons = [Reason(Why.FOREIGN, display_path(Path(key_path(path, self._settings.root))) if elsewhere else "")]
        known = entry is not None and entry.status is EntryStatus.FOREIGN and not self._force
        if known and entry is not None and self._is(entry.source, job.source.path) and self._is(entry.output, path):
            return Action.NOTHING, reasons
        return Action.COMPARE, reasons

    def _differences(self, job: Job, entry: Entry) -> list[Reason]:
        """What is no longer as it was when the output was made."""
        reasons: list[Reason] = []
        relative = job.source.relative
        source = self._now(entry.source, job.source.path)
        if source is None:
            reasons.append(Reason(Why.SOURCE_CHANGED))
        path, decided = self._places(job)
        output = self._now(entry.output, path)
        if output is None:
            reasons.append(Reason(Why.OUTPUT_EDITED if os.path.exists(path) else Why.OUTPUT_MISSING))  # noqa: PTH110
        decisions = self._now(entry.decisions, decided)
        if decisions is None and (entry.decisions is not None or os.path.exists(decided)):  # noqa: PTH110  for every article
            reasons.append(Reason(Why.DECISIONS_CHANGED))
        # Without an engine nobody would answer; a memory or glossary that could is part of the making.
        if entry.status is EntryStatus.INCOMPLETE and self._settings.engine.name != "none":
            reasons.append(Reason(Why.INCOMPLETE, f"{entry.untranslated} segments are left in their own language"))
        if entry.making != self._ids[job.target]:
            reasons += self._made_otherwise(job, entry)
        if not reasons:
            fresh = entry._replace(making=self._ids[job.target], source=source, output=output, decisions=decisions, relative=str(relative))
            if fresh != entry:
                self.plan.refreshed.append(fresh)
        return reasons

    def _made_otherwise(self, job: Job, entry: Entry) -> list[Reason]:
        """What differs in what an article's output is made with, as far as the article is concerned."""
        old, new = self._manifest.makings.get(entry.making), self.plan.makings[job.target]
        if old is None:
            return [Reason(Why.UNKNOWN, _UNKNOWN)]
        settings, tools = describe_change(old, new)
        reasons = [Reason(Why.SETTINGS_CHANGED, ", ".join(settings))] if settings else []
        if tools:
            reasons.append(Reason(Why.UPGRADED, ", ".join(tools)))
        if old.terms != new.terms:
            found = self._terms.in_article(job, old.terms, new.terms, escaped=entry.escaped)
            if found is None:
                reasons.append(Reason(Why.TERMS_CHANGED, "what the glossaries said before is not known"))
            elif found:
                reasons.append(Reason(Why.TERMS_CHANGED, ", ".join(found)))
                for form in found:
                    articles = self.plan.touched.setdefault(form, [])
                    if entry.path not in articles[-1:]:
                        articles.append(entry.path)
        return reasons

    def _places(self, job: Job) -> tuple[str, str]:
        """Where the output of an article and the decisions about it are: for those of one folder with another name each."""
        folder, name = os.path.split(job.source.relative)
        key = (job.target, folder)
        if key not in self._templates:
            unnamed = Path(folder, _NAME)
            self._templates[key] = (
                str(output_path(self._output, job.target, unnamed)),
                str(decisions_path(self._output, job.target, unnamed)),
            )
        output, decisions = self._templates[key]
        return output.replace(_NAME, name), decisions.replace(_NAME, name)

    def _now(self, stamp: Stamp | None, path: Path | str) -> Stamp | None:
        """The stamp of a file that is still the same; None where it is not, or there is none."""
        if stamp is None:
            return None
        try:
            if stamp.matches(os.stat(path)):  # noqa: PTH116  the whole of a run that has nothing to do
                return stamp
        except (OSError, ValueError):
            return None
        now = stamp_of(path)
        return now if now is not None and now.sha256 == stamp.sha256 else None

    def _is(self, stamp: Stamp | None, path: Path) -> bool:
        return self._now(stamp, path) is not None

    def find_orphans(self, sources: Collection[str]) -> None:
        """Plan what becomes of entries that no article leads to: those whose output is still there are told, the others forgotten."""
        targets = {str(target) for target in self._settings.targets}
        renamed: dict[str, str] | None = None
        for key, entry in self._manifest.entries.items():
            if entry.path in sources and entry.target in targets:
                continue
            try:
                output = output_path(self._output, LanguageTag.parse(entry.target), Path(entry.relative))
            except UsageError:
                self.plan.gone.append(key)
                continue
            if entry.status in (EntryStatus.FOREIGN, EntryStatus.FAILED) or not output.exists():
                self.plan.gone.append(key)
                continue
            if renamed is None:
                renamed = self._new_articles()
            why = "source-gone" if entry.path not in sources else "target-gone"
            to = renamed.get(entry.source.sha256, "") if entry.source and why == "source-gone" else ""
            self.plan.orphans.append(Orphan(entry, output, why, to))

    def _new_articles(self) -> dict[str, str]:
        """The articles that the manifest does not know, by the SHA-256 of their bytes."""
        fresh = {one.key[0]: one.job.source.path for one in self.plan.planned if one.key not in self._manifest.entries}
        return {stamp.sha256: path for path, file in fresh.items() if (stamp := stamp_of(file)) is not None}


class _TermChanges:
    """Which of the terms that changed an article holds; what takes time is done when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._now: Wording | None = None
        self._finders: dict[tuple[str, LanguageTag], FormFinder | None] = {}
        self._texts: tuple[tuple[Path, bool, bool], str] | None = None
        self._reading: Reading | None = None

    def in_article(self, job: Job, old: str, new: str, *, escaped: bool) -> list[str] | None:
        """The forms that an article holds and that mean something else to its target now; None where that cannot be known."""
        direction = (old, job.target)
        if direction not in self._finders:
            self._finders[direction] = self._finder(old, job.target)
        finder = self._finders[direction]
        if finder is None or not finder.forms:
            return None if finder is None else []
        return finder.find(self._text(job, escaped=escaped))

    def _finder(self, old: str, target: LanguageTag) -> FormFinder | None:
        from langbridge.glossary import Termbase
        from langbridge.jobs.term_changes import FormFinder, changed_forms, read_wording, wording_of

        if self._now is None:
            self._now = wording_of(Termbase.load(self._settings.glossaries), self._settings.targets)
        forms = changed_forms(read_wording(self._settings.root, old), self._now, target)
        return None if forms is None else FormFinder(forms)

    def _text(self, job: Job, *, escaped: bool) -> str:
        from langbridge.jobs.term_changes import text_to_search

        if self._reading is None:
            self._reading = reading_of(self._settings)
        # The targets of an article come one after the other.
        which = (job.source.path, escaped, job.target.is_chinese)
        if self._texts is None or self._texts[0] != which:
            self._texts = which, text_to_search(job.source.path, job.target, self._reading, escaped=escaped)
        return self._texts[1]


def reading_of(settings: Settings) -> Reading:
    """How the articles of a project are read."""
    from langbridge.article import DEFAULT_FRONT_MATTER_KEYS
    from langbridge.pipeline import Reading

    keys = DEFAULT_FRONT_MATTER_KEYS.adjusted(convert=settings.front_matter_convert, keep=settings.front_matter_keep)
    return Reading(front_matter=keys, shortcode_parameters=settings.shortcode_parameters)
