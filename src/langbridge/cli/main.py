"""The command line: its verbs, and what becomes of an error."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import Annotated, NoReturn

import typer

from langbridge.cli import (
    check,
    convert,
    corpus,
    detect,
    diff,
    doctor,
    explain,
    glossary,
    init,
    memory,
    publish,
    review,
    status,
    translate,
    xliff,
)
from langbridge.cli import run as run_verb
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
app.command("check", short_help="Find what is wrong with finished articles and outputs.")(check.check)
app.command("convert", short_help="Convert articles between Chinese scripts.")(convert.convert)
app.command("detect", short_help="Say which script articles are in, and why.")(detect.detect)
app.command("diff", short_help="Show what differs between two versions of an article.")(diff.diff)
app.command("doctor", short_help="Look at settings, site and engine, and say what to do.")(doctor.doctor)
app.command("explain", short_help="Show what would change in a text, and why.")(explain.explain)
app.command("init", short_help="Write a langbridge.yaml that fits a folder.")(init.init)
app.command("publish", short_help="Write reviewed outputs into a site's folder.")(publish.publish)
app.command("review", short_help="Review what changed, in the browser or from here.")(review.review)
app.command("run", short_help="Do all that langbridge.yaml says and is missing or changed.")(run_verb.run)
app.command("status", short_help="Show what is done, stale, failed, or waits for a person.")(status.status)
app.command("translate", short_help="Translate articles into English.")(translate.translate)
app.add_typer(memory.app, name="memory", short_help="Look at the translation memory, exchange it, prune it.")
app.add_typer(glossary.app, name="glossary", short_help="List, add, check, import and export terms.")
app.add_typer(corpus.app, name="corpus", short_help="Convert corpora: JSONL, Parquet, text of any size.")
app.add_typer(xliff.app, name="xliff", short_help="Articles for translation tools, and back: XLIFF 2.1.")


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
    _open_closed_streams()
    # A file's name may be no UTF-8; it is shown as best it can be, and never ends a run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # A conversion makes many small objects and hardly a cycle: looking for cycles among them takes a fifth of a long article's time.
    gc.set_threshold(100_000, 20, 100)
    try:
        app(prog_name="langbridge")
    except LangbridgeError as error:
        fail(error)
        sys.exit(2)
    except SystemExit as end:
        # Typer has answered Ctrl-C, and a reader of our output that has gone.
        if isinstance(end.__context__, BrokenPipeError):
            _leave(141)
        if end.code == 130:
            note("stopped; what was written is whole")
        raise
    except OSError as error:
        # Files have errors of their own: this is one of the streams.
        with contextlib.suppress(OSError):
            fail(f"{error.filename or 'standard input or output'}: {error.strerror}")
        _leave(2)


def _open_closed_streams() -> None:
    """Put something in the place of streams that the caller has closed: reading or writing them fails, as it should; messages are lost."""
    for name, wrong in (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.open(os.devnull, wrong), mode, encoding="utf-8"))  # noqa: PTH123, SIM115  a descriptor, to stay open


def _leave(code: int) -> NoReturn:
    """Exit although the output cannot be written: what Python writes on exit must not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    sys.exit(code)
