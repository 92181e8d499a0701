"""How the command line talks: results to standard output, all else to standard error; colour on terminals alone, and not with NO_COLOR."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from langbridge.values import LangbridgeError, LanguageTag


def tell(text: str, *, err: bool = False) -> None:
    """Write a line; styles in it are dropped where the stream is no terminal, or the user wants none (https://no-color.org)."""
    typer.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def note(text: str) -> None:
    """Write a line to standard error."""
    tell(text, err=True)


def warn(text: str) -> None:
    """Write a warning to standard error."""
    tell(f"{typer.style('warning:', fg='yellow')} {text}", err=True)


def fail(error: LangbridgeError | str) -> None:
    """Write an error to standard error, its file named as it is seen from the working folder."""
    if isinstance(error, LangbridgeError) and error.path is not None:
        error.path = near(Path(error.path))
    tell(f"{typer.style('error:', fg='red', bold=True)} {error}", err=True)


def near(path: Path) -> Path:
    """An absolute path as it is seen from the working folder, where that is shorter; any other as it is."""
    if not path.is_absolute():
        return path
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return path
    return Path(min(relative, str(path), key=len))


def count(number: int, what: str) -> str:
    """A number and what it counts: 1 change, 2 changes."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def why_passed_through(source: LanguageTag | None, target: LanguageTag) -> str:
    """Why a text that was taken for `source` was left as it is."""
    if source is None:
        return "this is in no language that langbridge knows"
    if not source.is_chinese:
        return f"this is {source}, and only Chinese is converted"
    if not source.script:
        return "this may be either script; --from settles it"
    if target.script == "Hant" and target.region and source.region != target.region:
        return f"this is {source}; for {target}'s words its region has to be known, and --from tells it"
    return f"this is {source} already"
