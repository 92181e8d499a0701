"""`langbridge glossary`: look at the team's terms, add to them, check them, and exchange them with other tools."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.cli.options import ExportFile, Form, Overwrite
from langbridge.values import LanguageTag, OutputError, Severity, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langbridge.glossary import Concept, Direction, Glossary, TermForm
    from langbridge.values import Finding

app = typer.Typer(help="The team's terms: list, add, check, import, export.", no_args_is_help=True)


class FileForm(StrEnum):
    """The formats in which glossaries are exchanged; those of the glossary room, which is imported late."""

    CSV = "csv"
    TSV = "tsv"
    TBX = "tbx"
    OPENCC = "opencc"
    OPENCC_JSON = "opencc-json"
    DEEPL_CSV = "deepl-csv"
    DEEPL_TSV = "deepl-tsv"


_FORM_HELP = "text to read, or json, complete and stable."
_Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Glossaries; without any, those of langbridge.yaml.")]
_From = Annotated[str, typer.Option("--from", metavar="TAG", help="What the forms of OpenCC's and DeepL's files are in.")]
_To = Annotated[str, typer.Option("--to", metavar="TAG", help="What they become there.")]


@app.command("list")
def list_concepts(
    files: _Files = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Only concepts with forms for this tag; repeats.")] = None,
    search: Annotated[str, typer.Option("--search", metavar="TEXT", help="Only concepts with this in an id, form or note.")] = "",
    form: Annotated[Form, typer.Option("--format", help=_FORM_HELP)] = Form.TEXT,
) -> None:
    """Show the concepts and their forms.

    The first form of a tag is the one that is written; those in brackets are understood as well.

    \b
    langbridge glossary list --search 推理
    langbridge glossary list glossaries/ai.yaml --tag zh-Hant-HK
    """
    from langbridge.glossary import Termbase

    termbase = Termbase.load(_chosen(files))
    found = list(termbase.search(search, [LanguageTag.parse(each) for each in tag or ()]))
    if form is Form.JSON:
        typer.echo(json.dumps([_record(*each) for each in found], ensure_ascii=False, indent=2))
        return
    for glossary, concept in found:
        shown = _bold(glossary.full_id(concept))
        _print("  ".join((shown, *(f"{of} {_forms(forms)}" for of, forms in concept.forms.items()))))
    typer.echo(f"{_count(len(found), 'concept')} of {len(termbase)}", err=True)


@app.command("add")
def add_concept(
    forms: Annotated[list[str], typer.Argument(metavar="TAG=FORM...", help="Forms; the first of a tag is preferred, others admitted.")],
    file: Annotated[Path, typer.Option("--to-file", metavar="FILE", help="The glossary; it is begun where it does not exist.")],
    concept_id: Annotated[str, typer.Option("--id", help="The concept's id; without it, made from the English form.")] = "",
    note: Annotated[str, typer.Option("--note", help="Where the usage is attested.")] = "",
    domain: Annotated[str, typer.Option("--domain", help="The field that the concept belongs to.")] = "",
    ambiguous: Annotated[list[str] | None, typer.Option("--ambiguous", metavar="FORM", help="A form that is never final; repeats.")] = None,
    do_not_translate: Annotated[bool, typer.Option("--do-not-translate", help="The forms stay as they are, in every direction.")] = False,
) -> None:
    """Add a concept to a glossary; the rest of the file stays as it is.

    \b
    langbridge glossary add --to-file glossaries/software.yaml --id software \\
        zh-Hans-CN=软件 zh-Hant-TW=軟體 zh-Hant-HK=軟件 en=software
    langbridge glossary add --to-file glossaries/names.yaml \\
        --do-not-translate en=OpenAI
    """
    from langbridge.glossary import add_concepts, check_glossaries, make_concept, read_yaml

    concept = make_concept(
        [_pair(each) for each in forms],
        concept_id=concept_id,
        note=note,
        domain=domain,
        ambiguous=ambiguous or (),
        do_not_translate=do_not_translate,
    )
    if not add_concepts(file, [concept]):
        typer.echo(f"{concept.id} is in {file} already, just so", err=True)
        return
    glossary = read_yaml(file)
    line = next(each.line for each in glossary.concepts if each.id == concept.id)
    typer.echo(f"{glossary.full_id(concept)} added in {file}:{line}", err=True)
    for finding in check_glossaries([glossary]):
        if finding.line >= line:
            _print(_told(finding), err=True)


@app.command("check")
def check(
    files: _Files = None,
    form: Annotated[Form, typer.Option("--format", help=_FORM_HELP)] = Form.TEXT,
) -> None:
    """Find contradictions, duplicates, overruled terms, forms in the wrong script and terms that never match.

    Exit code 1 where there is an error; warnings alone give 0.

    \b
    langbridge glossary check
    langbridge glossary check glossaries/ai.yaml --format json
    """
    from langbridge.glossary import Termbase, check_glossaries

    termbase = Termbase.load(_chosen(files))
    findings = check_glossaries(termbase.glossaries)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if form is Form.JSON:
        typer.echo(json.dumps([finding.to_object() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            _print(_told(finding))
    warnings = _count(len(findings) - errors, "warning")
    typer.echo(f"{_count(len(termbase), 'concept')} checked: {_count(errors, 'error')}, {warnings}", err=True)
    if errors:
        raise typer.Exit(1)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table, TBX, OpenCC's dictionary, or DeepL's glossary.")],
    into: Annotated[Path, typer.Option("--into", metavar="GLOSSARY", help="The glossary; it is begun where it does not exist.")],
    form: Annotated[FileForm | None, typer.Option("--format", help="Without it, what the file's contents and name say.")] = None,
    source: _From = "",
    target: _To = "",
) -> None:
    """Add the concepts of another tool's file to a glossary: all of them or, where one is wrong, none.

    Concepts that are there already, just so, are left alone. What a glossary cannot hold is told, a line each. A table with --from and --to
    is DeepL's, without a header.

    \b
    langbridge glossary import terms.csv --into glossaries/ai.yaml
    langbridge glossary import agency.tbx --into glossaries/agency.yaml
    langbridge glossary import TWPhrases.txt --into glossaries/opencc.yaml \\
        --from zh-Hans-CN --to zh-Hant-TW
    """
    from langbridge.glossary import GlossaryForm, import_glossary

    found = import_glossary(file, into, form=GlossaryForm(form) if form else None, direction=_direction(source, target))
    again = f", {found.known} were there already" if found.known else ""
    typer.echo(f"{_count(found.added, 'concept')} added to {into}{again}", err=True)
    _tell_left_out(found.left_out)


@app.command("export")
def export(
    files: _Files = None,
    form: Annotated[FileForm | None, typer.Option("--format", help="Without it, what the output's name says, else csv.")] = None,
    source: _From = "",
    target: _To = "",
    output: ExportFile = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, which Excel needs to read Chinese.")] = False,
    force: Overwrite = False,
) -> None:
    """Write glossaries as one file for other tools.

    Tables (csv, tsv) hold all, and TBX all but the spacing of notes; OpenCC's and DeepL's files hold the pairs of one direction. What is
    left out is told, a line each.

    \b
    langbridge glossary export glossaries/ai.yaml --output ai.csv --bom
    langbridge glossary export --output terms.tbx
    langbridge glossary export --format opencc-json --output ours.json \\
        --from zh-Hans-CN --to zh-Hant-TW
    """
    from langbridge.glossary import GlossaryForm, Termbase, export_glossaries, find_formulas, form_of_name
    from langbridge.project import write_atomically

    if output and output.exists() and not force:
        raise OutputError("the file exists, and may hold someone's edits", path=output, remedy="choose another name, or say --force")
    direction = _direction(source, target)
    chosen = GlossaryForm(form) if form else form_of_name(output, directed=direction is not None)
    glossaries = Termbase.load(_chosen(files)).glossaries
    exported = export_glossaries(glossaries, chosen, direction)
    data = exported.text.encode("utf-8-sig" if bom else "utf-8")
    if output:
        write_atomically(output, data)
    else:
        typer.echo(data, nl=False)
    _tell_left_out(exported.left_out)
    if chosen in (GlossaryForm.CSV, GlossaryForm.TSV):
        for text in find_formulas(glossaries):
            typer.echo(f"warning: a spreadsheet takes this for a formula: {text}", err=True)


def _direction(source: str, target: str) -> Direction | None:
    """The direction that `--from` and `--to` name, None without them."""
    from langbridge.glossary import Direction, parse_form_tag

    if not source and not target:
        return None
    if not source or not target:
        raise UsageError("--from and --to belong together", remedy="say both: --from zh-Hans-CN --to zh-Hant-TW")
    direction = Direction(parse_form_tag(source), parse_form_tag(target))
    if direction.source == direction.target:
        raise UsageError(f"--from and --to are both {target}")
    return direction


def _tell_left_out(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(f"left out: {line}", err=True)


def _chosen(files: Sequence[Path] | None) -> list[Path]:
    """The glossaries that were named, else those of the settings; the same file once."""
    from langbridge.project import load_settings

    here = Path.cwd()
    paths = list(files or (path.relative_to(here) if path.is_relative_to(here) else path for path in load_settings().glossaries))
    if not paths:
        raise UsageError("there is no glossary to work on", remedy="name one, or list some under glossaries in langbridge.yaml")
    return list({path.absolute(): path for path in paths}.values())


def _pair(text: str) -> tuple[str, str]:
    tag, equals, form = text.partition("=")
    if not equals:
        raise UsageError(f"{text!r} is no form", remedy="write a tag, an equals sign and the form: zh-Hans-CN=软件")
    return tag.strip(), form


def _forms(forms: Sequence[TermForm]) -> str:
    """The forms of a tag as they are listed: the one that is written, then the others in brackets, with what is special about them."""
    shown = []
    for number, form in enumerate(forms):
        marks = [form.status.value] if form.status not in ("preferred", "admitted") else []
        marks += ["ambiguous"] if form.ambiguous else []
        text = f"{form.text} <{', '.join(marks)}>" if marks else form.text
        shown.append(text if number == 0 and form.status != "admitted" else f"({text})")
    return " ".join(shown)


def _record(glossary: Glossary, concept: Concept) -> dict[str, object]:
    from langbridge.project import display_path

    return {
        "id": glossary.full_id(concept),
        "path": display_path(glossary.path),
        "line": concept.line,
        "note": concept.note,
        "domain": concept.domain,
        "forms": [
            {"tag": str(tag), "text": form.text, "status": form.status.value, "ambiguous": form.ambiguous, "note": form.note}
            for tag, form in concept.tagged_forms()
        ],
    }


def _told(finding: Finding) -> str:
    colour = typer.colors.RED if finding.severity is Severity.ERROR else typer.colors.YELLOW
    rule = typer.style(finding.rule, fg=colour)
    return f"{finding.path}:{finding.line}:{finding.column} {rule} {finding.severity.value}: {finding.message}"


def _bold(text: str) -> str:
    return typer.style(text, bold=True)


def _print(text: str, *, err: bool = False) -> None:
    # Styles are dropped where the output is no terminal; who sets NO_COLOR wants none there either.
    typer.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
