"""`langbridge explain`: each change of a text, with what made it and what else it could have been."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import (
    Encoding,
    Form,
    Glossaries,
    MarkupChoice,
    MarkupOption,
    NoGlossary,
    NoGuard,
    Punctuation,
    Quotes,
    SourceTag,
    complete_tag,
    options_of,
    reading_of,
    target_tag,
    termbase_of,
)
from langbridge.cli.telling import count, note, tell, why_passed_through
from langbridge.values import Change, Risk, line_and_column

if TYPE_CHECKING:
    from langbridge.pipeline import Conversion


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A text, the path of an article, or - for standard input.")],
    to: Annotated[str, typer.Option("--to", metavar="TAG", autocompletion=complete_tag, help="The target.")],
    source: SourceTag = None,
    glossary: Glossaries = None,
    no_glossary: NoGlossary = False,
    no_guard: NoGuard = False,
    quotes: Quotes = None,
    punctuation: Punctuation = None,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
    form: Annotated[Form, typer.Option("--format", help="text: the converted line and a table; or json.")] = Form.TEXT,
) -> None:
    """Show what would change, and why: the rule, its dictionary or glossary entry, and the other candidates.

    \b
    Examples:
      langbridge explain 美国历史 --to zh-Hant
      langbridge explain post.md --to zh-Hant-TW --format json
    """
    from langbridge.pipeline import Conversions
    from langbridge.project import find_articles, load_settings

    target = target_tag(to)
    settings = load_settings()
    reading = reading_of(settings, markup, encoding, source)
    path = Path(text)
    if text == "-":
        article = reading.read(sys.stdin.buffer.read())
    elif _is_file(path):
        article = reading.read_file(path)[1]
    else:
        if _looks_like_path(text):
            find_articles([path])  # raises: there is no such file

        article = reading.read_text(text)
    conversions = Conversions(
        termbase_of(settings, glossary or (), without=no_glossary),
        options_of(settings, guarded=not no_guard, quotes=quotes, punctuation=punctuation),
    )
    conversion = conversions.convert_article(article, target, source=reading.source)
    if form is Form.JSON:
        typer.echo(json.dumps(explained(conversion), ensure_ascii=False, indent=2))
    else:
        _print(conversion)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a long text, or one with a NUL, is no path
        return False


def _looks_like_path(text: str) -> bool:
    """Whether a text was meant for the path of an article: `psot.md` is no text that anybody wants explained."""
    from langbridge.project import ARTICLE_SUFFIXES

    return text.lower().endswith(ARTICLE_SUFFIXES) and not any(char.isspace() for char in text)


def explained(conversion: Conversion) -> dict[str, object]:
    """The explanation as `docs/schemas/explanation.schema.json` has it; offsets count code points."""
    return {
        "source_tag": str(conversion.source_tag) if conversion.source_tag else None,
        "target_tag": str(conversion.target_tag),
        "source": conversion.article.text,
        "target": conversion.text,
        "changes": [_change(change) for change in conversion.changes],
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "source": change.source._asdict(),
        "target": change.target._asdict(),
        "rule": {"layer": change.rule.layer, "id": change.rule.id, "note": change.rule.note},
        "candidates": list(change.candidates),
        "risk": change.risk,
        "steps": list(change.steps),
    }


def _print(conversion: Conversion) -> None:
    from langbridge.cli.tables import print_table

    rows = [_row(conversion.article.text, change) for change in conversion.changes]
    if not rows:
        same = f"this reads the same in {conversion.target_tag}"
        why = same if conversion.converted else why_passed_through(conversion.source_tag, conversion.target_tag)
        note(f"nothing changes: {why}")
        return
    if "\n" not in conversion.text.rstrip("\n"):
        tell(conversion.text.rstrip("\n") + "\n")
    print_table(("place", "change", "layer", "rule", "candidates", "why"), rows)
    review = sum(change.risk is Risk.REVIEW for change in conversion.changes)
    note(f"{conversion.source_tag} to {conversion.target_tag}: {count(len(rows), 'change')}, {review} to review")


def _row(text: str, change: Change) -> tuple[str, ...]:
    line, column = line_and_column(text, change.source.start)
    way = "→".join(change.steps or (change.source.text, change.target.text))
    return (
        f"{line}:{column}",
        f"{change.source.text} (kept)" if change.kept else way,
        change.rule.layer,
        change.rule.id,
        " ".join(change.candidates),
        f"review: {change.rule.note}" if change.risk is Risk.REVIEW else change.rule.note,
    )
