"""`langbridge init`: a langbridge.yaml that fits a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.telling import near, note, warn
from langbridge.values import LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.pipeline.starting import Proposal


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The project's folder.")] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Look at a folder and write a langbridge.yaml that fits it: a site of Hugo, MkDocs, Jekyll or Hexo, or plain articles.

    Asks only for what cannot be seen, and only on a terminal. A langbridge.yaml that is there stays.

    \b
    Examples:
      langbridge init
      langbridge init blog --yes
    """
    from langbridge.pipeline.starting import propose_settings, render_settings
    from langbridge.project import SETTINGS_NAME, display_path, write_atomically

    if not folder.is_dir():
        raise UsageError("there is no such folder", path=display_path(folder), remedy="name the folder of your site or articles")
    path = folder / SETTINGS_NAME
    if path.exists() or path.is_symlink():
        raise UsageError("there is one already, and it stays", path=display_path(path), remedy="langbridge doctor looks at what it says")
    proposal = propose_settings(folder)
    if not yes and sys.stdin.isatty() and sys.stderr.isatty():
        proposal = _ask(proposal)
    write_atomically(path, render_settings(proposal).encode())
    _tell(proposal, path)


def _ask(proposal: Proposal) -> Proposal:
    """Ask for what the folder does not show."""
    from langbridge.pipeline.starting import with_answers

    sources: list[str] = []
    targets: list[LanguageTag] = []
    while not proposal.sources and not sources:
        named = typer.prompt("Where are your articles?", default="", show_default=False, err=True).strip()
        if not named:
            break
        if (proposal.folder / named).exists():
            sources = [named]
        else:
            warn(f"{named}: there is no such file or folder")
    while not proposal.targets and not targets:
        try:
            targets = _read_targets(typer.prompt("What are they to be converted to?", default="zh-Hant-TW zh-Hans-CN", err=True))
        except UsageError as error:
            warn(str(error))
    return with_answers(proposal, sources=sources, targets=targets)


def _read_targets(said: str) -> list[LanguageTag]:
    from langbridge.project import TARGETS

    tags = [LanguageTag.parse(name) for name in said.replace(",", " ").split()]
    if wrong := [str(tag) for tag in tags if tag not in TARGETS]:
        raise UsageError(f"{wrong[0]} is no target", remedy=f"one of {', '.join(map(str, TARGETS))}")
    return tags


def _tell(proposal: Proposal, path: Path) -> None:
    site = proposal.site
    seen = [f"{number} {script or 'in another language or in neither script'}" for script, number in sorted(proposal.scripts.items())]
    note(f"{f'{site.generator}: {near(site.file)}' if site else 'no site was found here'}; articles looked at: {', '.join(seen) or 'none'}")
    note(f"{near(path.absolute())} is written")
    if not proposal.sources:
        warn("no article was found: name their folder under sources:")
    if not proposal.targets:
        warn("nothing says what to convert to: name it under targets:")
    if proposal.sources and proposal.targets:
        note("next: langbridge convert, langbridge review, langbridge publish " + proposal.content)
    note("langbridge doctor says whether the site is ready for it")
