"""Where the versions of an article live in a site, and which of a site's files are versions and no sources.

    suffix    posts/first.md          posts/first.zh-hant.md        leaf bundles too: first/index.zh-hant.md beside the same pictures
    content   content/zh-hans/first.md    content/zh-hant/first.md  a content folder for each language
    folders   first.md                zh-Hant-TW/first.md           a folder for each target

The keys of languages come from the site's configuration, where it has one: `zh-hant` or `zh-tw` for zh-Hant-TW.  Hugo publishes a file
with a suffix that it does not know in the default language, and says nothing; so a target that the site does not know has no place in it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from langbridge.project.site_config import Generator, Site, SiteLanguage, find_site, tag_of
from langbridge.project.sources import SourceFile, display_path
from langbridge.values import SCRIPT_TARGETS, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.project.settings import Layout, Settings

_USUAL_KEYS = frozenset({*(str(tag).lower() for tag in SCRIPT_TARGETS), "zh-tw", "zh-hk", "zh-cn", "en"})
"""The suffixes that are taken for languages where no site says which ones it has."""


@dataclass(frozen=True, slots=True)
class SiteLayout:
    """How a site holds the versions of its articles.

    `keys` has the key of each target, `own` the keys whose files are articles to convert, in lower case.
    """

    layout: Layout
    keys: Mapping[LanguageTag, str]
    own: frozenset[str] = frozenset()
    site: Site | None = None

    def knows(self, target: LanguageTag) -> bool:
        """Whether the site would publish a file as the target's language."""
        site = self.site
        if self.layout == "folders" or site is None or site.generator not in (Generator.HUGO, Generator.MKDOCS):
            return True
        return site.language(self.keys[target]) is not None

    def key(self, target: LanguageTag) -> str:
        """The key of a target, by itself where the layout knows none."""
        return self.keys.get(target) or (str(target) if self.layout == "folders" else str(target).lower())

    def place(self, target: LanguageTag, relative: Path, source: Path | None, folder: Path) -> PurePosixPath:
        """Where an article's version for a target goes, relative to the `folder` that is published to.

        `relative` is the article's path below the folder that was named for conversion, `source` its file.  The place may be the source
        itself, where the target is the source's own language.  Raises UsageError where `folder` does not hold the content of that language.
        """
        key = self.key(target)
        if self.layout == "suffix":
            beside = _below(source, folder) if source is not None else None
            return self._with_suffix(PurePosixPath((beside or relative).as_posix()), key)
        if self.layout == "content":
            return self._in_content(key, relative, source, folder)
        return PurePosixPath(key, relative.as_posix())

    def is_version(self, source: SourceFile) -> bool:
        """Whether a file that was found below a folder is by its name or place a language version, and so no article to convert."""
        if self.layout == "suffix":
            key = self._suffix(source.path.name)
            if not key and self.site is not None and self.site.default and self.own:
                key = self.site.default.lower()  # a file without a suffix is in the site's default language
            return bool(key) and key not in self.own
        if self.layout == "content":
            language = self._language_of(source.path)
            return language is not None and language.key.lower() not in self.own
        return len(source.relative.parts) > 1 and source.relative.parts[0] in self.keys.values()

    def own_key(self, source: Path) -> str:
        """The key of the language that an article itself is published in; empty where no site says so."""
        if self.layout == "content" and (language := self._language_of(source)) is not None:
            return language.key
        return self._suffix(source.name) or (self.site.default if self.site else "")

    def original(self, path: PurePosixPath) -> PurePosixPath:
        """A path without what names its language, by which versions of one article know each other: posts/first.md."""
        if self.layout == "suffix" and (key := self._suffix(path.name)):
            stem, _, ending = path.name.rpartition(".")
            return path.with_name(f"{stem[: -len(key) - 1]}.{ending}")
        return path

    def _suffix(self, name: str) -> str:
        """The language key that a file's name has before its ending, in lower case; empty where it has none."""
        key = name.rpartition(".")[0].rpartition(".")[2].lower()
        known = {one.key.lower() for one in self.site.languages} if self.site and self.site.languages else _USUAL_KEYS
        return key if "." in name.rpartition(".")[0] and (key in known or key in map(str.lower, self.keys.values())) else ""

    def _with_suffix(self, relative: PurePosixPath, key: str) -> PurePosixPath:
        plain = self.original(relative)
        default = self.site.default if self.site else ""
        named = self._suffix(relative.name) or default.lower()
        if named == key.lower():
            return relative
        if key.lower() == default.lower():
            return plain
        stem, dot, ending = plain.name.rpartition(".")
        return plain.with_name(f"{stem}.{key}.{ending}" if dot else f"{plain.name}.{key}")

    def _in_content(self, key: str, relative: Path, source: Path | None, folder: Path) -> PurePosixPath:
        inner = relative
        language = self._language_of(source) if source is not None else None
        if source is not None and language is not None:
            inner = _below(source, language.content) or relative
        elif inner.parts[:1] and inner.parts[0].lower() in self.own:
            inner = Path(*inner.parts[1:])
        wanted = self.site.language(key) if self.site else None
        if wanted is None:
            return PurePosixPath(key, inner.as_posix())
        below = _below(wanted.content, folder)
        if below is None:
            raise UsageError(
                f"the content of {key} does not lie in this folder but in {display_path(wanted.content)}",
                path=display_path(folder),
                remedy="publish to the folder that holds the content of all languages",
            )
        return PurePosixPath(below.as_posix(), inner.as_posix())

    def _language_of(self, path: Path) -> SiteLanguage | None:
        """The language in whose content folder a file lies, the innermost one."""
        holding = [one for one in (self.site.languages if self.site else ()) if _below(path, one.content) is not None]
        return max(holding, key=lambda one: len(one.content.parts), default=None)


