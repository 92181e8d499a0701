"""The URLs that Hugo gives to pages, as far as links in articles depend on them (https://gohugo.io/content-management/urls/).

What was taken from the output of Hugo 0.168: a path is lower-cased, spaces become hyphens, signs other than letters, digits and `._-~/` are
dropped; a `url:` that begins with a slash has no language before it, so that all versions of a page share it; an alias always has one.
With `uglyURLs` a page is `first.html`, a list of pages `posts/index.html`; a `url:` stays as it is written.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from langbridge.article.front_matter import front_matter_texts
from langbridge.values import FrontMatterError

if TYPE_CHECKING:
    from langbridge.project import Site

_TOKEN = re.compile(r":([a-z]+)")
_DROPPED = re.compile(r"[^\w./~%+-]")


class Stated(NamedTuple):
    """What a page's front matter states about its URL; empty where it says nothing."""

    url: str = ""
    slug: str = ""
    title: str = ""
    date: str = ""
    aliases: tuple[str, ...] = ()


_DATE = re.compile(r"^[\"']?date[\"']?\s*[:=]\s*[\"']?(\d{4}-\d{2}-\d{2})", re.MULTILINE | re.IGNORECASE)


def stated(text: str) -> Stated:
    """What an article's text states about its URL; nothing where its front matter is broken."""
    try:
        texts = front_matter_texts(text)
    except FrontMatterError:
        return Stated()
    said = {one.key.lower(): one.text for one in texts}
    date = _DATE.search(text[:5000])
    aliases = tuple(one.text for one in texts if one.key.lower() == "aliases")
    return Stated(said.get("url", ""), said.get("slug", ""), said.get("title", ""), date[1] if date else "", aliases)


def page_path(site: Site, key: str, original: PurePosixPath, said: Stated) -> str | None:
    """The path of a page's URL, from the site's base on, with slashes around it or `.html` at its end; None where it cannot be told.

    `original` is the page's file below its content folder, without a language in its name.
    """
    prefix = language_prefix(site, key)
    if said.url:
        if ":" in said.url:
            return None
        return _closed(said.url if said.url.startswith("/") else f"{prefix}/{said.url}")
    parts = list(original.parts)
    stem = original.name.rpartition(".")[0]
    if stem in ("index", "_index"):
        parts.pop()
    else:
        parts[-1] = stem
    section = original.parts[0] if len(original.parts) > 1 else ""
    ending = ""
    if site.ugly_urls or section in site.ugly_sections:
        ending = "/index.html" if stem == "_index" else ".html"
    if stem != "_index" and (pattern := (site.permalinks or {}).get(section)) is not None:
        path = _expanded(pattern, parts, section, said)
        return None if path is None else _ended(f"{prefix}/{path.lstrip('/')}", ending)
    if said.slug and stem != "_index" and parts:
        parts[-1] = said.slug
    return _ended(f"{prefix}/{made_path('/'.join(parts))}", ending)


def language_prefix(site: Site, key: str) -> str:
    """What the paths of a language's pages begin with: `/zh-hant`, or nothing."""
    if not site.languages or (key.lower() == site.default.lower() and not site.default_in_subfolder):
        return ""
    return f"/{key.lower()}"


def made_path(path: str) -> str:
    """A path as Hugo writes it into a URL, before percent-encoding."""
    return re.sub(r"-{2,}", "-", _DROPPED.sub("", re.sub(r"\s+", "-", path.strip()))).lower()


def shares_url(said: Stated) -> bool:
    """Whether a page's URL is the same in every language."""
    return said.url.startswith("/")


def _expanded(pattern: str, parts: list[str], section: str, said: Stated) -> str | None:
    year, month, day = said.date.split("-") if said.date else ("", "", "")
    base = parts[-1] if parts else ""
    values = {
        "year": year,
        "month": month,
        "day": day,
        "section": section,
        "sections": "/".join(parts[:-1]),
        "title": said.title,
        "slug": said.slug or said.title,
        "slugorfilename": said.slug or base,
        "slugorcontentbasename": said.slug or base,
        "filename": base,
        "contentbasename": base,
    }
    if any(not values.get(token) for token in _TOKEN.findall(pattern)):
        return None
    filled = _TOKEN.sub(lambda found: made_path(values[found[1]]), pattern)
    # What is left is more than is known here: `:sections[1:]` is a part of them, `:2006` a date in Go's way.
    return None if set(filled) & set(":[") else made_path(filled)


def _ended(path: str, ending: str) -> str:
    return f"{path.rstrip('/')}{ending}" if ending and path.strip("/") else _closed(path)


def _closed(path: str) -> str:
    path = path if path.startswith("/") else f"/{path}"
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
