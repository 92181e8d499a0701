"""langbridge.yaml: what a project wants, found upwards from the working folder.

Flags win over the environment, which wins over the file.  The command line has the flags; the environment is read here and nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from langbridge.project.engine_settings import ENGINE_KEYS, EngineSettings, read_engine_settings
from langbridge.project.sources import is_pattern, match_pattern, missing
from langbridge.project.suggestions import suggest
from langbridge.project.yaml_nodes import Place, read_yaml
from langbridge.values import ENGLISH, SCRIPT_TARGETS, LanguageTag, SettingsError, UsageError

_Choice = TypeVar("_Choice", bound=StrEnum)

SETTINGS_NAME = "langbridge.yaml"

_LANGUAGE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

TARGETS = (*SCRIPT_TARGETS, ENGLISH)
"""What `targets` may name."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "sources": (),
    "targets": (),
    "output": (),
    "glossaries": (),
    "layout": (),
    "languages": (),
    "front_matter": ("convert", "keep"),
    "shortcodes": ("parameters",),
    "typography": ("quotes", "punctuation"),
    "variants": ("style", "forms"),
    "publish": ("unreviewed", "allow"),
    "engine": tuple(ENGINE_KEYS),
}
"""Every key that a settings file may have, and the keys below it.  One that would have no effect is not here."""


class Typography(StrEnum):
    """What becomes of quotes or punctuation in converted text."""

    AUTO = "auto"
    """The region's for a target with a region, the source's own for one without."""
    KEEP = "keep"
    """The source's own."""
    LOCALE = "locale"
    """Those of the target's region; Taiwan's and the mainland's where the target has none."""


class VariantStyle(StrEnum):
    """Which glyphs are written where a region writes several."""

    PRESS = "press"
    """Those that its press mostly prints: 台灣."""
    STANDARD = "standard"
    """Those of OpenCC, which follows the Ministry of Education: 臺灣."""


class Unreviewed(StrEnum):
    """Which changes may be published although nobody has decided about them."""

    SAFE = "safe"
    """Those of risk none."""
    ALL = "all"
    NOTHING = "nothing"


class Layout(StrEnum):
    """Where a site has the versions of an article; see `layouts`.  Outputs themselves are always in a folder for each target."""

    FOLDERS = "folders"
    """A folder for each target, the article's own path below that."""
    SUFFIX = "suffix"
    """Beside the article, with the language in the name: `post.zh-hant.md`."""
    CONTENT = "content"
    """In the content folder of each language."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project wants.  Every path that `load_settings` gives is absolute."""

    root: Path
    """The folder of the settings file, which its paths are relative to; the working folder where there is no such file."""
    path: Path | None = None
    """The settings file, None where there is none."""
    sources: tuple[Path, ...] = ()
    """Files, folders and patterns, for `find_articles`."""
    targets: tuple[LanguageTag, ...] = ()
    output: Path = Path("output")
    glossaries: tuple[Path, ...] = ()
    """In their order: a later one wins over an earlier one."""
    layout: Layout = Layout.FOLDERS
    languages: tuple[tuple[LanguageTag, str], ...] = ()
    """What the site calls a target, where that does not follow from its configuration."""
    front_matter_convert: frozenset[str] = frozenset()
    """Front-matter keys whose text is converted although it would not be."""
    front_matter_keep: frozenset[str] = frozenset()
    """Front-matter keys whose text is left alone although it would be converted."""
    shortcode_parameters: frozenset[str] = frozenset({"title", "caption", "alt"})
    """The named shortcode parameters that hold text; all others are left alone."""
    quotes: Typography = Typography.AUTO
    punctuation: Typography = Typography.AUTO
    variant_style: VariantStyle = VariantStyle.PRESS
    variant_forms: tuple[tuple[str, str], ...] = ()
    """Forms and what is written for them, over the style's: 台 and 臺."""
    publish_unreviewed: Unreviewed = Unreviewed.SAFE
    publish_allow: tuple[str, ...] = ()
    """Rules, as `publish --allow` names them, whose changes may be published unreviewed besides."""
    engine: EngineSettings = field(default_factory=EngineSettings)


