"""`langbridge init`: a langbridge.yaml that fits a folder, and glossaries to begin with."""

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

    Where there are no glossaries yet, langbridge's own are copied to glossaries/ and are yours from then on, unless all targets name
    a script alone (zh-Hant). Asks only for what cannot be seen, and only on a terminal. A langbridge.yaml that is there stays.

    \b
    Examples:
      langbridge init
      langbridge init blog --yes
    """
    from langbridge.pipeline.starting import propose_settings, with_starters, write_project
    from langbridge.project import SETTINGS_NAME, display_path

    if not folder.is_dir():
        raise UsageError("there is no such folder", path=display_path(folder), remedy="name the folder of your site or articles")
    path = folder / SETTINGS_NAME
    if path.exists() or path.is_symlink():
        raise UsageError("there is one already, and it stays", path=display_path(path), remedy="langbridge doctor looks at what it says")
    proposal = propose_settings(folder)
    may_ask = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    proposal = _ask(proposal) if may_ask else with_starters(proposal)
    write_project(proposal)
    _tell(proposal, path)


def _ask(proposal: Proposal) -> Proposal:
    """Ask for what the folder does not show: articles, targets, and whether a team without glossaries wants langbridge's."""
    from langbridge.pipeline.starting import GLOSSARIES, with_answers, with_starters

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
    proposal = with_answers(proposal, sources=sources, targets=targets)
    begun = with_starters(proposal)
    if begun.starters:
        named = ", ".join(name.removesuffix(".yaml") for name in begun.starters)
        if typer.confirm(f"Begin with copies of langbridge's glossaries ({named}) in {GLOSSARIES}/?", default=True, err=True):
            return begun
    return proposal


def _read_targets(said: str) -> list[LanguageTag]:
    from langbridge.project import TARGETS

    tags = [LanguageTag.parse(name) for name in said.replace(",", " ").split()]
    if wrong := [str(tag) for tag in tags if tag not in TARGETS]:
        raise UsageError(f"{wrong[0]} is no target", remedy=f"one of {', '.join(map(str, TARGETS))}")
    return tags


def _tell(proposal: Proposal, path: Path) -> None:
    from langbridge.pipeline.starting import GLOSSARIES

    site = proposal.site
    seen = [f"{number} {script or 'in another language or in neither script'}" for script, number in sorted(proposal.scripts.items())]
    note(f"{f'{site.generator}: {near(site.file)}' if site else 'no site was found here'}; articles looked at: {', '.join(seen) or 'none'}")
    note(f"{near(path.absolute())} is written")
    if proposal.starters:
        note(f"{near(path.parent.absolute() / GLOSSARIES)}: {', '.join(proposal.starters)} are written, and the team's from now on")
    if not proposal.sources:
        warn("no article was found: name their folder under sources:")
    if not proposal.targets:
        warn("nothing says what to convert to: name it under targets:")
    if proposal.sources and proposal.targets:
        note("next: langbridge convert, langbridge review, langbridge publish " + proposal.content)
    note("langbridge doctor says whether the site is ready for it")
