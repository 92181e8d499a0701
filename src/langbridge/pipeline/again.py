"""Converting articles again the way they were converted, with the glossaries as they are now: what a review needs when a term is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from langbridge.article import FrontMatterKeys, Markup
from langbridge.glossary import Termbase
from langbridge.pipeline.conversion import ConversionOptions, Conversions
from langbridge.pipeline.outputs import Reading, convert_file
from langbridge.project import SourceFile, Typography, VariantStyle, display_path
from langbridge.review import Record, RecordKind, ReviewRef, read_record
from langbridge.values import LangbridgeError, LanguageTag, RecordError, UsageError


def convert_again(refs: Sequence[ReviewRef], root: Path, output: Path, glossaries: Sequence[Path]) -> list[LangbridgeError | None]:
    """Convert the articles of reviews again with the settings in their records; gives for each what went wrong, None where nothing did.

    The terms are those of the project's `glossaries`, then those of what the record names besides, all read anew.
    """
    termbases: dict[tuple[Path, ...], Termbase] = {}
    return [_convert(ref, root, output, glossaries, termbases) for ref in refs]


def _convert(
    ref: ReviewRef, root: Path, output: Path, glossaries: Sequence[Path], termbases: dict[tuple[Path, ...], Termbase]
) -> LangbridgeError | None:
    try:
        record = read_record(ref.record_path)
        if record.kind is not RecordKind.CONVERSION:
            raise UsageError("this is a translation", path=display_path(ref.output_path), remedy="langbridge translate makes it again")
        options, reading, named = _settings_of(record, ref.record_path)
        paths = () if options.opencc_config else tuple(dict.fromkeys((*glossaries, *(root / one for one in named))))
        if paths not in termbases:
            termbases[paths] = Termbase.load(paths)
        source = SourceFile(root / record.source.path, ref.relative)
        convert_file(source, ref.target, Conversions(termbases[paths], options), reading, root=root, output=output)
    except LangbridgeError as error:
        return error
    return None


def _settings_of(record: Record, path: Path) -> tuple[ConversionOptions, Reading, list[str]]:
    """How an article was converted and read, and the glossaries that were used."""
    said = record.settings
    try:
        variants, keys = _mapping(said["variants"]), _mapping(said["front_matter"])
        options = ConversionOptions(
            bool(said["guard"]),
            Typography(str(said["quotes"])),
            Typography(str(said["punctuation"])),
            VariantStyle(str(variants["style"])),
            tuple((form, str(wanted)) for form, wanted in _mapping(variants["forms"]).items()),
            str(said["opencc_config"]),
        )
        reading = Reading(
            Markup(str(said["markup"])),
            str(said["encoding"]) or None,
            LanguageTag.parse(str(said["from"])) if said["from"] else None,
            FrontMatterKeys(frozenset(_texts(keys["convert"])), frozenset(_texts(keys["keep"]))),
            frozenset(_texts(said["shortcode_parameters"])),
        )
        glossaries = said["glossaries"]
        if not isinstance(glossaries, list):
            raise TypeError("glossaries is no list")
        return options, reading, [str(_mapping(one)["path"]) for one in glossaries]
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(
            f"the review record does not say how its article was converted: {error}",
            path=display_path(path),
            remedy="langbridge convert converts it again",
        ) from error


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"there is a {type(value).__name__} where an object should be")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"there is a {type(value).__name__} where a list should be")
    return [str(one) for one in value]
