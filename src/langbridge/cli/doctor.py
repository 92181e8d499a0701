"""`langbridge doctor`: what of a project is in order, and what to do about the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from langbridge.cli.options import Form
from langbridge.cli.places import printable
from langbridge.cli.telling import count, note, tell

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}


def doctor(
    form: Annotated[Form, typer.Option("--format", help="text to read, or json: one list of all that was looked at.")] = Form.TEXT,
) -> None:
    """Look at settings, site, articles, glossaries, engine, dictionaries, cache and memory, and say what to do.

    Changes nothing, and asks nobody outside this computer. Exit code 1 when something would fail or be published wrongly.

    \b
    Examples:
      langbridge doctor
      langbridge doctor --format json
    """
    from langbridge.pipeline.doctoring import Status, examine_project

    found = list(examine_project(Path.cwd()))
    if form is Form.JSON:
        typer.echo(json.dumps([one.to_object() for one in found], ensure_ascii=False, indent=2))
    else:
        width = max(len(one.area) for one in found)
        for one in found:
            status = typer.style(f"{one.status:7}", fg=_COLOURS[one.status])
            tell(f"{status}  {one.area:{width}}  {printable(one.message)}")
            if one.remedy:
                tell(f"{'':7}  {'':{width}}  → {printable(one.remedy)}")
    errors = sum(one.status is Status.ERROR for one in found)
    warnings = sum(one.status is Status.WARNING for one in found)
    note(f"{count(errors, 'error')}, {count(warnings, 'warning')}")
    if errors:
        raise typer.Exit(1)
