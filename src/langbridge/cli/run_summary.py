"""What a run came to, or would come to, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from langbridge.cli.tables import print_table
from langbridge.cli.telling import count, fail, near, note, tell, warn

if TYPE_CHECKING:
    from langbridge.cli.run import RunReport
    from langbridge.jobs import Done, Entry, Manifest, Orphan, Planned, Reason

_SHOWN = 20
"""So many articles are told of one kind; all are in the report."""
_SHOWN_IN_LINE = 5


def print_plan(report: RunReport) -> None:
    """Print what would be done, an article a line, on standard output."""
    from langbridge.project import display_path

    todo = report.plan.todo
    for one in todo:
        tell(f"{one.action} {display_path(one.job.source.path)} to {one.job.target}: {_because(one.reasons)}")
    print_terms(report.plan.touched)
    print_orphans(report.plan.orphans)
    note(f"{count(len(todo), 'output')} would be done, {len(report.plan.planned) - len(todo):,} are up to date")
    for error in report.errors:
        fail(error)


def print_run(report: RunReport, manifest: Manifest) -> None:
    """Print what was done, on standard error: a row a target, then what is odd, and what failed."""
    from langbridge.jobs import Action, Result

    by_target: dict[str, list[int]] = {str(target): [0] * 8 for target in report.plan.makings}
    column = {Result.WRITTEN: 0, Result.UNCHANGED: 1, Result.COMPARED: 3, Result.INCOMPLETE: 6, Result.FAILED: 7}
    for done in report.done:
        by_target[done.entry.target][column[done.result]] += 1
    for one in report.plan.planned:
        row = by_target[one.key[1]]
        entry = manifest.entries.get(one.key)
        if one.action is Action.NOTHING:
            row[{"foreign": 3, "incomplete": 6}.get(entry.status if entry else "", 2)] += 1
        if entry is not None and entry.status != "foreign":
            row[4] += entry.review
            row[5] += entry.findings
    header = ("to", "written", "unchanged", "up to date", "foreign", "to review", "findings", "incomplete", "failed")
    rows = [(target, *(f"{number:,}" for number in row)) for target, row in by_target.items()]
    print_table(header, rows, right=range(1, 9), failed=[bool(row[-1]) for row in by_target.values()], err=True)
    characters = sum(done.characters for done in report.done)
    if report.done:
        rate = f", {characters / report.seconds:,.0f} a second" if report.seconds else ""
        note(f"{count(len(report.done), 'output')} in {report.seconds:.1f} s: {characters:,} characters{rate}")
    print_terms(report.plan.touched)
    _print_oddities(report.done)
    print_orphans(report.plan.orphans)
    failures = [done for done in report.done if done.result is Result.FAILED]
    for done in failures[:_SHOWN]:
        fail(f"{'; '.join(done.entry.messages)} (to {done.entry.target})")
    if len(failures) > _SHOWN:
        fail(f"and {len(failures) - _SHOWN} more: langbridge status")
    for error in report.errors:
        fail(error)
    left = len(report.plan.todo) - len(report.done)
    if left > 0:
        note(f"{count(left, 'output')} left to do")


def _print_oddities(done: Sequence[Done]) -> None:
    from langbridge.jobs import Result, describe_foreign

    told: list[str] = []
    for one in done:
        where = f"{_shown(one.entry.path)} to {one.entry.target}"
        if one.result is Result.COMPARED:
            place = "".join(f" ({reason.detail})" for reason in one.planned.reasons if reason.detail)
            told.append(f"{where}: people wrote this version{place}, and it is left as it is; {describe_foreign(one.entry)}")
        elif one.result is not Result.FAILED:
            told += (f"{where}: {message}" for message in one.entry.messages)
    for line in told[:_SHOWN]:
        warn(line)
    if len(told) > _SHOWN:
        warn(f"and {len(told) - _SHOWN} more: --report has them all")


def print_terms(touched: Mapping[str, Sequence[str]]) -> None:
    """Print which terms changed, and which articles hold them."""
    for form, articles in list(touched.items())[:_SHOWN]:
        note(f"the term {form} changed: {_first(map(_shown, articles), len(articles))}")
    if len(touched) > _SHOWN:
        note(f"and {len(touched) - _SHOWN} more terms: --report has them all")


def print_orphans(orphans: Sequence[Orphan]) -> None:
    """Print which outputs no article leads to any more."""
    for orphan in orphans[:_SHOWN]:
        warn(f"{near(orphan.output)}: {describe_orphan(orphan)}")
    if len(orphans) > _SHOWN:
        warn(f"and {len(orphans) - _SHOWN} more outputs without an article: langbridge status")


def describe_orphan(orphan: Orphan) -> str:
    """Why nothing leads to an output any more, and what to do."""
    if orphan.why == "target-gone":
        return f"{orphan.entry.target} is no target of the project any more; remove it if nobody needs it"
    if orphan.renamed_to:
        now = _shown(orphan.renamed_to)
        return f"its source {_shown(orphan.entry.path)} is {now} now; remove it, and move its decisions along if it has any"
    return f"its source {_shown(orphan.entry.path)} is gone; remove it if nobody needs it"


def report_object(report: RunReport) -> dict[str, object]:
    """What `docs/schemas/run.schema.json` describes."""
    from langbridge.jobs import Result

    done = {one.planned.key: one for one in report.done}
    counts = {str(result): sum(one.result is result for one in report.done) for result in Result}
    todo = report.plan.todo
    return {
        "dry_run": report.dry,
        "interrupted": report.interrupted,
        "seconds": round(report.seconds, 3),
        "characters": sum(one.characters for one in report.done),
        "counts": counts | {"left": len(todo) - len(done), "up_to_date": len(report.plan.planned) - len(todo)},
        "articles": [_article_object(one, done.get(one.key)) for one in todo],
        "changed_terms": [{"term": form, "articles": articles} for form, articles in report.plan.touched.items()],
        "orphans": [orphan_object(orphan) for orphan in report.plan.orphans],
        "errors": [str(error) for error in report.errors],
    }


def _article_object(planned: Planned, done: Done | None) -> dict[str, object]:
    entry = done.entry if done else None
    return {
        "path": _shown(planned.key[0]),
        "to_tag": planned.key[1],
        "action": planned.action,
        "why": reason_objects(planned.reasons),
        "result": done.result if done else "left",
        **entry_counts(entry),
        "characters": done.characters if done else 0,
        "seconds": round(done.seconds, 4) if done else 0,
        "messages": list(entry.messages) if entry else [],
    }


def entry_counts(entry: Entry | None) -> dict[str, object]:
    """What reports say of an entry in numbers."""
    names = ("changes", "glossary", "review", "findings", "untranslated")
    return {"from_tag": entry.source_tag if entry else "", **{name: getattr(entry, name) if entry else 0 for name in names}}


def reason_objects(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as the schemas of run and status have them."""
    return [{"why": str(one.why), "detail": one.detail} for one in reasons]


def orphan_object(orphan: Orphan) -> dict[str, str]:
    """An orphan as the schemas of run and status have it."""
    return {
        "output": _shown(str(orphan.output)),
        "path": _shown(orphan.entry.path),
        "to_tag": orphan.entry.target,
        "why": orphan.why,
        "renamed_to": _shown(orphan.renamed_to) if orphan.renamed_to else "",
    }


def _because(reasons: Sequence[Reason]) -> str:
    return typer.style(", ".join(map(str, reasons)), dim=True)


def _first(names: Iterable[str], number: int) -> str:
    shown = [name for name, _ in zip(names, range(_SHOWN_IN_LINE), strict=False)]
    more = f" and {number - len(shown)} more" if number > len(shown) else ""
    return f"{count(number, 'article')}: {', '.join(shown)}{more}"


def _shown(path: str) -> str:
    """A path of the manifest as it can be printed."""
    from langbridge.project import display_path

    return display_path(Path(path))
