"""The pages of a Hugo site by their URLs, as far as its articles and its configuration tell.

Themes, modules, servers and other programs may make pages that no article tells of.  So that nothing is there is said of few places: where
articles have their pages beside, in a site that takes its content from nowhere else.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin

from langbridge.article import Stated, language_prefix, made_path, page_path, stated
from langbridge.project import Layout, Site, SiteLayout

_MARKDOWN = frozenset({".md", ".markdown", ".mdown"})
_HTML = frozenset({".html", ".htm"})
# Hugo reads these too, with front matter of other kinds; and `_content.gotmpl` makes pages of data.
_OTHERS = frozenset({".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc", ".ipynb", ".gotmpl"})


class SitePages:
    """The URLs of one site; its articles are read at the first question."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._layout = SiteLayout(Layout.CONTENT if site.by_folder else Layout.SUFFIX, {}, site=site)
        self._contents = sorted({Path(os.path.realpath(one)) for one in (*(each.content for each in site.languages), site.content)})
        # What is there and is no article: folders, files beside articles, aliases.
        self._there: set[str] = set()
        self._folders: set[str] = set()
        # At the top of a site there may be anything.
        self._roots = {language_prefix(site, key) or "/" for key in self._keys()} | {"/"}
        self._whole = not site.opaque

    def resolve(self, path: str, source: Path) -> str | None:
        """The URL's path, from the site's base on, that a link of an article leads to; None where that cannot be told.

        Articles outside the site's content are published together, so that what they link to may be there by then.
        """
        if self._content(source) is None:
            return None
        base = self._site.base_path.rstrip("/")
        if path.startswith("/"):
            return path.removeprefix(base) if path.startswith(f"{base}/") else None
        own = self._url(source)
        return urljoin(own, path) if own is not None else None

    def page(self, url: str) -> Path | None:
        """The article whose page is at a URL's path."""
        return self._pages.get(_normal(url))

    def is_missing(self, url: str) -> bool:
        """Whether nothing can be at a URL's path; where that cannot be told, it may be."""
        pages = self._pages
        wanted = _normal(url)
        parts = PurePosixPath(wanted).parts[1:]
        return (
            self._whole
            and bool(parts)
            and wanted not in pages
            and wanted not in self._there
            and PurePosixPath(wanted).parent.as_posix() in self._folders - self._roots
            and not any(part in self._site.generated for part in parts)
            # Files may be made on the way: feeds, downloads.
            and ("." not in parts[-1] or url.endswith(".html"))
            and not self._is_static(unquote(url))
        )

    def _is_static(self, url: str) -> bool:
        folders = (self._site.root / "static", *self._site.root.glob("themes/*/static"))
        return any((folder / url.lstrip("/")).exists() for folder in folders)

    def _url(self, path: Path, said: Stated | None = None) -> str | None:
        """The path of an article's URL; None for one that is not in the site's content, or whose URL cannot be told."""
        real, content = Path(os.path.realpath(path)), self._content(path)
        if content is None:
            return None
        original = self._layout.original(PurePosixPath(real.relative_to(content).as_posix()))
        return page_path(self._site, self._layout.own_key(real), original, stated(_text(real)) if said is None else said)

    def _content(self, path: Path) -> Path | None:
        """The content folder that a file lies in, the innermost one."""
        real = Path(os.path.realpath(path))
        return max((one for one in self._contents if real.is_relative_to(one)), key=lambda one: len(one.parts), default=None)

    @cached_property
    def _pages(self) -> dict[str, Path]:
        """The articles by the paths of their URLs."""
        pages: dict[str, Path] = {}
        for content in self._contents:
            for path in sorted(content.rglob("*")):
                self._add(path, content, pages)
        return pages

    def _add(self, path: Path, content: Path, pages: dict[str, Path]) -> None:
        suffix = path.suffix.lower()
        if path.is_dir() or suffix not in _MARKDOWN | _HTML:
            self._whole &= suffix not in _OTHERS
            below = path.relative_to(content).as_posix()
            self._there |= {_normal(f"{language_prefix(self._site, key)}/{below}") for key in self._keys()}
            return
        text = _text(path)
        said = stated(text)
        url = self._url(path, said)
        is_list = self._layout.original(PurePosixPath(path.name)).stem == "_index"
        # A list of pages can state what holds for the pages below it, their URLs too.
        self._whole &= url is not None and not (is_list and "cascade" in text)
        if url is None:
            return
        # Of two pages at one URL Hugo makes one; who links there has it right in any case.
        pages.setdefault(_normal(url), path)
        if not is_list:
            self._folders.add(PurePosixPath(_normal(url)).parent.as_posix())
        prefix = language_prefix(self._site, self._layout.own_key(path))
        self._there |= {_normal(f"{prefix}{one}" if one.startswith("/") else urljoin(url, f"../{one}")) for one in said.aliases}

    def _keys(self) -> list[str]:
        return [one.key for one in self._site.languages] or [""]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _normal(url: str) -> str:
    """A URL's path as it is compared: without `index.html`, `.html` and slashes around it, in the form that Hugo gives it."""
    path = unicodedata.normalize("NFC", unquote(url)).removesuffix("index.html").removesuffix(".html")
    return "/" + made_path(path).strip("/")
