"""Links between the articles of a site, so that they lead to the same language where there is one, and somewhere in any case.

Hugo finds a `relref`, and a link to a file, in the language of the page that it stands in; where the other page has no such version a
`relref` ends the build, and a link to a file leads nowhere.  So these are pointed to the page that there is.  Fragments follow the headings
of the version that they lead to: `other.md#后面` becomes `other.md#後面`.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from langbridge.article import (
    Article,
    Destination,
    Stated,
    link_destinations,
    made_path,
    may_link,
    page_path,
    read_article,
    reread_article,
    shares_url,
    stated,
)
from langbridge.project import ARTICLE_SUFFIXES, Generator, SiteLayout, find_articles
from langbridge.review.reviews import Review
from langbridge.values import Edit, LangbridgeError, LanguageTag, Layer, Rule, Span, Substitution, UsageError, apply_edits

_PAGE = Rule(Layer.LINK, "page", "the link leads to the page in this language")
_OTHER_LANGUAGE = Rule(Layer.LINK, "other-language", "the page is not there in this language, so the link leads to the original")
_HEADING = Rule(Layer.LINK, "heading", "the anchor follows its heading")


class Version(NamedTuple):
    """An output and its place in a site."""

    review: Review
    place: PurePosixPath

    @property
    def source(self) -> Path:
        return self.review.source_path

    @property
    def target(self) -> LanguageTag:
        return self.review.ref.target

    @property
    def output(self) -> Path:
        return self.review.ref.output_path


@dataclass(frozen=True, slots=True)
class Linked:
    """An output's text with its links pointed to pages of its language, and the changes: the line in the output, and what became what."""

    text: str
    changes: tuple[tuple[int, Substitution], ...] = ()


class _Target(NamedTuple):
    """What a link leads to: the article's file, and whether its path is one of files rather than URLs."""

    source: Path
    by_file: bool


