"""`langbridge run`: all that a project is to have, as one job that does only what is missing or changed."""

from __future__ import annotations

import fnmatch
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.run_summary import print_plan, print_run, report_object
from langbridge.cli.telling import count, fail, near, note, warn
from langbridge.values import LangbridgeError, UsageError

if TYPE_CHECKING:
    from langbridge.jobs import Done, Manifest, ManifestWriter, Plan
    from langbridge.project import Settings, SourceFile

Told = Callable[["Done"], None]


@dataclass(slots=True)
class RunReport:
    """What came of a run, as it grows."""

    plan: Plan
    dry: bool = False
    done: list[Done] = field(default_factory=list)
    errors: list[LangbridgeError] = field(default_factory=list)
    interrupted: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Choices:
    """The flags of a call."""

    only: tuple[str, ...] = ()
    since: str | None = None
    force: bool = False
    fail_fast: bool = False
    check: bool = True
    processes: int = 0
    dry_run: bool = False
    report: Path | None = None


def run(
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", metavar="PATH", help="Only these articles: a file, a folder, or a pattern such as 'posts/2026-*'. May be repeated."
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="GIT-REF", help="Only articles that differ from a commit, branch or tag of git.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Do again what is done already.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first article that fails.")] = False,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Look in every output for what is of another script or region.", show_default=False)
    ] = True,
    processes: Annotated[
        int,
        typer.Option("--jobs", "-j", metavar="N", min=0, help="How many processes. Left out: one a processor.", show_default=False),
    ] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done and why; write nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Run again whenever articles, glossaries, settings or decisions change.")] = False,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write what came of it as JSON.")] = None,
) -> None:
    """Do what langbridge.yaml says: convert and translate its sources to its targets, whatever is missing or changed.

    Ended by Ctrl-C or otherwise, it goes on where it stopped. Exit code 1 when segments were left untranslated since no engine is set up, 2
    when an article failed or an engine did not answer; the others are done.

    \b
    Examples:
      langbridge run
      langbridge run --dry-run
      langbridge run --only posts/2026-01.md --force
      langbridge run --since origin/main --report run.json
    """
    choices = Choices(tuple(only or ()), since, force, fail_fast, check, processes, dry_run, report)
    if watch:
        if dry_run or force:
            raise UsageError("--watch stands without --dry-run and --force")
        _watch(choices)
    else:
        code = _run_once(choices)
        if code:
            raise typer.Exit(code)


def _run_once(choices: Choices, *, quiet: bool = False) -> int:
    """Run, tell, and give the exit code.  With `quiet` nothing is told where nothing was to be done."""
    from langbridge.jobs import alone, check_project, read_manifest
    from langbridge.project import load_settings

    settings = load_settings()
    check_project(settings)
    if choices.dry_run:
        report = _plan(settings, read_manifest(settings.root), choices)
        report.dry = True
        print_plan(report)
        _write_report(report, choices)
        return 2 if report.errors else 0
    with alone(settings.root):
        manifest = read_manifest(settings.root)
        if manifest.damaged:
            lines = "one line" if manifest.damaged == 1 else f"{manifest.damaged} lines"
            warn(f"{near(manifest.path)}: {lines} cannot be read; what they were about is done again, from the records and decisions")
        report = _plan(settings, manifest, choices)
        _carry_out(report, settings, manifest, choices)
    if not (quiet and not report.done and not report.errors):
        print_run(report, manifest)
    _write_report(report, choices)
    if report.interrupted:
        note("Ctrl-C: langbridge run goes on where this stopped")
        return 130
    return _exit_code(report, manifest, settings)


def _plan(settings: Settings, manifest: Manifest, choices: Choices) -> RunReport:
    from langbridge.jobs import plan_run, project_sources

    errors: list[LangbridgeError] = []
    output = near(settings.output)
    sources = project_sources(settings, output, near, errors.append)
    wanted = _wanted(choices, settings, sources)
    plan = plan_run(settings, manifest, sources, output=output, wanted=wanted, force=choices.force)
    return RunReport(plan, errors=errors)


def _wanted(choices: Choices, settings: Settings, sources: Sequence[SourceFile]) -> Callable[[SourceFile], bool] | None:
    """Which articles the flags name; None where that is all.  Raises UsageError where --only names none."""
    if not choices.only and choices.since is None:
        return None
    chosen = {source.path for source in sources}
    if choices.only:
        named = [(only, {source.path for source in sources if _is_named(source.path, only, settings.root)}) for only in choices.only]
        for only, found in named:
            if not found:
                raise UsageError(
                    f"--only {only}: this is no article of the project", remedy="name files or folders of its sources, or a pattern"
                )
        chosen = set().union(*(found for _, found in named))
    if choices.since is not None:
        from langbridge.jobs import changed_since

        changed = changed_since(choices.since, settings.root)
        chosen = {path for path in chosen if os.path.realpath(path) in changed}
    return lambda source: source.path in chosen


