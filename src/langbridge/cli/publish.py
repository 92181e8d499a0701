"""`langbridge publish`: reviewed outputs into the site's folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import Form, OnlyTargets, OutputFolder, OutputPaths
from langbridge.cli.places import print_places, printable
from langbridge.cli.telling import count, near, note, tell, warn
from langbridge.values import LanguageTag

if TYPE_CHECKING:
    from langbridge.review import Candidate, Finished, Publication

_PLACES_SHOWN = 3


def publish(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DEST", help="The folder of the site's articles, or with layout: folders one that gets a folder for each target."
        ),
    ],
    paths: OutputPaths = None,
    to: OnlyTargets = None,
    output: OutputFolder = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="RULE",
            help="Publish changes of this rule although nobody has decided about them: a layer, a rule, or 软件→軟體; may be repeated.",
        ),
    ] = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Overwrite files in DEST that langbridge did not write, or that were edited there.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be published and what waits, but write nothing.")] = False,
    form: Annotated[Form, typer.Option("--format", help="text to read, or json: all files and all that they wait for.")] = Form.TEXT,
) -> None:
    """Write reviewed outputs, decisions applied, to where the layout of the site has them: all of them, or none while one waits.

    Without a layout in langbridge.yaml that is DEST/TAG/PATH. Links lead to the pages of the same language.
    An output waits while a change that is in doubt is undecided, or its source or itself was edited after the review. Exit code 1 when
    something waits.

    \b
    Examples:
      langbridge publish site/content
      langbridge publish site/content --to zh-Hant-TW --dry-run
      langbridge publish site/content posts/first.md --allow typography
    """
    from langbridge.project import TARGETS, display_path, load_settings, site_layout
    from langbridge.review import Policy, publish_outputs

    settings = load_settings()
    outputs = Path(os.path.normpath((output or settings.output).absolute()))
    there = [tag for tag in TARGETS if (outputs / str(tag)).is_dir()]
    publication = publish_outputs(
        outputs,
        settings.root,
        folder,
        layout=site_layout(settings, folder=folder, targets=there),
        targets=[LanguageTag.parse(tag) for tag in to or ()],
        paths=paths or (),
        policy=Policy(settings.publish_unreviewed, (*settings.publish_allow, *(allow or ()))),
        adopt=adopt,
        write=not dry_run,
    )
    if publication.finished is not None:
        _tell_finished(publication.finished)
    if form is Form.JSON:
        typer.echo(json.dumps(publication.to_object(), ensure_ascii=False, indent=2))
    else:
        for one in publication.waiting:
            _print_waiting(one, settings.root)
    for notice in publication.notices:
        warn(f"{display_path(folder / notice.path)}: {notice.message} ({notice.remedy})")
    for path, published in publication.gone:
        warn(f"{display_path(folder / path)}: published earlier from {published.source}, comes from no output any more, and stays there")
    _print_end(publication, dry_run)
    if publication.waiting:
        raise typer.Exit(1)


def _print_waiting(one: Candidate, root: Path) -> None:
    from langbridge.project import display_path

    for wait in one.waits:
        remedy = f" ({wait.remedy})" if wait.remedy else ""
        tell(f"{typer.style(display_path(near(one.output)), bold=True)}: {printable(wait.message)}{remedy}")
        for detail in wait.details[:_PLACES_SHOWN]:
            tell(f"  {printable(detail)}")
        if len(wait.details) > _PLACES_SHOWN:
            tell(f"  and {len(wait.details) - _PLACES_SHOWN} more")
        print_places(display_path(near(root / one.source)), wait.places, _PLACES_SHOWN)


def _print_end(publication: Publication, dry_run: bool) -> None:
    from langbridge.project import display_path

    waiting, total = len(publication.waiting), len(publication.candidates)
    if waiting:
        note(f"nothing is published: {waiting} of {count(total, 'output')} {'waits' if waiting == 1 else 'wait'} for a person")
        return
    fates = Counter(one.fate for one in publication.candidates)
    told = ", ".join(f"{fates[fate]} {fate}" for fate in sorted(fates, key=str) if fate is not None)
    verb = "would be" if dry_run else "is" if total == 1 else "are"
    note(f"{count(total, 'file')} {verb} published in {display_path(publication.folder)}{': ' if told else ''}{told}")
    if links := sum(len(one.links) for one in publication.candidates):
        note(f"{count(links, 'link')} {'leads' if links == 1 else 'lead'} elsewhere than in the output: to the pages of the same language")
    if publication.own:
        told = "is left out: it is" if len(publication.own) == 1 else "are left out: they are"
        note(f"{count(len(publication.own), 'output')} {told} in the language that the site has the articles themselves in")


def _tell_finished(finished: Finished) -> None:
    if finished.completed:
        note(f"finished first what an earlier publish had begun: {count(len(finished.completed), 'file')}")
    elif not finished.left:
        note("an earlier publish was stopped before it had changed anything; it was cleared away")
    for path in finished.left:
        warn(f"{printable(str(path))}: edited after an earlier publish was stopped, and left alone")
