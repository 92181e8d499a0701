"""`langbridge status`: what a project has, what is behind, and what waits for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from langbridge.cli.options import Form
from langbridge.cli.run_summary import describe_orphan, entry_counts, orphan_object, reason_objects
from langbridge.cli.tables import print_table
from langbridge.cli.telling import fail, near, note, tell, warn
from langbridge.values import LangbridgeError

if TYPE_CHECKING:
    from langbridge.jobs import Entry, Planned
    from langbridge.project import Settings
    from langbridge.review import Counts

_SHOWN = 20


class State(StrEnum):
    """How an output stands."""

    DONE = "done"
    STALE = "stale"
    """It is there, and a run would make it again."""
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    """Segments are left in their own language."""
    FOREIGN = "foreign"
    """People wrote it."""
    FAILED = "failed"


class Standing(NamedTuple):
    """An output with what is known of it; `review` counts the places that wait for a person now, `lost` the decisions without a place."""

    planned: Planned
    state: State
    entry: Entry | None
    review: int
    lost: int


def status(form: Annotated[Form, typer.Option("--format", help="text to read, or json.")] = Form.TEXT) -> None:
    """Show which outputs of the project are done, stale and why, failed, to review, or without an article; nothing is written.

    \b
    Examples:
      langbridge status
      langbridge status --format json
    """
    from langbridge.jobs import check_project, plan_run, project_sources, read_manifest, unclaimed_outputs
    from langbridge.project import display_path, load_settings

    settings = load_settings()
    check_project(settings)
    output = near(settings.output)
    errors: list[LangbridgeError] = []
    manifest = read_manifest(settings.root)
    sources = project_sources(settings, output, near, errors.append)
    plan = plan_run(settings, manifest, sources, output=output)
    standing = [_standing(one, manifest.entries.get(one.key), settings, output) for one in plan.planned]
    unclaimed = unclaimed_outputs(settings, output, plan)
    if form is Form.JSON:
        orphans = [orphan_object(one) for one in plan.orphans]
        gone = {"to_tag": "", "why": "source-gone", "renamed_to": ""}
        orphans += ({"output": display_path(near(path)), "path": source, **gone} for path, source in unclaimed)
        told = {
            "counts": {state: sum(one.state is state for one in standing) for state in State}
            | {"to_review": sum(one.review > 0 for one in standing), "orphans": len(orphans)},
            "outputs": [_object(one) for one in standing],
            "changed_terms": [{"term": term, "articles": articles} for term, articles in plan.touched.items()],
            "orphans": orphans,
            "damaged_lines": manifest.damaged,
            "errors": [str(error) for error in errors],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        if manifest.damaged:
            warn(f"{near(manifest.path)}: {manifest.damaged} lines cannot be read; what they were about is done again by the next run")
        _print(standing, settings)
        for orphan in plan.orphans[:_SHOWN]:
            tell(f"orphaned  {near(orphan.output)}: {describe_orphan(orphan)}")
        for path, source in unclaimed[:_SHOWN]:
            tell(f"orphaned  {near(path)}: its source {source} is gone; remove it if nobody needs it")
        more = len(plan.orphans[_SHOWN:]) + len(unclaimed[_SHOWN:])
        if more:
            tell(f"and {more} more: --format json has them all")
        for error in errors:
            fail(error)
    if errors:
        raise typer.Exit(2)


def _standing(planned: Planned, entry: Entry | None, settings: Settings, output: Path) -> Standing:
    from langbridge.jobs import Why

    whys = {reason.why for reason in planned.reasons}
    state = State.STALE
    if Why.FOREIGN in whys:
        state = State.FOREIGN
    elif Why.FAILED_BEFORE in whys:
        state = State.FAILED
    elif whys & {Why.NEW, Why.OUTPUT_MISSING}:
        state = State.MISSING
    elif not whys or whys == {Why.INCOMPLETE}:
        state = State.INCOMPLETE if entry is not None and entry.status == "incomplete" else State.DONE
    review = 0 if entry is None or state is State.FOREIGN else entry.review
    lost = 0
    # The record and decisions know more than the manifest: of these, and of decisions that hold no longer, which the run told of.
    newer = Why.DECISIONS_CHANGED in whys or Why.UNKNOWN in whys
    if (newer or (entry is not None and entry.messages)) and (counts := _counts(planned, settings, output)):
        review, lost = counts.risky if newer else review, counts.stale
    return Standing(planned, state, entry, review, lost)


def _counts(planned: Planned, settings: Settings, output: Path) -> Counts | None:
    """How much of an output is decided; None where its record cannot be read."""
    from langbridge.project import decisions_path, output_path, record_path
    from langbridge.review import ReviewRef, open_review

    place = (settings.root / output, planned.job.target, planned.job.source.relative)
    ref = ReviewRef(place[1], place[2], record_path(*place), decisions_path(*place), output_path(*place))
    try:
        return open_review(ref, settings.root).counts
    except LangbridgeError:
        return None


def _object(one: Standing) -> dict[str, object]:
    from langbridge.project import display_path

    entry = one.entry
    return {
        "path": display_path(Path(one.planned.key[0])),
        "to_tag": one.planned.key[1],
        "state": one.state,
        "why": reason_objects(one.planned.reasons),
        **entry_counts(entry),
        "review": one.review,
        "lost_decisions": one.lost,
        "messages": list(entry.messages) if entry else [],
    }


def _print(standing: Sequence[Standing], settings: Settings) -> None:
    from langbridge.jobs import describe_foreign

    header = ("to", *State, "to review", "findings")
    rows = []
    for target in settings.targets:
        own = [one for one in standing if one.planned.job.target == target]
        counts = [sum(one.state is state for one in own) for state in State]
        findings = sum(one.entry.findings for one in own if one.entry and one.state is not State.FOREIGN)
        rows.append((str(target), *(f"{number:,}" for number in (*counts, sum(one.review for one in own), findings))))
    print_table(header, rows, right=range(1, len(header)))
    for state in (State.FAILED, State.STALE, State.MISSING, State.INCOMPLETE, State.FOREIGN):
        own = [one for one in standing if one.state is state]
        for one in own[:_SHOWN]:
            why = ", ".join(map(str, one.planned.reasons)) or "segments are left in their own language"
            if one.entry and one.entry.status == "foreign" and state is State.FOREIGN:
                place = "".join(f"{reason.detail}: " for reason in one.planned.reasons if reason.detail)
                why = place + describe_foreign(one.entry)
            tell(f"{state}  {_name(one)}: {why}")
        if len(own) > _SHOWN:
            tell(f"and {len(own) - _SHOWN} more {state}: --format json has them all")
    waiting = sorted((one for one in standing if one.review), key=lambda one: -one.review)
    for one in waiting[:_SHOWN]:
        tell(f"to review  {_name(one)}: {one.review}")
    if len(waiting) > _SHOWN:
        tell(f"and {len(waiting) - _SHOWN} more to review: --format json has them all")
    losing = [one for one in standing if one.lost]
    for one in losing[:_SHOWN]:
        what = "decision has no place any more and is" if one.lost == 1 else "decisions have no place any more and are"
        tell(f"to decide anew  {_name(one)}: {one.lost} {what} not in the output; langbridge review shows what to do")
    if len(losing) > _SHOWN:
        tell(f"and {len(losing) - _SHOWN} more to decide anew: --format json has them all")
    if not standing:
        note("the project's sources hold no article")


def _name(one: Standing) -> str:
    from langbridge.project import display_path

    return f"{display_path(one.planned.job.source.path)} to {one.planned.job.target}"
