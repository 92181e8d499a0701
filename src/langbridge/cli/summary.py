"""The table that ends a conversion, on standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from langbridge.cli.tables import print_table
from langbridge.cli.telling import count, fail, note, warn, why_passed_through
from langbridge.jobs import Outcome, Status
from langbridge.project import display_path
from langbridge.values import LangbridgeError


def print_summary(outcomes: Sequence[Outcome], errors: Sequence[LangbridgeError], written: Path | None) -> None:
    """One row an article and target, then where it all was written, what is odd, and what failed."""
    rows = [_row(one) for one in outcomes]
    if rows:
        header = ("article", "from", "to", "changes", "terms", "to review", "time")
        print_table(header, rows, right=(3, 4, 5, 6), failed=[one.status is Status.FAILED for one in outcomes], err=True)
    done = [one for one in outcomes if one.status is not Status.FAILED]
    if written is not None and done:
        outputs, records = display_path(written), display_path(written / ".review")
        note(f"{count(len(done), 'output')} written to {outputs}, and why each change was made to {records}")
    for line in dict.fromkeys(_explanations(done)):
        note(line)
    for one in done:
        path = display_path(one.job.source.path)
        if one.encoding_guessed:
            warn(f"{path}: read as {one.encoding}, which is a guess; --encoding overrules it")
        for message in one.messages:
            warn(f"{path}: {message}")
    for one in outcomes:
        if one.status is Status.FAILED:
            fail("; ".join(one.messages))
    for error in errors:
        fail(error)


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        display_path(outcome.job.source.path),
        str(outcome.source_tag or ("unknown" if outcome.status is Status.PASSED_THROUGH else "-")),
        str(outcome.job.target),
        _changes(outcome),
        str(outcome.glossary),
        str(outcome.review),
        f"{outcome.seconds * 1000:.0f} ms",
    )


def _changes(outcome: Outcome) -> str:
    match outcome.status:
        case Status.FAILED:
            return "failed"
        case Status.PASSED_THROUGH:
            return f"passes through, {outcome.changes}" if outcome.changes else "passes through"
        case Status.CONVERTED:
            return str(outcome.changes)


def _explanations(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Why articles pass through, where their tags alone do not say it."""
    for one in outcomes:
        already = one.source_tag is not None and one.source_tag.script == one.job.target.script
        if one.status is Status.PASSED_THROUGH and not (already and (one.source_tag == one.job.target or not one.job.target.region)):
            yield f"{display_path(one.job.source.path)} passes through: {why_passed_through(one.source_tag, one.job.target)}"
