"""`langbridge review`: the page in the browser, and the same from the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import Form, OnlyTargets, OutputFolder, OutputPaths
from langbridge.cli.places import print_places, printable
from langbridge.cli.tables import print_table
from langbridge.cli.telling import count, fail, near, note, tell, warn
from langbridge.values import LangbridgeError, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.project import Settings
    from langbridge.review import Group, Opened, Review, ReviewRef, Wishes

_STDIO = "-"
_RULES_SHOWN = 20
_PLACES_SHOWN = 3


def review(
    paths: OutputPaths = None,
    to: OnlyTargets = None,
    output: OutputFolder = None,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where the page answers; 0: a free port.")] = 0,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=1, help="End when nothing was asked of the page for so long.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the articles, the rules, and the places that are in doubt.")] = False,
    form: Annotated[Form, typer.Option("--format", help="Of the list: text to read, or json, complete.")] = Form.TEXT,
    pick: Annotated[
        list[str] | None,
        typer.Option("--pick", metavar="PICK", help="Take a candidate (回复→回復) where its source is undecided; may be repeated."),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", metavar="RULE", help="Take the step below (軟體: 軟件) where a rule is undecided; may be repeated."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="RULE", help="Accept what is undecided of a rule; may be repeated."),
    ] = None,
    accept_all: Annotated[bool, typer.Option("--accept-all", help="Accept all that is still undecided.")] = False,
    adopt: Annotated[bool, typer.Option("--adopt", help="Only take edits made by hand in outputs as decisions.")] = False,
    forget_stale: Annotated[bool, typer.Option("--forget-stale", help="Drop decisions whose place is gone.")] = False,
    importing: Annotated[
        str | None, typer.Option("--import", metavar="FILE", help="Add decisions that --export wrote; - is standard input.")
    ] = None,
    exporting: Annotated[
        str | None, typer.Option("--export", metavar="FILE", help="Write all decisions to one file; - is standard output.")
    ] = None,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write one read-only page that needs nothing else; - is standard output.")
    ] = None,
) -> None:
    """Review what changed and why, on a page in the browser; with --list and the options after it, from the terminal.

    A RULE is a layer (typography), a rule (STPhrases:发), or what becomes what (软件→軟體); a PICK says which of its candidates a source
    becomes. What was decided before stays. Outputs are written anew with the decisions. Exit code 1 when imported decisions contradict
    what was decided here, 2 when a record is damaged or an output could not be written.

    \b
    Examples:
      langbridge review
      langbridge review --list
      langbridge review --pick 回复→回復 --reject 软件→軟體 --accept-all
      langbridge review posts/first.md --html first-review.html
    """
    from langbridge.project import load_settings
    from langbridge.review import Opened, Wishes, find_reviews, open_reviews, select_reviews

    settings = load_settings()
    folder = Path(os.path.normpath((output or settings.output).absolute()))
    deciding = bool(pick or accept or reject or accept_all or adopt or forget_stale or importing is not None)
    if form is Form.JSON and not listing:
        raise UsageError("--format json is for --list")
    targets = [LanguageTag.parse(tag) for tag in to or ()]
    serving = not (deciding or listing or exporting is not None or html is not None)
    # The page reads its articles when they are looked at, so that it is there at once.
    found = [Opened(ref) for ref in find_reviews(folder, settings.root)] if serving and not paths else open_reviews(folder, settings.root)
    opened = select_reviews(found, targets=targets, paths=paths or ())
    if serving:
        _serve(opened, settings, folder, port, timeout)
        return
    errors = [one.error for one in opened if one.error]
    reviews = [one.review for one in opened if one.review]
    contradicted = False
    if deciding:
        imported = (_read(importing), Path(importing)) if importing is not None else (None, None)
        wishes = Wishes(pick or (), reject or (), accept or (), accept_all, forget_stale, *imported)
        reviews, contradicted = _decide(reviews, wishes, errors)
    if listing:
        _list(reviews, errors, settings.root, form)
    if exporting is not None:
        from langbridge.review import export_decisions

        _write(exporting, export_decisions(reviews))
    if html is not None:
        from langbridge.review.page import render_page

        _write(html, render_page(reviews).encode())
    for error in errors:
        fail(error)
    if errors or contradicted:
        raise typer.Exit(2 if errors else 1)


def _decide(reviews: list[Review], wishes: Wishes, errors: list[LangbridgeError]) -> tuple[list[Review], bool]:
    """Decide, write, and tell what came of it; gives the reviews as they are then, and whether imported decisions were contradicted."""
    from langbridge.review import fulfil

    outcome = fulfil(reviews, wishes)
    errors += outcome.errors
    imported = outcome.imported
    made = outcome.adopted + outcome.places + (imported.added if imported else 0)
    stay = f"; {outcome.before} were decided before and stay" if outcome.before else ""
    note(f"{count(made, 'change')} decided, {count(outcome.written, 'output')} written{stay}")
    for name in imported.unknown if imported else ():
        warn(f"{printable(name)}: there is no such output here; its decisions were left out")
    for one in imported.contradictions if imported else ():
        ours, theirs = (f"{each.verdict} {each.source}→{each.text}" for each in (one.ours, one.theirs))
        warn(f"{printable(one.name)}: {printable(ours)} was decided here and stays; the file has {printable(theirs)}")
    return list(outcome.reviews), bool(imported and imported.contradictions)


def _list(reviews: Sequence[Review], errors: Sequence[LangbridgeError], root: Path, form: Form) -> None:
    from langbridge.project import display_path
    from langbridge.review import condition, describe, describe_stale, group, in_doubt, list_object

    if form is Form.JSON:
        typer.echo(json.dumps(list_object(reviews, errors, root), ensure_ascii=False, indent=2))
        return
    rows = [
        (
            display_path(near(one.ref.output_path)),
            *map(str, (one.counts.changes, one.counts.undecided, one.counts.risky)),
            ", ".join(condition(one)),
        )
        for one in reviews
    ]
    if rows:
        print_table(("output", "changes", "undecided", "in doubt", "condition"), rows, right=(1, 2, 3))
    groups = [one for one in group(reviews) if one.undecided]
    if groups:
        tell("")
        shown = [_group_row(one) for one in groups[:_RULES_SHOWN]]
        print_table(("undecided change", "rule", "places", "articles", "in doubt"), shown, right=(2, 3, 4))
        if len(groups) > _RULES_SHOWN:
            tell(f"and {len(groups) - _RULES_SHOWN} more; --format json has all")
    for one in reviews:
        if numbers := in_doubt(one):
            tell(f"\n{typer.style(display_path(near(one.ref.output_path)), bold=True)}: {count(len(numbers), 'change')} in doubt")
            print_places(display_path(near(root / one.record.source.path)), describe(one, numbers), _PLACES_SHOWN)
    for one in reviews:
        if lost := describe_stale(one):
            path = typer.style(display_path(near(one.ref.output_path)), bold=True)
            tell(f"\n{path}: {count(len(lost), 'decision')} without a place, kept but not in the output")
            for told in lost:
                tell(f"  {printable(told)}")
            tell("  decide anew where it matters, then drop them: langbridge review --forget-stale")
    undecided, doubt = sum(one.counts.undecided for one in reviews), sum(one.counts.risky for one in reviews)
    note(f"{count(len(reviews), 'output')}: {undecided} undecided, {doubt} in doubt")


def _group_row(one: Group) -> tuple[str, ...]:
    way = "→".join(one.steps or (one.source, one.target)) if one.source != one.target else f"{one.source} (kept)"
    return printable(way), f"{one.rule.layer} {printable(one.rule.id)}", str(one.undecided), str(one.articles), str(one.risky)


def _serve(opened: Sequence[Opened], settings: Settings, folder: Path, port: int, timeout: float | None) -> None:
    """Serve the page until Ctrl-C or `timeout`; exit with 2 where something could not be read or written."""
    from langbridge.review.web import Desk, serve

    def reconvert(refs: Sequence[ReviewRef]) -> list[LangbridgeError | None]:
        from langbridge.pipeline import convert_again  # when it is needed: a page is not to wait for dictionaries

        return convert_again(refs, settings.root, folder, settings.glossaries)

    def announce(address: str) -> None:
        tell(address)
        note(f"{count(len(opened), 'output')} to review on this page; Ctrl-C ends it")

    desk = Desk([one.ref for one in opened], settings.root, glossaries=settings.glossaries, reconvert=reconvert)
    serve(desk, announce=announce, port=port, timeout=timeout)
    for trouble in desk.troubles:
        fail(trouble)
    if desk.troubles:
        raise typer.Exit(2)


def _read(name: str) -> bytes:
    if name == _STDIO:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=name) from error


def _write(name: str, data: bytes) -> None:
    from langbridge.project import display_path, write_atomically

    if name == _STDIO:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_atomically(Path(name), data)
    note(f"written to {display_path(Path(name))}")
