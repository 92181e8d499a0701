"""`langbridge check`: what is wrong with finished articles, and with a project's outputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from langbridge.cli.checking import OF_ARTICLES, Check, Checking
from langbridge.cli.options import (
    Encoding,
    Glossaries,
    MarkupChoice,
    MarkupOption,
    NoGlossary,
    complete_tag,
    reading_of,
    target_tag,
    termbase_of,
)
from langbridge.cli.places import printable
from langbridge.cli.telling import count, fail, near, note, tell
from langbridge.values import Finding, LangbridgeError, Severity, UsageError


class CheckForm(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Articles, folders, or - for standard input. Left out: the project."),
    ] = None,
    script: Annotated[bool, typer.Option("--script", help="Characters, glyphs, words, quotes of another script or region.")] = False,
    links: Annotated[bool, typer.Option("--links", help="Links to headings and articles that are not there.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="Outputs that are stale, missing, edited, or of unknown origin.")] = False,
    structure: Annotated[
        bool, typer.Option("--structure", help="Versions whose blocks, code, links or markup are not those of the source.")
    ] = False,
    terms: Annotated[bool, typer.Option("--terms", help="The project's glossaries: contradictions and the like.")] = False,
    undecided: Annotated[bool, typer.Option("--undecided", help="Changes in doubt that nobody has decided about.")] = False,
    translation: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            "--translation",
            metavar="A B",
            help="Check B as an English translation of A, whoever made it, instead: numbers, names, terms, codes, what is left out.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="TAG",
            autocompletion=complete_tag,
            help="What the articles should be. Left out: their folder (output/TAG/), else what they are detected as.",
        ),
    ] = None,
    glossary: Glossaries = None,
    no_glossary: NoGlossary = False,
    markup: MarkupOption = MarkupChoice.AUTO,
    encoding: Encoding = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help="Known findings, which are not told again.")] = None,
    write: Annotated[bool, typer.Option("--write-baseline", help="Make what is found now the baseline.")] = False,
    form: Annotated[
        CheckForm, typer.Option("--format", help="text to read, json: one list, sarif: SARIF 2.1.0, github: annotations.")
    ] = CheckForm.TEXT,
) -> None:
    """Find what is wrong with finished articles and with a project's outputs.

    Without a flag every check is made of a project; of articles that are named, --script and --links.
    Each finding is a line: path, line, column, rule, message; docs/checks.md describes the rules. Exit code 0 without an error, 1 with
    some, 2 when an article could not be read.

    \b
    Examples:
      langbridge check                                 the project
      langbridge check --script posts --to zh-Hant-TW
      langbridge check --stale --undecided
      langbridge check --baseline langbridge-baseline.json --format github
      langbridge check --translation post.md post.en.md
    """
    from langbridge.project import load_settings

    given = (script, links, stale, structure, terms, undecided)
    chosen = frozenset(one for one, wanted in zip(Check, given, strict=True) if wanted)
    if write and baseline is None:
        raise UsageError("--write-baseline needs a file to write", remedy="name it with --baseline FILE")
    settings = load_settings()
    termbase = termbase_of(settings, glossary or (), without=no_glossary)
    reading = reading_of(settings, markup, encoding, None)
    checking = Checking(settings, reading, termbase, tuple(paths or ()), target_tag(to) if to else None)
    if translation is not None:
        if paths or chosen or to:
            raise UsageError("--translation names both articles, and stands alone", remedy="langbridge check --translation A B")
        checking.check_translation(*translation)
    else:
        checking.run(chosen or (OF_ARTICLES if paths else frozenset(Check)))
    findings = checking.found()
    if baseline is not None:
        findings = _beside_baseline(findings, baseline, write, whole=not (paths or chosen or to or translation))
    _finish(findings, checking.errors, len(checking.checked), form)


def _beside_baseline(findings: Sequence[Finding], path: Path, write: bool, *, whole: bool) -> list[Finding]:
    """The findings that the baseline does not know; none where they have just become the baseline."""
    from langbridge.checks import read_baseline, without_known, write_baseline

    if write:
        write_baseline(path, findings)
        note(f"{near(path)}: {count(len(findings), 'finding')} known from now on")
        return []
    known = read_baseline(path)
    new = without_known(findings, known)
    if (old := len(findings) - len(new)) > 0:
        note(f"{count(old, 'finding')} of the baseline left out")
    if whole and (gone := len(known) - old) > 0:
        note(f"{count(gone, 'finding')} of the baseline gone: --write-baseline forgets what is put right")
    return new


def _finish(findings: Sequence[Finding], errors: Sequence[LangbridgeError], checked: int, form: CheckForm) -> None:
    """Tell what was found; exit with 1 if an error was, with 2 if an article could not be read."""
    from langbridge.checks import folded, github_command, rule_of, sarif_log

    match form:
        case CheckForm.JSON:
            typer.echo(json.dumps([one.to_object() for one in findings], ensure_ascii=False, indent=2))
        case CheckForm.SARIF:
            typer.echo(json.dumps(sarif_log(findings, errors, documents=_documents()), ensure_ascii=False, indent=2))
        case CheckForm.GITHUB:
            for one in findings:
                typer.echo(github_command(one))
        case CheckForm.TEXT:
            for one, more in folded(findings):
                colour = "red" if one.severity is Severity.ERROR else "yellow"
                tell(f"{one.path}:{one.line}:{one.column} {typer.style(one.rule, fg=colour)} {printable(one.message)}")
                if more:
                    tell(f"    and {len(more)} more like it, down to line {more[-1].line}: --format json lists all")
    for error in errors:
        fail(error)
    note(f"{count(checked, 'article')} checked: {count(len(findings), 'finding')}")
    if findings and form is CheckForm.TEXT:
        note(f"what each rule means: {', '.join(sorted({f'docs/{rule_of(one.rule).page}' for one in findings}))}")
    if errors or any(one.severity is Severity.ERROR for one in findings):
        raise typer.Exit(2 if errors else 1)


def _documents() -> str:
    """The address of the documents, where the package has one."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("langbridge").get_all("Project-URL") or []
    except PackageNotFoundError:  # run from its sources
        return ""
    return next((url for name, _, url in (one.partition(", ") for one in urls) if name == "Documentation"), "")
