"""Whether a site and a project's targets fit each other, and whether the articles are what the site takes them for.

A site tells nobody: Hugo publishes a file whose suffix it does not know in the default language, and of two pages at one address it keeps
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from langbridge.article import front_matter_texts, read_article
from langbridge.project import (
    ARTICLE_SUFFIXES,
    DEPRECATED,
    Generator,
    Layout,
    Settings,
    Site,
    SiteLayout,
    display_path,
    find_articles,
    site_layout,
    tag_of,
)
from langbridge.values import FrontMatterError, LangbridgeError, LanguageTag

_MOST_NAMED = 3
_LOOKED_AT = 300
"""How many articles are read to see whether they are what the site takes them for."""
_URL = re.compile(r"^[\"']?url[\"']?\s*[:=]\s*[\"']?/", re.MULTILINE | re.IGNORECASE)
_NAMES = {
    "zh-Hant": "繁體中文",
    "zh-Hant-TW": "正體中文",
    "zh-Hant-HK": "繁體中文（香港）",
    "zh-Hans": "简体中文",
    "zh-Hans-CN": "简体中文",
}

Told = tuple[str, str, str]
"""ok, warning or error; the message; what to do."""


def examine_site(settings: Settings) -> Iterator[Told]:
    """Whether a site's configuration knows the targets, and the layout is its own.  Raises SettingsError where it cannot be read."""
    layout = site_layout(settings)
    site = layout.site
    if settings.layout is Layout.FOLDERS:
        yield from _folders(settings)
        return
    if site is None:
        yield (
            "warning",
            f"layout is {settings.layout}, and no site's configuration was found above the sources or beside langbridge.yaml",
            "languages: in langbridge.yaml says how they are called; else they are the tags in lower case",
        )
        return
    yield "ok", f"{site.generator}: {shown(site.file, settings.root)}", ""
    yield from _misfit(settings.layout, site)
    for target in settings.targets:
        key = layout.key(target)
        if layout.knows(target):
            own = " (its articles themselves are in it)" if key.lower() in layout.own else ""
            yield "ok", f"{target} is published as {key}{own}", ""
        else:
            known = ", ".join(one.key for one in site.languages) or "only one"
            what = (
                f"a file post.{key}.md would silently be published in the default language, {site.default}"
                if settings.layout is Layout.SUFFIX
                else "its folder would be no content"
            )
            yield "error", f"the site has no language {key} for {target} ({known}): {what}", _addition(site, target, key)
    yield from _deprecated(site)
    yield from _strange_suffixes(layout, settings.root)


def examine_articles(settings: Settings) -> Iterator[Told]:
    """Whether articles are in the language that the site takes them for, and whether their versions would share an address."""
    layout = site_layout(settings)
    if not settings.sources:
        return
    errors: list[LangbridgeError] = []
    articles = find_articles(
        settings.sources, output=settings.output, report=errors.append, is_version=layout.is_version if settings.path else None
    )
    yield from (("warning", str(error), error.remedy) for error in errors)
    if not articles:
        yield "warning", "the sources hold no article", f"one ends in {', '.join(ARTICLE_SUFFIXES)}"
        return
    yield "ok", f"{len(articles)} {'article' if len(articles) == 1 else 'articles'} to convert", ""
    if layout.site is None or layout.site.generator is not Generator.HUGO or settings.layout is Layout.FOLDERS:
        return
    paths = [one.path for one in articles]
    if shared := [path for path in paths if _shares_url(path)]:
        yield (
            "warning",
            f"{_some(shared, settings.root)}: url: begins with a slash, so that all languages are published at one address, and one stays",
            "write slug: instead, or url: without the slash",
        )
    if other := list(_in_other_script(paths[:_LOOKED_AT], layout)):
        yield (
            "warning",
            f"{_some(other, settings.root)}: in the other script than the language that the site publishes it in",
            "give it the name or folder of its own language, and name it when you convert",
        )


def _folders(settings: Settings) -> Iterator[Told]:
    from langbridge.project import site_of

    site = site_of(settings)
    if site is not None and site.generator is Generator.HUGO and len(site.languages) > 1:
        better = Layout.CONTENT if site.by_folder else Layout.SUFFIX
        yield (
            "warning",
            f"{shown(site.file, settings.root)} has several languages, and layout is folders, which Hugo takes for sections",
            f"layout: {better}",
        )