def site_layout(settings: Settings, *, folder: Path | None = None, targets: Iterable[LanguageTag] = ()) -> SiteLayout:
    """The layout of a project: of the site that `folder` belongs to, else of the one that its sources belong to.

    `targets` are keyed after those of the settings.  Raises SettingsError for a site's configuration that cannot be read.
    """
    wanted = tuple(dict.fromkeys((*settings.targets, *targets)))
    if settings.layout == "folders":
        written = dict(settings.languages)
        # Without settings nobody has said that a folder of that name holds versions.
        known = wanted if settings.path is not None else ()
        return SiteLayout(settings.layout, {tag: written.get(tag, str(tag)) for tag in known})
    site = site_of(settings, folder)
    keys = match_languages(settings.targets, site, settings.languages)
    keys = match_languages(wanted, site, (*settings.languages, *keys.items()))
    return SiteLayout(settings.layout, keys, own_languages(keys, site), site)


def site_of(settings: Settings, folder: Path | None = None) -> Site | None:
    """The site of a folder, or else of the project's sources, or its root."""
    for start in (folder, *settings.sources, settings.root):
        if start is not None and (site := find_site(start.absolute())) is not None:
            return site
    return None


def match_languages(
    targets: Collection[LanguageTag], site: Site | None, chosen: Iterable[tuple[LanguageTag, str]] = ()
) -> dict[LanguageTag, str]:
    """The key of each target in a site: what was `chosen`, else the language that fits best, each once; else the tag in lower case."""
    keys = {tag: key for tag, key in chosen if tag in targets}
    languages = site.languages if site else ()
    free = [one for one in languages if one.key.lower() not in {key.lower() for key in keys.values()}]
    fits = sorted(
        ((fit, -number, tag, one) for number, tag in enumerate(targets) for one in free if tag not in keys and (fit := _fit(tag, one))),
        key=lambda found: found[:2],
        reverse=True,
    )
    for _, _, tag, one in fits:
        if tag not in keys and one.key not in keys.values():
            keys[tag] = one.key
    return {tag: keys.get(tag, str(tag).lower()) for tag in targets}


def _fit(target: LanguageTag, language: SiteLanguage) -> int:
    """How well a site's language fits a target; 0 not at all."""
    by_key = tag_of(language.key)
    for points, tag in ((6, by_key), (5, language.tag)):
        if tag == target:
            return points
    said = language.tag or by_key
    if said is None or said.language != target.language:
        return 0
    if said.script == target.script:
        return 0 if said.region and target.region else 4
    # zh alone is Simplified on most sites, and en-US is English.
    if not target.is_chinese:
        return 3
    return 2 if not said.script and target.script == "Hans" else 0


def own_languages(keys: Mapping[LanguageTag, str], site: Site | None) -> frozenset[str]:
    """The languages whose files are sources: the default one; where that is not Chinese, the Chinese that is no target."""
    if site is None or not site.default:
        return frozenset()
    default = site.language(site.default)
    if default is None or default.tag is None or default.tag.is_chinese:
        return frozenset({site.default.lower()})
    published = {key.lower() for key in keys.values()}
    left = {one.key.lower() for one in site.languages if one.tag is not None and one.tag.is_chinese and one.key.lower() not in published}
    return frozenset(left or {site.default.lower()})


def _below(path: Path, folder: Path) -> Path | None:
    """A path as it is seen from a folder that holds it, links followed; None where it lies elsewhere."""
    real = Path(os.path.realpath(path.parent), path.name) if path.name else Path(os.path.realpath(path))
    holder = Path(os.path.realpath(folder))
    return real.relative_to(holder) if real.is_relative_to(holder) else None
