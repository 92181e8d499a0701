"""The table that ends a conversion, on standard error."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from langbridge.cli.tables import print_table
from langbridge.jobs import Outcome, Status
from langbridge.project import display_path
from langbridge.values import LangbridgeError


def print_summary(outcomes: Sequence[Outcome], errors: Sequence[LangbridgeError]) -> None:
    """One row an article and target, then what is odd, then what failed."""
    rows = [
        (
            display_path(one.job.source.path),
            str(one.source_tag or "unknown"),
            str(one.job.target),
            _changes(one),
            str(one.glossary),
            str(one.review),
            f"{one.seconds * 1000:.0f} ms",
        )
        for one in outcomes
    ]
    if rows:
        header = ("article", "from", "to", "changes", "terms", "to review", "time")
        print_table(header, rows, right=(3, 4, 5, 6), failed=[one.status is Status.FAILED for one in outcomes], err=True)
    for one in outcomes:
        path = display_path(one.job.source.path)
        if one.encoding_guessed:
            typer.echo(f"{path}: read as {one.encoding}, which is a guess; --encoding overrules it", err=True)
        if one.status is not Status.FAILED:
            for message in one.messages:
                typer.echo(f"warning: {path}: {message}", err=True)
    for one in outcomes:
        if one.status is Status.FAILED:
            typer.echo(f"error: {'; '.join(one.messages)}", err=True)
    for error in errors:
        typer.echo(f"error: {error}", err=True)


def _changes(outcome: Outcome) -> str:
    match outcome.status:
        case Status.FAILED:
            return "failed"
        case Status.PASSED_THROUGH:
            return f"passes through, {outcome.changes}" if outcome.changes else "passes through"
        case Status.CONVERTED:
            return str(outcome.changes)
