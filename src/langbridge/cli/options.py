"""What several verbs share: the forms of their options, and settings read into what the rooms below take."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from langbridge.values import ENGLISH, SCRIPT_TARGETS, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.article import Markup
    from langbridge.glossary import Termbase
    from langbridge.pipeline import ConversionOptions, Reading
    from langbridge.project import Settings


class Form(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


class TypographyChoice(StrEnum):
    """Whose quotes or punctuation converted text has."""

    KEEP = "keep"
    LOCALE = "locale"


class MarkupChoice(StrEnum):
    """How articles are to be read; `auto` goes by the file's name and what is in it."""

    AUTO = "auto"
    MARKDOWN = "markdown"
    TEXT = "text"

    @property
    def markup(self) -> Markup | None:
        """The markup, None for `auto`."""
        from langbridge.article import Markup

        return None if self is MarkupChoice.AUTO else Markup(self.value)


def target_tag(text: str) -> LanguageTag:
    """The target that a `--to` names.  Raises UsageError where script conversion has no such target."""
    names = ", ".join(map(str, SCRIPT_TARGETS))
    try:
        tag = LanguageTag.parse(text)
    except UsageError as error:
        raise UsageError(f"--to {text}: this is no language tag", remedy=f"one of {names}") from error
    if tag == ENGLISH:
        raise UsageError(f"--to {text}: langbridge converts between Chinese scripts and does not translate", remedy=f"one of {names}")
    if tag not in SCRIPT_TARGETS:
        raise UsageError(f"--to {text}: this is no target of script conversion", remedy=f"one of {names}")
    return tag


def complete_tag(incomplete: str) -> list[str]:
    """The target tags for the shell to complete."""
    return [str(tag) for tag in SCRIPT_TARGETS if str(tag).startswith(incomplete)]


Glossaries = Annotated[
    list[Path] | None,
    typer.Option("--glossary", metavar="FILE", help="A glossary besides those of langbridge.yaml; it wins. May be repeated."),
]
NoGlossary = Annotated[bool, typer.Option("--no-glossary", help="Use no glossary at all.")]
MemoryFile = Annotated[
    Path | None, typer.Option("--memory", metavar="FILE", help="The memory. Left out: .langbridge/memory.db beside langbridge.yaml.")
]

SourceTag = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="TAG",
        autocompletion=complete_tag,
        help="What the text is in, such as zh-Hans or zh-Hant-HK, instead of detecting it.",
    ),
]
MarkupOption = Annotated[MarkupChoice, typer.Option("--markup", help="What to read the text as; auto goes by the name and contents.")]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="The file's encoding, instead of detecting it.")]

EnglishTarget = Annotated[str, typer.Option("--to", metavar="TAG", help="The target; so far only en.")]
NoGuard = Annotated[bool, typer.Option("--no-guard", help="Let phrases of OpenCC's tear words apart, as OpenCC itself does.")]
Quotes = Annotated[
    TypographyChoice | None,
    typer.Option(
        "--quotes",
        help="The source's own, or those of the target's region. Left out: the region's for a target with a region.",
        show_default=False,
    ),
]
Punctuation = Annotated[
    TypographyChoice | None,
    typer.Option("--punctuation", help="The same for half-width punctuation in Chinese sentences.", show_default=False),
]
OpenccConfig = Annotated[
    str | None,
    typer.Option(
        "--opencc-config",
        metavar="NAME",
        help="Instead of --to: exactly OpenCC's own output, by one of its configurations, such as s2twp.",
    ),
]

OutputFolder = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FOLDER", help="The folder of outputs and records. Left out: the output of langbridge.yaml, else output."
    ),
]
OutputPaths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Outputs, articles, or folders of either. Left out: all outputs.")
]
OnlyTargets = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="TAG", autocompletion=complete_tag, help="Only outputs for this target; may be repeated."),
]
ExportFile = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file and not to standard output.")]
Overwrite = Annotated[bool, typer.Option("--force", help="Write over what exists.")]
Processes = Annotated[
    int, typer.Option("--jobs", "-j", metavar="N", min=0, help="How many processes; 0: as many as pay.", show_default=False)
]
SummaryForm = Annotated[Form, typer.Option("--format", help="The summary: text on standard error, or json on standard output.")]


def reading_of(settings: Settings, markup: MarkupChoice, encoding: str | None, source: str | None) -> Reading:
    """How articles are read, by settings and flags.  Raises UsageError for a `source` that is no Chinese tag and for an
    encoding that does not exist."""
    from langbridge.article import DEFAULT_FRONT_MATTER_KEYS, read_article
    from langbridge.pipeline import Reading

    tag = LanguageTag.parse(source) if source else None
    if tag is not None and not (tag.is_chinese and tag.script in ("Hans", "Hant")):
        raise UsageError(f"--from {source}: this is no Chinese script", remedy="one such as zh-Hans or zh-Hant-HK")
    read_article(b"", encoding=encoding)  # an encoding that does not exist is told once, not for every article
    keys = DEFAULT_FRONT_MATTER_KEYS.adjusted(convert=settings.front_matter_convert, keep=settings.front_matter_keep)
    return Reading(markup.markup, encoding, tag, keys, settings.shortcode_parameters)


def options_of(
    settings: Settings,
    *,
    guarded: bool = True,
    quotes: TypographyChoice | None = None,
    punctuation: TypographyChoice | None = None,
    opencc_config: str = "",
) -> ConversionOptions:
    """What shapes a conversion, by flags over settings."""
    from langbridge.pipeline import ConversionOptions
    from langbridge.project import Typography

    return ConversionOptions(
        guarded,
        Typography(quotes) if quotes else settings.quotes,
        Typography(punctuation) if punctuation else settings.punctuation,
        settings.variant_style,
        settings.variant_forms,
        opencc_config,
    )


def termbase_of(settings: Settings, more: Sequence[Path], *, without: bool = False) -> Termbase:
    """The glossaries of the settings, then those of the flags, which win.  Raises GlossaryError."""
    from langbridge.glossary import Termbase

    return Termbase() if without else Termbase.load([*settings.glossaries, *more])
