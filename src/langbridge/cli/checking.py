"""What a call of `langbridge check` looks at: the articles that it names, or the project's sources, outputs and versions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from langbridge.cli.telling import near, note, warn
from langbridge.values import SCRIPT_TARGETS, Finding, LangbridgeError, LanguageTag, UsageError

if TYPE_CHECKING:
    from langbridge.article import Article
    from langbridge.glossary import Termbase
    from langbridge.jobs import TheirVersions
    from langbridge.pipeline import Reading
    from langbridge.project import Settings, SourceFile
    from langbridge.review import Opened, Version

_STDIN = "-"


class Check(StrEnum):
    """What can be looked for."""

    SCRIPT = "script"
    LINKS = "links"
    STALE = "stale"
    STRUCTURE = "structure"
    TERMS = "terms"
    UNDECIDED = "undecided"


OF_ARTICLES = frozenset({Check.SCRIPT, Check.LINKS})
"""What can be said of any article, without the records of a project."""


@dataclass
class Checking:
    """One call: what it checks, and what has come of it."""

    settings: Settings
    reading: Reading
    termbase: Termbase
    paths: tuple[str, ...]
    target: LanguageTag | None
    errors: list[LangbridgeError] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    def run(self, checks: frozenset[Check]) -> None:
        """Make the checks, of the paths or else of the project."""
        if not self.paths and checks != {Check.TERMS}:
            self._check_something_is_there()
        if Check.TERMS in checks:
            from langbridge.glossary import check_glossaries

            self.findings += check_glossaries(self.termbase.glossaries)
        if self.paths:
            self._check_articles([Path(path) for path in self.paths], checks & OF_ARTICLES)
        elif Check.SCRIPT in checks:
            self._check_articles(self._outputs, frozenset({Check.SCRIPT}))
        if checks - OF_ARTICLES - {Check.TERMS} or (Check.LINKS in checks and not self.paths):
            self._check_project(checks)

    def check_translation(self, source: Path, version: Path) -> None:
        """Check an English version of an article."""
        from langbridge.checks import check_translation_pair

        articles = [self._read(path) for path in (source, version)]
        self.findings += check_translation_pair(*articles, termbase=self.termbase)
        self.checked = {str(version)}

    def found(self) -> list[Finding]:
        """All findings by place, each with its fingerprint."""
        from langbridge.checks import fingerprinted

        shown = dict.fromkeys(replace(one, path=self._shown(one.path)) for one in self.findings)
        ordered = sorted(shown, key=lambda one: (one.path, one.line, one.column, one.rule, one.message))
        return fingerprinted(ordered, self._text_at, self.settings.root)

    def _check_articles(self, named: Sequence[Path], checks: frozenset[Check]) -> None:
        """Make the checks that need nothing but the article itself."""
        if not checks:
            return
        from langbridge.checks import LinkChecker, check_script

        links = LinkChecker()
        for shown, article in self._articles(named):
            target = self.target or _tag_of_folder(article.path)
            if Check.SCRIPT in checks and (target := target or self._detected(shown, article)) is not None:
                self.checked.add(shown)
                self.findings += check_script(article, target, termbase=self.termbase)
            if Check.LINKS in checks:
                self.checked.add(shown)
                self.findings += links.check(article)

    def _check_project(self, checks: frozenset[Check]) -> None:
        """Make the checks that need the project's sources and records."""
        from langbridge.review import Policy, check_decisions, check_outputs, check_versions

        settings = self.settings
        opened = [one for one in self._opened if self._is_meant(one.ref.target, *_paths_of(one))]
        sources = [one for one in self._sources if self._is_meant(None, one.path)]
        if self.paths and not opened and not sources:
            raise UsageError(
                f"{', '.join(self.paths)}: here is no article of the project and no output of one",
                remedy="name some, or leave the paths out",
            )
        self.errors += [one.error for one in opened if one.error is not None]
        self.checked |= {self._shown(str(one.ref.output_path)) for one in opened}
        targets = [self.target] if self.target else settings.targets
        if Check.STALE in checks:
            every = not (self.paths or self.target)
            self.findings += check_outputs(opened, sources, settings.output, targets, is_theirs=self._is_theirs, every=every)
        if Check.UNDECIDED in checks:
            self.findings += check_decisions(opened, Policy(settings.publish_unreviewed, settings.publish_allow))
        versions = [one for one in self._versions if self._is_meant(one.target, one.path, one.source)]
        if Check.STRUCTURE in checks:
            self.findings += check_versions(opened)
            self._compare(versions)
        if Check.LINKS in checks and not self.paths:
            self._check_links(opened, [*(one.path for one in sources), *(one.path for one in versions)])

    def _is_theirs(self, source: SourceFile, target: LanguageTag) -> bool:
        """Whether people wrote an article's version, which `run` leaves as it is."""
        from langbridge.jobs import Job

        return self._theirs.find(Job(source, target)) is not None

    @cached_property
    def _theirs(self) -> TheirVersions:
        from langbridge.jobs import TheirVersions

        return TheirVersions(self.settings, self.settings.output)

    def _compare(self, versions: Sequence[Version]) -> None:
        """Look for differences of structure in the versions that stand in the site."""
        from langbridge.checks import check_structure

        for one in versions:
            try:
                source, version = self._read(one.source), self._read(near(one.path))
            except LangbridgeError as error:
                self.errors.append(error)
                continue
            self.checked.add(self._shown(str(one.path)))
            self.findings += check_structure(source, version, same_links=False)

    def _check_links(self, opened: Sequence[Opened], files: Sequence[Path]) -> None:
        from langbridge.checks import LinkChecker
        from langbridge.review import output_article

        links = LinkChecker()
        for path in files:
            try:
                article = self._read(near(path))
            except LangbridgeError as error:
                self.errors.append(error)
                continue
            self.checked.add(self._shown(str(path)))
            self.findings += links.check(article)
        for review in (one.review for one in opened if one.review is not None and not one.review.output_missing):
            try:
                self.findings += links.check(output_article(review), source=review.article)
            except LangbridgeError as error:
                self.errors.append(error)

    @cached_property
    def _opened(self) -> list[Opened]:
        from langbridge.review import open_reviews

        return open_reviews(self.settings.output, self.settings.root)

    @cached_property
    def _sources(self) -> list[SourceFile]:
        """The project's articles, as `convert` finds them."""
        from langbridge.project import find_articles, site_layout

        settings = self.settings
        if not settings.sources:
            return []
        named = [near(path) for path in settings.sources]
        is_version = site_layout(settings, folder=named[0]).is_version
        return find_articles(named, output=settings.output, report=self.errors.append, is_version=is_version)

    @cached_property
    def _versions(self) -> list[Version]:
        from langbridge.project import Layout, site_layout
        from langbridge.review import site_versions

        settings = self.settings
        if settings.layout is Layout.FOLDERS or not settings.sources:
            return []
        layout = site_layout(settings, folder=near(settings.sources[0]))
        return site_versions(layout, self._sources, settings.targets, settings.root)

    @cached_property
    def _outputs(self) -> list[Path]:
        """The folders of the project's outputs in Chinese, one a target."""
        folders = (self.settings.output / str(tag) for tag in SCRIPT_TARGETS if self.target in (None, tag))
        return [near(folder) for folder in folders if folder.is_dir()]

    def _check_something_is_there(self) -> None:
        if not self._outputs and not self.settings.sources:
            raise UsageError("no article is named, and there is no output yet", remedy="name articles, or run langbridge convert first")

    def _is_meant(self, target: LanguageTag | None, *paths: Path) -> bool:
        """Whether a file belongs to what the call names; all does where it names nothing."""
        if target is not None and self.target not in (None, target):
            return False
        return not self.paths or any(Path(os.path.realpath(path)).is_relative_to(one) for path in paths for one in self._named)

    @cached_property
    def _named(self) -> list[Path]:
        return [Path(os.path.realpath(path)) for path in self.paths]

    def _read(self, path: Path) -> Article:
        article = self.reading.read_file(path)[1]
        self.texts[self._shown(str(path))] = article.text
        return article

    def _articles(self, named: Sequence[Path]) -> Iterator[tuple[str, Article]]:
        """The articles that are named, each with its path as it is shown; what cannot be read is an error."""
        from langbridge.project import ARTICLE_SUFFIXES, display_path, find_articles

        for path in named:
            try:
                if str(path) == _STDIN:
                    article = self.reading.read(sys.stdin.buffer.read())
                    self.texts[_STDIN] = article.text
                    yield _STDIN, article
                    continue
                found = find_articles([path], report=self.errors.append)
            except LangbridgeError as error:
                self.errors.append(error)
                continue
            if not found:
                warn(f"{display_path(path)}: no article in this folder; one ends in {', '.join(ARTICLE_SUFFIXES)}")
            for source in found:
                try:
                    yield display_path(source.path), self._read(source.path)
                except LangbridgeError as error:
                    self.errors.append(error)

    def _detected(self, shown: str, article: Article) -> LanguageTag | None:
        """What an article is by itself, where that can be checked."""
        from langbridge.script import detect_article

        tag = detect_article(article).tag
        if tag in SCRIPT_TARGETS:
            return tag
        note(f"{shown}: script not checked, since it says no Chinese script of its own; --to says what it should be")
        return None

    def _shown(self, path: str) -> str:
        return str(near(Path(path)))

    def _text_at(self, path: str) -> str:
        if path not in self.texts:
            try:
                self.texts[path] = Path(path).read_bytes().decode("utf-8-sig", "replace")
            except OSError:
                self.texts[path] = ""
        return self.texts[path]


def _paths_of(opened: Opened) -> list[Path]:
    return [opened.ref.output_path, *([opened.review.source_path] if opened.review else [])]


def _tag_of_folder(path: Path | None) -> LanguageTag | None:
    """The target whose folder an article is in, the nearest one: output/zh-Hant-TW/post.md."""
    tags = {str(tag): tag for tag in SCRIPT_TARGETS}
    parts = path.absolute().parts[:-1] if path else ()
    return next((tags[part] for part in reversed(parts) if part in tags), None)