def _misfit(layout: Layout, site: Site) -> Iterator[Told]:
    if site.generator in (Generator.JEKYLL, Generator.HEXO) or (site.generator is Generator.MKDOCS and not site.languages):
        remedy = "layout: folders" if site.generator is not Generator.MKDOCS else "set up its plugin i18n, or layout: folders"
        yield "error", f"{site.generator} knows no language versions here: each would be an article of its own", remedy
    elif layout is Layout.SUFFIX and site.by_folder:
        yield "error", "the site has a content folder for each language, and layout is suffix", "layout: content"
    elif layout is Layout.CONTENT and len(site.languages) > 1 and not site.by_folder:
        yield "error", "the site's languages have no content folders of their own, and layout is content", "layout: suffix, or contentDir"


def _addition(site: Site, target: LanguageTag, key: str) -> str:
    name = _NAMES.get(str(target), "English" if target.language == "en" else str(target))
    if site.generator is Generator.MKDOCS:
        return f"add to the plugin i18n in {site.file.name}: {{ locale: {key}, name: {name} }}"
    if site.file.suffix in (".yaml", ".yml"):
        told = f"languages: {{ {key}: {{ label: {name}, locale: {target} }} }}"
    else:
        told = f'[languages.{key}] with label = "{name}" and locale = "{target}"'
    more = "" if site.languages else f", and one for the language of the articles, {site.default}"
    return f"add to {site.file.name}: {told}{more}; or name the site's own language under languages: in langbridge.yaml"


def _deprecated(site: Site) -> Iterator[Told]:
    for written in site.deprecated:
        name = written.rpartition(".")[2]
        yield "warning", f"{written} is deprecated in Hugo since 0.158", f"write {DEPRECATED[name.lower()]} in its place"


def _strange_suffixes(layout: SiteLayout, root: Path) -> Iterator[Told]:
    """Files that look like a language version to people but not to the site: post.zh_Hant.md, or a language that it does not have."""
    site = layout.site
    if site is None or layout.layout is not Layout.SUFFIX or site.generator is not Generator.HUGO or not site.content.is_dir():
        return
    strange: list[Path] = []
    for path in sorted(site.content.rglob("*.*.*")):
        stem, _, suffix = path.name.rpartition(".")[0].rpartition(".")
        if not stem or not path.name.lower().endswith(ARTICLE_SUFFIXES) or site.language(suffix) is not None:
            continue
        tag = tag_of(suffix)
        if tag is not None and (tag.is_chinese or tag.language == "en"):
            strange.append(path)
    if strange:
        yield (
            "error",
            f"{_some(strange, root)}: the site knows no such language, and publishes it in the default one",
            f"use one of {', '.join(one.key for one in site.languages) or site.default}, with hyphens",
        )


def _shares_url(path: Path) -> bool:
    try:
        text = path.read_bytes()[:20_000].decode("utf-8", "replace")
        return _URL.search(text) is not None and any(
            one.key.lower() == "url" and one.text.startswith("/") for one in front_matter_texts(text)
        )
    except (OSError, FrontMatterError):
        return False


def _in_other_script(paths: Iterable[Path], layout: SiteLayout) -> Iterator[Path]:
    from langbridge.script import detect_article

    site = layout.site
    for path in paths:
        language = site.language(layout.own_key(path)) if site is not None else None
        expected = language.tag if language is not None else site.default_tag if site is not None else None
        if expected is None or not expected.script:
            continue
        try:
            tag = detect_article(read_article(path.read_bytes(), path=path)).tag
        except (OSError, LangbridgeError):
            continue
        if tag is not None and tag.is_chinese and tag.script and tag.script != expected.script:
            yield path


def shown(path: Path, root: Path) -> str:
    """A path as a message names it: from the project's folder on, where it lies in that."""
    return display_path(path.relative_to(root) if path.is_relative_to(root) else path)


def _some(paths: Sequence[Path], root: Path) -> str:
    names = [shown(path, root) for path in paths[:_MOST_NAMED]]
    more = f" and {len(paths) - len(names)} more" if len(paths) > len(names) else ""
    return ", ".join(names) + more
