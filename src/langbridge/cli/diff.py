"""`langbridge diff`: what differs between two versions of an article."""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from langbridge.cli.options import Encoding
from langbridge.cli.telling import note


class DiffForm(StrEnum):
    """How a difference is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class Colour(StrEnum):
    """Whether text is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"

    @property
    def wanted(self) -> bool:
        return self is Colour.ALWAYS or (self is Colour.AUTO and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="An article, or a folder of articles.", show_default=False)],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another version of it.", show_default=False)],
    context: Annotated[int, typer.Option("--context", "-U", metavar="N", min=0, help="How many unchanged lines to show around.")] = 3,
    stat: Annotated[bool, typer.Option("--stat", help="Only how much differs.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where there is a difference.")] = False,
    label: Annotated[
        list[str] | None, typer.Option("--label", metavar="NAME", help="What to call A, and given again B, instead of its path.")
    ] = None,
    encoding: Encoding = None,
    color: Annotated[Colour, typer.Option("--color", help="Colour the text; auto: on a terminal.")] = Colour.AUTO,
    form: Annotated[DiffForm, typer.Option("--format", help="text to read, json, or html: one page, side by side.")] = DiffForm.TEXT,
) -> None:
    """Show what differs between two versions: characters in Chinese, words in Latin text.

    Of an output and its source each change is shown with its rule, from the review record. Two folders are compared article by article.

    \b
    Examples:
      langbridge diff posts/first.md output/zh-Hant-TW/first.md
      langbridge diff old new --stat
      langbridge diff old.md new.md --format html > diff.html
    """
    from langbridge.review.difference import COLOURED, PLAIN, compare_articles, stat_lines, to_html, to_object, to_text

    compared = compare_articles(a, b, encoding=encoding).labelled(*(label or ())[:2])
    if form is DiffForm.JSON:
        typer.echo(json.dumps(to_object(compared, context=context, hunks=not stat), ensure_ascii=False))
    elif form is DiffForm.HTML:
        typer.echo(to_html(compared, context=context), nl=False)
    else:
        coloured = color.wanted
        lines = stat_lines(compared) if stat else to_text(compared, context=context, marks=COLOURED if coloured else PLAIN)
        for line in lines:
            typer.echo(line, color=coloured)
    for article in compared.articles:
        if article.note:
            note(f"{article.b}: {article.note}")
    if exit_code and not compared.same:
        raise typer.Exit(1)
