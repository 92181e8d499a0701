"""Links that lead nowhere: to a heading that the page does not have, or to an article that does not exist.

Only what can be known from the articles is looked at: `#anchor`, `other.md`, `other.md#anchor`, `{{< ref "other" >}}`, and in Hugo's sites
the URLs of articles: `../other/`, `/posts/other/#anchor`.  What a URL leads to in the sites of other generators is let be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from langbridge.article import Article, Markup, PartKind, link_destinations, read_article
from langbridge.checks.site_pages import SitePages
from langbridge.project import ARTICLE_SUFFIXES, Generator, Site, display_path, find_site
from langbridge.values import Finding, LangbridgeError, line_and_column

_ID = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'<>{}]+)|\{:?[^{}\n]*?#([^\s{}#]+)[^{}\n]*\}")
# Its id depends on what the shortcode writes.
_HEADING_WITH_SHORTCODE = re.compile(r"^ {0,3}#{1,6}[ \t].*\{\{", re.MULTILINE)
# The top of the page, footnotes, a text to be looked for, what themes put around an article, and what a generator has yet to fill in.
_MADE_ELSEWHERE = re.compile(r"(?:(?:top|comments|disqus_thread|TableOfContents)?\Z)|fn(?:ref)?[:-]|:~:|.*[{}$]")
_TEMPLATE = re.compile(r"[{}$<>]|%7[BD]", re.IGNORECASE)
_NUMBERED = re.compile(r"_\d+")


class Link(NamedTuple):
    """A link of an article: where it stands, in code points, and what is wrong with it; an empty rule says that nothing is."""

    start: int
    rule: str = ""
    message: str = ""


class LinkChecker:
    """Looks for broken links; articles that are linked to are read once."""

    def __init__(self) -> None:
        self._anchors: dict[Path, frozenset[str] | None] = {}
        self._sites: dict[Path, Site | None] = {}
        self._names: dict[Path, frozenset[str]] = {}
        self._pages: dict[Path, SitePages] = {}

    def check(self, article: Article, *, source: Article | None = None) -> list[Finding]:
        """The links of an article that lead nowhere, by place.

        With a `source`, the article is an output of it: its links are meant from the source's place, and those that are broken in the
        source already are not told again.
        """
        if article.markup is not Markup.MARKDOWN:
            return []
        path = display_path(article.path) if article.path is not None else "-"
        links = list(self._links(article, source))
        originals = list(self._links(source, None)) if source is not None and any(one.rule for one in links) else []
        known = [bool(one.rule) for one in originals] if len(originals) == len(links) else [False] * len(links)
        return [
            Finding(path, *line_and_column(article.text, link.start), link.rule, link.message)
            for link, told in zip(links, known, strict=True)
            if link.rule and not told
        ]

    def _links(self, article: Article, source: Article | None) -> Iterator[Link]:
        # Links of an output are meant from its source's place, and `publish` points them to the versions of its language.
        stands = (source or article).path
        folder = stands.absolute().parent if stands is not None else None
        site = self._site(folder) if folder is not None else None
        own = anchors_of(article)
        found: list[Link] = []
        for within in article.fragment_links:
            start = within.span.start - 1  # at the #
            broken = own is not None and not _has(own, within.anchor, site)
            found.append(Link(start, "links.anchor", _no_anchor(within.anchor, "this page")) if broken else Link(start))
        for destination in link_destinations(article):
            start, end = destination.span
            written = article.text[start:end]
            path, _, fragment = written.partition("#")
            path = unquote(path.partition("?")[0])
            # In a site a text is a file as it is: robots.txt.
            suffixes = ARTICLE_SUFFIXES if site is None else tuple(one for one in ARTICLE_SUFFIXES if one != ".txt")
            by_file = destination.is_reference or path.lower().endswith(suffixes)
            filled_in = _TEMPLATE.search(written) or article.text.endswith(("}}", "%}"), 0, start)
            if folder is None or stands is None or not path or filled_in:
                found.append(Link(start))
                continue
            if by_file:
                file = self._find(path, folder, site, by_name=destination.is_reference)
                missing = file is None
            else:
                file, missing = self._find_page(path, stands, site)
            if missing:
                found.append(Link(start, "links.article", f"there is no {'article' if by_file else 'page'} {path}"))
            else:
                there = self._anchors_at(file) if fragment and file is not None else None
                broken = there is not None and not _has(there, unquote(fragment), site)
                found.append(Link(start, "links.anchor", _no_anchor(unquote(fragment), path)) if broken else Link(start))
        yield from sorted(found)

    def _find(self, path: str, folder: Path, site: Site | None, *, by_name: bool) -> Path | None:
        """The article that a path leads to, from a folder."""
        contents = [*(one.content for one in site.languages), site.content] if site is not None else []
        bases = contents or [folder, *folder.parents] if path.startswith("/") else [folder, *contents]
        for base in bases:
            if (file := _article_at(Path(os.path.normpath(base / path.lstrip("/"))))) is not None:
                return file
        if by_name and contents and "/" not in path.strip("/"):
            # Hugo also finds a page by its name alone, wherever it is.
            name = path.removesuffix(".md")
            return next((content for content in contents if name in self._names_in(content)), None)
        return None

    def _find_page(self, path: str, source: Path, site: Site | None) -> tuple[Path | None, bool]:
        """The article at the URL that a path of an article leads to, and whether nothing can be there; neither where that is not known."""
        if site is None or site.generator is not Generator.HUGO:
            return None, False
        if site.root not in self._pages:
            self._pages[site.root] = SitePages(site)
        pages = self._pages[site.root]
        url = pages.resolve(path, source)
        if url is None:
            return None, False
        if (file := pages.page(url)) is not None:
            # What a list of pages shows, and with which ids, is up to the theme.
            return (None if file.stem.partition(".")[0] == "_index" else file), False
        # Hugo also takes a path for one of files.
        return None, pages.is_missing(url) and self._find(path, source.absolute().parent, site, by_name=False) is None

    def _names_in(self, content: Path) -> frozenset[str]:
        if content not in self._names:
            files = [path for path in content.rglob("*.md") if path.is_file()] if content.is_dir() else []
            self._names[content] = frozenset(
                name
                for path in files
                for name in (path.stem, path.stem.partition(".")[0], path.parent.name if path.stem in _INDEX else path.stem)
            )
        return self._names[content]

    def _anchors_at(self, path: Path) -> frozenset[str] | None:
        if path not in self._anchors:
            self._anchors[path] = None
            # One that cannot be read is told where it is checked itself.
            with suppress(OSError, LangbridgeError):
                self._anchors[path] = anchors_of(read_article(path.read_bytes(), path=path))
        return self._anchors[path]

    def _site(self, folder: Path) -> Site | None:
        if folder not in self._sites:
            self._sites[folder] = find_site(folder)
        return self._sites[folder]


_INDEX = frozenset({"index", "_index"})


def anchors_of(article: Article) -> frozenset[str] | None:
    """What links within a page can lead to: the ids of its headings, as Hugo and GitHub make them, and those that it names itself.

    None where that cannot be known.
    """
    if article.markup is not Markup.MARKDOWN or _HEADING_WITH_SHORTCODE.search(article.text):
        return None
    text = "".join(" " if kind is PartKind.CODE else article.text[start:end] for start, end, kind, _ in article.parts)
    named = {one or other for one, other in _ID.findall(text)} if "=" in text or "{" in text else set()
    return frozenset({heading.anchor for heading in article.headings} | named)


def _has(anchors: frozenset[str], anchor: str, site: Site | None) -> bool:
    if anchor in anchors or _MADE_ELSEWHERE.match(anchor):
        return True
    if site is None or site.generator is Generator.HUGO:
        return False
    # The other generators drop and join differently; what is the same but for signs is taken for the same.
    return _NUMBERED.fullmatch(anchor) is not None or _letters(anchor) in map(_letters, anchors)


def _letters(anchor: str) -> str:
    return "".join(filter(str.isalnum, anchor.casefold()))


def _no_anchor(anchor: str, where: str) -> str:
    return f"there is no heading or id #{anchor} in {where}"


def _article_at(path: Path) -> Path | None:
    """The file of an article that a path means: itself, one with the ending that was left out, or a language version of it."""
    if path.name.lower().endswith(ARTICLE_SUFFIXES):
        if path.is_file():
            return path
        return next(path.parent.glob(f"{_plain(path.stem)}.*{path.suffix}"), None) if path.parent.is_dir() else None
    ways = (path.with_name(f"{path.name}.md"), path / "index.md", path / "_index.md") if path.name else ()
    for way in ways:
        if (file := _article_at(way)) is not None:
            return file
    return None


def _plain(name: str) -> str:
    """A file's name as a pattern that matches nothing but itself."""
    return re.sub(r"([*?\[])", r"[\1]", name)