def load_settings(start: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that hold in the folder `start` (the working folder): the environment's, else the nearest file's, else the defaults.

    LANGBRIDGE_TARGETS holds tags between commas or spaces, LANGBRIDGE_OUTPUT a folder, LANGBRIDGE_GLOSSARIES files with the system's path
    separator between them (`:`, on Windows `;`).  Their paths are relative to the working folder, as a flag's are; those in the file to
    the file's folder.

    Raises SettingsError with file, line and column for an unknown key, a wrong value, a source or glossary that does not exist, and
    broken YAML.
    """
    folder = (start or Path.cwd()).absolute()
    path = find_settings(folder)
    settings = _read(path) if path is not None else Settings(folder, output=folder / "output")
    return _with_environment(settings, folder, environ)


def find_settings(start: Path) -> Path | None:
    """The nearest langbridge.yaml in an absolute folder or one above it."""
    for folder in (start, *start.parents):
        path = folder / SETTINGS_NAME
        if path.is_file():
            return path
    return None


def _read(path: Path) -> Settings:
    root = path.parent
    settings = Settings(root, path, output=root / "output")
    document = read_yaml(path)
    if document is None:
        return settings
    for key, place in document.entries(KEYS):
        match key:
            case "sources":
                settings = replace(settings, sources=tuple(_source(item, root) for item in place.items()))
            case "targets":
                settings = replace(settings, targets=_unique(_target(item) for item in place.items()))
            case "output":
                settings = replace(settings, output=root / place.text())
            case "glossaries":
                settings = replace(settings, glossaries=tuple(_glossary(item, root) for item in place.items()))
            case "layout":
                settings = replace(settings, layout=_one_of(Layout, place))
            case "languages":
                settings = replace(settings, languages=_languages(place))
            case "front_matter":
                settings = _with_front_matter(settings, place)
            case "shortcodes":
                for _, names in place.entries(KEYS["shortcodes"]):
                    settings = replace(settings, shortcode_parameters=_names(names))
            case "typography":
                for name, choice in place.entries(KEYS["typography"]):
                    chosen = _one_of(Typography, choice)
                    settings = replace(settings, quotes=chosen) if name == "quotes" else replace(settings, punctuation=chosen)
            case "variants":
                for name, choice in place.entries(KEYS["variants"]):
                    if name == "style":
                        settings = replace(settings, variant_style=_one_of(VariantStyle, choice))
                    else:
                        settings = replace(settings, variant_forms=tuple(_form(*pair) for pair in choice.pairs()))
            case "publish":
                for name, choice in place.entries(KEYS["publish"]):
                    if name == "unreviewed":
                        settings = replace(settings, publish_unreviewed=_one_of(Unreviewed, choice))
                    else:
                        settings = replace(settings, publish_allow=tuple(item.text() for item in choice.items()))
            case "engine":
                settings = replace(settings, engine=read_engine_settings(place, root))
    return settings


def _source(item: Place, root: Path) -> Path:
    path = root / item.text()
    if not is_pattern(path):
        _check_there(item, path)
        return path
    try:
        found = next(match_pattern(path), None)
    except UsageError as error:
        item.fail(error.message, error.remedy)
    if found is None:
        item.fail(f"nothing matches the pattern {item.text()}")
    return path


def _glossary(item: Place, root: Path) -> Path:
    path = root / item.text()
    _check_there(item, path)
    if path.is_dir():
        item.fail(f"the glossary {item.text()} is a folder", "name the files in it")
    return path


def _check_there(item: Place, path: Path) -> None:
    if not path.exists():
        error = missing(path)
        item.fail(f"{item.name} names {item.text()}: {error.message}", error.remedy)


def _target(item: Place) -> LanguageTag:
    try:
        return _read_target(item.text())
    except UsageError as error:
        item.fail(error.message, error.remedy)


def _languages(place: Place) -> tuple[tuple[LanguageTag, str], ...]:
    keys: dict[LanguageTag, str] = {}
    for name, named in place.pairs():
        try:
            tag = _read_target(name)
        except UsageError as error:
            named.fail(error.message, error.remedy)
        key = named.text()
        if tag in keys:
            named.fail(f"{tag} is there twice", "keep one of them")
        if key.lower() in map(str.lower, keys.values()):
            named.fail(f"two targets would be {key}", "give each a language of its own")
        if not _LANGUAGE_KEY.fullmatch(key):
            named.fail(f"{key} is no language of a site", "write its key as the site's configuration has it, such as zh-hant")
        keys[tag] = key
    return tuple(keys.items())


def _one_of(choices: type[_Choice], place: Place) -> _Choice:
    text = place.text()
    if text not in tuple(choices):
        place.fail(f"unknown value of {place.name}: {text}", suggest(text, choices) or f"one of {', '.join(choices)}")
    return choices(text)


def _form(form: str, place: Place) -> tuple[str, str]:
    wanted = place.text()
    if len(wanted) != len(form):
        place.fail(f"{wanted} is not as long as {form}", "write one glyph for another; words of other lengths belong into a glossary")
    return form, wanted


def _with_front_matter(settings: Settings, place: Place) -> Settings:
    for key, names in place.entries(KEYS["front_matter"]):
        if key == "convert":
            settings = replace(settings, front_matter_convert=_names(names))
        else:
            settings = replace(settings, front_matter_keep=_names(names))
    if both := sorted(settings.front_matter_convert & settings.front_matter_keep):
        place.fail(f"{both[0]} is both in front_matter.convert and in front_matter.keep", "take it out of one")
    return settings


def _names(place: Place) -> frozenset[str]:
    return frozenset(item.text() for item in place.items())


def _unique(tags: Iterable[LanguageTag]) -> tuple[LanguageTag, ...]:
    return tuple(dict.fromkeys(tags))


def _read_target(text: str) -> LanguageTag:
    known = [str(tag) for tag in TARGETS]
    try:
        tag = LanguageTag.parse(text)
    except UsageError as error:
        raise UsageError(error.message, remedy=suggest(text, known)) from None
    if tag not in TARGETS:
        raise UsageError(f"{text} is no target", remedy=suggest(text, known))
    return tag


def _with_environment(settings: Settings, folder: Path, environ: Mapping[str, str]) -> Settings:
    if named := environ.get("LANGBRIDGE_TARGETS", "").replace(",", " ").split():
        try:
            settings = replace(settings, targets=_unique(map(_read_target, named)))
        except UsageError as error:
            raise SettingsError(f"LANGBRIDGE_TARGETS: {error.message}", remedy=error.remedy) from None
    if output := environ.get("LANGBRIDGE_OUTPUT", ""):
        settings = replace(settings, output=folder / output)
    if glossaries := [name for name in environ.get("LANGBRIDGE_GLOSSARIES", "").split(os.pathsep) if name]:
        paths = tuple(folder / name for name in glossaries)
        for path in paths:
            if not path.is_file():
                raise SettingsError(f"LANGBRIDGE_GLOSSARIES names {path}, which is no file", remedy=missing(path).remedy)
        settings = replace(settings, glossaries=paths)
    return settings