class SiteLinks:
    """The links between articles that are published to a folder."""

    def __init__(self, layout: SiteLayout, folder: Path, versions: Sequence[Version], asked: Collection[PurePosixPath]) -> None:
        self._layout = layout
        self._folder = folder
        self._site = layout.site if layout.site is not None and layout.site.generator is Generator.HUGO else None
        self._versions = {(_real(one.source), one.target): one for one in versions}
        self._relatives = {_real(one.source): one.review.ref.relative for one in versions}
        self._asked = asked
        site = layout.site
        self._contents = {_real(one) for one in ((*(each.content for each in site.languages), site.content) if site else (folder,))}
        # Articles may be converted from a folder outside the site; then that is where paths begin.
        self._roots = {root for one in versions if (root := _root(one.source, one.review.ref.relative)) is not None}
        self._anchors: dict[tuple[Path, LanguageTag], Mapping[str, str]] = {}
        self._articles: dict[Path, Article | None] = {}
        self._stated: dict[Path, Stated] = {}
        self._by_url: dict[str, Path] | None = None

    def link(self, version: Version, text: str) -> Linked:
        """The text of an output with its links pointed to where they should lead."""
        if not may_link(text):
            return Linked(text)
        article = reread_article(version.review.article, text)
        edits: list[tuple[Edit, Rule]] = []
        for destination in link_destinations(article):
            edits += self._edits(version, text, destination)
        if not edits:
            return Linked(text)
        breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        changes = tuple(
            (bisect_right(breaks, edit.span.start) + 1, Substitution(text[slice(*edit.span)], edit.replacement, rule))
            for edit, rule in edits
        )
        return Linked(apply_edits(text, (edit for edit, _ in edits)), changes)

    def shares_url(self, version: Version) -> bool:
        """Whether a version would be published at the very address of the article in other languages."""
        return self._site is not None and len(self._site.languages) > 1 and shares_url(self._said(version.output))

    def _edits(self, version: Version, text: str, destination: Destination) -> list[tuple[Edit, Rule]]:
        written = text[slice(*destination.span)]
        path, hash_mark, fragment = written.partition("#")
        path, question, query = path.partition("?")
        found = self._find(version, unquote(path))
        if found is None or found.source == _real(version.source):
            return []
        there = self._is_there(found.source, version.target)
        if there:
            # Hugo finds what a reference names in the page's language by itself.
            pointed: str | None = path if destination.is_reference else self._path_in_language(version, path, found)
            rule = _PAGE
        else:
            pointed, rule = self._path_elsewhere(version, path, found, destination), _OTHER_LANGUAGE
        edits: list[tuple[Edit, Rule]] = []
        start = destination.span.start
        if not there and destination.is_reference and self._site is not None:
            if destination.reference is None or not self._site.languages or not self._has_original(found.source):
                return []
            # Hugo looks in the page's own language, and ends the build where there is nothing.
            named = f'path={text[slice(*destination.reference)]} lang="{self._layout.own_key(found.source)}"'
            return [(Edit(destination.reference, named), rule)]
        if pointed is not None and pointed != path:
            edits.append((Edit(Span(start, start + len(path)), pointed), rule))
        if there and hash_mark and (anchor := self._followed(found.source, version.target, fragment)) is not None:
            at = start + len(path) + len(question) + len(query) + 1
            edits.append((Edit(Span(at, at + len(fragment)), anchor), _HEADING))
        return edits

    def _find(self, version: Version, path: str) -> _Target | None:
        """The article that a path leads to, from its source's place; None where it leads to something else or nowhere."""
        if not path:
            return None
        bases = [version.source.parent]
        if path.startswith("/"):
            content = self._content(version.source)
            bases = [content] if content is not None else []
        elif self._site is not None and (content := self._content(version.source)) is not None:
            bases.append(content)
        for base in bases:
            if (file := _article_at(Path(os.path.normpath(base / path.lstrip("/"))))) is not None:
                return _Target(_real(file), by_file=True)
        if self._site is None:
            return None
        own = self._url(version.source, version.target, own=True)
        if own is None and not path.startswith("/"):
            return None
        source = self._urls().get(_normal(urljoin(own or "/", path)))
        return _Target(source, by_file=False) if source is not None else None

    def _path_in_language(self, version: Version, path: str, found: _Target) -> str | None:
        """The path of a link whose page is there in the language."""
        if self._site is not None:
            if found.by_file and not path.startswith("/"):
                return path  # Hugo finds it in the page's language
            if path.lower().endswith(ARTICLE_SUFFIXES):
                return path
            url = self._url(found.source, version.target)
            if url is None:
                return path
            if not path.startswith("/"):
                own = self._url(version.source, version.target)
                return path if own is not None and _normal(urljoin(own, unquote(path))) == _normal(url) else _like(path, url)
            return path if _normal(unquote(path)) == _normal(url) else _like(path, url)
        if self._layout.site is not None or path.startswith("/"):
            return path  # MkDocs finds it in the page's language
        return _like(path, _relative(self._place(found.source, version.target), version.place))

    def _path_elsewhere(self, version: Version, path: str, found: _Target, destination: Destination) -> str | None:
        """The path of a link whose page is not there in the language: the original's."""
        if destination.is_reference or not self._has_original(found.source):
            return None
        if self._site is not None:
            if path.startswith("/") and not path.lower().endswith(ARTICLE_SUFFIXES):
                return None
            url = self._url(found.source, version.target, own=True)
            return None if url is None else _like(path, self._site.base_path.rstrip("/") + url)
        folder = _real(self._folder)
        if self._layout.site is not None or path.startswith("/") or not found.source.is_relative_to(folder):
            return None
        return _like(path, _relative(PurePosixPath(found.source.relative_to(folder).as_posix()), version.place))

    def _followed(self, source: Path, target: LanguageTag, fragment: str) -> str | None:
        """The fragment of the heading's anchor in a version, None where it is the same."""
        key = (source, target)
        if key not in self._anchors:
            self._anchors[key] = self._read_anchors(source, target)
        anchor = self._anchors[key].get(unquote(fragment))
        if anchor is None:
            return None
        return quote(anchor) if "%" in fragment else anchor

    def _read_anchors(self, source: Path, target: LanguageTag) -> Mapping[str, str]:
        """The anchors of a source that are others in its version; headings are known by their order."""
        original, version = self._read(source), self._read_version(source, target)
        if original is None or version is None or len(original.headings) != len(version.headings):
            return {}
        pairs = zip(original.headings, version.headings, strict=True)
        return {old.anchor: new.anchor for old, new in pairs if old.anchor != new.anchor}

    def _version_path(self, source: Path, target: LanguageTag) -> Path:
        """The output that is a version of an article, else the version that somebody wrote."""
        ours = self._versions.get((source, target))
        if ours is not None and ours.place in self._asked:
            return ours.output
        there = self._folder / self._place(source, target)
        return ours.output if ours is not None and not there.is_file() else there

    def _said(self, path: Path) -> Stated:
        if path not in self._stated:
            try:
                self._stated[path] = stated(path.read_bytes().decode("utf-8-sig", "replace"))
            except OSError:
                self._stated[path] = Stated()
        return self._stated[path]

    def _read_version(self, source: Path, target: LanguageTag) -> Article | None:
        ours = self._versions.get((source, target))
        read = _read(self._version_path(source, target))
        return reread_article(ours.review.article, read.text) if ours is not None and read is not None else read

    def _read(self, source: Path) -> Article | None:
        if source not in self._articles:
            self._articles[source] = _read(source)
        return self._articles[source]

    def _is_there(self, source: Path, target: LanguageTag) -> bool:
        """Whether a version will be in the site: one of those that are being published, or one that is there already."""
        ours = self._versions.get((source, target))
        if ours is not None and ours.place in self._asked:
            return True
        try:
            return (self._folder / self._place(source, target)).is_file()
        except UsageError:
            return False

    def _place(self, source: Path, target: LanguageTag) -> PurePosixPath:
        relative = self._relatives.get(source)
        if relative is None:
            content = self._content(source)
            relative = source.relative_to(content) if content is not None else Path(source.name)
        return self._layout.place(target, relative, source, self._folder)

    def _content(self, source: Path) -> Path | None:
        """The folder that a source's path in the site begins at, links followed: of the site's content, else the one that was converted."""
        return self._site_content(source) or _innermost(source, self._roots)

    def _site_content(self, source: Path) -> Path | None:
        return _innermost(source, self._contents)

    def _has_original(self, source: Path) -> bool:
        """Whether the site has an article itself, or a version in its default language, at the article's own address."""
        if self._site_content(source) is not None:
            return True
        own = self._layout.own_key(source).lower()
        return any(key.lower() == own and self._is_there(source, tag) for tag, key in self._layout.keys.items())

    def _url(self, source: Path, target: LanguageTag, *, own: bool = False) -> str | None:
        """The path of the URL of an article's version, or of the article itself; None where it cannot be told."""
        content = self._content(source)
        if self._site is None or content is None:
            return None
        said = self._said(source if own else self._version_path(source, target))
        original = self._layout.original(PurePosixPath(_real(source).relative_to(content).as_posix()))
        return page_path(self._site, self._layout.own_key(source) if own else self._layout.key(target), original, said)

    def _urls(self) -> dict[str, Path]:
        """The articles of the site by their URLs."""
        if self._by_url is None:
            self._by_url = {}
            contents = {_real(content) for source, _ in self._versions if (content := self._content(source)) is not None}
            for content in sorted(contents):
                for file in find_articles([content], is_version=self._layout.is_version):
                    url = self._url(_real(file.path), LanguageTag("zh"), own=True)
                    if url is not None:
                        self._by_url.setdefault(_normal(url), _real(file.path))
        return self._by_url


