"""`langbridge memory`: what was translated before, as numbers, and to and from other tools."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import ExportFile, Form, MemoryFile, Overwrite
from langbridge.cli.telling import count, near, note
from langbridge.values import OutputError, TranslationMemoryError, UsageError

if TYPE_CHECKING:
    from langbridge.translation import Memory

app = typer.Typer(help="The translation memory: look at it, exchange it as TMX, prune it.", no_args_is_help=True)


@app.command("stats")
def stats(memory: MemoryFile = None, form: Annotated[Form, typer.Option("--format", help="text to read, or json.")] = Form.TEXT) -> None:
    """Show how many pairs the memory holds, and from where.

    \b
    Examples:
      langbridge memory stats
      langbridge memory stats --format json
    """
    with _open(memory) as opened:
        found = opened.stats()
    if form is Form.JSON:
        typer.echo(json.dumps({"path": str(near(opened.path)), **found._asdict()}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{near(opened.path)}, {found.bytes / 1_000_000:.1f} MB")
    typer.echo(f"{count(found.approved, 'approved pair')}")
    engines = ", ".join(f"{number} from {engine or 'elsewhere'}" for engine, number in found.engines.items())
    typer.echo(f"{count(found.answers, 'answer')}{f' ({engines})' if engines else ''}, {found.flagged} of them with faults")
    typer.echo(f"{count(found.characters, 'character')} of source text that no engine is paid for again")


@app.command("import")
def import_pairs(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TMX file, of any version.")],
    memory: MemoryFile = None,
) -> None:
    """Add the pairs of a TMX file: all of them or, where the file is damaged, none.

    Pairs of other tools count as approved. What the memory has already stays.

    \b
    Examples:
      langbridge memory import agency.tmx
    """
    from langbridge.translation import read_tmx

    try:
        data = file.read_bytes()
    except OSError as error:
        raise TranslationMemoryError(f"cannot be read: {error.strerror}", path=file) from error
    units = list(read_tmx(data, file))
    if not units:
        raise TranslationMemoryError("no pair of Chinese and English is in it", path=file)
    with _open(memory, begin=True) as opened:
        added, known = opened.take_in(units)
    again = f", {known} were there already" if known else ""
    note(f"{count(added, 'pair')} added to {near(opened.path)}{again}")


@app.command("export")
def export_pairs(
    output: ExportFile = None,
    memory: MemoryFile = None,
    force: Overwrite = False,
) -> None:
    """Write all pairs as TMX 1.4, which other translation tools read, and `import` too.

    \b
    Examples:
      langbridge memory export --output team.tmx
    """
    from langbridge.project import write_atomically
    from langbridge.translation import write_tmx

    if output and output.exists() and not force:
        raise OutputError("the file exists, and may hold someone's edits", path=output, remedy="choose another name, or say --force")
    with _open(memory) as opened:
        text = "".join(write_tmx(opened.units()))
    if output:
        write_atomically(output, text.encode())
        note(f"written to {near(output)}")
    else:
        typer.echo(text.encode(), nl=False)


@app.command("prune")
def prune(
    days: Annotated[
        int | None, typer.Option("--older-than", metavar="DAYS", min=0, help="Forget answers that are older than this many days.")
    ] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Forget answers in which checks found faults, so that they are asked again.")
    ] = False,
    memory: MemoryFile = None,
) -> None:
    """Forget engines' answers; what a person approved stays.

    \b
    Examples:
      langbridge memory prune --flagged
      langbridge memory prune --older-than 365
    """
    if days is None and not flagged:
        raise UsageError("nothing is named to forget", remedy="--older-than DAYS, --flagged, or both")
    before = datetime.now(UTC) - timedelta(days=days) if days else datetime.now(UTC) + timedelta(seconds=1)
    with _open(memory) as opened:
        gone = opened.prune(before=int(before.timestamp()), flagged=flagged)
    note(f"{count(gone, 'answer')} forgotten")


def memory_path(named: Path | None) -> Path:
    """Where the memory is: as named, else in the project."""
    from langbridge.project import load_settings
    from langbridge.translation import MEMORY_NAME

    return named or load_settings().root / ".langbridge" / MEMORY_NAME


def _open(named: Path | None, *, begin: bool = False) -> Memory:
    from langbridge.translation import Memory

    path = memory_path(named)
    if not begin and not os.path.lexists(path):
        raise UsageError("there is no translation memory yet", path=near(path), remedy="langbridge translate begins one")
    return Memory(path)