def _is_named(path: Path, only: str, root: Path) -> bool:
    """Whether an article is what a user names: from the working folder, or in a pattern from the project's as well."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  links are not followed
    named = Path(os.path.abspath(only))  # noqa: PTH100
    return absolute.is_relative_to(named) or any(fnmatch.fnmatchcase(str(absolute), str(start / only)) for start in {Path.cwd(), root})


def _carry_out(report: RunReport, settings: Settings, manifest: Manifest, choices: Choices) -> None:
    """Do what is planned, with the project held alone."""
    from langbridge.jobs import ManifestWriter, record_plan

    plan = report.plan
    manifest.forget(plan.gone)
    if not (plan.todo or plan.refreshed or manifest.worth_compacting):
        return
    start = time.monotonic()
    try:
        with ManifestWriter(manifest) as writer:
            record_plan(plan, manifest, writer, settings)
            if plan.todo:
                _do(report, settings, writer, choices)
    except KeyboardInterrupt:
        report.interrupted = True
    except LangbridgeError as error:
        # The manifest cannot be written: what was done before is told all the same.
        report.errors.append(error)
    report.seconds = time.monotonic() - start


def _do(report: RunReport, settings: Settings, writer: ManifestWriter, choices: Choices) -> None:
    from langbridge.jobs import Result, batch_of, carry_out

    batch = batch_of(settings, near(settings.output), check=choices.check)
    with (
        _progress(len(report.plan.todo)) as (told, segments),
        # Closed at once on Ctrl-C: what is left would be done first otherwise.
        closing(carry_out(report.plan, settings, batch, writer, processes=choices.processes, progress=segments)) as done,
    ):
        for one in done:
            report.done.append(one)
            told(one)
            if choices.fail_fast and (one.result is Result.FAILED or (one.result is Result.INCOMPLETE and settings.engine.name != "none")):
                return


def _exit_code(report: RunReport, manifest: Manifest, settings: Settings) -> int:
    from langbridge.jobs import EntryStatus, Result

    if report.errors or any(one.result is Result.FAILED for one in report.done):
        return 2
    entries = (manifest.entries.get(one.key) for one in report.plan.planned)
    if any(entry is not None and entry.status is EntryStatus.INCOMPLETE for entry in entries):
        return 1 if settings.engine.name == "none" else 2
    return 0


def _write_report(report: RunReport, choices: Choices) -> None:
    if choices.report is None:
        return
    import json

    from langbridge.project import write_atomically

    write_atomically(
        choices.report, json.dumps(report_object(report), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n"
    )


@contextmanager
def _progress(total: int) -> Iterator[tuple[Told, Callable[[int, int], None] | None]]:
    """What is told of each outcome and of segments; on a terminal it shows how far the run is."""
    import sys

    if not total or not sys.stderr.isatty():
        yield lambda done: None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from langbridge.jobs import Result

    columns = (
        TextColumn("Articles"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failures]}"),
        TextColumn("{task.fields[segments]}"),
    )
    characters = failures = 0
    start = shown = time.monotonic()
    # Refreshed from here: a thread of its own would be copied into the worker processes.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=total, rate="", failures="", segments="")
        bar.refresh()

        def told(done: Done) -> None:
            nonlocal characters, failures, shown
            characters += done.characters
            failures += done.result is Result.FAILED
            now = time.monotonic()
            bar.advance(task)
            if now - shown >= 0.1:
                shown = now
                rate = f"{characters / (now - start):,.0f} characters a second"
                bar.update(task, rate=rate, failures=f"{failures} failed" if failures else "", segments="")
                bar.refresh()

        def segments(done: int, of: int) -> None:
            nonlocal shown
            if (now := time.monotonic()) - shown >= 0.1:
                shown = now
                bar.update(task, segments=f"segment {done} of {of}")
                bar.refresh()

        yield told, segments


def _watch(choices: Choices) -> None:
    """Run whenever something changes, until Ctrl-C."""
    from langbridge.jobs import check_project, watch_project
    from langbridge.project import load_settings

    try:
        while True:
            settings = load_settings()
            check_project(settings)
            seen = False
            for _ in watch_project(settings, settings.output):
                try:
                    if load_settings() != settings:
                        break  # other folders may be to be watched
                    if _run_once(choices, quiet=seen) == 130:
                        raise KeyboardInterrupt
                except LangbridgeError as error:
                    # A glossary or the settings, saved with a mistake: it will be saved again.
                    fail(error)
                if not seen:
                    note(f"watching {count(len(settings.sources), 'source')}; Ctrl-C ends")
                seen = True
    except KeyboardInterrupt:
        note("no longer watching; langbridge run goes on where this stopped")
