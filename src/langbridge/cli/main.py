"""The command line: its verbs, and what becomes of an error."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from langbridge.cli import convert, detect, explain, glossary
from langbridge.cli.telling import fail, note
from langbridge.values import LangbridgeError
from langbridge.version import VERSION

app = typer.Typer(
    name="langbridge",
    help="Articles across Traditional Chinese, Simplified Chinese and English, with every change explained.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("convert", short_help="Convert articles between Chinese scripts.")(convert.convert)
app.command("detect", short_help="Say which script articles are in, and why.")(detect.detect)
app.command("explain", short_help="Show what would change in a text, and why.")(explain.explain)
app.add_typer(glossary.app, name="glossary", short_help="List, add, check, import and export terms.")


def _show_version(wanted: bool) -> None:
    if wanted:
        from langbridge.dictionaries import opencc_version

        typer.echo(f"langbridge {VERSION} (OpenCC {opencc_version()})")
        raise typer.Exit


@app.callback()
def langbridge(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the versions of langbridge and OpenCC.")
    ] = False,
) -> None:
    """Articles across Traditional Chinese, Simplified Chinese and English, with every change explained."""


def run() -> None:
    """Run the command line.  Exit code 2 and one line for what a person can put right, 130 for Ctrl-C."""
    # A file's name may be no UTF-8; it is shown as best it can be, and never ends a run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except LangbridgeError as error:
        fail(error)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone; what Python writes on exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except KeyboardInterrupt:
        note("stopped; what was written is whole")
        sys.exit(130)