def _read(path: Path) -> Article | None:
    try:
        data = path.read_bytes()
        return read_article(data, path=path)
    except FileNotFoundError:
        return None
    except (OSError, LangbridgeError):
        return None


def _article_at(path: Path) -> Path | None:
    """The article's file that a path of files means, with or without its ending."""
    if path.name.lower().endswith(ARTICLE_SUFFIXES):
        return path if path.is_file() else None
    ways = (path.with_name(f"{path.name}.md"), path / "index.md", path / "_index.md") if path.name else ()
    return next((way for way in ways if way.is_file()), None)


def _relative(place: PurePosixPath, page: PurePosixPath) -> str:
    return PurePosixPath(os.path.relpath(place, page.parent)).as_posix()


def _like(path: str, new: str) -> str:
    """A new path, with what the old one had: `./` before it, a slash at its end, signs encoded."""
    if path.endswith("/"):
        new = new.removesuffix("index.html")
    if new.startswith("/") and path.startswith("/") and not path.endswith(("/", *ARTICLE_SUFFIXES)):
        new = new.rstrip("/") or "/"
    if path.startswith("./") and not new.startswith((".", "/")):
        new = f"./{new}"
    return quote(new, safe="/~:+") if (not new.isascii() and "%" in path) or " " in new else new


def _normal(url: str) -> str:
    """A URL's path as it is compared."""
    path = unquote(url).removesuffix("index.html")
    return "/" + made_path(path).strip("/")


def _root(source: Path, relative: Path) -> Path | None:
    """The folder that was named for conversion: a source's path without what is below it."""
    real = _real(source)
    return real.parents[len(relative.parts) - 1] if real.parts[-len(relative.parts) :] == relative.parts else None


def _innermost(path: Path, folders: Collection[Path]) -> Path | None:
    real = _real(path)
    return max((one for one in folders if real.is_relative_to(one)), key=lambda one: len(one.parts), default=None)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
